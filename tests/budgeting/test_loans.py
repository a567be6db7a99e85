"""Dated loans: published schedules, changes in mid-life, pay-off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.amortisation.level import level_schedule
from budgeting.amortisation.loan import GraceInterest, Loan, OnChange
from budgeting.amortisation.loan_schedule import loan_schedule
from budgeting.amortisation.payoff_quote import InterestTo, payoff_quote
from budgeting.amortisation.schedule import LastRow
from budgeting.dates import add_months
from budgeting.day_counts import DayCount
from budgeting.errors import (
    CurrenciesDiffer,
    DatesOutOfOrder,
    EmptyTable,
    NoSuchRow,
    NotAboveZero,
    PaidMoreThanOwed,
    TermsNeverClear,
    TermsUnclear,
)
from budgeting.money import Money
from budgeting.rate_tables import RateTable
from budgeting.rounding import Rounding

SIX_MONTHS = tuple(date(2024, month, 1) for month in range(2, 8))
OPENS = date(2024, 1, 1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def hundred(rate: str, **terms) -> Loan:
    return Loan(**{
        "advances": ((OPENS, usd(10000)),),
        "due_dates": SIX_MONTHS,
        "rates": Decimal(rate) / 100,
        **terms,
    })  # fmt: skip


def parts(loan: Loan) -> list[tuple[int, int, int]]:
    return [(row.payment_minor, row.interest_minor, row.closing_minor)
            for row in loan_schedule(loan)]  # fmt: skip


def rate_from(day: date) -> RateTable:
    return RateTable(((OPENS, Decimal("0.07")), (day, Decimal("0.04"))))


# Source of every row: Apache Fineract (Apache-2.0), ProgressiveEMICalculatorTest and
# LoanScheduleGeneratorTest; payment, interest and balance in cents. A rate changed "on 15
# February" there bears from the night before, here from the 14th.
FINERACT = [
    ("disbursed in mid-period", Loan(
        advances=((date(2024, 1, 15), usd(19222)),), starts_on=OPENS, due_dates=SIX_MONTHS,
        rates=Decimal("0.0999")),
     [(3285, 88, 16025), (3285, 133, 12873), (3285, 107, 9695), (3285, 81, 6491),
      (3285, 54, 3260), (3287, 27, 0)]),
    ("semi-monthly on the 15th and last", Loan(
        advances=((date(2023, 1, 15), usd(100000)),), rates=Decimal("0.24"), per_year=24,
        due_dates=(date(2023, 1, 31), date(2023, 2, 15), date(2023, 2, 28), date(2023, 3, 15))),
     [(25628, 1000, 75372), (25628, 754, 50498), (25628, 505, 25375), (25629, 254, 0)]),
    ("with a down payment", hundred("9.99", down_payment=usd(2500)),
     [(2500, 0, 7500), (1287, 62, 6275), (1287, 52, 5040), (1287, 42, 3795), (1287, 32, 2540),
      (1287, 21, 1274), (1285, 11, 0)]),
    ("actual days over 365, smoothing that would not help",
     hundred("15.678", convention=DayCount.ACT_365F, last_row=LastRow.SMOOTHED),
     [(1743, 133, 8390), (1743, 105, 6752), (1743, 90, 5099), (1743, 66, 3422),
      (1743, 46, 1725), (1747, 22, 0)]),
    ("second disbursement on a due date", hundred("9.4822", advances=(
        (OPENS, usd(10000)), (date(2024, 3, 1), usd(10000)))),
     [(1713, 79, 8366), (1713, 66, 6719), (4263, 132, 12588), (4263, 99, 8424),
      (4263, 67, 4228), (4261, 33, 0)]),
    ("rate change at the start of a period", hundred("0", rates=rate_from(date(2024, 2, 1))),
     [(1701, 58, 8357), (1688, 28, 6697), (1688, 22, 5031), (1688, 17, 3360), (1688, 11, 1683),
      (1689, 6, 0)]),
    ("rate change in mid-period", hundred("0", rates=rate_from(date(2024, 2, 14))),
     [(1701, 58, 8357), (1690, 37, 6704), (1690, 22, 5036), (1690, 17, 3363), (1690, 11, 1684),
      (1690, 6, 0)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "loan", "expected"), FINERACT, ids=[row[0] for row in FINERACT])
def test_the_schedules_of_fineract(name, loan, expected) -> None:
    assert parts(loan) == expected


# Source: the same, test_payoff_on0215 and test_payoff_on0115: interest to the day is 0.24 and 0.26.
def test_the_payoff_of_fineract_is_to_the_day() -> None:
    loan = hundred("7")
    february = payoff_quote(loan, on=date(2024, 2, 15), paid_rows=1)
    january = payoff_quote(loan, on=date(2024, 1, 15), paid_rows=0)

    assert (february.principal, february.interest) == (usd(8357), usd(24))
    assert february.total == usd(8381)
    assert (january.principal, january.interest) == (usd(10000), usd(26))


def test_a_payoff_to_the_end_of_the_period_costs_the_whole_row() -> None:
    loan = hundred("7")
    schedule = loan_schedule(loan)
    ask = {"on": date(2024, 2, 15), "paid_rows": 1}
    to_the_day = payoff_quote(loan, **ask)
    to_the_end = payoff_quote(loan, interest_to=InterestTo.PERIOD_END, **ask)

    assert to_the_end.interest.minor == schedule[1].interest_minor == 49
    assert to_the_end.saved.minor == sum(schedule.interests[2:])
    assert to_the_day.saved.minor == to_the_end.saved.minor + 49 - 24


def test_a_payoff_with_overdue_rows_owes_them_too() -> None:
    quote = payoff_quote(hundred("7"), on=date(2024, 3, 15), paid_rows=0)

    assert quote.principal == usd(10000)
    assert quote.interest == usd(58 + 49 + round(67.05 * 100 * 0.07 / 12 * 14 / 31))


def test_a_payoff_on_a_due_date() -> None:
    loan = hundred("7")
    paid = payoff_quote(loan, on=date(2024, 3, 1), paid_rows=2)
    unpaid = payoff_quote(loan, on=date(2024, 3, 1), paid_rows=1)

    assert (paid.principal, paid.interest) == (usd(6705), usd(0))
    assert (unpaid.principal, unpaid.interest) == (usd(8357), usd(49))


def test_a_payoff_counts_what_moved_in_the_period() -> None:
    loan = hundred("12", prepaid=((date(2024, 1, 11), usd(1000)), (date(2024, 3, 1), usd(500))),
                   advances=((OPENS, usd(10000)), (date(2024, 1, 21), usd(2000))))  # fmt: skip
    quote = payoff_quote(loan, on=date(2024, 1, 31), paid_rows=0)

    # Thirty nights on 100.00, twenty on 10.00 less, ten on 20.00 more, of 31 at one per cent.
    assert quote.principal == usd(11000)
    assert quote.interest == usd(round((10000 * 30 - 1000 * 20 + 2000 * 10) / 31 / 100))


def test_payoffs_that_make_no_sense_are_refused() -> None:
    loan = hundred("7")

    for on in (date(2023, 12, 31), date(2024, 7, 2)):
        with pytest.raises(DatesOutOfOrder):
            payoff_quote(loan, on=on, paid_rows=0)
    with pytest.raises(NoSuchRow):
        payoff_quote(loan, on=date(2024, 2, 15), paid_rows=2)
    with pytest.raises(NoSuchRow):
        payoff_quote(loan, on=date(2024, 7, 1), paid_rows=6)
    waiting = hundred("7", interest_grace=frozenset({1}), grace_interest=GraceInterest.DEFERRED)
    with pytest.raises(TermsUnclear):
        payoff_quote(waiting, on=date(2024, 1, 15), paid_rows=0)
    free = hundred("7", interest_grace=frozenset({1}))
    assert payoff_quote(free, on=OPENS, paid_rows=0).interest == usd(0)


# By hand, at one per cent a month.
def test_grace_on_principal_pays_interest_only() -> None:
    loan = hundred("12", principal_grace=frozenset({1, 2}))
    plain = level_schedule(usd(10000), annual_rate=Decimal("0.12"), periods=4)

    assert parts(loan)[:2] == [(100, 100, 10000), (100, 100, 10000)]
    assert loan_schedule(loan).payments[2:] == plain.payments


def test_grace_on_interest_is_free_deferred_or_added_to_the_balance() -> None:
    grace = {"principal_grace": frozenset({1, 2}), "interest_grace": frozenset({1, 2})}

    free = hundred("12", **grace)
    deferred = hundred("12", grace_interest=GraceInterest.DEFERRED, **grace)
    added = hundred("12", grace_interest=GraceInterest.CAPITALISED, **grace)

    assert parts(free)[:3] == [(0, 0, 10000), (0, 0, 10000), (2563, 100, 7537)]
    assert parts(deferred)[:4] == [
        (0, 0, 10000),
        (0, 0, 10000),
        (2763, 300, 7537),
        (2563, 75, 5049),
    ]
    assert parts(added)[:3] == [(0, 0, 10100), (0, 0, 10201), (2614, 102, 7689)]
    assert loan_schedule(added)[0].advanced_minor == 100


def test_grace_on_interest_alone_still_lowers_the_balance() -> None:
    deferred = hundred("12", interest_grace=frozenset({6}), grace_interest=GraceInterest.DEFERRED)
    added = hundred("12", interest_grace=frozenset({1}), grace_interest=GraceInterest.CAPITALISED)

    # Interest deferred in the last row falls due with it.
    assert loan_schedule(deferred)[-1].interest_minor == 17
    assert loan_schedule(added)[0].interest_minor == 0
    assert loan_schedule(added).instalment == loan_schedule(hundred("12")).instalment


def test_only_interest_and_a_balloon_at_the_end() -> None:
    rows = frozenset(range(1, 6))
    bullet = hundred("12", principal_grace=rows, balloon=usd(10000))
    all_rows = hundred("12", principal_grace=rows | {6})

    assert loan_schedule(bullet).payments == (100,) * 5 + (10100,)
    assert loan_schedule(all_rows).payments == (100,) * 5 + (10100,)
    half = hundred("12", balloon=usd(5000))
    plain = level_schedule(usd(10000), annual_rate=Decimal("0.12"), periods=6, balloon=usd(5000))
    assert loan_schedule(half).payments == plain.payments


def test_an_odd_first_period_by_dates_and_by_number() -> None:
    # By hand: 10 February to 1 April is a month and 19/29 of one; Regulation Z would say 19/30.
    ask = {"advances": ((date(2024, 2, 10), usd(10000)),), "rates": Decimal("0.12"),
           "due_dates": (date(2024, 4, 1), date(2024, 5, 1))}  # fmt: skip
    by_dates = Loan(**ask)
    by_number = Loan(first_period=Fraction(49, 30), **ask)
    weekly = Loan(
        advances=((date(2024, 1, 1), usd(52000)),), rates=Decimal("0.1"), per_year=52,
        due_dates=(date(2024, 1, 11), date(2024, 1, 18)),
    )  # fmt: skip
    once = replace(weekly, due_dates=(date(2024, 1, 11),))

    assert loan_schedule(by_dates)[0].interest_minor == round(100 * (1 + 20 / 29))
    assert loan_schedule(by_number)[0].interest_minor == round(100 * 49 / 30)
    assert loan_schedule(weekly)[0].interest_minor == round(100 * 10 / 7)
    assert loan_schedule(once)[0].interest_minor == 100


def test_day_counts_decide_when_they_are_named() -> None:
    act = loan_schedule(hundred("36", convention=DayCount.ACT_360))
    icma = loan_schedule(hundred("12", convention=DayCount.ACT_ACT_ICMA))
    by_365l = loan_schedule(hundred("12", convention=DayCount.ACT_365L))

    assert act[0].interest_minor == 310
    assert icma.interests == loan_schedule(hundred("12")).interests
    assert by_365l[0].interest_minor == 102


def test_a_pause_stops_interest_and_the_instalment_follows() -> None:
    paused = hundred("12", pauses=((date(2024, 2, 1), date(2024, 2, 29)),))

    assert loan_schedule(paused).interests[1] == 0
    assert loan_schedule(paused)[-1].closing_minor == 0


def test_an_instalment_kept_or_fixed() -> None:
    kept = hundred("0", rates=rate_from(date(2024, 2, 1)), on_change=OnChange.KEEP_INSTALMENT)
    foreseen = hundred("0", rates=rate_from(date(2024, 2, 1)), on_change=OnChange.FORESEEN)
    fixed = hundred("12", instalment=usd(4000))

    assert loan_schedule(kept).payments[:5] == (1701,) * 5
    assert loan_schedule(kept).payments[5] < 1701
    assert len(set(loan_schedule(foreseen).payments[:5])) == 1
    assert loan_schedule(fixed).payments == (4000, 4000, 2183)
    assert [row.due_on for row in loan_schedule(fixed)] == list(SIX_MONTHS[:3])
    with pytest.raises(TermsNeverClear):
        loan_schedule(hundred("12", instalment=usd(99)))


def test_a_foreseen_advance_has_one_instalment_for_all() -> None:
    loan = hundred("12", on_change=OnChange.FORESEEN, advances=(
        (OPENS, usd(10000)), (date(2024, 3, 15), usd(5000))))  # fmt: skip
    rows = loan_schedule(loan)

    assert len(set(rows.payments[:5])) == 1
    assert abs(rows.payments[5] - rows.payments[0]) <= 6
    assert rows[2].advanced_minor == 5000
    waits = hundred("12", instalment=usd(6000), advances=(
        (OPENS, usd(10000)), (date(2024, 5, 15), usd(5000))))  # fmt: skip
    assert loan_schedule(waits)[-1].closing_minor == 0
    assert [row.payment_minor for row in loan_schedule(waits)][2] == 0 + 0


def test_smoothing_in_a_dated_loan() -> None:
    rest = hundred("0", instalment_rounding=Rounding.DOWN)
    smooth = hundred("0", instalment_rounding=Rounding.DOWN, last_row=LastRow.SMOOTHED,
                     principal_grace=frozenset({1}))  # fmt: skip

    assert loan_schedule(rest).payments == (1666,) * 5 + (1670,)
    assert loan_schedule(smooth).payments == (0,) + (2000,) * 5
    odd = hundred("7", instalment_step=100, last_row=LastRow.SMOOTHED)
    assert loan_schedule(odd).payments[:5] == (1700,) * 5


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"advances": ()}, EmptyTable),
        ({"due_dates": ()}, EmptyTable),
        ({"due_dates": (date(2024, 3, 1), date(2024, 2, 1))}, DatesOutOfOrder),
        ({"due_dates": (OPENS,)}, DatesOutOfOrder),
        ({"starts_on": date(2024, 1, 2)}, DatesOutOfOrder),
        ({"advances": ((OPENS, usd(1)), (OPENS, usd(1)))}, DatesOutOfOrder),
        ({"advances": ((OPENS, usd(1)), (SIX_MONTHS[-1], usd(1)))}, DatesOutOfOrder),
        ({"prepaid": ((date(2023, 1, 1), usd(1)),)}, DatesOutOfOrder),
        ({"prepaid": ((OPENS, usd(0)),)}, NotAboveZero),
        ({"prepaid": ((OPENS, Money(1, "EUR")),)}, CurrenciesDiffer),
        ({"instalment": usd(0)}, NotAboveZero),
        ({"balloon": Money(1, "EUR")}, CurrenciesDiffer),
        ({"down_payment": usd(10000)}, PaidMoreThanOwed),
        ({"principal_grace": frozenset({7})}, NoSuchRow),
        ({"interest_grace": frozenset({0})}, NoSuchRow),
        ({"relevel_rows": frozenset({7})}, NoSuchRow),
    ],
)
def test_terms_that_do_not_hold_together_are_refused(terms, refusal) -> None:
    with pytest.raises(refusal):
        hundred("7", **terms)


def test_rows_and_periods_of_a_loan() -> None:
    loan = hundred("7")

    assert loan.period(2) == (date(2024, 2, 1), date(2024, 3, 1))
    assert [loan.row_of(day) for day in (OPENS, date(2024, 1, 31), date(2024, 2, 1))] == [1, 1, 2]
    for row in (0, 7):
        with pytest.raises(NoSuchRow):
            loan.period(row)
    for day in (date(2023, 12, 31), SIX_MONTHS[-1]):
        with pytest.raises(DatesOutOfOrder):
            loan.row_of(day)
    with pytest.raises(PaidMoreThanOwed):
        loan_schedule(hundred("7", prepaid=((date(2024, 3, 5), usd(9000)),)))


def test_a_schedule_carries_only_what_there_is() -> None:
    plain, down = loan_schedule(hundred("7")), loan_schedule(hundred("7", down_payment=usd(1)))

    assert (plain.advances, plain.fees, plain.first_number) == ((), (), 1)
    assert [row.number for row in down] == list(range(7))
    assert down.due_dates == (OPENS, *SIX_MONTHS)
    assert len(down.due_dates) == len(down.closings)


def test_a_pause_counts_in_a_payoff_too() -> None:
    loan = hundred("12", pauses=((OPENS, date(2024, 1, 10)),))

    assert payoff_quote(loan, on=date(2024, 1, 21), paid_rows=0).interest == usd(
        round(100 * 10 / 31)
    )


def test_smoothing_finds_the_nearest_last_row() -> None:
    loan = hundred("24", advances=((OPENS, usd(9999)),), instalment_rounding=Rounding.DOWN)
    rest = loan_schedule(loan).payments
    smooth = loan_schedule(replace(loan, last_row=LastRow.SMOOTHED)).payments
    steps = loan_schedule(replace(loan, last_row=LastRow.SMOOTHED, instalment_step=50)).payments

    assert abs(smooth[-1] - smooth[0]) <= abs(rest[-1] - rest[0])
    assert steps[0] % 50 == 0
    # Oracle: every instalment near the exact one, tried in turn.
    tried = {cents: loan_schedule(replace(loan, instalment=usd(cents))).payments
             for cents in range(rest[0] - 5, rest[0] + 6)}  # fmt: skip
    gaps = {cents: abs(each[-1] - cents) for cents, each in tried.items() if len(each) == 6}
    assert abs(smooth[-1] - smooth[0]) == min(gaps.values())


def lent(rows: list[tuple[int, int]]) -> tuple[tuple[date, Money], ...]:
    return tuple((OPENS + timedelta(days=day), usd(minor)) for day, minor in sorted(rows))


loans = st.builds(
    Loan,
    advances=st.lists(
        st.tuples(st.integers(0, 300), st.integers(1000, 10**7)), min_size=1, max_size=3,
        unique_by=lambda advance: advance[0],
    ).map(lent),
    due_dates=st.integers(11, 60).map(
        lambda rows: tuple(add_months(date(2024, 11, 5), row) for row in range(rows))
    ),
    rates=st.decimals(0, "0.9", places=4),
    convention=st.sampled_from([None, DayCount.ACT_365F, DayCount.ACT_ACT_ISDA, DayCount.ACT_360]),
    principal_grace=st.frozensets(st.integers(1, 10), max_size=3),
    on_change=st.sampled_from([OnChange.RE_AMORTISE, OnChange.FORESEEN]),
    rounding=st.sampled_from(Rounding),
    last_row=st.sampled_from(LastRow),
)  # fmt: skip


@given(loans)
def test_a_loan_repays_exactly_what_was_lent(loan) -> None:
    schedule = loan_schedule(loan)
    owed = sum(amount.minor for _, amount in loan.advances)

    assert schedule[-1].closing_minor == 0
    assert sum(row.principal_minor for row in schedule) == owed
    assert schedule.total_paid.minor == owed + schedule.total_interest.minor
    dates = [row.due_on for row in schedule]
    assert dates == sorted(set(dates))


@given(
    st.integers(1000, 10**8), st.decimals(0, "0.9", places=4), st.integers(1, 60),
    st.sampled_from([Rounding.HALF_EVEN, Rounding.HALF_UP, Rounding.DOWN]),
)  # fmt: skip
def test_a_plain_dated_loan_is_a_level_schedule(principal, rate, rows, rounding) -> None:
    dates = tuple(add_months(date(2024, 1, 31), row) for row in range(1, rows + 1))
    loan = Loan(
        advances=((date(2024, 1, 31), usd(principal)),), due_dates=dates, rates=rate,
        rounding=rounding, instalment_rounding=Rounding.HALF_UP,
    )  # fmt: skip
    level = level_schedule(usd(principal), annual_rate=rate, periods=rows, rounding=rounding)

    assert loan_schedule(loan).interests == level.interests
    assert loan_schedule(loan).closings == level.closings
