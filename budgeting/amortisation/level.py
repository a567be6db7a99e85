"""Level instalments: the same amount each period until the debt is paid (declining balance)."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from budgeting.amortisation.schedule import LastRow, Schedule, checked_periods
from budgeting.errors import (
    CurrenciesDiffer,
    NotAboveZero,
    NotARate,
    TermsNeverClear,
    TermsUnclear,
)
from budgeting.money import Money
from budgeting.rounding import Exact, Rounding, divide, exact

# Rows. A century of weeks: more means that the instalment hardly beats the interest.
LONGEST = 5_200


def periodic(annual_rate: Exact, per_year: int) -> Fraction:
    """Return the exact rate of a period, refusing a negative one.

    Units:   fraction of one.
    Raises:  NotARate below zero; NotACount; NotANumber for a float.

    Example:
        >>> from decimal import Decimal
        >>> periodic(Decimal("0.12"), 12)
        Fraction(1, 100)
    """
    rate = exact(annual_rate) / checked_periods(per_year)
    if rate < 0:
        raise NotARate(rate=annual_rate)
    return rate


def level_instalment(
    principal: Money,
    *,
    annual_rate: Exact,
    periods: int,
    per_year: int = 12,
    balloon: Money | None = None,
    in_advance: bool = False,
    rounding: Rounding = Rounding.HALF_UP,
    step: int = 1,
) -> Money:
    """Return the equal payment that pays a debt off in a number of periods.

    The exact annuity is rounded once. A balloon is paid on top of the last payment; payments in
    advance fall due at the start of each period.

    Units:   annual_rate is a nominal fraction of one, charged per_year times; step in minor units.
    Raises:  NotACount; NotARate below zero; NotAboveZero for a debt of nothing.
    Source:  present value of an annuity, P i (1+i)^n / ((1+i)^n - 1).

    Example:
        >>> from decimal import Decimal
        >>> level_instalment(Money(120_000, "GBP"), annual_rate=Decimal("0.199"), periods=12,
        ...                  rounding=Rounding.UP)
        Money(minor=11111, currency='GBP')
    """
    rest = checked_balloon(principal, balloon)
    rate = periodic(annual_rate, per_year)
    top, bottom = _annuity(principal.minor, rest, rate, checked_periods(periods))
    if in_advance:
        # One period less of interest on every payment, the balloon one period after the last.
        top, bottom = top * rate.denominator, bottom * (rate.denominator + rate.numerator)
    return Money(step * divide(top, bottom * step, rounding), principal.currency)


def _annuity(principal: int, rest: int, rate: Fraction, periods: int) -> tuple[int, int]:
    """Return numerator and denominator of the exact level payment.

    With i = a/b the annuity P i (1+i)^n / ((1+i)^n - 1) is P a (a+b)^n / (b ((a+b)^n - b^n)):
    whole numbers throughout, so nothing is lost before the one rounding.
    """
    a, b = rate.numerator, rate.denominator
    if a == 0:
        return principal - rest, periods
    grown, still = (a + b) ** periods, b**periods
    return a * (principal * grown - rest * still), b * (grown - still)


def level_schedule(
    principal: Money,
    *,
    annual_rate: Exact,
    periods: int,
    per_year: int = 12,
    balloon: Money | None = None,
    in_advance: bool = False,
    interest_only: int = 0,
    rounding: Rounding = Rounding.HALF_UP,
    instalment_rounding: Rounding = Rounding.HALF_UP,
    instalment_step: int = 1,
    last_row: LastRow = LastRow.TAKES_REST,
) -> Schedule:
    """Return the schedule of level payments on a declining balance.

    Interest of a row is the opening balance times the rate of a period, rounded. The first
    ``interest_only`` rows pay nothing else. The last row pays what is left, so the rows sum to
    the debt to the last unit.

    Units:   annual_rate is a nominal fraction of one, charged per_year times.
    Raises:  NotACount; NotARate below zero; NotAboveZero; CurrenciesDiffer for the balloon;
             TermsUnclear for payments in advance that begin with interest only.
    Source:  United States rule of declining balances; annuity in arrears or in advance.

    Example:
        >>> from decimal import Decimal
        >>> schedule = level_schedule(Money(100_00, "USD"), annual_rate=Decimal("0.094822"),
        ...                           periods=6)
        >>> [row.payment_minor for row in schedule], schedule[0].interest_minor
        ([1713, 1713, 1713, 1713, 1713, 1713], 79)
    """
    level_rows = checked_periods(periods) - checked_periods(interest_only, 0)
    if in_advance and interest_only:
        raise TermsUnclear(in_advance=in_advance, interest_only=interest_only)
    rate = periodic(annual_rate, per_year)
    payment = level_instalment(
        principal,
        annual_rate=annual_rate,
        periods=checked_periods(level_rows),
        per_year=per_year,
        balloon=balloon,
        in_advance=in_advance,
        rounding=instalment_rounding,
        step=instalment_step,
    ).minor
    plan = _Plan(principal.minor, rate, level_rows, in_advance, rounding)
    if last_row is LastRow.SMOOTHED:
        rest = checked_balloon(principal, balloon)
        payment = _smoothest(plan, payment, rest, instalment_step)
    interests, closings = _columns(plan, payment)
    charge = divide(principal.minor * rate.numerator, rate.denominator, rounding)
    interests = [charge] * interest_only + interests
    closings = [principal.minor] * interest_only + closings
    return Schedule(principal.currency, principal.minor, tuple(interests), tuple(closings))


def schedule_by_instalment(
    principal: Money,
    *,
    annual_rate: Exact,
    instalment: Money,
    per_year: int = 12,
    rounding: Rounding = Rounding.HALF_UP,
) -> Schedule:
    """Return the schedule of a fixed payment, as many rows as it takes.

    Units:   annual_rate is a nominal fraction of one, charged per_year times.
    Raises:  TermsNeverClear when the payment does not beat the interest, or takes more than a
             century of weeks; NotARate; NotAboveZero; CurrenciesDiffer.
    Source:  balance x rate of a period, the last row pays what is left.

    Example:
        >>> rows = schedule_by_instalment(Money(25_000, "EUR"), annual_rate=0,
        ...                               instalment=Money(10_000, "EUR"))
        >>> rows.payments
        (10000, 10000, 5000)
    """
    checked_balloon(principal, instalment)
    rate = periodic(annual_rate, per_year)
    balance = principal.minor
    interests: list[int] = []
    closings: list[int] = []
    while balance:
        interest = divide(balance * rate.numerator, rate.denominator, rounding)
        if instalment.minor <= interest or len(closings) == LONGEST:
            raise TermsNeverClear(instalment=instalment, interest_minor=interest)
        balance -= min(balance, instalment.minor - interest)
        interests.append(interest)
        closings.append(balance)
    return Schedule(principal.currency, principal.minor, tuple(interests), tuple(closings))


def checked_balloon(principal: Money, balloon: Money | None) -> int:
    """Return what is left for the very end, in minor units, refusing what makes no debt.

    Raises:  NotAboveZero for a debt of nothing or a negative balloon; CurrenciesDiffer.

    Example:
        >>> checked_balloon(Money(100, "EUR"), None)
        0
    """
    if principal.minor <= 0:
        raise NotAboveZero(principal=principal)
    if balloon is None:
        return 0
    if balloon.currency != principal.currency:
        raise CurrenciesDiffer(left=principal.currency, right=balloon.currency)
    if balloon.minor < 0:
        raise NotAboveZero(balloon=balloon)
    return balloon.minor


class _Plan(NamedTuple):
    """The numbers of the level rows but their payment."""

    principal: int
    rate: Fraction
    rows: int
    in_advance: bool
    rounding: Rounding


def _columns(plan: _Plan, payment: int) -> tuple[list[int], list[int]]:
    """Return interest and closing balance of each level row."""
    balance, rows = plan.principal, plan.rows
    interests, closings = [], []
    if plan.in_advance:
        balance, rows = max(balance - payment, 0) if rows > 1 else 0, rows - 1
        interests, closings = [0], [balance]
        if not balance:
            return interests, closings
    b = plan.rate.denominator
    # A quotient by an odd number is never halfway, so half-even is half-up there.
    quick = plan.rounding is Rounding.HALF_UP or (plan.rounding is Rounding.HALF_EVEN and b % 2)
    walk = _walk_quickly if quick else _walk
    more_interests, more_closings = walk(plan, payment, rows, balance)
    # From the row that clears on the balance only falls, so the last row but one tells.
    if len(more_closings) > 1 and more_closings[-2] <= 0:
        more_interests, more_closings = _cut(more_interests, more_closings)
    return interests + more_interests, closings + more_closings


def _walk_quickly(
    plan: _Plan, payment: int, rows: int, balance: int
) -> tuple[list[int], list[int]]:
    """Fill the columns rounding half up: twice the product leaves room for the half."""
    a, b = 2 * plan.rate.numerator, plan.rate.denominator
    b2 = 2 * b
    interests: list[int] = []
    closings: list[int] = []
    keep, close = interests.append, closings.append
    for _ in range(rows):
        interest = (balance * a + b) // b2
        keep(interest)
        balance += interest - payment
        close(balance)
    closings[-1] = 0
    return interests, closings


def _walk(plan: _Plan, payment: int, rows: int, balance: int) -> tuple[list[int], list[int]]:
    """Fill the columns under any rounding."""
    a, b = plan.rate.numerator, plan.rate.denominator
    interests: list[int] = []
    closings: list[int] = []
    for _ in range(rows):
        interest = divide(balance * a, b, plan.rounding)
        interests.append(interest)
        balance += interest - payment
        closings.append(balance)
    closings[-1] = 0
    return interests, closings


def _cut(interests: list[int], closings: list[int]) -> tuple[list[int], list[int]]:
    """End the columns in the row that clears: a payment rounded far up needs fewer rows."""
    ends = next(at for at, closing in enumerate(closings) if closing <= 0)
    return interests[: ends + 1], [*closings[:ends], 0]


def _smoothest(plan: _Plan, payment: int, rest: int, step: int) -> int:
    """Return the payment whose last row lies nearest to it; a tie leaves it as it is."""

    def gap(candidate: int) -> int:
        interests, closings = _columns(plan, candidate)
        before = closings[-2] if len(closings) > 1 else plan.principal
        missing = plan.rows - len(closings)
        return before + interests[-1] - rest - candidate - missing * candidate

    usual = gap(payment)
    near = payment + step * divide(usual, plan.rows * step, Rounding.HALF_UP)
    candidates = (payment, near - step, near, near + step)
    return min(
        (candidate for candidate in candidates if candidate > 0),
        key=lambda candidate: (abs(gap(candidate)), abs(candidate - payment)),
    )
