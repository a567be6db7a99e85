"""Organisations that are owed: their keys, and the webhooks that tell their systems."""
