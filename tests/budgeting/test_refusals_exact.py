"""Each refusal says which rule broke and names what broke it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from budgeting import rates
from budgeting.amortisation.changes import move_date, new_rate, principal_holiday, re_age
from budgeting.amortisation.flat import interest_free_schedule
from budgeting.amortisation.level import (
    level_instalment,
    level_schedule,
    periodic,
    schedule_by_instalment,
)
from budgeting.amortisation.loan import GraceInterest, Loan
from budgeting.amortisation.loan_schedule import loan_schedule
from budgeting.amortisation.payoff_quote import payoff_quote
from budgeting.amortisation.schedule import dated, from_parts
from budgeting.amortisation.waterfalls import Due, Part, allocate_payment
from budgeting.apr_eu import years_between
from budgeting.apr_us import apr_us
from budgeting.arrears import Bucket, Owed, arrears, paused_days, pay_oldest_first
from budgeting.calendars import WEEKDAYS, Calendar
from budgeting.compounding import growth_factor
from budgeting.currencies import exponent_of
from budgeting.dates import elapsed_days
from budgeting.day_counts import Coupons, DayCount, year_fraction
from budgeting.detection import Transaction, detect_recurring
from budgeting.errors import BudgetingError
from budgeting.interest import simple_interest
from budgeting.money import Money, largest_remainder
from budgeting.pay_days import IrregularPay, next_pay_day
from budgeting.rate_solving import Flow, solve_rate
from budgeting.rate_tables import RateTable
from budgeting.recurrence import Recurrence
from budgeting.recurrence_rules import Frequency, NthWeekday, ShortMonth, day_of_month
from budgeting.recurrence_rules import weekday_of_month as nth
from budgeting.rounding import divide, exact, round_exact
from budgeting.running_interest import running_interest
from budgeting.unit_periods import Interval, UnitPeriod, distance, find_unit_period

JAN, FEB, MAR, APR = (date(2024, month, 1) for month in (1, 2, 3, 4))
EURO, DOLLAR = Money(100, "EUR"), Money(100, "USD")
LENT = ((JAN, EURO),)


def loan(**terms) -> Loan:
    return Loan(**{"advances": LENT, "due_dates": (FEB, MAR, APR), "rates": 0, **terms})


def rule(**parts) -> Recurrence:
    return Recurrence(**{"frequency": Frequency.MONTHLY, "starts_on": FEB, **parts})


def interest(**asked):
    return simple_interest(EURO, **{"start": JAN, "end": FEB, "rates": 1, **asked})


def account(**asked):
    return running_interest(EURO, **{"start": JAN, "end": FEB, "rates": 1, **asked})


def held(**asked) -> Loan:
    return loan(interest_grace=frozenset({1}), grace_interest=GraceInterest.DEFERRED, **asked)


ended = rule(frequency=Frequency.DAILY, count=1)
irregular = IrregularPay(JAN, 1, 2, 3)
closed = Calendar(weekend=frozenset(range(7)))
bad_due = Due(FEB, -1)
bucket = Bucket("all", 0)
mixed = [Transaction(JAN, EURO, "A"), Transaction(date(2024, 1, 8), DOLLAR, "A"),
         Transaction(date(2024, 1, 15), EURO, "A")]  # fmt: skip

REFUSALS: list[tuple[Callable[[], object], str, dict[str, object]]] = [
    (lambda: exact(1.5), "NotANumber", {"value": 1.5}),
    (lambda: exact(Decimal("Infinity")), "NotANumber", {"value": Decimal("Infinity")}),
    (lambda: divide(1, 0), "NotANumber", {"denominator": 0}),
    (lambda: round_exact(1, step=0), "StepTooSmall", {"step": 0}),
    (lambda: exponent_of("XXX"), "UnknownCurrency", {"currency": "XXX"}),
    (lambda: Money(1.5, "EUR"), "NotWholeMinorUnits", {"minor": 1.5}),
    (lambda: Money.of("ten", "EUR"), "NotAnAmount", {"amount": "ten", "currency": "EUR"}),
    (lambda: Money.of("0.001", "EUR"), "NotAnAmount", {"amount": "0.001", "currency": "EUR"}),
    (lambda: EURO + DOLLAR, "CurrenciesDiffer", {"left": "EUR", "right": "USD"}),
    (lambda: EURO.split(0), "NothingToShareBy", {"parts": 0}),
    (lambda: EURO.allocate([0, 0]), "NothingToShareBy", {"weights": (0, 0)}),
    (lambda: largest_remainder(1, [1, -1]), "NegativeWeight", {"row": 1, "weight": -1}),
    (lambda: elapsed_days(FEB, JAN), "DatesOutOfOrder", {"first": FEB, "last": JAN}),
    (
        lambda: year_fraction(FEB, JAN, DayCount.ACT_360),
        "DatesOutOfOrder",
        {"first": FEB, "last": JAN},
    ),
    (
        lambda: year_fraction(JAN, FEB, DayCount.ACT_ACT_ICMA),
        "ScheduleMissing",
        {"convention": DayCount.ACT_ACT_ICMA, "needs": "anchor_on"},
    ),
    (
        lambda: year_fraction(JAN, FEB, DayCount.ACT_365L),
        "ScheduleMissing",
        {"convention": DayCount.ACT_365L, "needs": "period_ends_on"},
    ),
    (lambda: Coupons(per_year=5), "NotACount", {"per_year": 5}),
    (lambda: rates.effective_from_nominal(1, per_year=0), "NotACount", {"per_year": 0}),
    (lambda: rates.force_from_effective(-1), "NotARate", {"rate": -1}),
    (lambda: rates.effective_from_discount(2), "NotARate", {"rate": 2}),
    (
        lambda: RateTable(((FEB, 1), (JAN, 1))),
        "DatesOutOfOrder",
        {"row": 1, "first": FEB, "last": JAN},
    ),
    (lambda: RateTable(((FEB, 1),)).rate_on(JAN), "NoRateInForce", {"day": JAN, "begins_on": FEB}),
    (
        lambda: RateTable.flat(1).overlaid([(FEB, JAN)]),
        "DatesOutOfOrder",
        {"first": FEB, "last": JAN},
    ),
    (lambda: closed.on_or_after(JAN), "NoWorkingDay", {"day": JAN}),
    (lambda: WEEKDAYS.nth_working_day(2024, 1, 0), "NotACount", {"nth": 0}),
    (
        lambda: WEEKDAYS.nth_working_day(2024, 1, 24),
        "NoWorkingDay",
        {"year": 2024, "month": 1, "nth": 24},
    ),
    (lambda: rule(interval=0), "NotACount", {"interval": 0}),
    (lambda: rule(count=0), "NotACount", {"count": 0}),
    (lambda: rule(month_days=(32,)), "NoSuchDay", {"day": 32}),
    (lambda: rule(weekdays=(7,)), "NoSuchDay", {"weekday": 7}),
    (lambda: rule(months=(13,)), "RecurrenceUnclear", {"months": (13,)}),
    (
        lambda: rule(frequency=Frequency.WEEKLY, month_days=(1,)),
        "RecurrenceUnclear",
        {"frequency": Frequency.WEEKLY, "month_days": (1,)},
    ),
    (lambda: rule(until=JAN), "DatesOutOfOrder", {"first": FEB, "last": JAN}),
    (lambda: rule().between(MAR, FEB), "DatesOutOfOrder", {"first": MAR, "last": FEB}),
    (lambda: day_of_month(2024, 1, 0, ShortMonth.CLIP), "NoSuchDay", {"day": 0}),
    (lambda: nth(2024, 1, NthWeekday(6, 1)), "NoSuchDay", {"nth": 6, "weekday": 1}),
    (lambda: IrregularPay.from_dates([JAN]), "NoPayDayPattern", {"seen": 1}),
    (lambda: next_pay_day(ended, FEB), "NoPayDayPattern", {"after": FEB}),
    (
        lambda: next_pay_day(irregular, FEB),
        "NoPayDayPattern",
        {"after": FEB, "latest": date(2024, 1, 4)},
    ),
    (lambda: detect_recurring([], least=1), "NotACount", {"least": 1}),
    (
        lambda: detect_recurring(mixed),
        "CurrenciesDiffer",
        {"party": "A", "left": "EUR", "right": "USD"},
    ),
    (
        lambda: interest(end=date(2023, 12, 31)),
        "DatesOutOfOrder",
        {"first": JAN, "last": date(2023, 12, 31)},
    ),
    (
        lambda: interest(payments=[(JAN, Money(101, "EUR"))]),
        "PaidMoreThanOwed",
        {"principal": EURO, "over": 1},
    ),
    (
        lambda: interest(payments=[(JAN, DOLLAR)]),
        "CurrenciesDiffer",
        {"row": 0, "left": "EUR", "right": "USD"},
    ),
    (
        lambda: interest(payments=[(JAN, Money(0, "EUR"))]),
        "NotAboveZero",
        {"row": 0, "amount": Money(minor=0, currency="EUR")},
    ),
    (
        lambda: growth_factor(start=FEB, end=JAN, rates=1),
        "DatesOutOfOrder",
        {"first": FEB, "last": JAN},
    ),
    (
        lambda: account(movements=[(MAR, EURO)]),
        "DatesOutOfOrder",
        {"row": 0, "first": JAN, "on": MAR, "last": FEB},
    ),
    (
        lambda: account(movements=[(JAN, EURO), (JAN, DOLLAR)]),
        "CurrenciesDiffer",
        {"row": 1, "left": "EUR", "right": "USD"},
    ),
    (
        lambda: account(movements=[(JAN, Money(-101, "EUR"))]),
        "PaidMoreThanOwed",
        {"on": JAN, "over": 1},
    ),
    (
        lambda: account(end=date(2023, 12, 31)),
        "DatesOutOfOrder",
        {"first": JAN, "last": date(2023, 12, 31)},
    ),
    (lambda: level_schedule(EURO, annual_rate=0, periods=0), "NotACount", {"periods": 0}),
    (
        lambda: level_schedule(EURO, annual_rate=0, periods=9, in_advance=True, interest_only=1),
        "TermsUnclear",
        {"in_advance": True, "interest_only": 1},
    ),
    (
        lambda: level_instalment(Money(0, "EUR"), annual_rate=0, periods=1),
        "NotAboveZero",
        {"principal": Money(minor=0, currency="EUR")},
    ),
    (
        lambda: level_instalment(EURO, annual_rate=0, periods=1, balloon=DOLLAR),
        "CurrenciesDiffer",
        {"left": "EUR", "right": "USD"},
    ),
    (
        lambda: level_instalment(EURO, annual_rate=0, periods=1, balloon=Money(-1, "EUR")),
        "NotAboveZero",
        {"balloon": Money(minor=-1, currency="EUR")},
    ),
    (lambda: periodic(-1, 12), "NotARate", {"rate": -1}),
    (
        lambda: schedule_by_instalment(EURO, annual_rate=12, instalment=EURO),
        "TermsNeverClear",
        {"instalment": EURO, "interest_minor": 100},
    ),
    (
        lambda: interest_free_schedule(EURO, periods=2, down_payment=EURO),
        "PaidMoreThanOwed",
        {"down_payment": EURO},
    ),
    (lambda: dated(from_parts("EUR", 1, [0], [1]), []), "NotACount", {"rows": 1, "dates": 0}),
    (
        lambda: dated(from_parts("EUR", 2, [0, 0], [1, 1]), [FEB, JAN]),
        "DatesOutOfOrder",
        {"row": 1, "first": FEB, "last": JAN},
    ),
    (lambda: loan(due_dates=()), "EmptyTable", {"advances": 1, "due_dates": 0}),
    (lambda: loan(due_dates=(JAN,)), "DatesOutOfOrder", {"first": JAN, "last": JAN}),
    (
        lambda: loan(prepaid=((APR, EURO),)),
        "DatesOutOfOrder",
        {"first": JAN, "on": APR, "last": APR},
    ),
    (lambda: loan(prepaid=((JAN, DOLLAR),)), "CurrenciesDiffer", {"left": "EUR", "right": "USD"}),
    (
        lambda: loan(balloon=Money(0, "EUR")),
        "NotAboveZero",
        {"amount": Money(minor=0, currency="EUR")},
    ),
    (lambda: loan(down_payment=EURO), "PaidMoreThanOwed", {"down_payment": EURO}),
    (lambda: loan(relevel_rows=frozenset({4})), "NoSuchRow", {"row": 4, "rows": 3}),
    (lambda: loan().period(4), "NoSuchRow", {"row": 4, "rows": 3}),
    (lambda: loan().row_of(APR), "DatesOutOfOrder", {"first": JAN, "on": APR, "last": APR}),
    (
        lambda: loan_schedule(loan(rates=24, instalment=EURO)),
        "TermsNeverClear",
        {"row": 1, "instalment_minor": 100, "interest_minor": 200},
    ),
    (
        lambda: loan_schedule(loan(prepaid=((FEB, EURO),))),
        "PaidMoreThanOwed",
        {"row": 2, "over": 33},
    ),
    (lambda: move_date(loan(), row=1, to=JAN), "DatesOutOfOrder", {"first": JAN, "last": JAN}),
    (lambda: principal_holiday(loan(), from_row=3, rows=1), "NoSuchRow", {"row": 4, "rows": 3}),
    (
        lambda: new_rate(loan(rates=RateTable(((JAN, 0),))), from_on=JAN, annual_rate=1),
        "DatesOutOfOrder",
        {"from_on": JAN, "loan_opens_on": JAN},
    ),
    (
        lambda: re_age(loan(), on=FEB, paid=EURO, due_dates=[MAR]),
        "PaidMoreThanOwed",
        {"paid": EURO, "on": FEB},
    ),
    (
        lambda: payoff_quote(loan(), on=date(2024, 4, 2), paid_rows=0),
        "DatesOutOfOrder",
        {"first": JAN, "on": date(2024, 4, 2), "last": APR},
    ),
    (lambda: payoff_quote(loan(), on=JAN, paid_rows=1), "NoSuchRow", {"row": 1, "rows": 3}),
    (
        lambda: payoff_quote(held(), on=JAN, paid_rows=0),
        "TermsUnclear",
        {"row": 1, "grace_interest": GraceInterest.DEFERRED},
    ),
    (lambda: allocate_payment(1.5, [], on=JAN), "NotWholeMinorUnits", {"paid_minor": 1.5}),
    (lambda: allocate_payment(0, [], on=JAN), "NotAboveZero", {"paid_minor": 0}),
    (
        lambda: allocate_payment(1, [], on=JAN, order=[Part.FEE]),
        "PartsUnclear",
        {"order": (Part.FEE,)},
    ),
    (lambda: allocate_payment(1, [bad_due], on=JAN), "NotAboveZero", {"row": 0, "due": bad_due}),
    (lambda: apr_us([], [(JAN, EURO)]), "EmptyTable", {"advances": 0, "payments": 1}),
    (
        lambda: apr_us([(JAN, EURO)], [(FEB, EURO), (FEB, DOLLAR)]),
        "CurrenciesDiffer",
        {"of": "payments", "row": 1, "left": "EUR", "right": "USD"},
    ),
    (
        lambda: apr_us([(JAN, EURO)], [(FEB, EURO), (FEB, Money(0, "EUR"))]),
        "NotAboveZero",
        {"of": "payments", "row": 1, "amount": Money(minor=0, currency="EUR")},
    ),
    (
        lambda: apr_us([(JAN, EURO)], [(MAR, EURO), (FEB, EURO)]),
        "DatesOutOfOrder",
        {"of": "payments", "row": 1, "first": MAR, "last": FEB},
    ),
    (
        lambda: apr_us([(JAN, EURO)], [(FEB, EURO)], begins_on=FEB),
        "DatesOutOfOrder",
        {"first": FEB, "last": JAN},
    ),
    (lambda: apr_us([(JAN, EURO)], [(FEB, Money(99, "EUR"))]), "RateBelowZero", {"short_minor": 1}),
    (lambda: years_between(FEB, JAN), "DatesOutOfOrder", {"first": FEB, "last": JAN}),
    (
        lambda: distance(FEB, JAN, UnitPeriod(Interval.MONTH)),
        "DatesOutOfOrder",
        {"first": FEB, "last": JAN},
    ),
    (lambda: find_unit_period(JAN, [JAN], []), "NotACount", {"advances": 1, "payments": 0}),
    (lambda: find_unit_period(JAN, [JAN], [JAN]), "DatesOutOfOrder", {"first": JAN, "last": JAN}),
    (
        lambda: find_unit_period(JAN, [JAN, JAN], [JAN]),
        "DatesOutOfOrder",
        {"first": JAN, "last": JAN},
    ),
    (lambda: solve_rate([Flow(1, 0)], places=2), "NoSignChange", {"flows": 1}),
    (
        lambda: solve_rate([Flow(2, 0), Flow(-3, 1), Flow(2, 2)], places=2),
        "MoreThanOneRate",
        {"changes": 2},
    ),
    (lambda: arrears([], as_of=JAN, grace_days=-1), "NotACount", {"grace_days": -1}),
    (
        lambda: arrears([Owed(JAN, 1, 2)], as_of=JAN),
        "NotAboveZero",
        {"row": 0, "due": Owed(due_on=JAN, due_minor=1, paid_minor=2)},
    ),
    (
        lambda: arrears([Owed(FEB, 1), Owed(JAN, 1)], as_of=JAN),
        "DatesOutOfOrder",
        {"row": 1, "first": FEB, "last": JAN},
    ),
    (lambda: arrears([], as_of=JAN, buckets=[bucket]), "PartsUnclear", {"bucket": bucket}),
    (lambda: paused_days([(FEB, JAN)], JAN, FEB), "DatesOutOfOrder", {"first": FEB, "last": JAN}),
    (lambda: pay_oldest_first([], -1), "NotAboveZero", {"paid_minor": -1}),
]


@pytest.mark.parametrize(("ask", "name", "facts"), REFUSALS)
def test_a_refusal_names_its_facts(ask, name, facts) -> None:
    with pytest.raises(BudgetingError) as refusal:
        ask()

    assert type(refusal.value).__name__ == name
    assert refusal.value.facts == facts
