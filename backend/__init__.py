"""Tideover: what a person owes, seen in one place, paid in peace."""
