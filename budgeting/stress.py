"""Stress: how many of a thousand ordinary lives would keep a plan, and why the others broke."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from random import Random
from struct import unpack
from typing import NamedTuple

from budgeting.chances import wilson_interval
from budgeting.household_errors import (
    AmountBelowZero,
    AmountMissing,
    ChanceOutOfRange,
    CountBelowOne,
    HorizonOutOfRange,
    NoSuchMonth,
    ShareOutOfRange,
)
from budgeting.money import Money, total_of
from budgeting.months import MONTHS_A_YEAR
from budgeting.rounding import exact
from budgeting.shocks import Household, Shocks

_DRAWS = 8  # sixteen-bit draws a month: late, cost, size, feast, illness, length, and two of noise
_ALL = 65_536  # how many values one draw can take
_SHORTEST_MONTHS, _LONGEST_MONTHS = 12, 60


class Cause(StrEnum):
    """What broke a plan: the shock that cost most since the last instalment that was paid."""

    LATE_PAY = "late_pay"
    SUDDEN_COST = "sudden_cost"
    FEAST = "feast"
    ILLNESS = "illness"
    THIN_SURPLUS = "thin_surplus"


class StressResult(NamedTuple):
    """Kept in so many of so many lives, with an interval for the share, and why others broke.

    ``causes`` counts the broken lives; ``broke_by_month`` counts them by month, from month 1.
    """

    lives: int
    kept: int
    lowest: float
    highest: float
    causes: tuple[tuple[Cause, int], ...]
    broke_by_month: tuple[int, ...]

    @property
    def kept_in_100(self) -> int:
        """The share in words of a hundred lives, rounded down so that it never flatters."""
        return self.kept * 100 // self.lives


def stress_test(
    household: Household,
    instalments: Sequence[Money],
    *,
    shocks: Shocks,
    seed: int,
    months: int = 24,
    first_month: int = 1,
    lives: int = 1000,
    allowed_misses: int = 0,
    confidence: Decimal = Decimal("0.95"),
) -> StressResult:
    """Live many seeded lives and count those in which the plan is kept.

    Each month income comes in, living costs and shocks go out, then the instalment is paid if the
    money is there, else it is missed and waits at the end of the plan. A life breaks with the
    first miss beyond those allowed. The same seed gives the same lives to every plan, so two plans
    differ by the plans and not by luck.

    Units:   instalments in minor units, one a month from month 1, nothing after the last, those
             beyond the months looked at left out; first_month is the calendar month of month 1.
    Raises:  HorizonOutOfRange outside 12 to 60 months; AmountMissing without an instalment;
             CountBelowOne; AmountBelowZero; ShareOutOfRange; ChanceOutOfRange; NoSuchMonth;
             CurrenciesDiffer.
    Source:  Monte Carlo with common random numbers; Wilson score interval (1927).

    Example:
        >>> home = Household(income=Money(200_000, "EUR"), living=Money(170_000, "EUR"),
        ...                  buffer=Money(20_000, "EUR"))
        >>> calm = Shocks(late_pay_chance=Decimal(0), sudden_cost_chance=Decimal(0),
        ...               illness_chance=Decimal(0), living_noise_share=Decimal(0))
        >>> stress_test(home, [Money(20_000, "EUR")] * 24, shocks=calm, seed=1).kept
        1000
    """
    _check(household, instalments, shocks, lives=lives, months=months, misses=allowed_misses)
    _check_calendar(first_month, shocks)
    plan = [amount.minor for amount in instalments[:months]]
    plan += [0] * (months - len(plan))
    terms = _terms(household, shocks)
    feast = [
        (first_month - 1 + month) % MONTHS_A_YEAR + 1 in shocks.feast_months
        for month in range(months)
    ]
    causes = dict.fromkeys(Cause, 0)
    broke_by_month = [0] * months
    kept = 0
    luck = Random(seed)  # noqa: S311 - a simulation has to repeat, not to keep a secret
    length = months * _DRAWS
    for _ in range(lives):
        draws = unpack(f"<{length}H", luck.randbytes(2 * length))
        broke_in, cause = _live(terms, plan, feast, draws, allowed_misses)
        if cause is None:
            kept += 1
        else:
            causes[cause] += 1
            broke_by_month[broke_in] += 1
    lowest, highest = wilson_interval(kept, lives, confidence=confidence)
    in_order = sorted(causes.items(), key=lambda pair: -pair[1])
    shown = tuple((cause, count) for cause, count in in_order if count)
    return StressResult(lives, kept, lowest, highest, shown, tuple(broke_by_month))


class _Terms(NamedTuple):
    """A household and its shocks as plain integers: thresholds out of 65,536, minor units."""

    surplus: int
    buffer: int
    keeps: int
    late_below: int
    late_amount: int
    cost_below: int
    cost_least: int
    cost_range: int
    feast_below: int
    feast_cost: int
    ill_below: int
    ill_loss: int
    ill_longest: int
    noise: int


def _terms(household: Household, shocks: Shocks) -> _Terms:
    income, living = household.income.minor, household.living.minor
    least = income // 20 if shocks.sudden_cost_least is None else shocks.sudden_cost_least.minor
    most = income // 4 if shocks.sudden_cost_most is None else shocks.sudden_cost_most.minor
    feast = income // 10 if shocks.feast_cost is None else shocks.feast_cost.minor
    return _Terms(
        surplus=income - living,
        buffer=household.buffer.minor,
        keeps=int(household.keeps * _ALL),
        late_below=int(shocks.late_pay_chance * _ALL),
        late_amount=int(income * exact(shocks.late_pay_share)),
        cost_below=int(shocks.sudden_cost_chance * _ALL),
        cost_least=least,
        cost_range=max(most - least, 0),
        feast_below=int(shocks.feast_chance * _ALL),
        feast_cost=feast,
        ill_below=int(shocks.illness_chance * _ALL),
        ill_loss=int(income * exact(shocks.illness_income_share)),
        ill_longest=shocks.illness_longest_months,
        noise=int(living * exact(shocks.living_noise_share)),
    )


def _live(  # noqa: C901 - one flat loop over integers: this is the hot path
    terms: _Terms, plan: Sequence[int], feast: Sequence[bool], draws: Sequence[int], allowed: int
) -> tuple[int, Cause | None]:
    """Live one life; return the month it broke in and why, or no cause when it was kept."""
    (surplus, cash, keeps, late_below, late_amount, cost_below, cost_least, cost_range,
     feast_below, feast_cost, ill_below, ill_loss, ill_longest, noise) = terms  # fmt: skip
    owed_income = ill_months = misses = waiting = at = 0
    late = cost = feasts = ill = 0
    usual = max(plan)
    for month, agreed in enumerate(plan):
        due = agreed
        cash += surplus + owed_income
        owed_income = late_amount if draws[at] < late_below else 0
        cash -= owed_income
        late += owed_income
        if draws[at + 1] < cost_below:
            one = cost_least + (cost_range * draws[at + 2] >> 16)
            cash -= one
            cost += one
        if feast[month] and draws[at + 3] < feast_below:
            cash -= feast_cost
            feasts += feast_cost
        if ill_months or draws[at + 4] < ill_below:
            ill_months = ill_months - 1 if ill_months else draws[at + 5] * ill_longest >> 16
            cash -= ill_loss
            ill += ill_loss
        # The difference of two even draws is a triangle around zero: most months are near usual.
        cash += noise * (draws[at + 6] - draws[at + 7]) >> 16
        at += _DRAWS
        if not due and waiting:
            due, waiting = usual, waiting - 1
        if cash >= due:
            cash = (cash - due) * keeps >> 16
            late = cost = feasts = ill = 0
        elif due:
            misses += 1
            waiting += 1
            if misses > allowed:
                return month, _worst(late, cost, feasts, ill)
    return 0, None


def _worst(late: int, cost: int, feasts: int, ill: int) -> Cause:
    largest = max(late, cost, feasts, ill)
    if not largest:
        return Cause.THIN_SURPLUS
    if largest == ill:
        return Cause.ILLNESS
    if largest == late:
        return Cause.LATE_PAY
    return Cause.SUDDEN_COST if largest == cost else Cause.FEAST


def _check(
    household: Household,
    instalments: Sequence[Money],
    shocks: Shocks,
    *,
    lives: int,
    months: int,
    misses: int,
) -> None:
    if not _SHORTEST_MONTHS <= months <= _LONGEST_MONTHS:
        raise HorizonOutOfRange(months=months)
    if lives < 1:
        raise CountBelowOne(lives=lives)
    sizes = (shocks.sudden_cost_least, shocks.sudden_cost_most, shocks.feast_cost)
    amounts = [household.income, household.living, household.buffer, *instalments]
    amounts += [size for size in sizes if size is not None]
    total_of(amounts, household.income.currency)
    if not any(instalments):
        raise AmountMissing(instalments=len(instalments))
    if misses < 0 or any(amount.minor < 0 for amount in amounts):
        raise AmountBelowZero(allowed_misses=misses)
    shares = (shocks.late_pay_share, shocks.illness_income_share, shocks.living_noise_share)
    if not all(0 <= share <= 1 for share in (household.keeps, *shares)):
        raise ShareOutOfRange(keeps=household.keeps, shares=shares)
    chances = (shocks.late_pay_chance, shocks.sudden_cost_chance, shocks.illness_chance)
    if not all(0 <= chance <= 1 for chance in (shocks.feast_chance, *chances)):
        raise ChanceOutOfRange(chances=chances)


def _check_calendar(first_month: int, shocks: Shocks) -> None:
    for month in (first_month, *shocks.feast_months):
        if not 1 <= month <= MONTHS_A_YEAR:
            raise NoSuchMonth(month=month)
    if shocks.illness_longest_months < 1:
        raise CountBelowOne(illness_longest_months=shocks.illness_longest_months)
