"""What can be the case when debts are pushed, claimed and read."""

from backend.plumbing.errors import (
    Conflict,
    Invalid,
    Malformed,
    Missing,
    TooLarge,
    UnknownMediaType,
)


class DebtMissing(Missing):
    """We can't find that debt."""


class ClaimLinkUnknown(Missing):
    """This link doesn't work. Open the newest message you were sent, or ask for a new one."""


class ClaimLinkExpired(Conflict):
    """This link is no longer valid. The lender can send you a new one."""


class ClaimLinkUsed(Conflict):
    """This link has been used already. If it was you, the debt is in your list."""


class ClaimLocked(Conflict):
    """The answer didn't fit five times, so this link is closed. The lender knows and can help."""


class AnswerDoesNotFit(Invalid):
    """That answer doesn't fit what the lender has. Please check it and try again."""


class CurrencyFixed(Conflict):
    """A debt keeps the currency it was first pushed in. Push it under another reference."""


class NoSuchMove(Conflict):
    """That step isn't possible from where this debt stands now."""


class DebtNotPayable(Conflict):
    """Nothing can be paid towards this debt right now."""


class DebtNotValid(Invalid):
    """This debt can't be taken in yet. See the fields named below."""


class PartOutOfReach(Invalid):
    """A part is more than nothing and at most what is still owed."""


class HeaderMissing(Invalid):
    """The first line must name the columns, for instance reference,currency,principal,due_on."""


class HeaderNotUnderstood(Invalid):
    """Some column names aren't known here, appear twice, or don't fit together."""


class TooManyColumns(Invalid):
    """A table of debts has at most 64 columns."""


class TooManyMistakes(Invalid):
    """More than 50,000 rows can't be taken in. Look at the first ones, then push the file again."""


class NothingToRead(Malformed):
    """There are no rows in this body."""


class PushTooLarge(TooLarge):
    """One push takes at most 200 MB. Please send it in several parts."""


class PushTypeUnknown(UnknownMediaType):
    """Send debts as application/x-ndjson or text/csv, in UTF-8 or GB18030."""


class ImportMissing(Missing):
    """We can't find that import."""
