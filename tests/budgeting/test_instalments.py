"""Instalment plans, against the online Time to Pay service of a tax office."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.errors import CurrenciesDiffer
from budgeting.household_errors import (
    AmountBelowZero,
    AmountMissing,
    CountBelowOne,
    DayOutOfOrder,
    InstalmentTooSmall,
    NoPlanToChooseFrom,
    NoSurplus,
    NothingOwed,
    PlanTooLong,
    PlanTooShort,
    ShareOutOfRange,
    UpFrontTooLarge,
)
from budgeting.instalment_dates import (
    CollectionRules,
    Every,
    collection_dates,
    earliest_collection,
    next_collection,
    up_front_day,
)
from budgeting.instalments import plan_of_amount, plan_of_amounts, plan_of_length
from budgeting.money import Money
from budgeting.months import month_after
from budgeting.plan_choice import (
    PlanLimits,
    Side,
    nearest_plan,
    plans_by_length,
    plans_by_share,
    smallest_instalment,
    within_limits,
)
from budgeting.plan_interest import daily_interest, no_interest
from budgeting.plan_shapes import InterestPlacement, PlanDebt, PlanTerms

D = date.fromisoformat
DAY = timedelta(days=1)


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


def debts(*rows: tuple[int, str]) -> list[PlanDebt]:
    return [PlanDebt(str(n), pounds(amount), D(due)) for n, (amount, due) in enumerate(rows)]


# Rates of HM Revenue & Customs for late payment: 3.00 % until 22 August 2016, then 2.75 %.
RATES = [(D("2009-09-29"), D("2016-08-22"), "0.03"), (D("2016-08-23"), D("2017-11-20"), "0.0275")]


def interest_until(amount: int, due_on: date, agreed_on: date) -> Fraction:
    """Interest of the time before the plan, as the service counts it.

    Windows break at rate changes and year ends; a window between two others counts both its days,
    the first and the last count one of them.
    """
    windows = []
    for first, last, rate in RATES:
        for year in range(due_on.year, agreed_on.year + 1):
            start = max(first, due_on, date(year, 1, 1))
            end = min(last, agreed_on, date(year, 12, 31))
            if start <= end:
                windows.append((start, end, Fraction(rate)))
    total = Fraction(0)
    for place, (start, end, rate) in enumerate(windows):
        days = (end - start).days + (0 < place < len(windows) - 1)
        total += amount * rate * days / (366 if isleap(start.year) else 365)
    return total


# Source: hmrc/self-service-time-to-pay-frontend, PaymentPlansServiceSpecAlternate (regular amount,
# interest after) and LegacyCalculatorServiceSpecAlternate (ten instalments, interest on the last).
# id, debts, agreed, up-front, instalment, total payable, interest, last instalment
TIME_TO_PAY = [
    ("1.a.i.c", debts((200000, "2017-01-31")), "2017-03-11", 0, 20000, 203259, 3259),
    ("1.a.ii.c", debts((200000, "2015-01-31")), "2016-03-14", 0, 20000, 209545, 9545),
    ("1.b.ii.c", debts((200000, "2016-01-31")), "2017-03-11", 0, 20000, 209024, 9024),
    ("1.d", debts((200000, "2017-01-31")), "2017-03-11", 100000, 10000, 201954, 1954),
    (
        "1.e",
        debts((200000, "2017-01-31"), (100000, "2017-02-01")),
        "2017-03-11", 200000, 10000, 302376, 2376,
    ),
    (
        "1.f",
        debts((200000, "2017-01-31"), (200000, "2017-02-01")),
        "2017-03-11", 250000, 15000, 403292, 3292,
    ),
    ("2.a", debts((200000, "2017-03-31")), "2017-03-11", 0, 20000, 202370, 2370),
    ("2.b", debts((200000, "2017-03-18")), "2017-03-11", 100000, 10000, 201283, 1283),
    (
        "2.c",
        debts((200000, "2017-03-18"), (200000, "2017-03-19")),
        "2017-03-11", 200000, 20000, 402551, 2551,
    ),
    (
        "2.d",
        debts((200000, "2017-03-18"), (200000, "2017-03-19")),
        "2017-03-11", 250000, 15000, 401913, 1913,
    ),
    ("2.e", debts((200000, "2017-03-31")), "2017-03-11", 100000, 10000, 201185, 1185),
]  # fmt: skip


def terms_of(owed: list[PlanDebt], agreed: str, up_front: int, **more: object) -> PlanTerms:
    agreed_on = D(agreed)
    rate = next(rate for first, last, rate in RATES if first <= agreed_on <= last)
    overdue = owed[0].due_on < agreed_on
    first = date(agreed_on.year, 4, 20)
    return PlanTerms(
        agreed_on=agreed_on,
        dates=tuple(month_after(first, n).replace(day=20) for n in range(24)),
        accrue=daily_interest(Decimal(rate), days_a_year=None),
        up_front=pounds(up_front) if up_front else None,
        # The service charges an overdue debt for the 11 days until the up-front part is collected,
        # another for those beyond a week, and the rest of a part-paid debt from that week on.
        up_front_on=agreed_on + timedelta(days=11 if overdue else 7),
        rest_accrues_from=agreed_on + timedelta(days=7),
        interest_to_date=sum(
            (interest_until(one.amount.minor, one.due_on, agreed_on) for one in owed), Fraction(0)
        ),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("case", TIME_TO_PAY, ids=[case[0] for case in TIME_TO_PAY])
def test_the_tax_offices_plans_are_met_to_the_penny(case):
    _, owed, agreed, up_front, instalment, total, interest = case
    terms = terms_of(owed, agreed, up_front)
    plan = plan_of_amount(owed, pounds(instalment), terms)

    assert (plan.total, plan.interest) == (pounds(total), pounds(interest))
    assert len(plan.instalments) == 11
    assert {row.amount for row in plan.instalments[:-1]} == {pounds(instalment)}
    assert plan.instalments[-1].amount == pounds(interest)
    assert plan.ends_on == date(plan.first_on.year + 1, 2, 20)


@pytest.mark.parametrize("case", TIME_TO_PAY, ids=[case[0] for case in TIME_TO_PAY])
def test_the_same_plans_with_the_interest_on_the_last_of_ten(case):
    _, owed, agreed, up_front, instalment, total, interest = case
    terms = terms_of(owed, agreed, up_front, placement=InterestPlacement.ON_LAST)
    plan = plan_of_length(owed, 10, terms)

    assert plan.total == pounds(total)
    assert [row.amount.minor for row in plan.instalments] == [instalment] * 9 + [
        instalment + interest
    ]


# Source: hmrc/self-service-time-to-pay-frontend, PaymentsCalendarSpec.
# today, has up-front, preferred day, up-front day, first instalment
CALENDAR = [
    ("2023-01-01", False, 12, None, "2023-01-12"),
    ("2023-01-01", False, 11, None, "2023-02-11"),
    ("2023-01-01", True, 26, "2023-01-12", "2023-01-26"),
    ("2023-01-01", True, 25, "2023-01-12", "2023-02-25"),
    ("2023-01-01", False, 28, None, "2023-01-28"),
    ("2023-01-01", True, 28, "2023-01-12", "2023-01-28"),
    ("2023-01-01", True, 11, "2023-01-12", "2023-02-11"),
    ("2023-01-01", True, 12, "2023-01-12", "2023-02-12"),
    ("2023-02-17", False, 28, None, "2023-02-28"),
    ("2020-05-11", False, 28, None, "2020-05-28"),
    ("2020-05-25", False, 28, None, "2020-06-28"),
]


@pytest.mark.parametrize(("today", "has_up_front", "day", "up_front_on", "first"), CALENDAR)
def test_the_first_instalment_falls_on_the_first_day_that_can_be_collected(
    today, has_up_front, day, up_front_on, first
):
    collected = up_front_day(D(today)) if has_up_front else None
    earliest = earliest_collection(D(today), up_front_on=collected)
    dates = collection_dates(earliest, count=24, preferred=day)

    assert collected == (D(up_front_on) if up_front_on else None)
    assert dates[0] == D(first)
    assert len(set(dates)) == 24
    assert {one.day for one in dates} == {day}


# Source: hmrc/self-service-time-to-pay-frontend, LegacyCalculatorServiceSpec, changePaymentPlan:
# ten days to the first instalment, or a week and fourteen days after an up-front part.
# day in May 2020, preferred day, has up-front, first instalment
LEGACY = [
    (1, 1, False, "2020-06-01"),
    (1, 21, True, "2020-06-21"),
    (1, 22, True, "2020-05-22"),
    (28, 28, False, "2020-06-28"),
    (29, 29, False, "2020-07-01"),
    (22, 28, False, "2020-06-28"),
    (23, 29, False, "2020-07-01"),
    (22, 29, False, "2020-06-01"),
    (22, 29, True, "2020-07-01"),
    (15, 21, False, "2020-06-21"),
    (28, 3, False, "2020-07-03"),
    (28, 4, False, "2020-07-04"),
    (1, 1, True, "2020-06-01"),
    (15, 22, True, "2020-06-22"),
    (28, 4, True, "2020-07-04"),
]


@pytest.mark.parametrize(("today", "day", "has_up_front", "first"), LEGACY)
def test_the_older_rules_are_the_same_with_other_numbers(today, day, has_up_front, first):
    rules = CollectionRules(days_to_set_up=10, gap_after_up_front_days=14)
    agreed_on = date(2020, 5, today)
    up_front_on = agreed_on + timedelta(days=7) if has_up_front else None
    earliest = earliest_collection(agreed_on, up_front_on=up_front_on, rules=rules)
    assert collection_dates(earliest, count=1, preferred=day, rules=rules) == (D(first),)


def test_an_up_front_part_is_not_collected_after_the_twenty_eighth():
    assert up_front_day(date(2023, 1, 17)) == date(2023, 1, 28)
    assert up_front_day(date(2023, 1, 18)) == date(2023, 2, 1)
    assert up_front_day(date(2023, 1, 19)) == date(2023, 2, 1)


def test_an_up_front_part_may_be_paid_on_the_day_of_the_agreement():
    assert earliest_collection(date(2026, 1, 1), up_front_on=date(2026, 1, 1)).day == 15


@pytest.mark.parametrize(("earliest", "first"), [(5, 9), (7, 9), (9, 9), (10, 16), (11, 16)])
def test_a_weekly_plan_starts_on_the_first_such_weekday(earliest, first):
    (day,) = collection_dates(date(2026, 1, earliest), count=1, preferred=5, every=Every.WEEK)
    assert day == date(2026, 1, first)


def test_days_after_the_twenty_eighth_keep_their_anchor_where_a_collector_takes_them():
    rules = CollectionRules(latest_day_of_month=31)
    days = collection_dates(date(2026, 1, 20), count=3, preferred=31, rules=rules)
    assert days == (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("every", "apart"), [(Every.WEEK, 7), (Every.FORTNIGHT, 14), (Every.FOUR_WEEKS, 28)]
)
def test_weekly_rhythms_keep_their_weekday(every, apart):
    days = collection_dates(date(2026, 1, 3), count=3, preferred=5, every=every)
    assert days[0] == date(2026, 1, 9)
    assert {(b - a).days for a, b in pairwise(days)} == {apart}
    assert next_collection(days[0], preferred=5, every=every) == days[1]


def test_days_can_be_moved_off_a_closed_day():
    def to_monday(day: date) -> date:
        return day + timedelta(days=max(0, 8 - day.isoweekday()) % 7 if day.isoweekday() > 5 else 0)

    assert collection_dates(date(2026, 8, 1), count=1, preferred=1, adjust=to_monday) == (
        date(2026, 8, 3),
    )


@pytest.mark.parametrize(
    ("refusal", "terms"),
    [
        (CountBelowOne, {"count": 0, "preferred": 1}),
        (DayOutOfOrder, {"count": 1, "preferred": 32}),
        (DayOutOfOrder, {"count": 1, "preferred": 8, "every": Every.WEEK}),
    ],
)
def test_dates_that_no_calendar_has_are_refused(refusal, terms):
    with pytest.raises(refusal):
        collection_dates(date(2026, 1, 1), **terms)


def test_an_up_front_part_before_the_agreement_is_refused():
    with pytest.raises(DayOutOfOrder):
        earliest_collection(date(2026, 1, 2), up_front_on=date(2026, 1, 1))


AGREED = date(2023, 3, 1)
MONTHS = tuple(month_after(AGREED, n).replace(day=15) for n in range(1, 25))
PLAIN = PlanTerms(agreed_on=AGREED, dates=MONTHS)


# Source: hmrc/self-service-time-to-pay-frontend, PaymentPlansServiceSpec2023: principal, up-front,
# regular amount, number of instalments.
PLAIN_PLANS = [(100000, 0, 100000, 1), (100000, 0, 10000, 10), (100000, 50000, 100000, 1),
               (100000, 20000, 10000, 8)]  # fmt: skip


@pytest.mark.parametrize(("principal", "up_front", "amount", "count"), PLAIN_PLANS)
def test_a_plan_before_the_debt_is_due_bears_no_interest(principal, up_front, amount, count):
    terms = PlanTerms(
        agreed_on=AGREED,
        dates=MONTHS,
        accrue=daily_interest(Decimal("0.06")),
        up_front=pounds(up_front),
    )
    owed = debts(*[(principal // 4, "2025-03-01")] * 4)
    plan = plan_of_amount(owed, pounds(amount), terms)
    assert (len(plan.instalments), plan.interest) == (count, pounds(0))
    assert plan.up_front_on == (AGREED if up_front else None)


def test_a_plan_that_would_take_more_than_24_months_is_refused():
    with pytest.raises(PlanTooLong) as refusal:
        plan_of_amount(debts((250000, "2025-05-01")), pounds(10000), PLAIN)
    assert refusal.value.facts == {"longest": 24, "unpaid": 10000}


def test_interest_alone_can_make_a_plan_too_long():
    # Same source: 2,400 due on the day, 100 a month: interest makes a 25th instalment.
    terms = PlanTerms(agreed_on=AGREED, dates=MONTHS, accrue=daily_interest(Decimal("0.06")))
    owed = debts((240000, "2023-03-01"))
    with pytest.raises(PlanTooLong):
        plan_of_amount(owed, pounds(10000), terms)
    least = smallest_instalment(owed, terms, step=100)
    assert len(least.instalments) == 24
    with pytest.raises(PlanTooLong):
        plan_of_amount(owed, least.instalment - pounds(100), terms)


# Source: the same, paymentPlanOptions: debt, what is left a month, plans offered.
OPTIONS = [(500000, 100000, 3), (50000, 100000, 1), (60000, 100000, 2), (300000, 20000, 0)]


@pytest.mark.parametrize(("owed", "surplus", "offered"), OPTIONS)
def test_half_sixty_and_eighty_per_cent_are_offered_until_one_pays_at_once(owed, surplus, offered):
    plans = plans_by_share(debts((owed, "2023-07-31")), pounds(surplus), PLAIN)
    assert len(plans) == offered
    assert all(row.plan.instalment.minor in (owed, surplus * row.share) for row in plans)


LENGTHS = plans_by_length(debts((120000, "2025-03-01")), PLAIN, PlanLimits(shortest=2, longest=12))


@pytest.mark.parametrize(
    ("wanted", "side", "shown"),
    [
        (29_000, Side.AROUND, [3, 4, 5]),
        (99_999, Side.AROUND, [2, 3, 4]),
        (1, Side.AROUND, [10, 11, 12]),
        (29_000, Side.SHORTER, [2, 3, 4]),
        (99_999, Side.SHORTER, [2]),
        (29_000, Side.LONGER, [4, 5, 6]),
        (1, Side.LONGER, [12]),
    ],
)
def test_the_nearest_plan_is_shown_with_its_neighbours(wanted, side, shown):
    choice = nearest_plan(LENGTHS, pounds(wanted), side=side, unit=100)
    assert [len(plan.instalments) for plan in choice.shown] == shown
    assert choice.nearest in choice.shown


def test_one_plan_may_be_shown_alone():
    choice = nearest_plan(LENGTHS, pounds(29_000), count=1)
    assert choice.shown == (choice.nearest,)


def test_a_share_is_exact_to_the_unit_or_rounded_down_to_a_step():
    whole = (Decimal(1),)
    owed = debts((500_000, "2025-03-01"))
    exact = plans_by_share(owed, pounds(30_003), PLAIN, shares=whole)
    stepped = plans_by_share(owed, pounds(30_003), PLAIN, shares=whole, step=100)
    assert exact[0].plan.instalment == pounds(30_003)
    assert stepped[0].plan.instalment == pounds(30_000)


def test_of_two_plans_equally_near_the_shorter_wins():
    # 300.00 and 240.00 lie equally far from 270.00.
    assert nearest_plan(LENGTHS, pounds(27_000)).nearest.instalment == pounds(30_000)


def test_too_small_instalments_are_left_out():
    limits = PlanLimits(shortest=2, smallest_instalment=pounds(20_000))
    plans = plans_by_length(debts((120000, "2025-03-01")), PLAIN, limits)
    assert [len(plan.instalments) for plan in plans] == [2, 3, 4, 5, 6]
    with pytest.raises(NoPlanToChooseFrom):
        plans_by_length(debts((12000, "2025-03-01")), PLAIN, limits)


@pytest.mark.parametrize(
    ("refusal", "limits"),
    [
        (PlanTooShort, PlanLimits(shortest=5)),
        (PlanTooLong, PlanLimits(longest=3)),
        (InstalmentTooSmall, PlanLimits(smallest_instalment=pounds(30_001))),
    ],
)
def test_a_plan_outside_the_band_says_which_limit_it_passed(refusal, limits):
    plan = LENGTHS[2]
    assert within_limits(plan, PlanLimits(shortest=4, longest=4)) is plan
    assert within_limits(plan, PlanLimits(smallest_instalment=pounds(30_000))) is plan
    with pytest.raises(refusal):
        within_limits(plan, limits)


def test_interest_can_be_spread_and_instalments_stay_within_a_penny():
    terms = PlanTerms(
        agreed_on=AGREED,
        dates=MONTHS,
        interest_to_date=Decimal("700.4"),
        placement=InterestPlacement.SPREAD,
    )
    plan = plan_of_length(debts((10_001, "2025-03-01")), 3, terms)
    assert [row.amount.minor for row in plan.instalments] == [3567, 3567, 3567]
    assert plan.interest == pounds(700)


def test_an_amount_on_each_date_may_follow_the_income():
    pay = [pounds(minor) for minor in (5_000, 0, 2_500, 9_000)]
    plan = plan_of_amounts(debts((10_000, "2025-03-01")), pay, PLAIN)
    assert [(row.due_on, row.amount.minor) for row in plan.instalments] == [
        (MONTHS[0], 5_000),
        (MONTHS[2], 2_500),
        (MONTHS[3], 2_500),
    ]


def test_the_share_of_a_surplus_is_exact():
    plan = plan_of_amount(debts((10_000, "2025-03-01")), pounds(2_500), PLAIN)
    assert plan.share_of(pounds(10_000)) == Fraction(1, 4)
    with pytest.raises(AmountMissing):
        plan.share_of(pounds(0))


def test_an_up_front_part_pays_the_oldest_debt_first():
    terms = PlanTerms(
        agreed_on=AGREED,
        dates=MONTHS,
        accrue=daily_interest(Decimal("0.365")),
        up_front=pounds(1_000),
    )
    newer, older = debts((1_000, "2023-03-01"), (1_000, "2023-02-01"))
    plan = plan_of_amount([newer, older], pounds(1_000), terms)
    # 45 days from 1 March to 15 April on 10.00 at a thousandth a day.
    assert plan.interest == pounds(45)
    assert no_interest(1_000, AGREED, MONTHS[0]) == 0


WITH = {"agreed_on": AGREED, "dates": MONTHS}


@pytest.mark.parametrize(
    ("refusal", "owed", "amount", "terms"),
    [
        (NothingOwed, [], 1, {}),
        (NothingOwed, debts((0, "2023-01-01")), 1, {}),
        (AmountMissing, debts((1, "2023-01-01")), 0, {}),
        (AmountBelowZero, debts((1, "2023-01-01")), -1, {}),
        (AmountBelowZero, debts((1, "2023-01-01")), 1, {"interest_to_date": -1}),
        (UpFrontTooLarge, debts((50_000, "2023-01-01")), 1, {"up_front": pounds(50_000)}),
        # Source: PaymentsCalendarSpec 4: 500 owed, 468.01 up front leaves less than 32.
        (
            UpFrontTooLarge,
            debts((50_000, "2020-07-31")),
            1,
            {"up_front": pounds(46_801), "smallest_rest": pounds(3_200)},
        ),
        (DayOutOfOrder, debts((1, "2023-01-01")), 1, {"dates": (AGREED,)}),
        (DayOutOfOrder, debts((1, "2023-01-01")), 1, {"dates": (MONTHS[1], MONTHS[0])}),
        (CurrenciesDiffer, debts((9, "2023-01-01")), 1, {"up_front": Money(1, "EUR")}),
    ],
)
def test_each_refusal_is_named(refusal, owed, amount, terms):
    with pytest.raises(refusal):
        plan_of_amount(owed, pounds(amount), PlanTerms(**(WITH | terms)))


@pytest.mark.parametrize(
    ("refusal", "count", "terms"),
    [
        (CountBelowOne, 0, {}),
        (PlanTooLong, 25, {}),
        (UpFrontTooLarge, 3, {"up_front": pounds(9_998)}),
    ],
)
def test_a_length_that_cannot_be_is_refused(refusal, count, terms):
    with pytest.raises(refusal):
        plan_of_length(debts((10_000, "2023-01-01")), count, PlanTerms(**(WITH | terms)))


@pytest.mark.parametrize(
    ("refusal", "surplus", "shares"),
    [
        (NoSurplus, 0, (Decimal("0.5"),)),
        (ShareOutOfRange, 1, ()),
        (ShareOutOfRange, 1, (Decimal("1.1"),)),
        (ShareOutOfRange, 1, (Decimal(0),)),
    ],
)
def test_shares_of_a_surplus_need_a_surplus_and_shares(refusal, surplus, shares):
    with pytest.raises(refusal):
        plans_by_share(debts((1, "2023-01-01")), pounds(surplus), PLAIN, shares=shares)


def test_choosing_needs_plans_and_a_rate_is_not_below_zero():
    with pytest.raises(NoPlanToChooseFrom):
        nearest_plan([], pounds(1))
    with pytest.raises(CountBelowOne):
        nearest_plan(LENGTHS, pounds(1), count=0)
    with pytest.raises(AmountBelowZero):
        daily_interest(Decimal("-0.01"))
    with pytest.raises(NothingOwed):
        smallest_instalment([], PLAIN)


owed_rows = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(-900, 300)), min_size=1, max_size=5
)


@given(owed_rows, st.integers(1, 10**6), st.integers(0, 2_000), st.sampled_from(InterestPlacement))
def test_instalments_sum_to_the_plan_and_none_exceeds_the_agreed_amount(
    rows, amount, up_front, placement
):
    owed = [
        PlanDebt(str(n), pounds(minor), AGREED + DAY * days) for n, (minor, days) in enumerate(rows)
    ]
    terms = PlanTerms(
        agreed_on=AGREED,
        dates=MONTHS,
        accrue=daily_interest(Decimal("0.08")),
        up_front=pounds(up_front),
        placement=placement,
    )
    try:
        plan = plan_of_amount(owed, pounds(amount), terms)
    except (PlanTooLong, UpFrontTooLarge):
        return
    paid = sum(row.amount.minor for row in plan.instalments) + plan.up_front.minor
    assert paid == plan.total.minor == sum(minor for minor, _ in rows) + plan.interest.minor
    assert all(row.amount == row.principal + row.interest for row in plan.instalments)
    assert all(a.due_on < b.due_on for a, b in pairwise(plan.instalments))
    if placement is InterestPlacement.AFTER:
        assert all(row.amount.minor <= amount for row in plan.instalments)


@given(owed_rows, st.integers(1, 24), st.sampled_from(InterestPlacement))
def test_plans_of_a_length_have_that_length_and_lose_nothing(rows, count, placement):
    owed = [
        PlanDebt(str(n), pounds(minor + 24), AGREED + DAY * days)
        for n, (minor, days) in enumerate(rows)
    ]
    terms = PlanTerms(
        agreed_on=AGREED,
        dates=MONTHS,
        accrue=daily_interest(Decimal("0.08")),
        placement=placement,
    )
    plan = plan_of_length(owed, count, terms)
    assert len(plan.instalments) == count
    assert sum(row.principal.minor for row in plan.instalments) == sum(m + 24 for m, _ in rows)
    if placement is InterestPlacement.SPREAD:
        amounts = [row.amount.minor for row in plan.instalments]
        assert max(amounts) - min(amounts) <= 1


@given(owed_rows, st.integers(1, 500))
def test_the_smallest_instalment_clears_and_one_step_less_does_not(rows, step):
    owed = [
        PlanDebt(str(n), pounds(minor), AGREED + DAY * days) for n, (minor, days) in enumerate(rows)
    ]
    terms = PlanTerms(
        agreed_on=AGREED, dates=MONTHS, accrue=daily_interest(Decimal("0.3")), interest_to_date=99
    )
    least = smallest_instalment(owed, terms, step=step)
    assert len(least.instalments) <= 24
    if least.instalment.minor > step and len(least.instalments) > 1:
        with pytest.raises(PlanTooLong):
            plan_of_amount(owed, least.instalment - pounds(step), terms)
