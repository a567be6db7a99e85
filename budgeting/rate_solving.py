"""The rate at which what is lent and what is paid back are worth the same."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from budgeting.errors import MoreThanOneRate, NoSignChange, RateBelowZero, RateOutOfReach
from budgeting.rounding import Rounding, round_exact

_WORK = Context(prec=50)
_HIGHEST, _LOWEST = 1e8, -0.999999
_CLOSE = 1e-15


class Flow(NamedTuple):
    """Money at a distance in periods, lent above zero and paid back below.

    A present value is amount / ((1 + part i) (1 + i)^whole): whole periods compound and a part
    of one is simple. Where parts compound too, ``whole`` is a fraction and ``part`` is zero.

    Units:   minor units; periods.
    """

    minor: int
    whole: Fraction | int
    part: Fraction | int = 0


def solve_rate(
    flows: Sequence[Flow], *, scale: Fraction | int = 1, places: int, allow_negative: bool = False
) -> Decimal:
    """Return the rate of a period that balances the flows, times a scale, rounded half up.

    The rate is found in floating point and decided in exact arithmetic wherever that could
    change the last place.

    Units:   fraction of one a period; places are decimals of the scaled rate.
    Shape:   flows in order of time.
    Raises:  NoSignChange; RateBelowZero unless it is allowed; MoreThanOneRate; RateOutOfReach.
    Source:  Newton's method inside a bracket; a balance that changes sides once has one rate
             (Norstrom, Journal of Financial and Quantitative Analysis 7, 1972).

    Example:
        >>> solve_rate([Flow(100, 0), Flow(-121, 2)], places=6)
        Decimal('0.100000')
    """
    low, high = _bracket(flows, allow_negative=allow_negative)
    rate = _newton(flows, low, high)
    unit = Fraction(scale) * 10**places
    return _decided(flows, Fraction(rate), unit, places)


def _bracket(flows: Sequence[Flow], *, allow_negative: bool) -> tuple[float, float]:
    if not (any(flow.minor > 0 for flow in flows) and any(flow.minor < 0 for flow in flows)):
        raise NoSignChange(flows=len(flows))
    left = 0
    sides: list[bool] = []
    for minor, _, _ in flows:
        left += minor
        if left and (not sides or (left > 0) != sides[-1]):
            sides.append(left > 0)
    if len(sides) > 2 or sides[:1] == [False]:
        raise MoreThanOneRate(changes=len(sides) - 1)
    if left <= 0:
        return (0.0, _HIGHEST)
    if not allow_negative:
        raise RateBelowZero(short_minor=left)
    return (_LOWEST, 0.0)


def _worth(flows: Sequence[tuple[int, float, float]], rate: float) -> tuple[float, float]:
    """Return the present value of all flows and its slope."""
    growth = 1.0 + rate
    worth = slope = 0.0
    for minor, whole, part in flows:
        simple = 1.0 + part * rate
        value = minor * growth**-whole / simple
        slope -= value * (whole / growth + part / simple)
        worth += value
    return worth, slope


def _newton(flows: Sequence[Flow], low: float, high: float) -> float:
    """Return the root between two rates; the worth is below zero at the lower one."""
    plain = [(minor, float(whole), float(part)) for minor, whole, part in flows]
    rate = 0.01 if low == 0.0 else -0.01
    stride = 1.0
    while stride > _CLOSE * (1 + abs(rate)):
        try:
            worth, slope = _worth(plain, rate)
        except OverflowError:
            # Only far below zero, where what is paid back outgrows everything.
            worth, slope = -1.0, 0.0
        low, high = (rate, high) if worth < 0 else (low, rate)
        following = rate - worth / slope if slope else high
        if not low < following < high or abs(following - rate) > stride / 2:
            # The geometric middle of the growth gets there from far out in a few steps.
            following = ((1 + low) * (1 + high)) ** 0.5 - 1
        stride, rate = abs(following - rate), following
    if rate > _HIGHEST / 2:
        raise RateOutOfReach(rate=rate)
    return rate


def _decided(flows: Sequence[Flow], rate: Fraction, unit: Fraction, places: int) -> Decimal:
    """Round the scaled rate half up, asking exactly when it lies near the border."""
    scaled = rate * unit
    below = round_exact(scaled - Fraction(1, 2), Rounding.FLOOR)
    border = below + Fraction(1, 2)
    answer = round_exact(scaled, Rounding.HALF_UP)
    for tie in (border, border + 1):
        if abs(scaled - tie) < Fraction(1, 10**4):
            at_tie = _exact_worth(flows, tie / unit)
            answer = round_exact(tie, Rounding.FLOOR if at_tie > 0 else Rounding.CEILING)
    return Decimal(answer).scaleb(-places)


def _exact_worth(flows: Sequence[Flow], rate: Fraction) -> Decimal:
    """Return the present value at a rate to forty digits and more; it rises with the rate."""
    growth, worth = _decimal(1 + rate), Decimal(0)
    for flow in flows:
        simple = _decimal(1 + flow.part * rate)
        compound = _WORK.power(growth, _decimal(Fraction(flow.whole)))
        value = _WORK.divide(Decimal(flow.minor), _WORK.multiply(simple, compound))
        worth = _WORK.add(worth, value)
    # What is left is nothing but the error of fifty digits.
    size = sum(abs(flow.minor) for flow in flows)
    return worth if abs(worth) > _WORK.multiply(Decimal(size), Decimal("1e-45")) else Decimal(0)


def _decimal(value: Fraction) -> Decimal:
    return _WORK.divide(Decimal(value.numerator), Decimal(value.denominator))
