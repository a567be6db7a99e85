"""Schedules whose parts do not follow the balance: flat, interest-free, equal principal."""

from __future__ import annotations

from enum import StrEnum

from budgeting.amortisation.level import checked_balloon, periodic
from budgeting.amortisation.schedule import Schedule, checked_periods, from_parts
from budgeting.errors import PaidMoreThanOwed
from budgeting.money import Money
from budgeting.rounding import Exact, Rounding, divide, round_exact


class OddUnits(StrEnum):
    """Where the units go that do not share out evenly: the last row, or one each to the first."""

    LAST_ROW = "last_row"
    FIRST_ROWS = "first_rows"


def flat_schedule(
    principal: Money,
    *,
    annual_rate: Exact,
    periods: int,
    per_year: int = 12,
    rounding: Rounding = Rounding.HALF_UP,
    odd_units: OddUnits = OddUnits.LAST_ROW,
) -> Schedule:
    """Return a schedule with interest on the original amount throughout, in equal parts.

    Units:   annual_rate is a nominal fraction of one, charged per_year times on the whole sum.
    Raises:  NotACount; NotARate below zero; NotAboveZero.
    Source:  flat rate ("add-on") method: interest = principal x rate x term.

    Example:
        >>> from decimal import Decimal
        >>> schedule = flat_schedule(Money(10_000, "EUR"), annual_rate=Decimal("0.24"), periods=4)
        >>> schedule.payments, schedule.total_interest.minor
        ((2700, 2700, 2700, 2700), 800)
    """
    checked_balloon(principal, None)
    rate = periodic(annual_rate, per_year)
    interest = round_exact(principal.minor * rate * checked_periods(periods), rounding)
    interests = _parts(interest, periods, rounding, odd_units)
    principals = _parts(principal.minor, periods, rounding, odd_units)
    return from_parts(principal.currency, principal.minor, interests, principals)


def interest_free_schedule(
    principal: Money,
    *,
    periods: int,
    down_payment: Money | None = None,
    rounding: Rounding = Rounding.DOWN,
    odd_units: OddUnits = OddUnits.LAST_ROW,
) -> Schedule:
    """Return a debt in equal parts and without interest, after a down payment if there is one.

    Shape:   a down payment is row 0.
    Raises:  NotACount; NotAboveZero; CurrenciesDiffer; PaidMoreThanOwed when the down payment
             leaves nothing.

    Example:
        >>> interest_free_schedule(Money(10_000, "EUR"), periods=3).payments
        (3333, 3333, 3334)
    """
    down = checked_balloon(principal, down_payment)
    if down >= principal.minor:
        raise PaidMoreThanOwed(down_payment=down_payment)
    rest = principal.minor - down
    principals = _parts(rest, checked_periods(periods), rounding, odd_units)
    if down_payment is None:
        return from_parts(principal.currency, rest, [0] * periods, principals)
    plain = from_parts(
        principal.currency, principal.minor, [0] * (periods + 1), [down, *principals]
    )
    return Schedule(
        plain.currency, plain.opening_minor, plain.interests, plain.closings, first_number=0
    )


def equal_principal_schedule(
    principal: Money,
    *,
    annual_rate: Exact,
    periods: int,
    per_year: int = 12,
    rounding: Rounding = Rounding.HALF_UP,
    odd_units: OddUnits = OddUnits.LAST_ROW,
) -> Schedule:
    """Return a schedule of equal principal parts with interest on what is left: falling payments.

    Units:   annual_rate is a nominal fraction of one, charged per_year times.
    Raises:  NotACount; NotARate below zero; NotAboveZero.
    Source:  equal principal ("average capital") method, in Chinese practice 等额本金.

    Example:
        >>> from decimal import Decimal
        >>> equal_principal_schedule(Money(12_000, "CNY"), annual_rate=Decimal("0.12"),
        ...                          periods=3).payments
        (4120, 4080, 4040)
    """
    checked_balloon(principal, None)
    rate = periodic(annual_rate, per_year)
    principals = _parts(principal.minor, checked_periods(periods), rounding, odd_units)
    balance, interests = principal.minor, []
    for part in principals:
        interests.append(divide(balance * rate.numerator, rate.denominator, rounding))
        balance -= part
    return from_parts(principal.currency, principal.minor, interests, principals)


def _parts(total: int, periods: int, rounding: Rounding, odd_units: OddUnits) -> list[int]:
    if odd_units is OddUnits.FIRST_ROWS:
        each, odd = divmod(total, periods)
        return [each + 1] * odd + [each] * (periods - odd)
    each = divide(total, periods, rounding)
    # Rounded up far enough, the last rows would be negative: they are paid before.
    parts = [min(each, max(total - each * row, 0)) for row in range(periods - 1)]
    return [*parts, total - sum(parts)]
