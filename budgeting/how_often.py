"""Any rhythm of money as a monthly amount, by a convention that has a name."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from budgeting.money import Money
from budgeting.rounding import Rounding, round_exact


class HowOften(StrEnum):
    """How often an amount comes in or goes out."""

    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"
    TWICE_A_MONTH = "twice_a_month"
    MONTHLY = "monthly"
    EVERY_TWO_MONTHS = "every_two_months"
    QUARTERLY = "quarterly"
    FOUR_MONTHLY = "four_monthly"
    HALF_YEARLY = "half_yearly"
    TEN_A_YEAR = "ten_a_year"
    YEARLY = "yearly"
    EVERY_TWO_YEARS = "every_two_years"


class WeekConvention(StrEnum):
    """How many weeks a month is taken to have.

    Source: 52/12 is the Standard Financial Statement's and the UK debt-advice charities' rule, and
    regulation 73 of the Universal Credit Regulations 2013 for income other than earnings; the
    others are met in lenders' and courts' forms.
    """

    WEEKS_52 = "52/12"
    DAYS_365 = "365/7/12"
    DAYS_365_25 = "365.25/7/12"
    FACTOR_4_33 = "4.33"
    FACTOR_4_345 = "4.345"


_WEEKS_A_MONTH = {
    WeekConvention.WEEKS_52: Fraction(52, 12),
    WeekConvention.DAYS_365: Fraction(365, 84),
    WeekConvention.DAYS_365_25: Fraction(36_525, 8_400),
    WeekConvention.FACTOR_4_33: Fraction("4.33"),
    WeekConvention.FACTOR_4_345: Fraction("4.345"),
}
_DAYS_A_WEEK = 7
_IN_WEEKS = {
    HowOften.DAILY: Fraction(1, _DAYS_A_WEEK),
    HowOften.WEEKLY: Fraction(1),
    HowOften.FORTNIGHTLY: Fraction(2),
    HowOften.FOUR_WEEKLY: Fraction(4),
}
_TIMES_A_MONTH = {
    HowOften.TWICE_A_MONTH: Fraction(2),
    HowOften.MONTHLY: Fraction(1),
    HowOften.EVERY_TWO_MONTHS: Fraction(1, 2),
    HowOften.QUARTERLY: Fraction(1, 3),
    HowOften.FOUR_MONTHLY: Fraction(1, 4),
    HowOften.HALF_YEARLY: Fraction(1, 6),
    HowOften.TEN_A_YEAR: Fraction(10, 12),
    HowOften.YEARLY: Fraction(1, 12),
    HowOften.EVERY_TWO_YEARS: Fraction(1, 24),
}


def times_a_month(
    how_often: HowOften, *, weeks: WeekConvention = WeekConvention.WEEKS_52
) -> Fraction:
    """Return how many times a rhythm falls into an average month, exactly.

    Units:   times a month.
    Source:  see ``WeekConvention``.

    Example:
        >>> times_a_month(HowOften.FOUR_WEEKLY)
        Fraction(13, 12)
    """
    if how_often in _IN_WEEKS:
        return _WEEKS_A_MONTH[weeks] / _IN_WEEKS[how_often]
    return _TIMES_A_MONTH[how_often]


def monthly(
    amount: Money,
    how_often: HowOften,
    *,
    weeks: WeekConvention = WeekConvention.WEEKS_52,
    rounding: Rounding = Rounding.HALF_UP,
) -> Money:
    """Return the monthly amount of money that comes or goes in any rhythm.

    Units:   minor units each time in, minor units a month out.
    Source:  (amount x 52) / 12 and its like, as taught by the UK debt-advice charities.

    Example:
        >>> monthly(Money(5_000, "GBP"), HowOften.FOUR_WEEKLY)
        Money(minor=5417, currency='GBP')
    """
    exact = amount.minor * times_a_month(how_often, weeks=weeks)
    return Money(round_exact(exact, rounding), amount.currency)
