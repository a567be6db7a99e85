"""How late a debt is: days past due, the days that count, the bucket, and what comes next.

Days past due run from the oldest unpaid due date and nothing stops them. Delinquent days are
those that count after the days of grace and outside pauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from budgeting.amortisation.schedule import rising
from budgeting.errors import DatesOutOfOrder, NotAboveZero, NotACount, PartsUnclear
from budgeting.interest import Pause


class GraceAt(StrEnum):
    """Whether days of grace hold for the account once, or for each instalment by itself."""

    ACCOUNT = "account"
    INSTALMENT = "instalment"


class NextPayment(StrEnum):
    """Which date is shown as the next: the oldest unpaid one, or the next still to come.

    Source: Apache Fineract, "earliest unpaid date" and "next unpaid due date".
    """

    EARLIEST_UNPAID = "earliest_unpaid"
    NEXT_UNPAID = "next_unpaid"


class Owed(NamedTuple):
    """One due date with what was to be paid and what was paid of it.

    Units:   minor units of one currency.
    """

    due_on: date
    due_minor: int
    paid_minor: int = 0

    @property
    def unpaid_minor(self) -> int:
        """What is still owed for this date."""
        return self.due_minor - self.paid_minor


class Bucket(NamedTuple):
    """A band of delinquent days under a name.

    Units:   days, both ends included; no last day for an open end.
    """

    name: str
    first: int
    last: int | None = None


# Source: Basel and IFRS 9 practice: 30 days past due is a backstop for a significant increase in
# risk, 90 for default; the bands between are those of credit reporting.
MONTHLY_BUCKETS = (
    Bucket("1-30", 1, 30),
    Bucket("31-60", 31, 60),
    Bucket("61-90", 61, 90),
    Bucket("91-120", 91, 120),
    Bucket("121-150", 121, 150),
    Bucket("151-180", 151, 180),
    Bucket("over 180", 181),
)


class BucketShare(NamedTuple):
    """What is unpaid in one band.

    Units:   minor units.
    """

    bucket: Bucket
    unpaid_minor: int


@dataclass(frozen=True, slots=True)
class Arrears:
    """How late a debt is on a day.

    Units:   days; minor units. ``overdue_minor`` is unpaid with a due date before the day.
    """

    as_of: date
    overdue_minor: int
    oldest_due_on: date | None
    days_past_due: int
    delinquent_days: int
    bucket: Bucket | None
    shares: tuple[BucketShare, ...]
    next_due_on: date | None
    next_minor: int


def arrears(
    dues: Sequence[Owed],
    *,
    as_of: date,
    grace_days: int = 0,
    grace_at: GraceAt = GraceAt.ACCOUNT,
    pauses: Sequence[Pause] = (),
    buckets: Sequence[Bucket] = MONTHLY_BUCKETS,
    next_payment: NextPayment = NextPayment.EARLIEST_UNPAID,
) -> Arrears:
    """Return how late a debt is on a day.

    Something due today is not late today. Grace at the account is taken off the days of the
    oldest unpaid date; at the instalment, dates still within it are not late at all, and the
    oldest one beyond it counts. A pause, first and last day included, stops delinquent days.

    Units:   grace in days.
    Shape:   dues in strictly rising order of due dates; ``shares`` one for each bucket in use.
    Raises:  DatesOutOfOrder; NotACount for negative grace; NotAboveZero for a due paid more
             than in full or below zero, naming its row; PartsUnclear for buckets that overlap.
    Source:  Apache Fineract, delinquency at loan and instalment level with pauses; EBA/GL/2016/07
             for counting days past due.

    Example:
        >>> late = arrears([Owed(date(2024, 1, 31), 100, 40), Owed(date(2024, 2, 29), 100)],
        ...                as_of=date(2024, 3, 10), grace_days=3)
        >>> late.days_past_due, late.delinquent_days, late.bucket.name, late.overdue_minor
        (39, 36, '31-60', 160)
    """
    _refuse(dues, grace_days, buckets)
    unpaid = [due for due in dues if due.unpaid_minor]
    late = [due for due in unpaid if due.due_on < as_of]
    counted = [_delinquent_days(due.due_on, as_of, grace_days, pauses) for due in late]
    leading = 0
    oldest = late[0] if late else None
    if grace_at is GraceAt.INSTALMENT:
        beyond = [at for at, due in enumerate(late) if (as_of - due.due_on).days > grace_days]
        oldest = late[beyond[0]] if beyond else None
        leading = beyond[0] if beyond else 0
    delinquent = counted[leading] if oldest else 0
    next_due = _next(unpaid, as_of, next_payment)
    return Arrears(
        as_of,
        sum(due.unpaid_minor for due in late),
        oldest.due_on if oldest else None,
        (as_of - oldest.due_on).days if oldest else 0,
        delinquent,
        bucket_of(delinquent, buckets),
        _shares(late, counted, buckets),
        next_due.due_on if next_due else None,
        next_due.unpaid_minor if next_due else 0,
    )


def bucket_of(days: int, buckets: Sequence[Bucket] = MONTHLY_BUCKETS) -> Bucket | None:
    """Return the band that a number of delinquent days falls into, or None.

    Units:   days.

    Example:
        >>> bucket_of(31).name, bucket_of(0)
        ('31-60', None)
    """
    for bucket in buckets:
        if bucket.first <= days and (bucket.last is None or days <= bucket.last):
            return bucket
    return None


def pay_oldest_first(dues: Sequence[Owed], paid_minor: int) -> tuple[tuple[Owed, ...], int]:
    """Return the dues after a payment that clears the oldest first, and what is left of it.

    Units:   minor units.
    Raises:  NotAboveZero for a payment below zero; DatesOutOfOrder.

    Example:
        >>> after, left = pay_oldest_first([Owed(date(2024, 1, 31), 100, 40)], 70)
        >>> after[0].paid_minor, left
        (100, 10)
    """
    _refuse(dues, 0, ())
    if paid_minor < 0:
        raise NotAboveZero(paid_minor=paid_minor)
    after = []
    for due in dues:
        share = min(paid_minor, due.unpaid_minor)
        paid_minor -= share
        after.append(due._replace(paid_minor=due.paid_minor + share))
    return tuple(after), paid_minor


def paused_days(pauses: Sequence[Pause], first_on: date, last_on: date) -> int:
    """Return how many days from one to another, both included, lie in a pause.

    Units:   days; overlapping pauses count once.
    Raises:  DatesOutOfOrder for a pause that ends before it begins.

    Example:
        >>> paused_days([(date(2024, 1, 5), None)], date(2024, 1, 1), date(2024, 1, 10))
        6
    """
    days = 0
    reached = first_on.toordinal()
    for begins_on, ends_on in sorted(pauses, key=lambda pause: pause[0]):
        until = last_on if ends_on is None else ends_on
        if ends_on is not None and ends_on < begins_on:
            raise DatesOutOfOrder(first=begins_on, last=ends_on)
        left = max(begins_on.toordinal(), reached)
        right = min(until, last_on).toordinal()
        if left <= right:
            days += right - left + 1
            reached = right + 1
    return days


def _delinquent_days(due_on: date, as_of: date, grace: int, pauses: Sequence[Pause]) -> int:
    """Count the days after due date and grace that lie in no pause."""
    past = (as_of - due_on).days
    if past <= grace:
        return 0
    first_counted = date.fromordinal(due_on.toordinal() + grace + 1)
    return past - grace - paused_days(pauses, first_counted, as_of)


def _shares(
    late: Sequence[Owed], counted: Sequence[int], buckets: Sequence[Bucket]
) -> tuple[BucketShare, ...]:
    shares = []
    for bucket in buckets:
        inside = [
            due.unpaid_minor
            for due, days in zip(late, counted, strict=True)
            if bucket_of(days, buckets) == bucket
        ]
        if inside:
            shares.append(BucketShare(bucket, sum(inside)))
    return tuple(shares)


def _next(unpaid: Sequence[Owed], as_of: date, which: NextPayment) -> Owed | None:
    if which is NextPayment.NEXT_UNPAID:
        unpaid = [due for due in unpaid if due.due_on >= as_of]
    return unpaid[0] if unpaid else None


def _refuse(dues: Sequence[Owed], grace_days: int, buckets: Sequence[Bucket]) -> None:
    if type(grace_days) is not int or grace_days < 0:
        raise NotACount(grace_days=grace_days)
    rising([due.due_on for due in dues])
    for row, due in enumerate(dues):
        if not 0 <= due.paid_minor <= due.due_minor:
            raise NotAboveZero(row=row, due=due)
    before = 0
    for bucket in buckets:
        if bucket.first <= before or (bucket.last is not None and bucket.last < bucket.first):
            raise PartsUnclear(bucket=bucket)
        before = bucket.last if bucket.last is not None else 10**9
