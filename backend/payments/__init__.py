"""Payments: money moved by a person towards debts, recorded to the last minor unit."""
