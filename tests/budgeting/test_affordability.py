"""What a household can spare: rhythms, the statement, the verdict, and the three-number start."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.affordability import (
    Affords,
    Entry,
    Finding,
    Reason,
    SavingRule,
    assess,
    draw_statement,
)
from budgeting.errors import CurrenciesDiffer, StepTooSmall
from budgeting.household_errors import (
    AmountBelowZero,
    NoIncome,
    ShareOutOfRange,
    UnknownLine,
)
from budgeting.how_often import HowOften, WeekConvention, monthly, times_a_month
from budgeting.money import Money
from budgeting.rounding import Rounding
from budgeting.statement_lines import COVERED_BY, STATEMENT_LINES, Group, Section, line_of
from budgeting.three_numbers import QuickRules, ThreeNumbers, Trigger, quick_check


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


NORMALISED = [
    # source, amount, rhythm, monthly
    ("National Debtline, how to deal with debt: Joe's pension", 5_000, "four_weekly", 5_417),
    ("Universal Credit Regulations 2013, reg. 73 (a): x 52 / 12", 12_000, "weekly", 52_000),
    ("the same (b): x 13 / 12", 12_000, "four_weekly", 13_000),
    ("the same (c): x 4 / 12", 12_000, "quarterly", 4_000),
    ("the same (d): / 12", 12_000, "yearly", 1_000),
    ("National Debtline: fortnightly x 26 / 12", 12_000, "fortnightly", 26_000),
    ("by hand: 10.00 a day is 70.00 a week", 1_000, "daily", 30_333),
    ("by hand: twice a month", 60_000, "twice_a_month", 120_000),
    ("by hand: council tax in ten parts", 12_000, "ten_a_year", 10_000),
    ("by hand: every two months", 9_999, "every_two_months", 5_000),
    ("by hand: three times a year", 8_000, "four_monthly", 2_000),
    ("by hand: half a year", 6_000, "half_yearly", 1_000),
    ("by hand: every two years", 24_000, "every_two_years", 1_000),
    ("by hand: monthly", 777, "monthly", 777),
]


@pytest.mark.parametrize(("source", "minor", "rhythm", "expected"), NORMALISED)
def test_any_rhythm_becomes_the_published_monthly_amount(source, minor, rhythm, expected):
    assert monthly(pounds(minor), HowOften(rhythm)) == pounds(expected), source


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        (WeekConvention.WEEKS_52, 43_333),
        (WeekConvention.DAYS_365, 43_452),
        (WeekConvention.DAYS_365_25, 43_482),
        (WeekConvention.FACTOR_4_33, 43_300),
        (WeekConvention.FACTOR_4_345, 43_450),
    ],
)
def test_the_weeks_of_a_month_are_a_named_convention(weeks, expected):
    # 100.00 a week, by hand: x 52/12, x 365/84, x 365.25/84, x 4.33, x 4.345.
    assert monthly(pounds(10_000), HowOften.WEEKLY, weeks=weeks) == pounds(expected)


def test_rounding_is_a_choice():
    assert monthly(pounds(5_000), HowOften.FOUR_WEEKLY, rounding=Rounding.DOWN) == pounds(5_416)
    assert times_a_month(HowOften.WEEKLY) == Fraction(13, 3)


WAGES = Entry("wages", pounds(45_000), HowOften.WEEKLY)
RENT = Entry("rent", pounds(90_000))
FOOD = Entry("food", pounds(8_000), HowOften.WEEKLY)
POWER = Entry("electricity", pounds(7_800), HowOften.QUARTERLY)
CAPPED = SavingRule(most=pounds(2_000))


def test_a_statement_adds_up_as_printed():
    statement = draw_statement([POWER, FOOD, RENT, WAGES], saving=CAPPED)
    assert [(row.line, row.monthly.minor) for row in statement.lines] == [
        ("wages", 195_000),
        ("rent", 90_000),
        ("electricity", 2_600),
        ("food", 34_667),
    ]
    assert statement.outgoings == pounds(127_267)
    assert (statement.saving, statement.surplus) == (pounds(2_000), pounds(65_733))
    assert statement.of_group(Group.ENERGY_AND_WATER) == pounds(2_600)


def test_two_figures_of_one_line_are_rounded_once():
    # 50 p a week twice is 4.3333 a month, not 2.17 twice.
    twice = [Entry("pets", pounds(50), HowOften.WEEKLY)] * 2
    statement = draw_statement([WAGES, *twice])
    assert statement.lines[-1].monthly == pounds(433)


@pytest.mark.parametrize(
    ("income", "rule", "saving"),
    [
        (100_000, SavingRule(), 1_000),
        (100_000, SavingRule(most=pounds(900)), 900),
        (100_000, SavingRule(share=Decimal(0)), 0),
        (80_000, SavingRule(), 0),
    ],
)
def test_the_small_saving_is_a_tenth_of_the_surplus_up_to_its_cap(income, rule, saving):
    statement = draw_statement([Entry("wages", pounds(income)), RENT], saving=rule)
    assert statement.saving == pounds(saving)


@pytest.mark.parametrize(
    ("refusal", "entries", "rule"),
    [
        (NoIncome, [RENT], CAPPED),
        (NoIncome, [], CAPPED),
        (UnknownLine, [WAGES, Entry("yacht", pounds(1))], CAPPED),
        (AmountBelowZero, [WAGES, Entry("rent", pounds(-1))], CAPPED),
        (AmountBelowZero, [WAGES], SavingRule(most=pounds(-1))),
        (ShareOutOfRange, [WAGES], SavingRule(share=Decimal("1.5"))),
        (CurrenciesDiffer, [WAGES, Entry("rent", Money(1, "EUR"))], CAPPED),
    ],
)
def test_a_statement_that_cannot_be_drawn_says_why(refusal, entries, rule):
    with pytest.raises(refusal):
        draw_statement(entries, saving=rule)


STATEMENT = draw_statement([WAGES, RENT, FOOD, POWER], saving=CAPPED)  # surplus 657.33
POOR = draw_statement([Entry("wages", pounds(90_000)), RENT, FOOD, POWER], saving=CAPPED)
EVEN = draw_statement([Entry("wages", pounds(90_000)), RENT], saving=CAPPED)


@pytest.mark.parametrize(
    "case",
    [
        (STATEMENT, None, None, Affords.COMFORTABLY, 32_866, None),
        (STATEMENT, 32_866, None, Affords.COMFORTABLY, 32_866, None),
        (STATEMENT, 32_867, None, Affords.TIGHTLY, 32_866, Reason.SHARE_OF_SURPLUS_EXCEEDED),
        (STATEMENT, 65_734, None, Affords.NOT, 32_866, Reason.WHOLE_SURPLUS_EXCEEDED),
        (STATEMENT, 30_000, 10_000, Affords.TIGHTLY, 22_866, Reason.SHARE_OF_SURPLUS_EXCEEDED),
        (STATEMENT, 100, 65_733, Affords.NOT, 0, Reason.NOTHING_LEFT),
        (POOR, None, None, Affords.NOT, 0, Reason.OUTGOINGS_EXCEED_INCOME),
        (EVEN, None, None, Affords.NOT, 0, Reason.NOTHING_LEFT),
    ],
)
def test_a_verdict_comes_with_its_reason(case):
    statement, instalment, committed, affords, largest, reason = case
    verdict = assess(
        statement,
        instalment=None if instalment is None else pounds(instalment),
        committed=None if committed is None else pounds(committed),
    )
    assert (verdict.affords, verdict.largest_instalment) == (affords, pounds(largest))
    about_money = [row.reason for row in verdict.findings if row.about in ("surplus", "instalment")]
    assert about_money == ([] if reason is None else [reason])


def test_the_largest_instalment_can_be_in_whole_pounds():
    assert assess(STATEMENT, step=100).largest_instalment == pounds(32_800)


def test_a_home_without_food_or_heating_is_asked_about_and_a_guideline_names_its_group():
    bare = draw_statement([WAGES, RENT])
    assert assess(bare).findings == (Finding(Reason.VITAL_LINE_MISSING, "food"),)
    homeless = draw_statement([WAGES, FOOD])
    assert [row.about for row in assess(homeless).findings] == ["rent", "electricity"]
    above = assess(STATEMENT, guidelines={Group.FOOD_AND_HOUSE: pounds(30_000)})
    assert above.findings == (Finding(Reason.ABOVE_GUIDELINE, "food_and_house"),)
    assert above.affords is Affords.COMFORTABLY
    assert not assess(STATEMENT, guidelines={Group.FOOD_AND_HOUSE: pounds(34_667)}).findings


@pytest.mark.parametrize(
    ("refusal", "terms"),
    [
        (ShareOutOfRange, {"share_of_surplus": Decimal(0)}),
        (AmountBelowZero, {"instalment": pounds(-1)}),
        (AmountBelowZero, {"committed": pounds(-1)}),
        (StepTooSmall, {"step": 0}),
        (CurrenciesDiffer, {"instalment": Money(1, "EUR")}),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(refusal, terms):
    with pytest.raises(refusal):
        assess(STATEMENT, **terms)


def test_lines_have_their_own_keys_and_vital_ones_a_substitute():
    assert len({line.key for line in STATEMENT_LINES}) == len(STATEMENT_LINES)
    assert {line.key for line in STATEMENT_LINES if line.is_vital} == set(COVERED_BY)
    assert line_of("wages").section is Section.INCOME
    for keys in COVERED_BY.values():
        assert all(line_of(key) for key in keys)


NUMBERS = ThreeNumbers(income=pounds(150_000), living=pounds(110_000), other_debts=pounds(10_000))
STRICT = QuickRules(living_floor=pounds(110_001), debts_share_of_income=Decimal("0.05"))


@pytest.mark.parametrize(
    ("numbers", "terms", "triggers"),
    [
        (NUMBERS, {"instalment": pounds(13_500)}, []),
        (NUMBERS, {"instalment": pounds(13_501)}, [Trigger.INSTALMENT_ABOVE_SHARE]),
        # 100.00 of other debts and 510.00 asked are more than 40 % of 1,500.00.
        (
            NUMBERS,
            {"instalment": pounds(51_000)},
            [Trigger.INSTALMENT_ABOVE_SHARE, Trigger.DEBTS_TAKE_TOO_MUCH],
        ),
        (NUMBERS, {"instalments": 24}, []),
        (NUMBERS, {"instalments": 25}, [Trigger.PLAN_TOO_LONG]),
        (
            ThreeNumbers(income=pounds(1), living=pounds(1), other_debts=pounds(0)),
            {},
            [Trigger.NOTHING_LEFT],
        ),
        (
            NUMBERS,
            {"rules": STRICT},
            [Trigger.LIVING_BELOW_FLOOR, Trigger.DEBTS_TAKE_TOO_MUCH],
        ),
    ],
)
def test_three_numbers_are_enough_until_something_asks_for_more(numbers, terms, triggers):
    check = quick_check(numbers, **terms)
    assert list(check.triggers) == triggers
    assert check.needs_long_form is bool(triggers)


def test_three_numbers_keep_the_capped_saving():
    rules = QuickRules(saving_most=pounds(2_000), step=100)
    check = quick_check(NUMBERS, rules=rules)
    assert (check.surplus, check.largest_instalment) == (pounds(28_000), pounds(14_000))


@pytest.mark.parametrize(
    ("refusal", "numbers", "terms"),
    [
        (NoIncome, ThreeNumbers(income=pounds(0), living=pounds(1), other_debts=pounds(0)), {}),
        (AmountBelowZero, NUMBERS, {"instalment": pounds(-1)}),
        (ShareOutOfRange, NUMBERS, {"rules": QuickRules(saving_share=Decimal(2))}),
        (CurrenciesDiffer, NUMBERS, {"instalment": Money(1, "EUR")}),
    ],
)
def test_three_numbers_that_cannot_be_judged_say_why(refusal, numbers, terms):
    with pytest.raises(refusal):
        quick_check(numbers, **terms)


entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from([line.key for line in STATEMENT_LINES]),
        st.integers(0, 10**6).map(pounds),
        st.sampled_from(HowOften),
    ),
    max_size=30,
)


@given(entries, st.randoms())
def test_a_statement_is_the_sum_of_its_lines_in_any_order(rows, luck):
    rows = [WAGES, *rows]
    statement = draw_statement(rows, saving=CAPPED)
    income = sum(r.monthly.minor for r in statement.lines if r.section is Section.INCOME)
    spent = sum(r.monthly.minor for r in statement.lines if r.section is not Section.INCOME)

    assert (statement.income.minor, statement.outgoings.minor) == (income, spent)
    assert statement.surplus + statement.saving == statement.income - statement.outgoings
    assert draw_statement(luck.sample(rows, len(rows)), saving=CAPPED) == statement
    assert pounds(0) <= assess(statement).largest_instalment <= max(statement.surplus, pounds(0))
