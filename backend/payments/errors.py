"""What can stand in the way of a payment, in words for the person who pays."""

from backend.plumbing.errors import Conflict, Invalid, Malformed, Missing, NotAllowed, NotNow


class MandateMissing(Missing):
    """We can't find that way to pay."""


class MandateNotReady(Conflict):
    """This way to pay isn't ready yet. Finish setting it up, then pay."""


class MoreThanOwed(Invalid):
    """That is more than you still owe there. Pay the rest or a part of it."""


class PaymentOnItsWay(Conflict):
    """A payment for this is still being checked. You don't need to pay again."""


class CurrenciesMixed(Invalid):
    """One payment has one currency. Pay each currency on its own."""


class DebtNamedTwice(Invalid):
    """The same debt is named twice. Say one sum for each."""


class SumNotTaken(Invalid):
    """This way to pay doesn't take exactly that sum of that currency. Choose another one."""


class RailUnknown(Invalid):
    """We don't offer that way to pay."""


class RailAway(NotNow):
    """That way to pay can't be reached right now. Nothing was changed; try again in a moment."""


class EventNotGenuine(NotAllowed):
    """This message doesn't prove where it comes from."""


class EventUnreadable(Malformed):
    """This message can't be read."""


class MoveNotAllowed(RuntimeError):
    """A payment cannot go from that state to this one."""
