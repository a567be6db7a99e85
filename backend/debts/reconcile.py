"""What is owed, from a lender's figures as of a moment and the payments made through us."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """What a lender pushed, summed."""

    charged_minor: int
    lender_paid_minor: int | None
    asked_minor: int | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a debt comes to."""

    paid_minor: int
    outstanding_minor: int
    credit_minor: int
    due_minor: int


def standing(figures: Figures, payments: Iterable[tuple[datetime, int]]) -> Standing:
    """Return what is paid, outstanding, in credit and still asked.

    The lender's figure includes every payment up to its `as_of`, so only later ones of ours are
    taken off it; a lender that gives no figure leaves the counting to us. A return is a payment
    below zero and can never make more owed than was charged.

    Units:   minor units.
    Shape:   (moment, amount) a payment, in any order.

    Example:
        >>> from datetime import UTC, datetime
        >>> noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
        >>> standing(Figures(10_000, 2_500, None, noon), [(noon.replace(hour=13), 500)])
        Standing(paid_minor=3000, outstanding_minor=7000, credit_minor=0, due_minor=7000)
    """
    since = everything = 0
    for at, amount_minor in payments:
        everything += amount_minor
        if at > figures.as_of:
            since += amount_minor
    if figures.lender_paid_minor is None:
        paid = max(0, everything)
    else:
        paid = max(0, figures.lender_paid_minor + since)
    left = figures.charged_minor - paid
    outstanding = max(0, left)
    asked = outstanding if figures.asked_minor is None else max(0, figures.asked_minor - since)
    return Standing(
        paid_minor=paid,
        outstanding_minor=outstanding,
        credit_minor=max(0, -left),
        due_minor=min(asked, outstanding),
    )
