"""What can be the case with nudges."""

from backend.plumbing.errors import Invalid, Missing


class NudgeNotFound(Missing):
    """We can't find that message."""


class SubscriptionNotFound(Missing):
    """We can't find that device."""


class PushServiceUnknown(Invalid):
    """We don't know this browser's push service. Your inbox here always works."""


class PushKeysWrong(Invalid):
    """The keys of this push subscription can't be right. Please switch notifications on again."""
