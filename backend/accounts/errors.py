"""Refusals of accounts: each docstring is what the person may read."""

from backend.plumbing.errors import Conflict, Invalid, NotAllowed, SignInNeeded


class CodeRefused(SignInNeeded):
    """That code doesn't work. Check the digits, or ask for a new code."""


class PasskeyRefused(SignInNeeded):
    """That passkey didn't work here. Try again, or use a code instead."""


class StepUpNeeded(NotAllowed):
    """Please confirm that it's you first, by a fresh code or your passkey."""


class AddressNotRead(Invalid):
    """We can't read that address. See the field named below."""


class ContactInUse(Conflict):
    """That address opens another Tideover account already. Sign in with it, or use another."""


class PasskeyInUse(Conflict):
    """That passkey is known here already."""


class TooManyPasskeys(Conflict):
    """You have as many passkeys as an account can hold. Remove one you no longer use."""


class NoContact(Conflict):
    """We have no phone number or e-mail address of yours to send a code to."""
