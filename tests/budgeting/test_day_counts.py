"""Day counts agree with the published tables and with QuantLib."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
import QuantLib
from hypothesis import given
from hypothesis import strategies as st

from budgeting.dates import add_months, elapsed_days, month_end, months_between
from budgeting.day_counts import Coupons, DayCount, day_count, year_fraction
from budgeting.errors import DatesOutOfOrder, NotACount, ScheduleMissing

D = DayCount
F = Fraction
FOUR = 366 + 365 + 365 + 365


def day(text: str) -> date:
    return date.fromisoformat(text)


# Source of every row: ISDA, "EMU and market conventions: recent developments" (1998, corrected in
# "The Actual/Actual day count fraction", 1999), worked examples, as ISDA, ICMA and AFB.
ISDA_1999 = [
    ("2003-11-01", "2004-05-01", F(61, 365) + F(121, 366), F(182, 364), F(182, 366),
     Coupons(per_year=2, anchor_on=date(2004, 5, 1))),
    ("1999-02-01", "1999-07-01", F(150, 365), F(150, 365), F(150, 365),
     Coupons(per_year=1, anchor_on=date(1999, 7, 1))),
    ("1999-07-01", "2000-07-01", F(184, 365) + F(182, 366), F(1), F(1),
     Coupons(per_year=1, anchor_on=date(2000, 7, 1))),
    ("2002-08-15", "2003-07-15", F(334, 365), F(181, 362) + F(153, 368), F(334, 365),
     Coupons(per_year=2, anchor_on=date(2003, 7, 15))),
    ("2003-07-15", "2004-01-15", F(170, 365) + F(14, 366), F(1, 2), F(184, 365),
     Coupons(per_year=2, anchor_on=date(2004, 1, 15))),
    ("1999-07-30", "2000-01-30", F(155, 365) + F(29, 366), F(1, 2), F(184, 365),
     Coupons(per_year=2, anchor_on=date(2000, 1, 30))),
    ("2000-01-30", "2000-06-30", F(152, 366), F(152, 364), F(152, 366),
     Coupons(per_year=2, anchor_on=date(2000, 1, 30))),
    ("1999-11-30", "2000-04-30", F(32, 365) + F(120, 366), F(91, 364) + F(61, 368), F(152, 366),
     Coupons(per_year=4, anchor_on=date(1999, 11, 30))),
]  # fmt: skip


@pytest.mark.parametrize("row", ISDA_1999)
def test_the_actual_actual_examples_of_isda(row) -> None:
    start, end, isda, icma, afb, coupons = row

    assert year_fraction(day(start), day(end), D.ACT_ACT_ISDA) == isda
    assert year_fraction(day(start), day(end), D.ACT_ACT_ICMA, coupons=coupons) == icma
    assert year_fraction(day(start), day(end), D.ACT_ACT_AFB) == afb


# Source of every row: OpenGamma Strata (Apache-2.0), DayCountTest, table "yearFraction".
STRATA = [
    (D.ONE_ONE, "2011-12-28", "2016-02-28", F(1)),
    (D.ONE_ONE, "2012-02-29", "2012-03-29", F(1)),
    (D.ACT_ACT_ISDA, "2011-12-28", "2012-02-28", F(4, 365) + F(58, 366)),
    (D.ACT_ACT_ISDA, "2011-12-28", "2012-02-29", F(4, 365) + F(59, 366)),
    (D.ACT_ACT_ISDA, "2011-12-28", "2016-02-28", F(4, 365) + F(58, 366) + 4),
    (D.ACT_ACT_ISDA, "2011-12-28", "2016-03-01", F(4, 365) + F(60, 366) + 4),
    (D.ACT_ACT_ISDA, "2012-02-29", "2012-03-29", F(29, 366)),
    (D.ACT_ACT_AFB, "2011-12-28", "2012-02-28", F(62, 365)),
    (D.ACT_ACT_AFB, "2011-12-28", "2012-02-29", F(63, 365)),
    (D.ACT_ACT_AFB, "2011-12-28", "2012-03-01", F(64, 366)),
    (D.ACT_ACT_AFB, "2011-12-28", "2016-02-28", F(62, 365) + 4),
    (D.ACT_ACT_AFB, "2011-12-28", "2016-02-29", F(63, 365) + 4),
    (D.ACT_ACT_AFB, "2011-12-28", "2016-03-01", F(64, 366) + 4),
    (D.ACT_ACT_AFB, "2012-02-28", "2012-03-28", F(29, 366)),
    (D.ACT_ACT_AFB, "2012-03-01", "2012-03-28", F(27, 365)),
    (D.ACT_ACT_YEAR, "2011-12-28", "2012-02-28", F(62, 366)),
    (D.ACT_ACT_YEAR, "2011-12-28", "2016-03-01", F(64, 366) + 4),
    (D.ACT_ACT_YEAR, "2012-02-29", "2012-03-28", F(28, 365)),
    (D.ACT_ACT_YEAR, "2011-03-01", "2011-03-02", F(1, 366)),
    (D.ACT_ACT_YEAR, "2012-02-28", "2016-03-02", F(3, 366) + 4),
    (D.ACT_ACT_YEAR, "2012-02-29", "2016-03-02", F(2, 365) + 4),
    (D.ACT_365_ACTUAL, "2011-12-28", "2012-02-28", F(62, 365)),
    (D.ACT_365_ACTUAL, "2011-12-28", "2012-02-29", F(63, 366)),
    (D.ACT_365_ACTUAL, "2011-12-28", "2016-02-28", F(62 + FOUR, 366)),
    (D.ACT_365_ACTUAL, "2012-02-29", "2012-03-28", F(28, 365)),
    (D.ACT_360, "2011-12-28", "2016-02-29", F(63 + FOUR, 360)),
    (D.ACT_364, "2011-12-28", "2016-02-29", F(63 + FOUR, 364)),
    (D.ACT_365F, "2011-12-28", "2016-02-29", F(63 + FOUR, 365)),
    (D.ACT_365_25, "2011-12-28", "2016-02-29", F(63 + FOUR) / F(1461, 4)),
    (D.NL_365, "2011-12-28", "2012-02-29", F(62, 365)),
    (D.NL_365, "2011-12-28", "2016-02-29", F(62 + 4 * 365, 365)),
    (D.NL_365, "2012-02-28", "2012-03-28", F(28, 365)),
    (D.NL_365, "2012-02-29", "2012-03-28", F(28, 365)),
    (D.NL_365, "2011-12-01", "2012-12-01", F(1)),
]


@pytest.mark.parametrize(("convention", "start", "end", "expected"), STRATA)
def test_fixed_and_actual_bases_of_the_opengamma_table(convention, start, end, expected) -> None:
    assert year_fraction(day(start), day(end), convention) == expected


# Source of every row: OpenGamma Strata (Apache-2.0), DayCountTest, tables "yearFraction",
# "30U360" and "30E360ISDA"; the columns are days under each convention. For 30/360 US the two
# figures are without and with the end-of-month rule, for 30E/360 ISDA before and at maturity.
THIRTY = [
    # start, end, 30/360 ISDA, PSA, 30E, 30E+, US not eom, US eom, 30E ISDA, at maturity
    ("2011-12-28", "2012-02-28", 60, 60, 60, 60, 60, 60, 60, 60),
    ("2011-12-28", "2012-02-29", 61, 61, 61, 61, 61, 61, 62, 61),
    ("2011-12-28", "2012-03-01", 63, 63, 63, 63, 63, 63, 63, 63),
    ("2012-02-28", "2012-03-28", 30, 30, 30, 30, 30, 30, 30, 30),
    ("2012-02-29", "2012-03-28", 29, 28, 29, 29, 29, 28, 28, 28),
    ("2011-02-28", "2012-02-28", 360, 358, 360, 360, 360, 358, 358, 358),
    ("2011-02-28", "2012-02-29", 361, 359, 361, 361, 361, 360, 360, 359),
    ("2012-02-29", "2016-02-29", 1440, 1439, 1440, 1440, 1440, 1440, 1440, 1439),
    ("2012-05-30", "2013-08-29", 449, 449, 449, 449, 449, 449, 449, 449),
    ("2012-05-29", "2013-08-30", 451, 451, 451, 451, 451, 451, 451, 451),
    ("2012-05-29", "2013-08-31", 452, 452, 451, 452, 452, 452, 451, 451),
    ("2012-05-30", "2013-08-31", 450, 450, 450, 451, 450, 450, 450, 450),
    ("2012-05-31", "2013-08-30", 450, 450, 450, 450, 450, 450, 450, 450),
    ("2012-05-31", "2013-08-31", 450, 450, 450, 451, 450, 450, 450, 450),
]


@pytest.mark.parametrize("row", THIRTY)
def test_thirty_day_months_of_the_opengamma_table(row) -> None:
    start, end = day(row[0]), day(row[1])
    no_eom, matures = Coupons(end_of_month=False), Coupons(matures_on=end)

    got = (
        day_count(start, end, D.THIRTY_360_ISDA),
        day_count(start, end, D.THIRTY_360_PSA),
        day_count(start, end, D.THIRTY_E_360),
        day_count(start, end, D.THIRTY_E_PLUS_360),
        day_count(start, end, D.THIRTY_360_US, coupons=no_eom),
        day_count(start, end, D.THIRTY_360_US),
        day_count(start, end, D.THIRTY_E_360_ISDA),
        day_count(start, end, D.THIRTY_E_360_ISDA, coupons=matures),
    )

    assert got == row[2:]
    assert day_count(start, end, D.THIRTY_360_GERMAN, coupons=matures) == row[8]
    assert year_fraction(start, end, D.THIRTY_E_360) == F(row[4], 360)


# Source: OpenGamma Strata (Apache-2.0), DayCountTest, table "30U360", further end-of-month rows.
@pytest.mark.parametrize(
    ("start", "end", "days"),
    [("2012-02-29", "2012-03-30", 30), ("2012-02-29", "2012-03-31", 30),
     ("2012-02-29", "2013-02-28", 360)],
)  # fmt: skip
def test_the_american_month_end_rule(start, end, days) -> None:
    assert day_count(day(start), day(end), D.THIRTY_360_US) == days


# Source of every row: OpenGamma Strata (Apache-2.0), DayCountTest, table "ACTACTAFB"; the first
# two are the example of the French text of 1994.
AFB = [
    ("1994-02-10", "1997-06-30", F(140, 365) + 3), ("1994-02-10", "1994-06-30", F(140, 365)),
    ("2004-02-10", "2005-02-10", F(1)), ("2004-02-29", "2005-02-28", F(365, 366)),
    ("2003-02-28", "2005-02-27", 1 + F(364, 365)), ("2003-02-28", "2005-03-01", 2 + F(1, 365)),
    ("2003-02-28", "2008-02-27", 4 + F(364, 365)), ("2003-02-28", "2008-02-28", F(5)),
    ("2003-02-28", "2008-02-29", F(5)), ("2003-02-28", "2008-03-01", 5 + F(1, 365)),
    ("2004-02-28", "2005-03-01", 1 + F(2, 366)), ("2004-02-28", "2008-02-27", 3 + F(365, 366)),
    ("2004-02-28", "2008-02-28", F(4)), ("2004-02-28", "2008-02-29", 4 + F(1, 365)),
    ("2004-02-28", "2008-03-01", 4 + F(2, 366)), ("2004-02-29", "2005-03-01", 1 + F(1, 366)),
    ("2004-02-29", "2008-02-28", 3 + F(365, 366)), ("2004-02-29", "2008-02-29", F(4)),
    ("2004-03-01", "2005-02-28", F(364, 365)), ("2004-03-01", "2008-02-29", 3 + F(364, 365)),
    ("2003-03-01", "2008-02-28", 4 + F(364, 365)), ("2003-03-01", "2008-02-29", F(5)),
    ("2004-02-28", "2006-03-01", 2 + F(2, 366)), ("2005-02-28", "2007-03-01", 2 + F(1, 365)),
    ("2006-02-27", "2008-02-28", 2 + F(1, 365)), ("2006-02-28", "2008-02-29", F(2)),
]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "expected"), AFB)
def test_the_french_actual_actual(start, end, expected) -> None:
    assert year_fraction(day(start), day(end), D.ACT_ACT_AFB) == expected


# Source of every row: OpenGamma Strata (Apache-2.0), DayCountTest, table "ACT365L".
ACT_365L = [
    ("2011-12-28", "2012-02-28", 1, "2012-02-28", F(62, 365)),
    ("2011-12-28", "2012-02-28", 1, "2012-02-29", F(62, 366)),
    ("2011-12-28", "2012-02-29", 1, "2012-03-01", F(63, 366)),
    ("2011-12-28", "2012-02-28", 2, "2012-02-28", F(62, 366)),
    ("2010-12-28", "2011-02-28", 2, "2011-03-01", F(62, 365)),
]


@pytest.mark.parametrize(("start", "end", "per_year", "period_end", "expected"), ACT_365L)
def test_act_365l(start, end, per_year, period_end, expected) -> None:
    coupons = Coupons(per_year=per_year, period_ends_on=day(period_end))

    assert year_fraction(day(start), day(end), D.ACT_365L, coupons=coupons) == expected


# Source of every row: OpenGamma Strata (Apache-2.0), DayCountTest, "actActIcma_…Stub…".
ICMA = [
    ("2003-11-01", "2004-04-30", 2, "2003-11-01", True, F(181, 364)),
    ("2011-10-01", "2011-11-12", 4, "2012-02-29", True, F(42, 364)),
    ("2011-10-01", "2012-01-12", 4, "2012-02-29", True, F(60, 364) + F(43, 364)),
    ("2011-07-01", "2011-08-12", 4, "2012-02-29", True, F(42, 368)),
    ("2011-07-01", "2011-11-12", 4, "2012-02-29", True, F(61, 368) + F(73, 364)),
    ("2011-10-01", "2011-11-12", 4, "2012-02-29", False, F(42, 368)),
    ("2011-10-01", "2012-01-12", 4, "2012-02-29", False, F(59, 368) + F(44, 368)),
    ("2011-08-31", "2011-11-12", 4, "2011-08-31", True, F(73, 364)),
    ("2011-08-31", "2012-01-12", 4, "2011-08-31", True, F(91, 364) + F(43, 364)),
    ("2012-02-29", "2012-04-01", 4, "2012-02-29", False, F(32, 360)),
    ("2012-02-29", "2012-06-01", 4, "2012-02-29", False, F(90, 360) + F(3, 368)),
]


@pytest.mark.parametrize("row", ICMA)
def test_act_act_icma_in_stubs(row) -> None:
    start, end, per_year, anchor, sticky, expected = row
    coupons = Coupons(per_year=per_year, anchor_on=day(anchor), end_of_month=sticky)

    assert year_fraction(day(start), day(end), D.ACT_ACT_ICMA, coupons=coupons) == expected


def test_the_year_of_the_first_day_decides_for_the_whole_span() -> None:
    # By hand: 45 days from 1 December 2023 over 365, though 14 of them lie in 2024.
    assert year_fraction(day("2023-12-01"), day("2024-01-15"), D.YEAR_OF_START) == F(45, 365)
    assert year_fraction(day("2024-01-01"), day("2024-01-15"), D.YEAR_OF_START) == F(14, 366)


def test_dates_out_of_order_and_missing_schedules_are_refused() -> None:
    for question in (day_count, year_fraction):
        for convention in DayCount:
            with pytest.raises(DatesOutOfOrder):
                question(day("2024-01-02"), day("2024-01-01"), convention)
    for convention in (D.ACT_ACT_ICMA, D.ACT_365L):
        with pytest.raises(ScheduleMissing):
            year_fraction(day("2024-01-01"), day("2024-02-01"), convention)
    for per_year in (0, 5, -1):
        with pytest.raises(NotACount):
            Coupons(per_year=per_year)


def test_days_are_counted_with_either_end() -> None:
    # Source: HM Revenue and Customs, debt transformation acceptance tests (Apache-2.0),
    # LeapYear.feature: 231 days from 2018-01-01 to 2018-08-20, then 498 from 2018-08-21 to
    # 2019-12-31 with both ends.
    assert elapsed_days(day("2018-01-01"), day("2018-08-20")) == 231
    assert elapsed_days(day("2018-08-21"), day("2019-12-31"), include_last=True) == 498
    assert elapsed_days(day("2018-01-01"), day("2018-01-03"), include_first=False) == 1
    assert elapsed_days(day("2018-01-01"), day("2018-01-01")) == 0
    assert elapsed_days(day("2018-01-01"), day("2018-01-01"), include_last=True) == 1
    with pytest.raises(DatesOutOfOrder):
        elapsed_days(day("2018-01-02"), day("2018-01-01"))


def test_whole_months_between_days_of_unequal_months() -> None:
    rows = [("01-31", "02-28", 1), ("02-28", "03-31", 1), ("01-30", "02-28", 1),
            ("01-31", "04-30", 3), ("01-15", "02-15", 1),
            ("01-15", "02-16", None), ("01-15", "01-15", 0)]  # fmt: skip

    for earlier, later, months in rows:
        assert months_between(day(f"2023-{earlier}"), day(f"2023-{later}")) == months
    assert month_end(day("2024-02-05")) == day("2024-02-29")


dates = st.dates(date(1901, 3, 1), date(2099, 12, 31))
ORACLES = [
    (D.ACT_360, QuantLib.Actual360()),
    (D.ACT_365F, QuantLib.Actual365Fixed()),
    (D.ACT_364, QuantLib.Actual364()),
    (D.ACT_365_25, QuantLib.Actual36525()),
    (D.NL_365, QuantLib.Actual365Fixed(QuantLib.Actual365Fixed.NoLeap)),
    (D.ACT_ACT_ISDA, QuantLib.ActualActual(QuantLib.ActualActual.ISDA)),
    (D.CALENDAR_YEAR, QuantLib.ActualActual(QuantLib.ActualActual.ISDA)),
    (D.THIRTY_360_ISDA, QuantLib.Thirty360(QuantLib.Thirty360.BondBasis)),
    (D.THIRTY_360_US, QuantLib.Thirty360(QuantLib.Thirty360.USA)),
    (D.THIRTY_E_360, QuantLib.Thirty360(QuantLib.Thirty360.European)),
    (D.THIRTY_360_GERMAN, QuantLib.Thirty360(QuantLib.Thirty360.German)),
    (D.THIRTY_360_PSA, QuantLib.Thirty360(QuantLib.Thirty360.NASD)),
]


def quant(when: date) -> QuantLib.Date:
    return QuantLib.Date(when.day, when.month, when.year)


@pytest.mark.parametrize(("convention", "oracle"), ORACLES[:-1])
@given(start=dates, length=st.integers(0, 4000))
def test_quantlib_agrees(convention, oracle, start, length) -> None:
    end = start + timedelta(days=length)

    ours = float(year_fraction(start, end, convention))

    assert ours == pytest.approx(oracle.yearFraction(quant(start), quant(end)), abs=1e-12)


@given(dates, st.integers(0, 3000), st.integers(0, 3000), st.sampled_from(DayCount))
def test_a_longer_span_is_never_a_smaller_part(start, short, more, convention) -> None:
    ends = start + timedelta(days=short + more)
    coupons = Coupons(per_year=2, anchor_on=start, period_ends_on=ends)
    # Three conventions change their denominator with the span, so a longer one may be smaller.
    if convention in (D.ACT_365_ACTUAL, D.ACT_ACT_AFB, D.ACT_365L):
        return

    less = year_fraction(start, start + timedelta(days=short), convention, coupons=coupons)

    assert less <= year_fraction(start, ends, convention, coupons=coupons)


@given(dates, st.integers(-600, 600), st.booleans())
def test_months_added_keep_the_day_or_the_end(anchor, months, sticky) -> None:
    moved = add_months(anchor, months, end_of_month=sticky)

    assert (moved.year * 12 + moved.month) - (anchor.year * 12 + anchor.month) == months
    assert moved.day == anchor.day or moved == month_end(moved)
    if sticky and anchor == month_end(anchor):
        assert moved == month_end(moved)
