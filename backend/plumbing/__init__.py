"""Machinery without a domain word: database, clock, jobs, HTTP, idempotency, errors."""
