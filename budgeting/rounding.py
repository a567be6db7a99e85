"""Exact rounding of integer quotients: the one place where a part of a minor unit is decided."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from budgeting.errors import NotANumber, StepTooSmall, UnknownRounding

_EXACT_TYPES = (int, Fraction, Decimal)
Exact = int | Fraction | Decimal


class Rounding(StrEnum):
    """How the part below one unit is decided.

    Source: names and meaning as in ISO/IEC 60559 and the General Decimal Arithmetic specification.
    """

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"
    HALF_DOWN = "half_down"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"


def exact(value: Exact) -> Fraction:
    """Return the number as a fraction that loses nothing.

    Raises:  NotANumber for a float, a bool, an infinity or anything that is no number.

    Example:
        >>> from decimal import Decimal
        >>> exact(Decimal("0.199"))
        Fraction(199, 1000)
    """
    if isinstance(value, bool) or not isinstance(value, _EXACT_TYPES):
        raise NotANumber(value=value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise NotANumber(value=value)
    return Fraction(value)


def divide(numerator: int, denominator: int, rounding: Rounding = Rounding.HALF_EVEN) -> int:
    """Return the quotient of two integers, rounded to an integer without leaving the integers.

    UP is away from zero and DOWN towards zero; HALF_UP sends a tie away from zero.

    Units:   plain integers; the result is a whole number.
    Raises:  NotANumber when the denominator is zero; UnknownRounding for what is no Rounding.
    Source:  General Decimal Arithmetic specification, rounding modes.

    Example:
        >>> [divide(5, 2, way) for way in (Rounding.HALF_EVEN, Rounding.HALF_UP, Rounding.DOWN)]
        [2, 3, 2]
        >>> divide(-5, 2, Rounding.HALF_UP)
        -3
    """
    if denominator == 0:
        raise NotANumber(denominator=0)
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    floor, rest = divmod(numerator, denominator)
    if not rest:
        return floor
    return floor + _goes_up(floor, 2 * rest - denominator, rounding)


def _goes_up(floor: int, beyond_half: int, rounding: Rounding) -> bool:
    """Tell whether a quotient strictly between floor and floor + 1 rounds to the upper one."""
    if not isinstance(rounding, Rounding):
        raise UnknownRounding(rounding=rounding)
    negative = floor < 0
    if rounding is Rounding.HALF_EVEN:
        tie = floor % 2 == 1
    elif rounding is Rounding.HALF_UP:
        tie = not negative
    elif rounding is Rounding.HALF_DOWN:
        tie = negative
    else:
        return rounding is Rounding.CEILING or rounding is (
            Rounding.DOWN if negative else Rounding.UP
        )
    return beyond_half > 0 or (beyond_half == 0 and tie)


def round_exact(value: Exact, rounding: Rounding = Rounding.HALF_EVEN, *, step: int = 1) -> int:
    """Return the multiple of ``step`` that the number rounds to.

    Units:   value and result in the same unit; step in that unit, at least 1.
    Raises:  NotANumber for a float; StepTooSmall for a step below 1.
    Source:  General Decimal Arithmetic specification, rounding modes.

    Example:
        >>> from decimal import Decimal
        >>> round_exact(Decimal("11110.398"), Rounding.UP)
        11111
        >>> round_exact(1012, Rounding.HALF_UP, step=5)
        1010
    """
    if step < 1:
        raise StepTooSmall(step=step)
    fraction = exact(value)
    return step * divide(fraction.numerator, fraction.denominator * step, rounding)
