"""What can be the case with lenders, said so that their people may read it."""

from backend.plumbing.errors import Conflict, Invalid, Missing, NotAllowed, SignInNeeded


class KeyNotKnown(SignInNeeded):
    """Send a valid API key: `Authorization: Bearer tk_…`."""


class ScopeMissing(NotAllowed):
    """This API key may not do that. Make a key with the scope that this needs."""


class KeyNotFound(Missing):
    """We can't find that API key."""


class KeysFull(Conflict):
    """There are 50 API keys in use. Revoke one that you no longer need, then make a new one."""


class EndpointNotFound(Missing):
    """We can't find that webhook endpoint."""


class EndpointsFull(Conflict):
    """There are 20 webhook endpoints. Remove one that you no longer need, then add a new one."""


class MessageNotFound(Missing):
    """We can't find that webhook message."""


class EventTooLarge(Invalid):
    """An event may have 256 kB at most."""
