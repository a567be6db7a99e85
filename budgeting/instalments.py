"""Instalment plans: debts, an up-front part, dated instalments, and where the interest goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from budgeting.household_errors import (
    AmountBelowZero,
    AmountMissing,
    CountBelowOne,
    DayOutOfOrder,
    NothingOwed,
    PlanTooLong,
    UpFrontTooLarge,
)
from budgeting.money import Money, total_of
from budgeting.plan_shapes import (
    EqualParts,
    InstalmentPlan,
    InterestPlacement,
    PlanDebt,
    PlannedInstalment,
    PlanTerms,
)
from budgeting.rounding import divide, exact, round_exact


def plan_of_amount(
    debts: Sequence[PlanDebt], instalment: Money, terms: PlanTerms
) -> InstalmentPlan:
    """Pay a fixed amount on each date until debts and interest are cleared; the last is the rest.

    Units:   instalment in minor units per date.
    Raises:  NothingOwed; AmountMissing; AmountBelowZero; UpFrontTooLarge; DayOutOfOrder;
             PlanTooLong when the dates run out first (``smallest_instalment`` finds what would
             do); CurrenciesDiffer.
    Source:  HM Revenue & Customs, Time to Pay online: oldest debt first, interest on each part from
             the plan's start to the day it is paid, interest itself paid last and bearing none.

    Example:
        >>> from budgeting.instalment_dates import collection_dates
        >>> from budgeting.plan_interest import daily_interest
        >>> from decimal import Decimal
        >>> terms = PlanTerms(agreed_on=date(2017, 3, 11), accrue=daily_interest(Decimal("0.0275")),
        ...                   dates=collection_dates(date(2017, 3, 22), count=12, preferred=20))
        >>> debt = PlanDebt("tax", Money(200_000, "GBP"), date(2017, 3, 31))
        >>> plan = plan_of_amount([debt], Money(20_000, "GBP"), terms)
        >>> len(plan.instalments), str(plan.instalments[-1].amount), str(plan.interest)
        (11, 'GBP 23.70', 'GBP 23.70')
    """
    return plan_of_amounts(debts, [instalment] * len(terms.dates), terms)


def plan_of_amounts(
    debts: Sequence[PlanDebt], amounts: Sequence[Money], terms: PlanTerms
) -> InstalmentPlan:
    """Pay up to a given amount on each date, for instance a percentage of each income.

    Units:   amounts in minor units, one a date; an amount of zero leaves its date out.
    Raises:  as ``plan_of_amount``.
    Source:  as ``plan_of_amount``.

    Example:
        >>> terms = PlanTerms(agreed_on=date(2026, 1, 1),
        ...                   dates=(date(2026, 1, 9), date(2026, 1, 16), date(2026, 1, 23)))
        >>> pay = [Money(minor, "EUR") for minor in (3_000, 0, 4_000)]
        >>> debt = PlanDebt("a", Money(5_000, "EUR"), date(2026, 1, 1))
        >>> plan = plan_of_amounts([debt], pay, terms)
        >>> [(row.due_on.day, row.amount.minor) for row in plan.instalments]
        [(9, 3000), (23, 2000)]
    """
    _check(debts, amounts, terms)
    queue, up_front, interest = _after_up_front(debts, terms)
    caps = [
        (day, amount.minor) for day, amount in zip(terms.dates, amounts, strict=False) if amount
    ]
    principal = _fill(sum(amount for amount, _ in queue), caps)
    interest += _accrued(queue, principal, terms)
    charged = round_exact(interest, terms.rounding)
    if terms.placement is InterestPlacement.AFTER:
        whole = _fill(sum(paid for _, paid in principal) + charged, caps)
    else:
        whole = _placed(principal, charged, terms.placement)
    return _plan(terms, up_front, principal, whole, debts[0].amount.currency)


def plan_of_length(debts: Sequence[PlanDebt], count: int, terms: PlanTerms) -> InstalmentPlan:
    """Pay in a given number of instalments, as equal as whole minor units allow.

    Earlier instalments carry the odd units, so the last principal part is never the largest; with
    ``LAST_TAKES_REST`` all but the last are the rounded quotient (as long as the last is left one).

    Units:   count is a number of instalments.
    Raises:  CountBelowOne; PlanTooLong when there are fewer dates; and as ``plan_of_amount``.
    Source:  equal instalments with all interest on the last: HM Revenue & Customs, Time to Pay
             online until 2023; largest remainder.

    Example:
        >>> dates = tuple(date(2026, month, 5) for month in (2, 3, 4))
        >>> terms = PlanTerms(agreed_on=date(2026, 1, 1), dates=dates, interest_to_date=250,
        ...                   placement=InterestPlacement.ON_LAST)
        >>> plan = plan_of_length([PlanDebt("a", Money(10_000, "EUR"), dates[0])], 3, terms)
        >>> [row.amount.minor for row in plan.instalments]
        [3334, 3333, 3583]
    """
    _check(debts, [debt.amount for debt in debts], terms)
    if count < 1:
        raise CountBelowOne(count=count)
    if count > len(terms.dates):
        raise PlanTooLong(count=count, longest=len(terms.dates))
    queue, up_front, interest = _after_up_front(debts, terms)
    currency = debts[0].amount.currency
    rest = Money(sum(amount for amount, _ in queue), currency)
    if rest.minor < count:
        raise UpFrontTooLarge(rest=str(rest), count=count)
    principal = list(zip(terms.dates, _parts(rest.minor, count, terms), strict=False))
    charged = round_exact(interest + _accrued(queue, principal, terms), terms.rounding)
    placement = terms.placement
    if placement is InterestPlacement.AFTER:
        placement = InterestPlacement.ON_LAST
    return _plan(terms, up_front, principal, _placed(principal, charged, placement), currency)


_Queue = list[tuple[int, date]]
_Dated = list[tuple[date, int]]


def _check(debts: Sequence[PlanDebt], amounts: Sequence[Money], terms: PlanTerms) -> None:
    if not debts or not any(debt.amount for debt in debts):
        raise NothingOwed
    extras = [one for one in (terms.up_front, terms.smallest_rest) if one is not None]
    every = [*(debt.amount for debt in debts), *amounts, *extras]
    total_of(every, debts[0].amount.currency)
    if any(amount.minor < 0 for amount in every) or exact(terms.interest_to_date) < 0:
        raise AmountBelowZero(interest_to_date=terms.interest_to_date)
    if not any(amounts):
        raise AmountMissing(amounts=len(amounts))
    days = (terms.agreed_on, *terms.dates)
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise DayOutOfOrder(agreed_on=terms.agreed_on)


def _after_up_front(debts: Sequence[PlanDebt], terms: PlanTerms) -> tuple[_Queue, Money, Fraction]:
    """Return what is left of each debt, oldest first, with the day it bears interest from."""
    currency = debts[0].amount.currency
    up_front = terms.up_front or Money.zero(currency)
    rest = total_of((debt.amount for debt in debts), currency) - up_front
    if rest.minor < 1 or (terms.smallest_rest is not None and rest < terms.smallest_rest):
        raise UpFrontTooLarge(rest=str(rest), smallest_rest=str(terms.smallest_rest))
    queue: _Queue = []
    interest = exact(terms.interest_to_date)
    left = up_front.minor
    for debt in sorted(debts, key=lambda one: one.due_on):
        paid = min(left, debt.amount.minor)
        bears_from = max(debt.due_on, terms.agreed_on)
        if paid:
            interest += terms.accrue(paid, bears_from, terms.up_front_on or terms.agreed_on)
            bears_from = max(debt.due_on, terms.rest_accrues_from or terms.agreed_on)
        if debt.amount.minor > paid:
            queue.append((debt.amount.minor - paid, bears_from))
        left -= paid
    return queue, up_front, interest


def _fill(total: int, caps: _Dated) -> _Dated:
    """Pay a total in parts of at most the cap of each date."""
    filled: _Dated = []
    for day, cap in caps:
        if not total:
            break
        filled.append((day, min(cap, total)))
        total -= filled[-1][1]
    if total:
        raise PlanTooLong(longest=len(caps), unpaid=total)
    return filled


def _accrued(queue: _Queue, principal: _Dated, terms: PlanTerms) -> Fraction:
    """Return the interest of each part of each debt until the day it is paid, unrounded."""
    return sum(
        (
            terms.accrue(part, bears_from, day)
            for part, bears_from, day in _slices(queue, principal)
        ),
        Fraction(0),
    )


def _slices(queue: _Queue, principal: _Dated) -> Iterator[tuple[int, date, date]]:
    debts = iter(queue)
    owed, bears_from = next(debts)
    for day, paid in principal:
        left = paid
        while left:
            if not owed:
                owed, bears_from = next(debts)
            part = min(left, owed)
            if bears_from < day:
                yield part, bears_from, day
            owed -= part
            left -= part


def _placed(principal: _Dated, charged: int, placement: InterestPlacement) -> _Dated:
    if placement is InterestPlacement.ON_LAST:
        extra = [0] * (len(principal) - 1) + [charged]
    else:
        # Odd units of interest go to the end, those of the principal to the start: so the sums
        # stay within one unit of each other.
        extra = _equal(charged, len(principal))[::-1]
    return [(day, paid + more) for (day, paid), more in zip(principal, extra, strict=True)]


def _parts(total: int, count: int, terms: PlanTerms) -> list[int]:
    """Part a principal by the terms, each part at least one unit."""
    each = divide(total, count, terms.rounding)
    last = total - each * (count - 1)
    if terms.equal_parts is EqualParts.LAST_TAKES_REST and last > 0:
        return [each] * (count - 1) + [last]
    return _equal(total, count)


def _equal(total: int, count: int) -> list[int]:
    each, odd = divmod(total, count)
    return [each + 1] * odd + [each] * (count - odd)


def _plan(
    terms: PlanTerms, up_front: Money, principal: _Dated, whole: _Dated, currency: str
) -> InstalmentPlan:
    parts = dict(principal)
    instalments = tuple(
        PlannedInstalment(
            number,
            day,
            Money(amount, currency),
            Money(parts.get(day, 0), currency),
            Money(amount - parts.get(day, 0), currency),
        )
        for number, (day, amount) in enumerate(whole, start=1)
    )
    owed = up_front + total_of((row.principal for row in instalments), currency)
    interest = total_of((row.interest for row in instalments), currency)
    up_front_on = (terms.up_front_on or terms.agreed_on) if up_front else None
    return InstalmentPlan(
        terms.agreed_on, up_front, up_front_on, instalments, owed, interest, owed + interest
    )
