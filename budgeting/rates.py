"""Rates of one year: nominal, effective, periodic and continuous, and the ways between them.

A nominal rate is per year and charged in equal parts ``per_year`` times; a periodic rate is one of
those parts; an effective rate is what a year comes to when each part earns the next.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from budgeting.errors import NotACount, NotARate
from budgeting.rounding import Exact, exact

_WORK = Context(prec=50)
_ANSWER = Context(prec=28)


def _counted(per_year: int) -> int:
    if type(per_year) is not int or per_year < 1:
        raise NotACount(per_year=per_year)
    return per_year


def _rate(value: Exact, per_year: int = 1) -> Fraction:
    _counted(per_year)
    rate = exact(value)
    if rate <= -1 * per_year:
        raise NotARate(rate=value)
    return rate


def _decimal(value: Fraction, context: Context = _ANSWER) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def as_decimal(rate: Exact) -> Decimal:
    """Return a rate as a decimal of 28 significant digits.

    Units:   the unit of the rate.
    Raises:  NotANumber for a float.

    Example:
        >>> as_decimal(Fraction(1, 8))
        Decimal('0.125')
    """
    return _decimal(exact(rate))


def periodic_from_nominal(nominal: Exact, *, per_year: int) -> Decimal:
    """Return the rate of one period of a nominal yearly rate.

    Units:   fractions of one; per_year is periods a year.
    Raises:  NotARate at or below minus one hundred per cent a period; NotACount.
    Source:  i = j / m.

    Example:
        >>> periodic_from_nominal(Decimal("0.12"), per_year=12)
        Decimal('0.01')
    """
    return _decimal(_rate(nominal, per_year) / per_year)


def nominal_from_periodic(periodic: Exact, *, per_year: int) -> Decimal:
    """Return the nominal yearly rate of a rate per period.

    Units:   fractions of one.
    Raises:  NotARate; NotACount.
    Source:  j = m i.

    Example:
        >>> nominal_from_periodic(Decimal("0.01"), per_year=12)
        Decimal('0.12')
    """
    _counted(per_year)
    return _decimal(_rate(periodic) * per_year)


def effective_from_nominal(nominal: Exact, *, per_year: int) -> Decimal:
    """Return what a nominal rate comes to in a year when it is charged ``per_year`` times.

    Units:   fractions of one.
    Raises:  NotARate; NotACount.
    Source:  1 + i = (1 + j / m)^m.

    Example:
        >>> effective_from_nominal(Decimal("0.12"), per_year=12)
        Decimal('0.126825030131969720661201')
    """
    return _decimal((1 + _rate(nominal, per_year) / per_year) ** per_year - 1)


def nominal_from_effective(effective: Exact, *, per_year: int) -> Decimal:
    """Return the nominal rate that comes to an effective one.

    Units:   fractions of one; 28 significant digits.
    Raises:  NotARate; NotACount.
    Source:  j = m ((1 + i)^(1/m) - 1).

    Example:
        >>> nominal_from_effective(Decimal("0.21"), per_year=2)
        Decimal('0.2')
    """
    part = _root(1 + _rate(effective), per_year)
    return _tidy(_WORK.multiply(_WORK.subtract(part, Decimal(1)), Decimal(per_year)))


def periodic_from_effective(effective: Exact, *, per_year: int) -> Decimal:
    """Return the rate of one period that comes to an effective yearly rate.

    Units:   fractions of one; 28 significant digits.
    Raises:  NotARate; NotACount.
    Source:  (1 + i)^(1/m) - 1.

    Example:
        >>> periodic_from_effective(Decimal("0.21"), per_year=2)
        Decimal('0.1')
    """
    return _tidy(_WORK.subtract(_root(1 + _rate(effective), per_year), Decimal(1)))


def effective_from_periodic(periodic: Exact, *, per_year: int) -> Decimal:
    """Return what a rate per period comes to in a year.

    Units:   fractions of one.
    Raises:  NotARate; NotACount.
    Source:  1 + i = (1 + p)^m.

    Example:
        >>> effective_from_periodic(Decimal("0.1"), per_year=2)
        Decimal('0.21')
    """
    _counted(per_year)
    return _decimal((1 + _rate(periodic)) ** per_year - 1)


def nominal_from_nominal(nominal: Exact, *, per_year: int, to_per_year: int) -> Decimal:
    """Return the nominal rate charged at another rhythm that comes to the same in a year.

    Units:   fractions of one; 28 significant digits.
    Raises:  NotARate; NotACount.
    Source:  Interest Act (Canada) section 6 asks for half-yearly charging of mortgages, so a
             Canadian monthly rate is this with per_year=2, to_per_year=12.

    Example:
        >>> monthly = nominal_from_nominal(Decimal("0.06"), per_year=2, to_per_year=12)
        >>> round(monthly / 12, 10)
        Decimal('0.0049386220')
    """
    yearly = (1 + _rate(nominal, per_year) / per_year) ** per_year - 1
    return nominal_from_effective(yearly, per_year=to_per_year)


def force_from_effective(effective: Exact) -> Decimal:
    """Return the continuous rate of an effective yearly one.

    Units:   fractions of one; 28 significant digits.
    Raises:  NotARate.
    Source:  d = ln(1 + i).

    Example:
        >>> force_from_effective(Decimal("0.05"))
        Decimal('0.04879016416943200306537440422')
    """
    return _tidy(_WORK.ln(_decimal(1 + _rate(effective), _WORK)))


def effective_from_force(force: Exact) -> Decimal:
    """Return the effective yearly rate of a continuous one.

    Units:   fractions of one; 28 significant digits.
    Raises:  NotANumber for a float.
    Source:  i = e^d - 1.

    Example:
        >>> effective_from_force(0)
        Decimal('0')
    """
    growth = _WORK.exp(_decimal(exact(force), _WORK))
    return _tidy(_WORK.subtract(growth, Decimal(1)))


def effective_from_discount(discount: Exact) -> Decimal:
    """Return the effective yearly rate of a rate taken off in advance.

    Units:   fractions of one.
    Raises:  NotARate when the discount takes everything.
    Source:  i = d / (1 - d).

    Example:
        >>> effective_from_discount(Decimal("0.2"))
        Decimal('0.25')
    """
    rate = exact(discount)
    if rate >= 1:
        raise NotARate(rate=discount)
    return _decimal(rate / (1 - rate))


def _tidy(value: Decimal) -> Decimal:
    """Return 28 significant digits without trailing zeros."""
    return _ANSWER.normalize(value)


def _root(value: Fraction, degree: int) -> Decimal:
    """Return the positive root to 50 digits."""
    return _WORK.power(_decimal(value, _WORK), _WORK.divide(Decimal(1), Decimal(_counted(degree))))
