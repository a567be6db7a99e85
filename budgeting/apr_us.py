"""The annual percentage rate of the United States: Regulation Z, appendix J, actuarial method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgeting.errors import CurrenciesDiffer, DatesOutOfOrder, EmptyTable, NotAboveZero
from budgeting.money import Money
from budgeting.rate_solving import Flow, solve_rate
from budgeting.unit_periods import UnitPeriod, distance, find_unit_period

DatedMoney = tuple[date, Money]


@dataclass(frozen=True, slots=True)
class Apr:
    """An annual percentage rate and the unit-period that it was reckoned in.

    Units:   percent per hundred, rounded half up; rate the same as a fraction of one.
    """

    percent: Decimal
    unit_period: UnitPeriod

    @property
    def rate(self) -> Decimal:
        """The rate as a fraction of one."""
        return self.percent.scaleb(-2)


def apr_us(
    advances: Sequence[DatedMoney],
    payments: Sequence[DatedMoney],
    *,
    begins_on: date | None = None,
    unit_period: UnitPeriod | None = None,
    places: int = 2,
    allow_negative: bool = False,
) -> Apr:
    """Return the annual percentage rate of a credit from what was lent and paid, and when.

    The unit-period is found from the dates unless it is given; odd days in the first period are
    charged simply, whole unit-periods compound.

    Units:   places are decimals of the percentage; begins_on the day from which the finance
             charge is earned, the first advance if left out.
    Shape:   advances and payments each in order of time.
    Raises:  EmptyTable; CurrenciesDiffer; NotAboveZero; DatesOutOfOrder; RateBelowZero;
             MoreThanOneRate; RateOutOfReach.
    Source:  12 CFR 1026 appendix J (b)(8), general equation.

    Example:
        >>> lent = [(date(1978, 1, 3), Money(100_000, "USD"))]
        >>> apr_us(lent, [(date(1978, 9, 15), Money(108_000, "USD"))]).percent
        Decimal('11.45')
    """
    checked_flows(advances, payments)
    start = advances[0][0] if begins_on is None else begins_on
    if start > advances[0][0]:
        raise DatesOutOfOrder(first=start, last=advances[0][0])
    unit = unit_period
    if unit is None:
        lent_on, paid_on = [on for on, _ in advances], [on for on, _ in payments]
        unit = find_unit_period(start, lent_on, paid_on)
    signed = [(on, amount.minor) for on, amount in advances]
    signed += [(on, -amount.minor) for on, amount in payments]
    flows = [Flow(minor, *distance(start, on, unit)) for on, minor in sorted(signed, key=_by_day)]
    percent = solve_rate(
        flows, scale=100 * unit.per_year, places=places, allow_negative=allow_negative
    )
    return Apr(percent, unit)


def apr_within_tolerance(disclosed: Decimal, actual: Decimal, *, irregular: bool = False) -> bool:
    """Tell whether a disclosed rate is close enough to the actual one.

    Units:   percentages.
    Source:  12 CFR 1026.22(a)(2) and (3): an eighth of a percentage point, a quarter for
             irregular transactions.

    Example:
        >>> apr_within_tolerance(Decimal("10.00"), Decimal("10.13"))
        False
    """
    within = Decimal("0.25") if irregular else Decimal("0.125")
    return abs(disclosed - actual) <= within


def checked_flows(advances: Sequence[DatedMoney], payments: Sequence[DatedMoney]) -> None:
    """Refuse flows that make no credit: none, mixed currencies, nothing, out of order.

    Raises:  EmptyTable; CurrenciesDiffer, NotAboveZero and DatesOutOfOrder naming the row.

    Example:
        >>> checked_flows([(date(2024, 1, 1), Money(1, "EUR"))],
        ...               [(date(2024, 1, 2), Money(1, "EUR"))])
    """
    if not advances or not payments:
        raise EmptyTable(advances=len(advances), payments=len(payments))
    currency, first_on = advances[0][1].currency, advances[0][0]
    for name, flows in (("advances", advances), ("payments", payments)):
        before = first_on
        for row, (on, amount) in enumerate(flows):
            if amount.currency != currency:
                raise CurrenciesDiffer(of=name, row=row, left=currency, right=amount.currency)
            if amount.minor <= 0:
                raise NotAboveZero(of=name, row=row, amount=amount)
            if on < before:
                raise DatesOutOfOrder(of=name, row=row, first=before, last=on)
            before = on


def _by_day(flow: tuple[date, int]) -> tuple[date, bool]:
    return flow[0], flow[1] < 0
