"""Persons, lender staff, sign-in by code or passkey, sessions, consents."""
