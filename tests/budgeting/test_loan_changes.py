"""Changes to a running loan: what came before stays, and what follows is level again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from budgeting.amortisation.changes import (
    add_terms,
    move_date,
    new_rate,
    prepay,
    principal_holiday,
    re_age,
    re_amortise,
)
from budgeting.amortisation.loan import GraceInterest, Loan, OnChange
from budgeting.amortisation.loan_schedule import loan_schedule
from budgeting.amortisation.schedule import LastRow
from budgeting.day_counts import DayCount
from budgeting.errors import DatesOutOfOrder, NoSuchRow, NotACount, PaidMoreThanOwed
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


# Source: Apache Fineract (Apache-2.0), ProgressiveEMICalculatorTest, rate changed to 4% in the
# second period; payment, interest and balance in cents.
CHEAPER = [(1701, 58, 8357), (1688, 28, 6697), (1688, 22, 5031), (1688, 17, 3360),
           (1688, 11, 1683), (1689, 6, 0)]  # fmt: skip


def test_a_moved_date_takes_the_later_ones_along() -> None:
    loan = hundred("7")
    moved = move_date(loan, row=2, to=date(2024, 3, 20))
    alone = move_date(loan, row=2, to=date(2024, 3, 20), later_follow=False)
    weekly = Loan(advances=((OPENS, usd(100)),), rates=0, per_year=52,
                  due_dates=(date(2024, 1, 8), date(2024, 1, 15)))  # fmt: skip

    assert [day.day for day in moved.due_dates] == [1, 20, 20, 20, 20, 20]
    assert alone.due_dates[2:] == loan.due_dates[2:]
    assert move_date(weekly, row=1, to=date(2024, 1, 10)).due_dates[1] == date(2024, 1, 17)
    with pytest.raises(DatesOutOfOrder):
        move_date(loan, row=2, to=date(2024, 4, 1), later_follow=False)
    with pytest.raises(NoSuchRow):
        move_date(loan, row=7, to=date(2024, 9, 1))
    # Nineteen days more at a day count cost nineteen days of interest.
    act = replace(loan, convention=DayCount.ACT_365F)
    longer = loan_schedule(move_date(act, row=2, to=date(2024, 3, 20)))
    assert longer.interests[1] == round(8358 * 0.07 * 48 / 365)


def test_extra_terms_lower_the_instalment_from_a_row_on() -> None:
    loan = hundred("12")
    longer = loan_schedule(add_terms(loan, terms=6, from_row=3))
    weekly = Loan(
        advances=((OPENS, usd(100)),), rates=0, per_year=52, due_dates=(date(2024, 1, 8),)
    )

    assert len(longer) == 12
    assert longer.payments[:2] == loan_schedule(loan).payments[:2]
    assert longer.payments[2] < loan_schedule(loan).payments[2]
    assert longer[-1].due_on == date(2025, 1, 1)
    assert add_terms(weekly, terms=1, from_row=1).due_dates[-1] == date(2024, 1, 15)
    assert add_terms(loan, terms=1, from_row=1, months=3).due_dates[-1] == date(2024, 10, 1)
    for refused in ({"terms": 0, "from_row": 1}, {"terms": 1, "from_row": 1, "months": 0}):
        with pytest.raises(NotACount):
            add_terms(loan, **refused)
    with pytest.raises(NoSuchRow):
        add_terms(loan, terms=1, from_row=9)


def test_a_principal_holiday_in_mid_life() -> None:
    loan = hundred("12")
    held = loan_schedule(principal_holiday(loan, from_row=2, rows=2))
    nothing = loan_schedule(
        principal_holiday(loan, from_row=2, rows=2, interest=GraceInterest.CAPITALISED)
    )
    longer = loan_schedule(principal_holiday(loan, from_row=2, rows=2, extend=True))

    assert held.payments[:3] == (1725, 84, 84)
    assert held[2].closing_minor == held[0].closing_minor
    assert nothing.payments[1:3] == (0, 0)
    assert nothing[2].closing_minor > nothing[0].closing_minor
    assert len(longer) == 8
    assert abs(longer.payments[3] - loan_schedule(loan).payments[0]) <= 1
    assert held[-1].closing_minor == nothing[-1].closing_minor == longer[-1].closing_minor == 0
    for first, rows in ((0, 1), (5, 2)):
        with pytest.raises(NoSuchRow):
            principal_holiday(loan, from_row=first, rows=rows)
    with pytest.raises(NotACount):
        principal_holiday(loan, from_row=1, rows=0)


def test_a_new_rate_and_a_fresh_instalment() -> None:
    loan = hundred("7")
    cheaper = new_rate(loan, from_on=date(2024, 2, 1), annual_rate=Decimal("0.04"))
    again = new_rate(cheaper, from_on=date(2024, 2, 1), annual_rate=Decimal("0.04"))

    assert parts(cheaper) == parts(again) == CHEAPER
    with pytest.raises(DatesOutOfOrder):
        new_rate(hundred("0", rates=rate_from(date(2024, 2, 1))), from_on=OPENS, annual_rate=0)
    fixed = hundred("12", instalment=usd(4000))
    assert loan_schedule(re_amortise(fixed, from_row=1)).payments == loan_schedule(
        hundred("12")).payments  # fmt: skip
    with pytest.raises(NoSuchRow):
        re_amortise(loan, from_row=7)


def test_a_prepayment_lowers_the_instalments_or_their_number() -> None:
    loan = hundred("12")
    lower = loan_schedule(prepay(loan, on=date(2024, 2, 1), amount=usd(4000)))
    fewer = loan_schedule(prepay(loan, on=date(2024, 2, 1), amount=usd(4000), keep_instalment=True))

    assert len(lower) == 6
    assert lower.payments[1] - 0 < loan_schedule(loan).payments[1] + 4000
    assert lower[1].advanced_minor == -4000
    assert len(fewer) == 4
    assert fewer.payments[1] == loan_schedule(loan).payments[1]
    both = prepay(prepay(loan, on=date(2024, 4, 1), amount=usd(10)), on=OPENS, amount=usd(10))
    assert [on for on, _ in both.prepaid] == [OPENS, date(2024, 4, 1)]
    with pytest.raises(PaidMoreThanOwed):
        prepay(loan, on=date(2024, 2, 1), amount=usd(9000))


def test_changes_leave_the_rows_before_them_alone() -> None:
    loan = hundred("12", convention=DayCount.ACT_365F)
    before = loan_schedule(loan).payments[:2]
    day = date(2024, 3, 15)

    for changed in (
        move_date(loan, row=3, to=date(2024, 4, 20)),
        add_terms(loan, terms=12, from_row=3),
        principal_holiday(loan, from_row=3, rows=2, extend=True),
        new_rate(loan, from_on=day, annual_rate=Decimal("0.3")),
        new_rate(
            replace(loan, on_change=OnChange.FORESEEN), from_on=day, annual_rate=Decimal("0.3")
        ),
        re_amortise(loan, from_row=3),
        prepay(loan, on=day, amount=usd(100)),
        prepay(loan, on=day, amount=usd(100), keep_instalment=True),
    ):
        assert loan_schedule(changed).payments[:2] == before
        assert loan_schedule(changed)[-1].closing_minor == 0
    late = new_rate(loan, from_on=date(2025, 1, 1), annual_rate=1)
    assert loan_schedule(late).payments == loan_schedule(loan).payments


def test_a_loan_re_aged_keeps_its_conventions() -> None:
    loan = hundred(
        "12", convention=DayCount.ACT_360, per_year=4, pauses=((date(2024, 5, 1), None),),
        rounding=Rounding.DOWN, instalment_rounding=Rounding.UP, instalment_step=5,
        last_row=LastRow.SMOOTHED,
    )  # fmt: skip
    anew = re_age(loan, on=date(2024, 2, 1), paid=usd(0), due_dates=[date(2024, 8, 1)])

    kept = ("rates", "convention", "per_year", "pauses", "rounding", "instalment_rounding",
            "instalment_step", "last_row")  # fmt: skip
    assert [getattr(anew, name) for name in kept] == [getattr(loan, name) for name in kept]
    later = hundred("0", advances=((OPENS, usd(60)), (date(2024, 2, 1), usd(40))))
    on_the_day = re_age(later, on=date(2024, 2, 1), paid=usd(99), due_dates=[date(2024, 8, 1)])
    assert on_the_day.advances == ((date(2024, 2, 1), usd(1)),)
    with pytest.raises(PaidMoreThanOwed):
        re_age(later, on=date(2024, 2, 1), paid=usd(100), due_dates=[date(2024, 8, 1)])


def test_what_follows_a_change_is_level_again() -> None:
    loan = hundred("12")
    dear = Decimal("0.5")
    foreseen = replace(loan, on_change=OnChange.FORESEEN)
    for changed, row in (
        (principal_holiday(loan, from_row=2, rows=2), 4),
        (new_rate(foreseen, from_on=date(2024, 3, 10), annual_rate=dear), 3),
        (new_rate(loan, from_on=date(2024, 3, 1), annual_rate=dear), 3),
        (add_terms(loan, terms=3, from_row=3), 3),
    ):
        payments = loan_schedule(changed).payments
        assert len(set(payments[row - 1 : -1])) == 1
        assert abs(payments[-1] - payments[-2]) <= 6
        assert payments[row - 1] != loan_schedule(loan).payments[0]
    assert prepay(loan, on=OPENS, amount=usd(1), keep_instalment=True).on_change is (
        OnChange.KEEP_INSTALMENT)  # fmt: skip
    twice = prepay(prepay(loan, on=OPENS, amount=usd(9)), on=OPENS, amount=usd(1))
    assert [amount.minor for _, amount in twice.prepaid] == [9, 1]


def test_a_settled_instalment_belongs_to_its_own_row() -> None:
    loan = hundred("0", settled=(1000, 2000))

    assert loan_schedule(loan).payments == (1000, 2000, 2000, 2000, 2000, 1000)


def test_overdue_parts_are_re_aged_into_new_rows() -> None:
    loan = hundred("12")
    schedule = loan_schedule(loan)
    dues = (date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1))
    anew = re_age(loan, on=date(2024, 4, 1), paid=usd(schedule.payments[0]), due_dates=dues)
    free = re_age(loan, on=date(2024, 4, 1), paid=usd(0), due_dates=dues, rates=0)

    owed = 10000 + sum(schedule.interests[:3]) - schedule.payments[0]
    assert anew.advances == ((date(2024, 4, 1), usd(owed)),)
    assert loan_schedule(anew)[-1].closing_minor == 0
    assert loan_schedule(free).total_interest == usd(0)
    with pytest.raises(PaidMoreThanOwed):
        re_age(loan, on=date(2024, 4, 1), paid=usd(20000), due_dates=dues)
