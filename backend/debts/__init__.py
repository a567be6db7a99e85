"""Debts: pushed by lenders, claimed by persons, seen and understood in one list."""
