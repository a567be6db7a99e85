"""Append-only, hash-chained record of decisions about money and access."""
