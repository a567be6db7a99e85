"""Annual percentage rates agree with the regulators' own examples."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy_financial
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from budgeting.apr_eu import CountedIn, DaysOver, apr_eu, years_between
from budgeting.apr_us import apr_us, apr_within_tolerance
from budgeting.dates import add_months
from budgeting.errors import (
    CurrenciesDiffer,
    DatesOutOfOrder,
    EmptyTable,
    MoreThanOneRate,
    NoSignChange,
    NotAboveZero,
    NotACount,
    RateBelowZero,
    RateOutOfReach,
)
from budgeting.money import Money
from budgeting.rate_solving import Flow, solve_rate
from budgeting.unit_periods import (
    Distance,
    Interval,
    UnitPeriod,
    distance,
    find_unit_period,
    full_months,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def monthly(first: str, count: int, cents: int, *, every: int = 1) -> list[tuple[date, Money]]:
    return [(add_months(day(first), every * row), usd(cents)) for row in range(count)]


def every(days: int, first: str, count: int, cents: int) -> list[tuple[date, Money]]:
    return [(day(first) + timedelta(days=days * row), usd(cents)) for row in range(count)]


def one(on: str, cents: int) -> list[tuple[date, Money]]:
    return [(day(on), usd(cents))]


def semi_monthly(count: int, cents: int) -> list[tuple[date, Money]]:
    both = zip(monthly("1978-03-01", count // 2, cents), monthly("1978-03-16", count // 2, cents),
               strict=True)  # fmt: skip
    return [payment for pair in both for payment in pair]


MONTH, WEEK = Interval.MONTH, Interval.WEEK

# Source of every row: 12 CFR 1026 (Regulation Z) appendix J section (c), examples for the
# actuarial method, by paragraph; advance, payments, unit-period, annual percentage rate.
APPENDIX_J = [
    ("(1)(i)", one("1978-01-10", 500000), monthly("1978-02-10", 24, 23000), (MONTH, 1), "9.69"),
    ("(1)(ii)", one("1978-02-10", 600000), monthly("1978-04-01", 36, 20000), (MONTH, 1), "11.82"),
    ("(1)(iii)", one("1978-02-23", 500000), semi_monthly(24, 21917), (Interval.SEMIMONTH, 1),
     "10.34"),
    ("(1)(iv)", one("1978-05-23", 1000000), monthly("1978-10-01", 40, 38500, every=3), (MONTH, 3),
     "8.97"),
    ("(1)(v)", one("1978-03-20", 50000), every(7, "1978-04-21", 30, 1760), (WEEK, 1), "14.96"),
    ("(2)(i)", one("1978-01-10", 500000),
     one("1978-02-10", 25000) + monthly("1978-03-10", 23, 23000), (MONTH, 1), "10.08"),
    ("(2)(ii)", one("1978-03-18", 40000),
     one("1978-04-20", 3950) + every(28, "1978-05-18", 11, 3831), (WEEK, 4), "28.50"),
    ("(3)(i)", one("1978-01-10", 500000),
     monthly("1978-02-10", 23, 23000) + one("1980-01-10", 28000), (MONTH, 1), "10.50"),
    ("(3)(ii)", one("1978-04-03", 20000),
     every(14, "1978-04-11", 19, 950) + one("1979-01-02", 3000), (WEEK, 2), "12.22"),
    ("(4)(i)", one("1978-01-10", 500000),
     one("1978-02-10", 25000) + monthly("1978-03-10", 22, 23000) + one("1980-01-10", 28000),
     (MONTH, 1), "10.90"),
    ("(4)(ii)", one("1978-01-10", 800000),
     one("1978-03-01", 44936) + monthly("1978-05-01", 18, 46500, every=2)
     + one("1981-05-01", 20000), (MONTH, 2), "7.30"),
    ("(5)(i)", one("1978-01-03", 100000), one("1978-09-15", 108000), (Interval.TERM, 255), "11.45"),
    ("(5)(ii)", one("1978-07-15", 100000), one("1979-01-15", 104400), (Interval.TERM, 184), "8.80"),
    ("(5)(iii)", one("1978-01-17", 100000), one("1979-07-17", 113519), (Interval.YEAR, 1), "8.76"),
    ("(5)(iv)", one("1978-01-03", 100000), one("1980-01-03", 124000), (Interval.YEAR, 1), "11.36"),
]  # fmt: skip


@pytest.mark.parametrize("row", APPENDIX_J, ids=[row[0] for row in APPENDIX_J])
def test_the_examples_of_regulation_z(row) -> None:
    _, advances, payments, unit, percent = row
    found = apr_us(advances, payments)

    assert found.percent == Decimal(percent)
    assert found.unit_period[:2] == unit
    assert found.rate == Decimal(percent) / 100


# Source of every row: FSharp.Finance.Personal (MIT), AprUsActuarialTests, extra examples that its
# author confirmed with a spreadsheet.
FSHARP = [
    (one("1978-06-23", 1000000), monthly("1978-10-01", 40, 38500, every=3), "9.15"),
    (one("1978-07-23", 1000000), monthly("1978-10-01", 40, 38500, every=3), "9.32"),
    (one("2023-10-26", 100000), every(1, "2023-11-30", 5, 22000), "94.15"),
    (one("2023-10-28", 100000), every(7, "2023-11-30", 5, 25000), "176.52"),
    (one("2023-11-23", 100000), every(7, "2023-11-30", 5, 25000), "412.40"),
    (one("2023-11-24", 100000), every(7, "2023-11-30", 5, 25000), "434.30"),
    (one("2023-10-26", 100000), monthly("2023-11-30", 5, 50000, every=12), "78.34"),
]


@pytest.mark.parametrize(("advances", "payments", "percent"), FSHARP)
def test_further_american_rates(advances, payments, percent) -> None:
    assert apr_us(advances, payments).percent == Decimal(percent)


# By hand: 100 lent at once and 100 after a month, 201 and 0.99 due later at one per cent a month.
def test_several_advances() -> None:
    advances = one("2024-01-01", 10000) + one("2024-02-01", 10000)
    last = round(10000 * Decimal("1.01") ** 3 + 10000 * Decimal("1.01") ** 2)

    found = apr_us(advances, one("2024-04-01", last), unit_period=UnitPeriod(MONTH), places=1)

    assert found.percent == Decimal("12.0")


def test_the_finance_charge_may_be_earned_before_the_first_advance() -> None:
    found = apr_us(
        one("2024-02-01", 10000), one("2024-03-01", 10100), begins_on=day("2024-01-01"),
        unit_period=UnitPeriod(MONTH),
    )  # fmt: skip

    assert found.percent == Decimal("12.00")
    with pytest.raises(DatesOutOfOrder):
        apr_us(one("2024-02-01", 1), one("2024-03-01", 2), begins_on=day("2024-02-02"))


def test_disclosed_rates_have_a_tolerance() -> None:
    exact, within, beyond = Decimal("10.00"), Decimal("10.125"), Decimal("10.126")

    assert apr_within_tolerance(within, exact)
    assert not apr_within_tolerance(beyond, exact)
    assert apr_within_tolerance(beyond, exact, irregular=True)
    assert not apr_within_tolerance(Decimal("9.74"), exact, irregular=True)


# Source of rows 1 to 8: 12 CFR 1026 appendix J (c), the t and f that its examples state. The
# others are worked by hand from (b)(5).
DISTANCES = [
    ("1978-02-10", "1978-04-01", UnitPeriod(MONTH), 1, Fraction(19, 30)),
    ("1978-02-23", "1978-03-01", UnitPeriod(Interval.SEMIMONTH), 0, Fraction(6, 15)),
    ("1978-05-23", "1978-10-01", UnitPeriod(MONTH, 3), 1, Fraction(39, 90)),
    ("1978-03-20", "1978-04-21", UnitPeriod(WEEK), 4, Fraction(4, 7)),
    ("1978-03-18", "1978-04-20", UnitPeriod(WEEK, 4), 1, Fraction(5, 28)),
    ("1978-04-03", "1978-04-11", UnitPeriod(WEEK, 2), 0, Fraction(8, 14)),
    ("1978-01-10", "1978-03-01", UnitPeriod(MONTH, 2), 0, Fraction(52, 60)),
    ("1978-01-17", "1979-07-17", UnitPeriod(Interval.YEAR), 1, Fraction(1, 2)),
    ("1978-01-17", "1979-07-20", UnitPeriod(Interval.YEAR), 1, Fraction(184, 365)),
    ("2024-01-01", "2024-01-11", UnitPeriod(Interval.DAY), 10, Fraction(0)),
    ("2024-01-01", "2024-01-11", UnitPeriod(Interval.DAY, 4), 2, Fraction(2, 4)),
    ("2024-01-01", "2024-01-11", UnitPeriod(Interval.TERM, 10), 1, Fraction(0)),
    ("2024-01-01", "2024-01-01", UnitPeriod(Interval.TERM, 10), 0, Fraction(0)),
    ("2024-01-31", "2024-03-31", UnitPeriod(MONTH), 2, Fraction(0)),
    ("2024-01-30", "2024-02-29", UnitPeriod(MONTH), 0, Fraction(30, 30)),
]


@pytest.mark.parametrize(("start", "end", "unit", "whole", "part"), DISTANCES)
def test_distances_in_unit_periods(start, end, unit, whole, part) -> None:
    assert distance(day(start), day(end), unit) == Distance(whole, part)


def test_full_months_are_measured_back_from_the_later_day() -> None:
    assert full_months(day("1978-02-10"), day("1978-04-01")) == (1, 19)
    assert full_months(day("2023-01-31"), day("2023-03-30")) == (1, 28)
    with pytest.raises(DatesOutOfOrder):
        distance(day("2024-01-02"), day("2024-01-01"), UnitPeriod(MONTH))


def test_the_commonest_interval_is_the_unit_period_or_the_average() -> None:
    start = day("2024-01-01")
    dates = [day(text) for text in ("2024-02-01", "2024-03-01", "2024-05-01", "2024-07-01")]

    assert find_unit_period(start, [start], dates) == UnitPeriod(MONTH)
    assert find_unit_period(start, [start], dates[2:]) == UnitPeriod(WEEK, 13)


def test_without_a_common_interval_the_average_decides() -> None:
    start = day("2024-01-01")
    # 10 and 19 days are 14.5 on average: as near to 14 as to 15, a little nearer two weeks.
    two_weeks = [start + timedelta(days=10), start + timedelta(days=29)]
    # 20 and 41 days are 30.5 on average: a month.
    a_month = [start + timedelta(days=20), start + timedelta(days=61)]
    # 400 and 900 days are more than a year on average, which is the longest.
    a_year = [start + timedelta(days=400), start + timedelta(days=1300)]

    assert find_unit_period(start, [start], two_weeks) == UnitPeriod(WEEK, 2)
    assert find_unit_period(start, [start], a_month) == UnitPeriod(MONTH)
    assert find_unit_period(start, [start], a_year) == UnitPeriod(Interval.YEAR)


def test_a_credit_without_a_term_has_no_unit_period() -> None:
    start = day("2024-01-01")

    with pytest.raises(NotACount):
        find_unit_period(start, [start], [])
    with pytest.raises(DatesOutOfOrder):
        find_unit_period(start, [start], [start])
    with pytest.raises(DatesOutOfOrder):
        find_unit_period(start, [start, start], [start])


# Source of every row: European Parliament and Council Directive 98/7/EC, annex III, examples of
# calculation; A on a calendar basis, B on the basis of a standard year of 12 equal months. Rows
# three and four under B and all second decimals of four were worked out again from the formula.
EUROPE = [
    ("first", one("1994-01-01", 100000), one("1995-07-01", 120000), "12.96", "12.92", "12.9"),
    ("second", one("1994-01-01", 95000), one("1995-07-01", 120000), "16.90", "16.85", "16.9"),
    ("third", one("1994-01-01", 100000), one("1995-01-01", 60000) + one("1996-01-01", 60000),
     "13.07", "13.07", "13.1"),
    ("fourth", one("1994-01-01", 100000),
     one("1994-04-01", 27200) + one("1994-07-01", 27200) + one("1995-01-01", 54400),
     "13.23", "13.19", "13.2"),
]  # fmt: skip


@pytest.mark.parametrize("row", EUROPE, ids=[row[0] for row in EUROPE])
def test_the_examples_of_the_european_annex(row) -> None:
    _, lent, paid, calendar, months, rounded = row

    assert apr_eu(lent, paid, counted_in=CountedIn.DAYS, places=2) == Decimal(calendar)
    assert apr_eu(lent, paid, counted_in=CountedIn.MONTHS, places=2) == Decimal(months)
    assert apr_eu(lent, paid) == Decimal(rounded)


# Source of every row: Curo (MIT), tests of its day count for 2008/48/EC, after the European
# Commission's guidelines on the annual percentage rate, annex 1 section 4.1.1.
INTERVALS = [
    (CountedIn.MONTHS, "2019-01-12", "2020-01-12", Fraction(1)),
    (CountedIn.MONTHS, "2012-01-12", "2012-02-15", Fraction(1, 12) + Fraction(3, 365)),
    (CountedIn.MONTHS, "2012-01-12", "2012-04-15", Fraction(3, 12) + Fraction(3, 365)),
    (CountedIn.MONTHS, "2013-01-12", "2013-02-15", Fraction(1, 12) + Fraction(3, 366)),
    (CountedIn.MONTHS, "2013-01-12", "2013-04-15", Fraction(3, 12) + Fraction(3, 366)),
    (CountedIn.MONTHS, "2013-02-25", "2013-03-28", Fraction(1, 12) + Fraction(3, 366)),
    (CountedIn.MONTHS, "2013-02-26", "2013-03-29", Fraction(1, 12) + Fraction(2, 366)),
    (CountedIn.MONTHS, "2012-02-26", "2012-03-29", Fraction(1, 12) + Fraction(3, 366)),
    (CountedIn.MONTHS, "2012-02-26", "2012-02-26", Fraction(0)),
    (CountedIn.YEARS, "2012-01-12", "2012-02-15", Fraction(34, 365)),
    (CountedIn.YEARS, "2012-01-12", "2014-02-15", 2 + Fraction(34, 365)),
    (CountedIn.YEARS, "2020-01-01", "2021-03-15", 1 + Fraction(74, 366)),
    (CountedIn.WEEKS, "2012-01-12", "2012-01-26", Fraction(2, 52)),
    (CountedIn.WEEKS, "2012-01-12", "2013-01-10", Fraction(1)),
    (CountedIn.WEEKS, "2012-01-12", "2012-01-30", Fraction(2, 52) + Fraction(4, 365)),
    (CountedIn.WEEKS, "2012-01-12", "2013-01-12", 1 + Fraction(2, 365)),
    (CountedIn.AUTO, "2012-01-12", "2012-01-26", Fraction(2, 52)),
    (CountedIn.AUTO, "2012-01-12", "2012-02-12", Fraction(1, 12)),
]


@pytest.mark.parametrize(("counted_in", "start", "end", "years"), INTERVALS)
def test_european_intervals(counted_in, start, end, years) -> None:
    assert years_between(day(start), day(end), counted_in=counted_in) == years


def test_days_are_taken_over_the_year_that_was_asked_for() -> None:
    ask = {"start": day("2023-12-01"), "end": day("2024-01-31"), "counted_in": CountedIn.DAYS}

    assert years_between(days_over=DaysOver.FIXED_365, **ask) == Fraction(61, 365)
    assert years_between(days_over=DaysOver.FIXED_365_25, **ask) == Fraction(244, 1461)
    assert years_between(days_over=DaysOver.CALENDAR_YEAR, **ask) == Fraction(31, 365) + Fraction(
        30, 366)  # fmt: skip
    assert years_between(day("2019-01-01"), day("2020-01-01"), counted_in=CountedIn.DAYS) == 1
    with pytest.raises(DatesOutOfOrder):
        years_between(day("2024-01-02"), day("2024-01-01"))


# Source of every row: rq/apr-calculator (MIT), CalculatorSpec, after a calculator said to follow
# the British rules (days over 365.25) and examples of the Consumer Finance Association.
SHORT_TERM = [
    (10000, 12500, 31, "1286.2"), (25000, 31997, 28, "2400.3"), (35000, 44797, 23, "4935.9"),
    (15000, 19199, 36, "1123.2"), (10000, 12799, 26, "3103.4"), (28000, 35840, 25, "3584.2"),
    (40000, 51196, 36, "1122.9"), (25000, 31997, 27, "2716.8"), (15000, 19199, 9, "2238723.9"),
    (20000, 25598, 27, "2717.4"), (30000, 38397, 16, "27865.8"), (25000, 31998, 16, "27875.8"),
]  # fmt: skip


@pytest.mark.parametrize(("lent", "repaid", "days", "percent"), SHORT_TERM)
def test_british_rates_of_short_loans(lent, repaid, days, percent) -> None:
    start = day("2013-03-01")
    paid = [(start + timedelta(days=days), usd(repaid))]

    found = apr_eu(
        [(start, usd(lent))], paid, counted_in=CountedIn.DAYS, days_over=DaysOver.FIXED_365_25
    )

    assert found == Decimal(percent)


# Source: the same, Consumer Finance Association's personal loan, overdraft and short-term loan.
# The last row is FSharp.Finance.Personal (MIT), AprUnitedKingdomTests: two payments in days.
def test_british_rates_of_other_loans() -> None:
    lent = one("2013-03-01", 1000000)

    assert apr_eu(lent, monthly("2013-04-01", 60, 22244)) == Decimal("12.7")
    assert apr_eu(one("2013-03-01", 20000), one("2013-04-01", 35000)) == Decimal("82400.5")
    assert apr_eu(one("2013-03-01", 20000), one("2013-04-01", 25000)) == Decimal("1355.2")
    two = apr_eu(
        one("2012-10-10", 50000), one("2012-11-10", 27000) + one("2012-12-10", 27000), places=2,
        counted_in=CountedIn.DAYS, days_over=DaysOver.FIXED_365,
    )  # fmt: skip
    assert two == Decimal("84.63")


# Source: Curo (MIT), its test of 2008/48/EC: 1,000 and six times 172.55 is 12.6862%.
def test_a_european_rate_to_four_decimals() -> None:
    found = apr_eu(one("2019-01-01", 100000), monthly("2019-02-01", 6, 17255), places=4)

    assert found == Decimal("12.6862")


def test_weeks_are_counted_in_weeks() -> None:
    # By hand: 52 weekly payments at a growth of 1.001 a week are 1.001^52 - 1 a year.
    lent = sum(Decimal(1000) / Decimal("1.001") ** week for week in range(1, 53))
    found = apr_eu([(day("2024-01-01"), usd(round(lent * 1000)))],
                   every(7, "2024-01-08", 52, 1000000), places=3)  # fmt: skip

    assert found == round((Decimal("1.001") ** 52 - 1) * 100, 3)


FLOW_ERRORS = [
    ([], one("2024-02-01", 1), EmptyTable),
    (one("2024-01-01", 1), [], EmptyTable),
    (one("2024-01-01", 1), [(day("2024-02-01"), Money(1, "EUR"))], CurrenciesDiffer),
    (one("2024-01-01", 0), one("2024-02-01", 1), NotAboveZero),
    (one("2024-01-01", 1), one("2024-02-01", -1), NotAboveZero),
    (one("2024-01-01", 1), one("2023-12-31", 1), DatesOutOfOrder),
    (one("2024-01-01", 5), one("2024-03-01", 3) + one("2024-02-01", 3), DatesOutOfOrder),
    (one("2024-01-01", 1000), one("2024-02-01", 999), RateBelowZero),
]


@pytest.mark.parametrize(("advances", "payments", "refusal"), FLOW_ERRORS)
def test_flows_that_have_no_rate_are_refused_with_the_reason(advances, payments, refusal) -> None:
    for rate in (apr_us, apr_eu):
        with pytest.raises(refusal):
            rate(advances, payments)


def test_a_balance_that_changes_sides_twice_has_more_than_one_rate() -> None:
    advances = one("2024-01-01", 10000) + one("2024-03-01", 20000)
    payments = one("2024-02-01", 15000) + one("2024-04-01", 20000)

    with pytest.raises(MoreThanOneRate):
        apr_us(advances, payments)
    with pytest.raises(MoreThanOneRate):
        solve_rate([Flow(-1, 0), Flow(2, 1)], places=2)
    with pytest.raises(NoSignChange):
        solve_rate([Flow(1, 0), Flow(2, 1)], places=2)
    with pytest.raises(NoSignChange):
        solve_rate([Flow(-1, 0)], places=2)


def test_a_rate_may_be_below_zero_when_that_is_allowed() -> None:
    lent, paid = one("2023-01-01", 10000), one("2024-01-01", 9000)

    assert apr_eu(lent, paid, allow_negative=True) == Decimal("-10.0")
    assert apr_us(lent, paid, allow_negative=True).percent == Decimal("-10.00")
    deep = [Flow(10**9, 0), Flow(-1, 300), Flow(-1, 600)]
    assert solve_rate(deep, places=4, allow_negative=True) == Decimal("-0.0339")
    assert solve_rate([Flow(10**6, 0), Flow(-1, 60)], places=2, allow_negative=True) < 0


def test_what_is_paid_back_without_a_charge_has_rate_zero() -> None:
    assert apr_us(one("2024-01-01", 10000), monthly("2024-02-01", 4, 2500)).percent == 0
    assert apr_eu(one("2024-01-01", 10000), one("2024-01-05", 10000)) == 0


def test_a_rate_beyond_all_measure_is_out_of_reach() -> None:
    with pytest.raises(RateOutOfReach):
        solve_rate([Flow(1, 0), Flow(-(10**30), 1)], places=2)


def test_the_last_place_is_decided_exactly() -> None:
    # By hand: 12.5% to a whole per cent is 13, and a unit less paid back brings it under the half.
    assert solve_rate([Flow(10**12, 0), Flow(-1125 * 10**9, 1)], scale=100, places=0) == 13
    assert solve_rate([Flow(10**12, 0), Flow(-1125 * 10**9 + 1, 1)], scale=100, places=0) == 12
    assert solve_rate([Flow(10**12, 0), Flow(-1125 * 10**9 - 1, 1)], scale=100, places=0) == 13
    assert solve_rate([Flow(4, 0), Flow(-9, 2)], scale=1, places=0) == 1


# By hand: half a period at 12.5% is 1.0625, a period and a half 1.0625 x 1.125 = 1.1953125.
@pytest.mark.parametrize(("whole", "growth"), [(0, "1.0625"), (1, "1.1953125")])
def test_the_last_place_is_decided_exactly_with_odd_days(whole, growth) -> None:
    lent, paid = 10**12, int(Decimal(growth) * 10**12)

    def rate(minor: int) -> Decimal:
        odd = Flow(-minor, whole, Fraction(1, 2))
        return solve_rate([Flow(lent, 0), odd], scale=100, places=0)

    assert [rate(paid - 1), rate(paid), rate(paid + 1)] == [12, 13, 13]


def test_a_term_of_exactly_a_year_is_a_year() -> None:
    def unit(end: str) -> UnitPeriod:
        return find_unit_period(day("1978-01-03"), [day("1978-01-03")], [day(end)])

    assert unit("1979-01-02") == UnitPeriod(Interval.TERM, 364)
    assert unit("1979-01-03") == unit("1979-01-04") == UnitPeriod(Interval.YEAR)
    assert unit("1978-12-03") == UnitPeriod(Interval.TERM, 334, 11)


def test_the_interval_names_itself_by_what_is_common() -> None:
    def unit(*texts: str) -> UnitPeriod:
        days = [day(text) for text in texts]
        return find_unit_period(days[0], days[:1], days[1:])

    assert unit("2023-01-02", "2024-01-02", "2025-01-02") == UnitPeriod(Interval.YEAR)
    assert unit("2023-01-02", "2023-01-12", "2023-01-22") == UnitPeriod(Interval.DAY, 10)
    assert unit("2023-01-02", "2023-01-30", "2023-02-27") == UnitPeriod(WEEK, 4)
    assert unit("2024-01-01", "2024-01-16", "2024-02-01", "2024-02-16") == UnitPeriod(
        Interval.SEMIMONTH)  # fmt: skip
    # A lone half month beside two whole ones: 15 days on average lie nearest to a half month.
    assert unit("2024-01-01", "2024-01-15", "2024-01-31") == UnitPeriod(Interval.SEMIMONTH)


@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=60),
    st.integers(1, 10**7),
)
def test_numpy_financial_agrees_on_regular_flows(payments, lent) -> None:
    assume(sum(payments) > lent)
    ours = float(
        solve_rate(
            [Flow(lent, 0), *(Flow(-minor, row) for row, minor in enumerate(payments, 1))],
            places=9,
        )
    )
    theirs = float(numpy_financial.irr([-lent, *payments]))

    worth = lent - sum(minor / (1 + ours) ** row for row, minor in enumerate(payments, 1))
    slope = sum(row * minor / (1 + ours) ** (row + 1) for row, minor in enumerate(payments, 1))
    assert abs(worth) <= slope * 1.1e-9 + 1e-6
    assert theirs != theirs or abs(ours - theirs) < 1e-6 * (1 + ours)  # noqa: PLR0124 - nan


@given(
    st.integers(1, 60),
    st.decimals("0.01", 3, places=4),
    st.sampled_from([1, 2, 3, 6]),
    st.integers(0, 27),
)
def test_the_rate_inverts_the_schedule_that_it_made(count, rate, months, odd) -> None:
    start = day("2024-01-01")
    unit = UnitPeriod(MONTH, months)
    dates = [add_months(start + timedelta(days=odd), months * row) for row in range(1, count + 1)]
    per_period = rate * months / 12
    worth = sum(
        1 / ((1 + part * Fraction(per_period)) * (1 + Fraction(per_period)) ** whole)
        for whole, part in (distance(start, on, unit) for on in dates)
    )
    paid = [(on, usd(10**12)) for on in dates]

    found = apr_us([(start, usd(round(worth * 10**12)))], paid, unit_period=unit, places=2)

    assert found.percent == Decimal(rate * 100).quantize(Decimal("0.01"))


@given(
    st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 10**6)), min_size=1, max_size=12),
    st.integers(1, 10**6),
    st.sampled_from(CountedIn),
    st.sampled_from(DaysOver),
)
def test_the_european_equation_balances_at_the_rate(rows, lent, counted_in, days_over) -> None:
    start = day("2020-02-29")
    paid = [(start + timedelta(days=days), usd(minor)) for days, minor in sorted(rows)]
    assume(sum(minor for _, minor in rows) > lent)
    ask = {"counted_in": counted_in, "days_over": days_over}
    try:
        percent = apr_eu([(start, usd(lent))], paid, places=8, **ask)
    except RateOutOfReach:
        return
    growth = 1 + float(percent) / 100
    if counted_in is CountedIn.AUTO:
        return
    times = [float(years_between(start, on, **ask)) for on, _ in paid]
    worth = sum(amount.minor * growth**-time for (_, amount), time in zip(paid, times, strict=True))

    assert worth == pytest.approx(lent, rel=1e-6)
