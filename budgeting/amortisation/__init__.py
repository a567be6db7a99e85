"""Schedules that pay a debt off, changes to them, and where payments go."""
