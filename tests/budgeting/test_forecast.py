"""The forecast: running balance, band, lowest point, and how likely a due item is covered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.detection import Transaction, detect_recurring
from budgeting.errors import CurrenciesDiffer
from budgeting.forecast import (
    Forecast,
    ForecastItem,
    ForecastRules,
    Outlook,
    SameDay,
    forecast,
)
from budgeting.forecast_items import items_of, items_of_detected
from budgeting.household_errors import (
    AmountBelowZero,
    ChanceOutOfRange,
    CountBelowOne,
    DayOutOfOrder,
    OutsideTheForecast,
    TooLittleHistory,
)
from budgeting.money import Money
from budgeting.recurrence import Recurrence
from budgeting.recurrence_rules import Frequency
from budgeting.safe_to_spend import Due, margin_for, safe_in_forecast, safe_to_spend
from budgeting.variation import (
    NO_EVERYDAY,
    Everyday,
    PastForecast,
    band_scale,
    learn_everyday,
    spread_of,
)

NEW_YEAR = date(2026, 1, 1)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def item(day: int, minor: int, **more: object) -> ForecastItem:
    return ForecastItem(date(2026, 1, day), euros(minor), **more)  # type: ignore[arg-type]


def look(opening: int, *items: ForecastItem, days: int = 10, **terms: object) -> Forecast:
    return forecast(euros(opening), items, starts_on=NEW_YEAR, days=days, **terms)  # type: ignore[arg-type]


def test_a_balance_runs_through_income_and_bills():
    seen = look(10_000, item(2, -4_000), item(4, 3_000), item(4, -8_000), item(9, -500))
    assert [day.balance_minor for day in seen.days] == [
        10_000, 6_000, 6_000, 1_000, 1_000, 1_000, 1_000, 1_000, 500, 500,
    ]  # fmt: skip
    # On the fourth the bill is met before the pay: 6,000 less 8,000.
    assert (seen.lowest_minor, seen.lowest_on) == (-2_000, date(2026, 1, 4))
    assert [due.outlook for due in seen.dues] == [Outlook.SURE, Outlook.SHORT, Outlook.SURE]
    assert seen.first(Outlook.TIGHT, Outlook.SHORT) == seen.dues[1]
    assert seen.first(Outlook.TIGHT) is None


def test_income_first_covers_the_bill_of_the_same_day():
    rules = ForecastRules(same_day=SameDay.INCOME_FIRST)
    seen = look(6_000, item(4, 3_000), item(4, -8_000), rules=rules)
    assert (seen.dues[0].left_minor, seen.dues[0].outlook) == (1_000, Outlook.SURE)
    assert seen.lowest_minor == 1_000


def test_items_of_one_day_are_paid_in_the_order_given():
    seen = look(5_000, item(3, -4_000), item(3, -2_000))
    assert [(due.left_minor, due.outlook) for due in seen.dues] == [
        (1_000, Outlook.SURE),
        (-1_000, Outlook.SHORT),
    ]


def test_without_variation_the_band_is_a_line():
    seen = look(5_000, item(3, -4_000))
    assert all(day.low_minor == day.balance_minor == day.high_minor for day in seen.days)


def test_everyday_variation_widens_the_band_with_the_root_of_time():
    everyday = Everyday((Fraction(-1_000),) * 7, 250_000.0)
    seen = look(100_000, days=16, everyday=everyday)
    assert seen.days[15].balance_minor == 84_000
    # Half-width: 1.6449 x 5.00 a day x root of 16 days.
    half = NormalDist().inv_cdf(0.95) * 500 * 4
    assert seen.days[15].balance_minor - seen.days[15].low_minor == pytest.approx(half, abs=1)
    assert seen.days[15].high_minor - seen.days[15].balance_minor == pytest.approx(half, abs=1)
    wider = look(100_000, days=16, everyday=everyday, rules=ForecastRules(band_scale=2.0))
    assert wider.days[15].balance_minor - wider.days[15].low_minor == pytest.approx(2 * half, abs=1)


def test_the_chance_of_not_covering_is_that_of_the_normal_curve():
    everyday = Everyday((Fraction(0),) * 7, 10_000.0)
    seen = look(10_000, item(4, -9_800), days=4, everyday=everyday)
    # 2.00 are left with a spread of 1.00 x root of 4 days: one deviation, 15.87 %.
    assert seen.dues[0].chance_short == pytest.approx(NormalDist().cdf(-1.0))
    assert seen.dues[0].outlook is Outlook.TIGHT
    assert seen.chance_below_floor == pytest.approx(NormalDist().cdf(-1.0))
    floor = look(10_000, item(4, -9_800), days=4, everyday=everyday,
                 rules=ForecastRules(floor_minor=300))  # fmt: skip
    assert floor.dues[0].chance_short == pytest.approx(NormalDist().cdf(0.5))
    assert floor.dues[0].outlook is Outlook.SHORT


def test_the_chance_agrees_with_a_simulation():
    luck = Random(4)
    everyday = Everyday((Fraction(-300),) * 7, 40_000.0)
    rent = item(20, -50_000)
    pay = ForecastItem(date(2026, 1, 15), euros(30_000), "pay", spread=1_500)
    seen = look(27_000, pay, rent, days=20, everyday=everyday)
    short = sum(
        27_000 + luck.gauss(30_000, 1_500) + sum(luck.gauss(-300, 200) for _ in range(20)) < 50_000
        for _ in range(4_000)
    )
    assert seen.dues[0].chance_short == pytest.approx(short / 4_000, abs=0.03)


def test_what_is_only_likely_counts_with_its_chance():
    seen = look(10_000, item(2, -4_000, chance=0.25), item(3, 1_000, chance=0.5))
    assert [day.balance_minor for day in seen.days][:3] == [10_000, 9_000, 9_500]
    # If it happens, it takes all of the 40.00.
    assert seen.dues[0].left_minor == 6_000
    # 40.00 with a chance of a quarter: variance 3/16 x 40.00 squared.
    spread = NormalDist().inv_cdf(0.95) * 4_000 * (3 / 16) ** 0.5
    assert seen.days[1].balance_minor - seen.days[1].low_minor == pytest.approx(spread, abs=1)


def test_a_spread_counts_only_as_often_as_its_item():
    seen = look(10_000, item(2, 1_000, spread=300, chance=0.5))
    # A half of 3.00 squared, and a quarter of 10.00 squared.
    half = NormalDist().inv_cdf(0.95) * (0.5 * 300**2 + 0.25 * 1_000**2) ** 0.5
    assert seen.days[1].balance_minor - seen.days[1].low_minor == pytest.approx(half, abs=1)


def test_sure_and_short_may_touch_so_that_nothing_is_tight():
    everyday = Everyday((Fraction(0),) * 7, 10_000.0)
    rules = ForecastRules(tight_from=0.5, short_from=0.5)
    seen = look(10_000, item(4, -9_800), item(5, -300), days=5, everyday=everyday, rules=rules)
    assert [due.outlook for due in seen.dues] == [Outlook.SURE, Outlook.SHORT]


def test_what_lies_beyond_the_last_day_is_only_counted():
    seen = look(1_000, item(11, -500), days=10)
    assert (seen.beyond, seen.dues) == (1, ())


@pytest.mark.parametrize(
    ("refusal", "items", "terms"),
    [
        (CountBelowOne, [], {"days": 0}),
        (OutsideTheForecast, [ForecastItem(date(2025, 12, 31), euros(1))], {}),
        (ChanceOutOfRange, [item(2, 1, chance=1.5)], {}),
        (ChanceOutOfRange, [item(2, 1, spread=-1)], {}),
        (ChanceOutOfRange, [], {"rules": ForecastRules(band=Decimal(1))}),
        (ChanceOutOfRange, [], {"rules": ForecastRules(tight_from=0.6)}),
        (CurrenciesDiffer, [ForecastItem(NEW_YEAR, Money(1, "GBP"))], {}),
    ],
)
def test_each_refusal_is_named(refusal, items, terms):
    with pytest.raises(refusal):
        look(1_000, *items, **terms)


items = st.lists(
    st.builds(
        ForecastItem,
        st.integers(0, 39).map(lambda n: NEW_YEAR + timedelta(days=n)),
        st.integers(-(10**6), 10**6).map(euros),
        st.just(""),
        st.integers(0, 1_000),
        st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    ),
    max_size=30,
)


@given(items, items, st.integers(-(10**6), 10**6), st.integers(-5_000, 0))
def test_a_forecast_is_the_sum_of_its_parts(left, right, opening, usual):
    everyday = Everyday((Fraction(usual, 3),) * 7, 100.0)
    whole = look(opening, *left, *right, days=40, everyday=everyday)
    parts = [look(0, *left, days=40), look(0, *right, days=40), look(0, days=40, everyday=everyday)]
    for place, day in enumerate(whole.days):
        assert day.balance_minor == opening + sum(part.days[place].balance_minor for part in parts)
        assert day.low_minor <= day.balance_minor <= day.high_minor
    assert whole.lowest_minor == min(day.lowest_minor for day in whole.days)
    assert len(whole.dues) == sum(one.amount.minor < 0 for one in (*left, *right))


@given(items, st.integers(-(10**6), 10**6))
def test_the_running_balance_agrees_with_numpy(rows, opening):
    sure = [one._replace(chance=1.0) for one in rows]
    daily = np.zeros(40, dtype=np.int64)
    for one in sure:
        daily[(one.due_on - NEW_YEAR).days] += one.amount.minor
    seen = look(opening, *sure, days=40)
    assert [day.balance_minor for day in seen.days] == (opening + daily.cumsum()).tolist()


def past(*minor: int) -> list[tuple[date, Money]]:
    return [(NEW_YEAR + timedelta(days=n), euros(each)) for n, each in enumerate(minor)]


def test_days_without_spending_count_in_the_usual_day():
    usual = learn_everyday(past(-1_400), first_on=NEW_YEAR, last_on=date(2026, 1, 14))
    assert set(usual.mean_by_weekday) == {Fraction(-100)}
    # Blocks of -14.00 and 0: sample variance 980,000, over seven days.
    assert usual.variance == pytest.approx(140_000)


def test_spending_in_waves_widens_more_than_its_days_say():
    wave = [-1_000] * 7 + [0] * 7
    by_block = learn_everyday(past(*wave * 4), first_on=NEW_YEAR, last_on=date(2026, 2, 25))
    by_day = learn_everyday(
        past(*wave * 4), first_on=NEW_YEAR, last_on=date(2026, 2, 25), block_days=1
    )
    assert by_block.variance > 6 * by_day.variance


def test_weekdays_have_their_own_mean():
    # 1 January 2026 is a Thursday; 20.00 is spent each Saturday.
    usual = learn_everyday(
        past(*[0, 0, -2_000, 0, 0, 0, 0] * 4),
        first_on=NEW_YEAR,
        last_on=date(2026, 1, 28),
        by_weekday=True,
    )
    assert usual.mean_by_weekday == (0, 0, 0, 0, 0, Fraction(-2_000), 0)
    assert usual.variance == 0.0
    seen = look(10_000, days=4, everyday=usual)
    assert [day.balance_minor for day in seen.days] == [10_000, 10_000, 8_000, 8_000]


def test_a_week_is_just_enough_to_tell_weekdays_apart():
    usual = learn_everyday(
        past(-700, 0, 0, 0, 0, 0, 0),
        first_on=NEW_YEAR,
        last_on=date(2026, 1, 7),
        by_weekday=True,
        block_days=3,
    )
    assert usual.mean_by_weekday == (0, 0, 0, Fraction(-700), 0, 0, 0)


def test_entries_outside_the_days_are_left_out():
    outside = [(date(2025, 12, 31), euros(-9_999)), (date(2026, 1, 15), euros(-9_999))]
    usual = learn_everyday(outside, first_on=NEW_YEAR, last_on=date(2026, 1, 14))
    assert usual == NO_EVERYDAY
    assert learn_everyday([], first_on=NEW_YEAR, last_on=date(2026, 1, 14)) == NO_EVERYDAY


@pytest.mark.parametrize(
    ("refusal", "terms"),
    [
        (CountBelowOne, {"block_days": 0}),
        (DayOutOfOrder, {"last_on": date(2025, 12, 31)}),
        (TooLittleHistory, {"last_on": date(2026, 1, 13)}),
        (TooLittleHistory, {"last_on": date(2026, 1, 6), "block_days": 3, "by_weekday": True}),
        (CurrenciesDiffer, {"past": [*past(1), (NEW_YEAR, Money(1, "GBP"))]}),
    ],
)
def test_a_past_too_short_or_mixed_is_refused(refusal, terms):
    asked = {"past": past(1), "first_on": NEW_YEAR, "last_on": date(2026, 1, 14)} | terms
    with pytest.raises(refusal):
        learn_everyday(asked.pop("past"), **asked)


def test_the_spread_of_a_bill_allows_for_its_next_time():
    # Sample deviation of 40, 50, 60 is 10.00; times the root of 4/3 is 11.547.
    assert spread_of([euros(4_000), euros(5_000), euros(6_000)]) == 1_155
    with pytest.raises(TooLittleHistory):
        spread_of([euros(1)])


def test_a_band_widened_by_its_past_holds_what_it_says():
    luck = Random(11)
    errors = [PastForecast(round(luck.gauss(0, 300)), 0, 100.0) for _ in range(2_000)]
    scale = band_scale(errors)
    assert scale == pytest.approx(3.0, rel=0.1)
    half = NormalDist().inv_cdf(0.95) * 100 * scale
    fresh = sum(abs(luck.gauss(0, 300)) <= half for _ in range(4_000)) / 4_000
    assert fresh == pytest.approx(0.9, abs=0.02)


def test_the_error_of_a_forecast_is_its_distance_from_what_came():
    assert band_scale([PastForecast(5_100, 5_000, 100.0)] * 9) == pytest.approx(1 / 1.6448536)


@pytest.mark.parametrize(
    ("refusal", "errors", "band"),
    [
        (TooLittleHistory, [PastForecast(1, 0, 1.0)] * 8, "0.9"),
        (TooLittleHistory, [PastForecast(1, 0, 0.0)] * 20, "0.9"),
        (ChanceOutOfRange, [PastForecast(1, 0, 1.0)] * 20, "1"),
    ],
)
def test_a_band_needs_enough_past_forecasts(refusal, errors, band):
    assert band_scale([PastForecast(1, 0, 1.0)] * 9) > 0
    with pytest.raises(refusal):
        band_scale(errors, band=Decimal(band))


TODAY = date(2026, 1, 11)
PAY_DAY = date(2026, 1, 31)


def test_safe_to_spend_reserves_what_is_due_and_a_margin():
    dues = [
        Due(date(2026, 1, 5), euros(1_000)),  # overdue
        Due(date(2026, 1, 20), euros(60_000)),
        Due(PAY_DAY, euros(4_000)),
        Due(date(2026, 2, 1), euros(99_999)),
    ]
    terms = {"today": TODAY, "next_income_on": PAY_DAY, "margin": euros(5_000)}
    safe = safe_to_spend(euros(90_000), dues, set_aside=euros(2_000), **terms)
    assert (safe.committed, safe.amount, safe.a_day) == (euros(65_000), euros(18_000), euros(900))
    after = safe_to_spend(euros(90_000), dues, counts_income_day=False, **terms)
    assert after.amount == euros(24_000)


def test_when_it_is_not_enough_it_says_by_how_much():
    safe = safe_to_spend(
        euros(1_000),
        [Due(TODAY, euros(3_000))],
        today=TODAY,
        next_income_on=PAY_DAY,
        margin=euros(500),
    )
    assert (safe.amount, safe.short_by) == (euros(0), euros(2_500))


@pytest.mark.parametrize(
    ("refusal", "terms"),
    [
        (DayOutOfOrder, {"next_income_on": TODAY}),
        (AmountBelowZero, {"margin": euros(-1)}),
        (AmountBelowZero, {"dues": [Due(TODAY, euros(-1))]}),
        (CurrenciesDiffer, {"margin": Money(1, "GBP")}),
    ],
)
def test_safe_to_spend_refuses_what_makes_no_sense(refusal, terms):
    asked = {"dues": [], "today": TODAY, "next_income_on": PAY_DAY, "margin": euros(0)} | terms
    with pytest.raises(refusal):
        safe_to_spend(euros(1), asked.pop("dues"), **asked)


def test_a_margin_covers_unplanned_days():
    usual = Everyday((Fraction(-500),) * 7, 10_000.0)
    # 1.2816 x 1.00 x root of 16.
    assert margin_for(usual, 16, currency="EUR") == euros(513)
    with pytest.raises(CountBelowOne):
        margin_for(usual, 0, currency="EUR")
    with pytest.raises(ChanceOutOfRange):
        margin_for(usual, 1, currency="EUR", confidence=Decimal("0.4"))


def test_what_can_go_today_without_a_later_day_falling_under_the_margin():
    seen = look(64_000, item(3, -50_000), item(5, 20_000), item(8, -33_000))
    assert safe_in_forecast(seen, margin=euros(500)) == euros(500)
    assert safe_in_forecast(seen, margin=euros(500), until=date(2026, 1, 7)) == euros(13_500)
    assert safe_in_forecast(seen, margin=euros(5_000)) == euros(0)
    with pytest.raises(DayOutOfOrder):
        safe_in_forecast(seen, margin=euros(0), until=date(2025, 12, 31))


@given(
    st.integers(-(10**6), 10**6),
    st.lists(st.integers(0, 10**5), max_size=8),
    st.integers(0, 10**4),
)
def test_safe_to_spend_adds_up(balance, owed, margin):
    dues = [Due(TODAY + timedelta(days=n), euros(minor)) for n, minor in enumerate(owed)]
    safe = safe_to_spend(
        euros(balance), dues, today=TODAY, next_income_on=PAY_DAY, margin=euros(margin)
    )
    parts = safe.amount + safe.committed + safe.set_aside + safe.margin - safe.short_by
    assert parts == euros(balance)
    assert safe.a_day * safe.days <= safe.amount


def test_a_recurrence_becomes_items_within_the_days():
    pay = Recurrence(frequency=Frequency.FORTNIGHTLY, starts_on=date(2025, 12, 26))
    due = items_of(
        pay, euros(80_000), starts_on=NEW_YEAR, days=36, name="pay", spread=900, chance=0.8
    )
    assert [one.due_on for one in due] == [
        date(2026, 1, 9),
        date(2026, 1, 23),
    ]
    assert due[0][1:] == (euros(80_000), "pay", 900, 0.8)
    assert len(items_of(pay, euros(1), starts_on=NEW_YEAR, days=37)) == 3
    with pytest.raises(CountBelowOne):
        items_of(pay, euros(1), starts_on=NEW_YEAR, days=0)


def test_a_detected_bill_brings_its_range_and_its_odds():
    seen = [
        Transaction(date(2026, month, 1), euros(-minor), "Power")
        for month, minor in enumerate((4_000, 5_000, 6_001, 5_000, 5_000, 5_000), start=1)
    ]
    power = detect_recurring(seen)[0]
    (due,) = items_of_detected(power, starts_on=date(2026, 7, 1), days=31)
    # A quarter of 20.01, rounded up.
    assert (due.due_on, due.amount, due.spread) == (date(2026, 7, 1), euros(-5_000), 501)
    assert due.chance == power.confidence
