"""Rates: one year seen in four ways, and tables that change with time."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting import rates
from budgeting.errors import (
    DatesOutOfOrder,
    EmptyTable,
    NoRateInForce,
    NotACount,
    NotANumber,
    NotARate,
)
from budgeting.rate_tables import RateTable

HMRC_2018 = RateTable(
    ((date(2017, 11, 21), Decimal("0.03")), (date(2018, 8, 21), Decimal("0.0325")))
)


# Source: Kellison, "The Theory of Interest", nominal and effective rates (12% monthly is 12.6825%);
# Interest Act (Canada) section 6 with 6% half-yearly is 0.493862% a month; the rest by hand.
def test_nominal_effective_periodic_and_continuous_rates() -> None:
    tenth = Decimal("0.1")

    assert round(rates.effective_from_nominal(Decimal("0.12"), per_year=12), 6) == Decimal(
        "0.126825"
    )
    assert rates.effective_from_periodic(tenth, per_year=2) == Decimal("0.21")
    assert rates.nominal_from_effective(Decimal("0.21"), per_year=2) == Decimal("0.2")
    assert rates.periodic_from_effective(Decimal("0.21"), per_year=2) == tenth
    assert rates.nominal_from_periodic(Decimal("0.01"), per_year=12) == Decimal("0.12")
    assert rates.periodic_from_nominal(Decimal("0.12"), per_year=12) == Decimal("0.01")
    assert rates.effective_from_discount(Decimal("0.2")) == Decimal("0.25")
    assert rates.as_decimal(Fraction(1, 8)) == Decimal("0.125")
    monthly = rates.nominal_from_nominal(Decimal("0.06"), per_year=2, to_per_year=12) / 12
    assert round(monthly, 8) == Decimal("0.00493862")


def test_continuous_rates_are_logarithms() -> None:
    assert float(rates.force_from_effective(Decimal("0.05"))) == pytest.approx(math.log(1.05))
    assert float(rates.effective_from_force(Decimal("0.05"))) == pytest.approx(math.expm1(0.05))


@given(st.decimals("-0.5", 5, places=6), st.sampled_from([1, 2, 4, 12, 26, 52, 365]))
def test_there_and_back_is_where_it_began(rate, per_year) -> None:
    nominal = rates.nominal_from_effective(rate, per_year=per_year)
    back = rates.effective_from_nominal(nominal, per_year=per_year)

    assert abs(back - rate) < Decimal("1e-24")
    assert abs(rates.effective_from_force(rates.force_from_effective(rate)) - rate) < Decimal(
        "1e-25"
    )


def test_what_is_no_rate_is_refused() -> None:
    with pytest.raises(NotANumber):
        rates.effective_from_nominal(0.12, per_year=12)  # type: ignore[arg-type]
    for refused in (
        lambda: rates.effective_from_nominal(-12, per_year=12),
        lambda: rates.nominal_from_effective(-1, per_year=12),
        lambda: rates.effective_from_discount(1),
        lambda: rates.force_from_effective(-1),
        lambda: rates.effective_from_periodic(-1, per_year=12),
    ):
        with pytest.raises(NotARate):
            refused()
    for per_year in (0, -1, 1.5, True):
        for convert in (
            rates.effective_from_nominal,
            rates.nominal_from_periodic,
            rates.effective_from_periodic,
            rates.periodic_from_effective,
        ):
            with pytest.raises(NotACount):
                convert(Decimal("0.1"), per_year=per_year)


# Source: HM Revenue and Customs rates: 3% from 21 November 2017, 3.25% from 21 August 2018.
def test_a_rate_is_in_force_from_its_day_on() -> None:
    assert HMRC_2018.rate_on(date(2018, 8, 20)) == Fraction(3, 100)
    assert HMRC_2018.rate_on(date(2018, 8, 21)) == Fraction(325, 10000)
    with pytest.raises(NoRateInForce):
        HMRC_2018.rate_on(date(2017, 11, 20))


def test_spans_cover_the_days_without_gaps() -> None:
    spans = HMRC_2018.spans(date(2018, 8, 1), date(2018, 9, 1))

    assert [(span.first_on, span.before) for span in spans] == [
        (date(2018, 8, 1), date(2018, 8, 21)),
        (date(2018, 8, 21), date(2018, 9, 1)),
    ]
    assert HMRC_2018.spans(date(2018, 8, 1), date(2018, 8, 21))[-1].annual_rate == Fraction(3, 100)
    assert len(HMRC_2018.spans(date(2018, 8, 21), date(2018, 8, 22))) == 1
    assert HMRC_2018.spans(date(2018, 8, 1), date(2018, 8, 1)) == ()


def test_a_table_out_of_order_or_empty_is_refused() -> None:
    with pytest.raises(EmptyTable):
        RateTable(())
    for second in (date(2024, 1, 1), date(2023, 1, 1)):
        with pytest.raises(DatesOutOfOrder) as refusal:
            RateTable(((date(2024, 1, 1), 0), (second, 1)))
        assert refusal.value.facts["row"] == 1
    with pytest.raises(NotANumber):
        RateTable.flat(0.1)  # type: ignore[arg-type]


def test_a_pause_has_rate_zero_and_then_the_rate_comes_back() -> None:
    paused = HMRC_2018.overlaid([(date(2018, 8, 10), date(2018, 8, 25))])
    for_good = HMRC_2018.overlaid([(date(2018, 8, 10), None)])
    to_the_end = HMRC_2018.overlaid([(date(2018, 8, 10), date.max)])
    earlier = HMRC_2018.overlaid([(date(2000, 1, 1), date(2000, 1, 31))])
    until_it_begins = HMRC_2018.overlaid([(date(2017, 11, 1), date(2017, 11, 20))])

    def percent(table: RateTable, day: date) -> float:
        return float(table.rate_on(day) * 100)

    assert [percent(paused, date(2018, 8, day)) for day in (9, 10, 21, 25, 26)] == [
        3,
        0,
        0,
        0,
        3.25,
    ]
    assert percent(for_good, date(2030, 1, 1)) == percent(to_the_end, date(2030, 1, 1)) == 0
    assert percent(earlier, date(2018, 1, 1)) == 3
    assert percent(until_it_begins, date(2017, 11, 20)) == 0
    assert percent(until_it_begins, date(2017, 11, 21)) == 3
    with pytest.raises(DatesOutOfOrder):
        HMRC_2018.overlaid([(date(2018, 8, 10), date(2018, 8, 9))])


@given(
    st.dates(date(2018, 1, 1), date(2019, 1, 1)),
    st.integers(0, 400),
    st.dates(date(2018, 1, 1), date(2020, 1, 1)),
)
def test_a_pause_changes_only_its_own_days(first_on, length, day) -> None:
    last_on = first_on + timedelta(days=length)
    paused = HMRC_2018.overlaid([(first_on, last_on)])

    assert paused.rate_on(day) == (0 if first_on <= day <= last_on else HMRC_2018.rate_on(day))
