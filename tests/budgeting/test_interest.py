"""Interest agrees with the tests of tax offices to the last penny."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.compounding import Compounding, compound_interest, growth_factor
from budgeting.dates import add_months
from budgeting.day_counts import DayCount
from budgeting.errors import (
    CurrenciesDiffer,
    DatesOutOfOrder,
    NoRateInForce,
    NotAboveZero,
    PaidMoreThanOwed,
)
from budgeting.interest import RoundAt, interest_of_a_day, leap_borders, simple_interest
from budgeting.money import Money
from budgeting.rate_tables import RateTable
from budgeting.rounding import Rounding
from budgeting.running_interest import PaysFirst, running_interest


def day(text: str) -> date:
    return date.fromisoformat(text)


def table(*rows: tuple[str, str]) -> RateTable:
    return RateTable(tuple((day(on), Decimal(percent) / 100) for on, percent in rows))


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


# Rates as those tests have them: HM Revenue and Customs late payment interest.
HMRC = table(
    ("2009-09-29", "3.0"), ("2016-08-16", "2.75"), ("2017-11-21", "3.0"), ("2018-08-21", "3.25"),
    ("2020-03-30", "2.75"), ("2020-04-07", "2.6"), ("2023-02-21", "6.5"),
)  # fmt: skip
HOUSE = {
    "rates": HMRC,
    "convention": DayCount.CALENDAR_YEAR,
    "include_first": False,
    "include_last": True,
    "rounding": Rounding.DOWN,
    "round_at": RoundAt.WINDOW,
}

# Source of every row: HM Revenue and Customs, debt-transformation-acceptance-tests (Apache-2.0),
# ifs/LeapYear.feature, ifs/InterestRateChanges.feature and ifs/"Suppression Period End".feature.
# Each expects days and pence a window, with its daily accrual. The older scenarios count the
# first day of each window out, the newer ones only that of the whole.
SCENARIOS = [
    ("debt ending in a leap year", 500000, "2018-01-01", "2020-04-01", False, [],
     [(231, 9493), (498, 22171), (89, 3951), (3, 112)], 35727, 37),
    ("debt starting in a leap year", 500000, "2020-05-02", "2021-05-01", True, [],
     [(243, 8631), (120, 4273)], 12904, 35),
    ("debt spanning several leap years", 500000, "2011-01-01", "2017-02-22", True, [],
     [(364, 14958), (365, 14959), (1094, 44958), (227, 9303), (137, 5146), (52, 1958)], 91282, 37),
    ("two payments on one day in a leap year", 500000, "2019-01-01", "2020-03-31", False,
     [("2020-02-01", 100000), ("2020-02-01", 100000)],
     [(364, 6482), (32, 568), (364, 9723), (89, 2370), (2, 45)], 19188, 22),
    ("rate change from 3% to 3.25%", 500000, "2017-12-01", "2019-03-31", True, [],
     [(262, 10767), (222, 9883)], 20650, 44),
    ("rate change after a payment", 500000, "2018-01-01", "2019-03-31", True,
     [("2018-03-15", 100000)], [(73, 600), (231, 7594), (222, 7906)], 16100, 35),
    ("two payments on one day after a rate change", 500000, "2018-01-01", "2019-03-31", True,
     [("2018-09-01", 100000), ("2018-09-01", 100000)],
     [(231, 3797), (11, 195), (231, 5695), (222, 5930)], 15617, 26),
    ("a payment after the day asked for", 500000, "2018-01-01", "2019-03-31", True,
     [("2019-03-15", 100000), ("2019-04-15", 100000)],
     [(231, 1898), (206, 1834), (231, 1898), (237, 2110), (231, 5695), (222, 5930)], 19365, 26),
    ("a second debt", 500000, "2018-01-16", "2019-04-14", True,
     [("2019-01-20", 100000), ("2019-03-10", 100000)],
     [(216, 1775), (152, 1353), (216, 1775), (201, 1789), (216, 5326), (236, 6304)], 18322, 26),
    ("three rates and a payment", 500000, "2019-12-16", "2020-05-05", True,
     [("2020-05-03", 100000)],
     [(15, 133), (88, 781), (7, 52), (26, 184), (15, 534), (88, 3125), (7, 210), (28, 795)],
     5814, 28),
    ("no change of rate", 500000, "2021-02-01", "2021-07-06", False, [], [(155, 5520)], 5520, 35),
]  # fmt: skip


@pytest.mark.parametrize("row", SCENARIOS, ids=[row[0] for row in SCENARIOS])
def test_the_interest_scenarios_of_the_british_tax_office(row) -> None:
    _, principal, start, end, each, paid, windows, total, daily = row

    bore = simple_interest(
        gbp(principal), start=day(start), end=day(end), count_each_window=each,
        payments=[(day(on), gbp(minor)) for on, minor in paid], **HOUSE,
    )  # fmt: skip

    assert [(window.days, window.interest_minor) for window in bore.windows] == windows
    assert bore.interest == gbp(total)
    assert bore.daily == gbp(daily)
    assert bore.unpaid == gbp(principal - sum(minor for _, minor in paid))
    assert bore.owed == bore.unpaid + bore.interest


# Source: the same, "Suppression applied to period End": no interest from 4 April to 4 May.
def test_a_pause_is_a_window_at_rate_zero() -> None:
    bore = simple_interest(
        gbp(500000), start=day("2021-02-01"), end=day("2021-07-06"),
        pauses=[(day("2021-04-04"), day("2021-05-04"))], **HOUSE,
    )  # fmt: skip

    assert [(window.days, window.interest_minor) for window in bore.windows] == [
        (61, 2172), (31, 0), (63, 2243)]  # fmt: skip
    assert [window.first_on for window in bore.windows] == [
        day("2021-02-02"), day("2021-04-04"), day("2021-05-05")]  # fmt: skip
    assert bore.windows[0].last_on == day("2021-04-03")
    assert (bore.days, bore.interest, bore.daily) == (124, gbp(4415), gbp(35))


# Source: the same, ifs/BreathingSpace.feature, "open ended": nothing after 7 March 2021.
def test_an_open_pause_stops_interest_for_good() -> None:
    bore = simple_interest(
        gbp(500000), start=day("2021-03-01"), end=day("2021-03-20"),
        pauses=[(day("2021-03-07"), None)], **HOUSE,
    )  # fmt: skip

    assert (bore.days, bore.interest, bore.daily) == (5, gbp(178), gbp(0))


# Source of every row: HM Revenue and Customs, time-to-pay-calculator (Apache-2.0),
# CalculationServiceSpec, rows with one debt: to the day of asking at the old rates, then each of
# ten equal parts to its own day, both ends counted, at the rate and year of the day of asking.
TIME_TO_PAY = [
    ("1.a.i.c", "2017-01-31", 200000, 0, 3274),
    ("1.d", "2017-01-31", 200000, 100000, 1954),
    ("2.a", "2017-03-31", 200000, 0, 2385),
    ("2.b", "2017-03-18", 200000, 100000, 1291),
    ("2.e", "2017-03-31", 200000, 100000, 1193),
]


@pytest.mark.parametrize(("name", "due", "owed", "initial", "pence"), TIME_TO_PAY)
def test_the_instalment_scenarios_of_the_british_tax_office(
    name, due, owed, initial, pence
) -> None:
    asked, rate = day("2017-03-14"), Decimal("0.0275")
    total = Fraction(0)
    if day(due) < asked:
        before = simple_interest(gbp(owed), start=day(due), end=asked, rates=rate)
        total += sum(window.interest_minor for window in before.windows)
    if initial and day(due) < asked + timedelta(days=7):
        since = max(day(due), asked)
        first = simple_interest(
            gbp(initial), start=since, end=asked + timedelta(days=7), rates=rate
        )
        total += sum(window.interest_minor for window in first.windows)
    bears_from = max(asked + timedelta(days=7) if initial else asked, day(due))
    part = gbp((owed - initial) // 10)
    dates = [add_months(day("2017-04-20"), month) for month in range(10)]
    plan = simple_interest(
        gbp(owed - initial), start=bears_from, end=dates[-1], rates=rate, include_last=True,
        convention=DayCount.YEAR_OF_START, payments=[(on, part) for on in dates],
    )  # fmt: skip
    total += sum(window.interest_minor for window in plan.windows)

    assert round(total) == pence, name


# Source: HM Revenue and Customs, debt-transformation-acceptance-tests (Apache-2.0),
# ifs/instalment_calculation/InstalmemtCalculationSingleDebt.feature, DTD-1730: 6.5% on 100,000
# from 17 March 2023, first day out, to 20 April.
def test_the_first_instalment_of_a_plan_bears_interest_from_the_day_after_the_quote() -> None:
    bore = simple_interest(
        gbp(100000), start=day("2023-03-17"), end=day("2023-04-20"), **HOUSE
    )  # fmt: skip

    assert (bore.days, bore.interest) == (34, gbp(605))


# Source of every row: HM Revenue and Customs, Class 1 National Insurance calculator (Apache-2.0),
# UnpaidInterestSpec: floor of the sum over windows, each days x rate / 365. By hand from there:
# 500 pounds from 19 April 2016 to 23 August 2017 is 126 days at 3% and 365 at 2.75%.
def test_windows_add_up_before_the_floor() -> None:
    rates = table(("2009-09-29", "3"), ("2016-08-23", "2.75"))

    once = simple_interest(
        gbp(50000), start=day("2016-04-19"), end=day("2017-08-23"), rates=rates,
        rounding=Rounding.DOWN,
    )  # fmt: skip

    assert [window.days for window in once.windows] == [126, 365]
    assert once.interest == gbp(1892)


def test_rounding_in_windows_and_in_the_end_differ() -> None:
    rates = table(("2023-01-01", "3"), ("2023-01-11", "4"), ("2023-01-21", "5"))
    ask = {"start": day("2023-01-01"), "end": day("2023-01-31"), "rates": rates}

    # By hand: 10 days each on 1,000.00 are 82.19, 109.59 and 136.99 cents.
    each = [
        simple_interest(gbp(100000), rounding=way, round_at=RoundAt.WINDOW, **ask).interest.minor
        for way in (Rounding.DOWN, Rounding.HALF_UP, Rounding.UP)
    ]
    once = simple_interest(gbp(100000), rounding=Rounding.DOWN, **ask).interest.minor

    assert (each, once) == ([82 + 109 + 136, 82 + 110 + 137, 83 + 110 + 137], 328)


def test_one_day_asked_and_none_counted_bears_nothing() -> None:
    nothing = simple_interest(gbp(1000), start=day("2024-01-01"), end=day("2024-01-01"), rates=1)
    neither = simple_interest(
        gbp(1000), start=day("2024-01-01"), end=day("2024-01-02"), rates=1,
        include_first=False, count_each_window=True,
    )  # fmt: skip

    assert (nothing.windows, nothing.interest) == ((), gbp(0))
    assert neither.windows == ()


def test_what_does_not_add_up_is_refused() -> None:
    ask = {"start": day("2024-01-01"), "end": day("2024-02-01")}

    def ask_with(*paid: tuple[date, Money]):
        return simple_interest(gbp(1000), rates=1, payments=paid, **ask)

    with pytest.raises(PaidMoreThanOwed):
        ask_with((day("2024-01-05"), gbp(1001)))
    with pytest.raises(CurrenciesDiffer) as refusal:
        ask_with((day("2024-01-05"), gbp(1)), (day("2024-01-05"), Money(1, "EUR")))
    assert refusal.value.facts["row"] == 1
    for nothing in (0, -1):
        with pytest.raises(NotAboveZero):
            ask_with((day("2024-01-05"), gbp(nothing)))
    with pytest.raises(DatesOutOfOrder):
        simple_interest(gbp(1), start=day("2024-01-02"), end=day("2024-01-01"), rates=1)
    with pytest.raises(NoRateInForce):
        simple_interest(gbp(1), start=day("2000-01-01"), end=day("2024-01-01"), rates=HMRC)


def test_a_debt_paid_in_full_bears_interest_to_its_last_payment() -> None:
    bore = simple_interest(
        gbp(36500), start=day("2023-01-01"), end=day("2023-12-31"), rates=Decimal("0.1"),
        payments=[(day("2023-01-11"), gbp(36500))],
    )  # fmt: skip

    assert (bore.interest, bore.unpaid, bore.daily) == (gbp(100), gbp(0), gbp(0))


def test_the_interest_of_a_day_by_convention() -> None:
    ask = {"on": day("2024-03-01"), "rates": Decimal("0.36")}
    expected = {
        DayCount.ACT_365F: 986,
        DayCount.ACT_360: 1000,
        DayCount.ACT_364: 989,
        DayCount.THIRTY_360_US: 1000,
        DayCount.CALENDAR_YEAR: 984,
        DayCount.ACT_ACT_ISDA: 984,
        DayCount.YEAR_OF_START: 984,
        DayCount.ONE_ONE: 1000,
    }

    for convention, cents in expected.items():
        assert interest_of_a_day(gbp(1000000), convention=convention, **ask) == gbp(cents)


def test_leap_borders_are_only_where_the_year_changes_length() -> None:
    borders = leap_borders(day("2018-01-01"), day("2025-01-01"))

    assert [border.year for border in borders] == [2020, 2021, 2024]
    assert list(leap_borders(day("2024-01-01"), day("2025-01-01"))) == []
    assert list(leap_borders(day("2024-01-01"), day("2025-01-02"))) == [day("2025-01-01")]


days = st.dates(date(2010, 1, 1), date(2030, 1, 1))


@given(days, st.integers(0, 1500), st.integers(0, 1500), st.integers(1, 10**9))
def test_simple_interest_of_two_stretches_is_that_of_both(start, first, second, minor) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)

    def exact(left: date, right: date) -> Fraction:
        bore = simple_interest(
            gbp(minor), start=left, end=right, rates=HMRC, convention=DayCount.CALENDAR_YEAR
        )
        return sum((window.interest_minor for window in bore.windows), Fraction(0))

    assert exact(start, middle) + exact(middle, end) == exact(start, end)


@given(
    days,
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 1000)), max_size=6),
    st.sampled_from(Rounding),
)
def test_slices_bear_what_the_falling_balance_bears(start, paid, rounding) -> None:
    payments = [(start + timedelta(days=offset), gbp(minor)) for offset, minor in paid]
    end = start + timedelta(days=500)
    falling = [(on, -amount) for on, amount in payments]

    sliced = simple_interest(
        gbp(10_000), start=start, end=end, rates=HMRC, payments=payments, rounding=rounding
    )
    account = running_interest(
        gbp(10_000), start=start, end=end, rates=HMRC, movements=falling, rounding=rounding
    )

    assert account.interest == sliced.interest
    assert account.owed == sliced.owed


# Source: United States, Revenue Procedure 95-17 gives factors of nine decimals for (1 + i/365)^n;
# the factors were worked out again from that formula, here to nine decimals.
@pytest.mark.parametrize(
    ("percent", "start", "days", "factor"),
    [("7", "2023-01-01", 365, "0.072500983"), ("10", "2023-01-01", 365, "0.105155782"),
     ("8", "2023-01-01", 90, "0.019919667"), ("8", "2024-01-01", 366, "0.083277598")],
)  # fmt: skip
def test_interest_compounded_daily_as_in_the_american_tables(percent, start, days, factor) -> None:
    end = day(start) + timedelta(days=days)

    charged = compound_interest(
        Money(10**9 * 100, "USD"), start=day(start), end=end, rates=Decimal(percent) / 100,
        factor_places=9,
    )  # fmt: skip

    assert Decimal(charged.minor) / 10**11 == Decimal(factor)


# Source: Australian Taxation Office as reported by Tax & Super Australia: GIC of 8.77% in April
# 2018 is 0.02402740% a day; 9.01% in July 2016, a leap year, is 0.02461749% a day.
@pytest.mark.parametrize(
    ("on", "percent", "daily"),
    [("2018-04-01", "8.77", "0.0002402740"), ("2016-07-01", "9.01", "0.0002461749"),
     ("2018-04-01", "4.77", "0.0001306849"), ("2016-07-01", "5.01", "0.0001368852")],
)  # fmt: skip
def test_the_daily_rates_of_the_australian_tax_office(on, percent, daily) -> None:
    grown = growth_factor(
        start=day(on), end=day(on) + timedelta(days=1), rates=Decimal(percent) / 100
    )

    assert round(grown - 1, 10) == Decimal(daily)


# By hand: 12% a year in twelfths is 1.01^12; in quarters 1.03^4; half years 1.06^2; years 1.12.
@pytest.mark.parametrize(
    ("compounding", "growth"),
    [(Compounding.MONTHLY, "1.126825030131969720661201"), (Compounding.QUARTERLY, "1.12550881"),
     (Compounding.HALF_YEARLY, "1.1236"), (Compounding.YEARLY, "1.12")],
)  # fmt: skip
def test_interest_added_at_rest_dates(compounding, growth) -> None:
    grown = growth_factor(
        start=day("2023-01-15"), end=day("2024-01-15"), rates=Decimal("0.12"),
        compounding=compounding, convention=DayCount.THIRTY_E_360,
    )  # fmt: skip
    a_part = growth_factor(
        start=day("2023-01-30"), end=day("2023-03-15"), rates=Decimal("0.12"),
        compounding=Compounding.YEARLY, convention=DayCount.THIRTY_E_360,
    )  # fmt: skip

    assert grown == Decimal(growth)
    assert a_part == Decimal("1.015")


def test_compounding_knows_other_years_and_ends() -> None:
    ask = {"start": day("2023-12-31"), "end": day("2024-01-02"), "rates": Decimal("0.36")}

    fixed = growth_factor(convention=DayCount.ACT_360, **ask)
    calendar = growth_factor(convention=DayCount.ACT_ACT_ISDA, **ask)
    later = growth_factor(
        convention=DayCount.ACT_360, include_first=False, include_last=True, **ask
    )
    paused = growth_factor(pauses=[(day("2023-12-31"), None)], **ask)

    assert fixed == later == Decimal("1.002001")
    assert round(calendar, 12) == round(
        (1 + Decimal("0.36") / 365) * (1 + Decimal("0.36") / 366), 12
    )
    assert paused == 1
    assert compound_interest(gbp(100000), rounding=Rounding.DOWN, **ask) == gbp(197)
    with pytest.raises(DatesOutOfOrder):
        growth_factor(start=day("2024-01-02"), end=day("2024-01-01"), rates=1)


@given(days, st.integers(0, 900), st.integers(0, 900))
def test_daily_compounding_of_two_stretches_is_that_of_both(start, first, second) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)

    product = growth_factor(start=start, end=middle, rates=HMRC) * growth_factor(
        start=middle, end=end, rates=HMRC
    )

    assert abs(product - growth_factor(start=start, end=end, rates=HMRC)) < Decimal("1e-25")


# By hand: 1,000.00 at 36.5% bears 1.00 a day.
def test_interest_waits_beside_the_balance_unless_it_is_added() -> None:
    ask = {"start": day("2023-01-01"), "end": day("2023-03-02"), "rates": Decimal("0.365")}

    beside = running_interest(gbp(100000), **ask)
    added = running_interest(gbp(100000), capitalise_months=1, **ask)

    assert (beside.principal, beside.interest) == (gbp(100000), gbp(6000))
    # 31.00 added on 1 February; 28 days at 1.031 are 28.87, added on 1 March; one day after.
    assert [line.balance_minor for line in added.lines] == [100000, 103100, 105987]
    assert (added.principal, added.interest) == (gbp(105987), gbp(106))


def test_a_payment_settles_interest_first_under_the_united_states_rule() -> None:
    ask = {
        "start": day("2023-01-01"), "end": day("2023-01-31"), "rates": Decimal("0.365"),
        "movements": [(day("2023-01-11"), gbp(-1500)), (day("2023-01-12"), gbp(500))],
    }  # fmt: skip

    interest_first = running_interest(gbp(100000), pays_first=PaysFirst.INTEREST, **ask)
    principal_first = running_interest(gbp(100000), **ask)

    # Ten days bear 10.00: of 15.00 paid, 5.00 reach the principal; then 5.00 are borrowed again.
    assert [line.balance_minor for line in interest_first.lines] == [100000, 99500, 100000]
    assert interest_first.interest == gbp(round(99.5 + 1900))
    assert principal_first.principal == gbp(99000)


def test_a_payment_smaller_than_the_interest_leaves_the_rest_waiting() -> None:
    account = running_interest(
        gbp(100000), start=day("2023-01-01"), end=day("2023-01-11"), rates=Decimal("0.365"),
        movements=[(day("2023-01-11"), gbp(-400))], pays_first=PaysFirst.INTEREST,
    )  # fmt: skip

    assert (account.principal, account.interest, account.owed) == (
        gbp(100000), gbp(600), gbp(100600))  # fmt: skip
    assert account.lines[-1].moved_minor == -400


def test_an_account_by_calendar_year_with_a_pause() -> None:
    account = running_interest(
        gbp(3660000), start=day("2023-12-31"), end=day("2024-01-03"), rates=Decimal("0.1"),
        convention=DayCount.CALENDAR_YEAR, pauses=[(day("2024-01-02"), day("2024-01-02"))],
    )  # fmt: skip

    # 1,002.74 for 31 December, 1,000.00 for 1 January, nothing for the 2nd.
    assert account.interest == gbp(2003)


def test_movements_that_do_not_belong_are_refused() -> None:
    ask = {"start": day("2023-01-02"), "end": day("2023-01-31"), "rates": 0}

    for on in ("2023-01-01", "2023-02-01"):
        with pytest.raises(DatesOutOfOrder):
            running_interest(gbp(100), movements=[(day(on), gbp(1))], **ask)
    with pytest.raises(CurrenciesDiffer):
        running_interest(gbp(100), movements=[(day("2023-01-05"), Money(1, "EUR"))], **ask)
    with pytest.raises(PaidMoreThanOwed):
        running_interest(gbp(100), movements=[(day("2023-01-05"), gbp(-101))], **ask)
    with pytest.raises(DatesOutOfOrder):
        running_interest(gbp(100), start=day("2023-01-02"), end=day("2023-01-01"), rates=0)
    same_day = running_interest(gbp(100), start=day("2023-01-02"), end=day("2023-01-02"), rates=1)
    assert (same_day.lines, same_day.owed) == ((), gbp(100))


def test_compound_interest_passes_on_how_it_is_counted() -> None:
    ask = {"start": day("2023-01-10"), "end": day("2023-02-10"), "rates": Decimal("0.365")}

    def charged(**terms) -> int:
        return compound_interest(gbp(10**9), **ask, **terms).minor

    def grown(**terms) -> int:
        growth = growth_factor(**ask, **terms) - 1
        return round(growth * 10**9)

    for terms in (
        {"compounding": Compounding.MONTHLY},
        {"convention": DayCount.ACT_360},
        {"include_first": False},
        {"include_last": True},
        {"pauses": [(day("2023-01-20"), day("2023-01-25"))]},
    ):
        assert charged(**terms) == grown(**terms) != charged()
    ways = [Rounding.DOWN, Rounding.HALF_UP, Rounding.UP]
    assert len({charged(rounding=way) for way in ways}) == 2
    # The factor of one day is 0.001 exactly, of half that rate 0.0005: a table of three places
    # rounds it up.
    day_of = {"start": day("2023-01-10"), "end": day("2023-01-11"), "factor_places": 3}
    assert compound_interest(gbp(1000), rates=Decimal("0.1825"), **day_of) == gbp(1)


def test_the_daily_figure_and_the_windows_follow_the_same_rounding() -> None:
    up = simple_interest(
        gbp(100), start=day("2023-01-01"), end=day("2023-01-02"), rates=Decimal("0.01"),
        rounding=Rounding.UP,
    )  # fmt: skip
    down = simple_interest(
        gbp(100), start=day("2023-01-01"), end=day("2023-01-02"), rates=Decimal("0.01"),
        rounding=Rounding.DOWN,
    )  # fmt: skip

    assert (up.daily, up.interest, down.daily, down.interest) == (gbp(1), gbp(1), gbp(0), gbp(0))
    assert up.windows[0].principal_minor == 100


def test_settled_interest_is_rounded_as_agreed() -> None:
    def left(rounding: Rounding) -> int:
        account = running_interest(
            gbp(100000), start=day("2023-01-01"), end=day("2023-01-02"), rates=Decimal("0.00548"),
            movements=[(day("2023-01-02"), gbp(-10))], pays_first=PaysFirst.INTEREST,
            rounding=rounding,
        )  # fmt: skip
        return account.principal.minor

    # A day bears 1.5014 pence.
    assert [left(way) for way in (Rounding.DOWN, Rounding.UP)] == [99991, 99992]
