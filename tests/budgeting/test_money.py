"""Money: exact, of one currency, and never lost in a split."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from budgeting.currencies import EXPONENTS, exponent_of
from budgeting.errors import (
    BudgetingError,
    CurrenciesDiffer,
    NegativeWeight,
    NotAnAmount,
    NotANumber,
    NothingToShareBy,
    NotWholeMinorUnits,
    StepTooSmall,
    UnknownCurrency,
    UnknownRounding,
)
from budgeting.money import Money, largest_remainder, total_of
from budgeting.rounding import Rounding, divide, exact, round_exact

# Source of the modes and of the signs: table of roundings in the documentation of Python's decimal
# module, which follows the General Decimal Arithmetic specification (values in tenths).
ROUNDINGS = [
    # tenths, half_even, half_up, half_down, up, down, ceiling, floor
    (25, 2, 3, 2, 3, 2, 3, 2),
    (15, 2, 2, 1, 2, 1, 2, 1),
    (16, 2, 2, 2, 2, 1, 2, 1),
    (11, 1, 1, 1, 2, 1, 2, 1),
    (10, 1, 1, 1, 1, 1, 1, 1),
    (-11, -1, -1, -1, -2, -1, -1, -2),
    (-15, -2, -2, -1, -2, -1, -1, -2),
    (-16, -2, -2, -2, -2, -1, -1, -2),
    (-25, -2, -3, -2, -3, -2, -2, -3),
]


@pytest.mark.parametrize("row", ROUNDINGS)
def test_each_rounding_mode_decides_tenths_as_the_standard_says(row: tuple[int, ...]) -> None:
    tenths, *expected = row

    assert [divide(tenths, 10, way) for way in Rounding] == expected


@given(st.integers(), st.integers().filter(bool), st.sampled_from(Rounding))
def test_rounding_a_quotient_agrees_with_decimal(top: int, bottom: int, way: Rounding) -> None:
    exact_quotient = Fraction(top, bottom)

    got = divide(top, bottom, way)

    assert abs(got - exact_quotient) < 1
    below, above = exact_quotient // 1, -(-exact_quotient // 1)
    assert got in (below, above)
    if below != above and abs(exact_quotient - below) != Fraction(1, 2) and "half" in way:
        assert got == min((below, above), key=lambda end: abs(end - exact_quotient))


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-9999, max_value=9999)
)
def test_rounding_modes_are_those_of_the_decimal_module(value: Decimal) -> None:
    for way in Rounding:
        assert round_exact(value, way) == int(value.to_integral_value("ROUND_" + way.name))


@pytest.mark.parametrize("bad", [1.5, True, "1", None, Decimal("NaN"), Decimal("Infinity")])
def test_what_is_not_an_exact_number_is_refused(bad: object) -> None:
    with pytest.raises(NotANumber):
        exact(bad)  # type: ignore[arg-type]


def test_a_rounding_that_has_no_name_is_refused() -> None:
    for bad in (None, "half_up", 4):
        with pytest.raises(UnknownRounding):
            divide(1, 2, bad)  # type: ignore[arg-type]


def test_a_quotient_by_zero_and_a_step_of_zero_are_refused() -> None:
    with pytest.raises(NotANumber):
        divide(1, 0)
    with pytest.raises(StepTooSmall):
        round_exact(1, step=0)
    assert divide(5, -2, Rounding.FLOOR) == -3


# Source: ISO 4217 list one, column "minor unit".
@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("JPY", 0), ("KRW", 0), ("VND", 0), ("ISK", 0), ("UGX", 0), ("EUR", 2), ("CNY", 2),
     ("HUF", 2), ("KWD", 3), ("BHD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4)],
)  # fmt: skip
def test_exponents_are_those_of_iso_4217(currency: str, decimals: int) -> None:
    assert exponent_of(currency) == decimals


def test_exponents_agree_with_the_unicode_currency_data_but_for_customary_differences() -> None:
    # CLDR gives the decimals in everyday use; ISO 4217 those of the code. They part on these.
    customary = {code for code in EXPONENTS if get_currency_precision(code) != EXPONENTS[code]}

    for code in ("EUR", "USD", "GBP", "CNY", "JPY", "KWD", "CLF", "UYW", "TND", "XOF"):
        assert code not in customary
    assert all(get_currency_precision(code) == 0 for code in customary)


@pytest.mark.parametrize("bad", [1.0, True, "1", Decimal(1), None])
def test_an_amount_that_is_not_a_whole_number_is_refused(bad: object) -> None:
    with pytest.raises(NotWholeMinorUnits):
        Money(bad, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["eur", "XXX", "XAU", "", "ABC", None, 978, []])
def test_a_code_that_is_no_currency_is_refused(bad: object) -> None:
    with pytest.raises(UnknownCurrency):
        Money(1, bad)  # type: ignore[arg-type]


def test_unlike_currencies_neither_add_nor_compare_but_are_unequal() -> None:
    euro, yuan = Money(100, "EUR"), Money(100, "CNY")

    assert euro != yuan
    for operation in ("__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"):
        with pytest.raises(CurrenciesDiffer):
            getattr(euro, operation)(yuan)


def test_money_and_bare_numbers_do_not_mix() -> None:
    euro = Money(100, "EUR")

    for operation in ("__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(euro, operation)(1) is NotImplemented
    for bad in (1.5, True, Decimal(1)):
        with pytest.raises(TypeError):
            euro * bad  # type: ignore[operator]


def test_arithmetic_within_one_currency() -> None:
    a, b = Money(250, "EUR"), Money(100, "EUR")

    assert (a + b, a - b, -a, abs(-a), 3 * b, b * 3) == (
        Money(350, "EUR"), Money(150, "EUR"), Money(-250, "EUR"), a, Money(300, "EUR"),
        Money(300, "EUR"),
    )  # fmt: skip
    assert [b < a, b <= a, a > b, a >= b] == [True] * 4
    assert [a < a + a - a, a > a + a - a, a <= +1 * a, a >= +1 * a] == [False, False, True, True]
    assert [bool(a), bool(Money.zero("EUR"))] == [True, False]
    assert sorted([a, b]) == [b, a]
    assert {a: 1}[Money(250, "EUR")] == 1


def test_money_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Money(1, "EUR").minor = 2  # type: ignore[misc]
    assert not hasattr(Money(1, "EUR"), "__dict__")


@pytest.mark.parametrize(
    ("text", "currency", "minor", "shown"),
    [("12.34", "EUR", 1234, "EUR 12.34"), ("-0.05", "EUR", -5, "EUR -0.05"),
     ("1", "JPY", 1, "JPY 1"),
     ("1.234", "KWD", 1234, "KWD 1.234"), ("0.0001", "CLF", 1, "CLF 0.0001"),
     ("1000000", "JPY", 1000000, "JPY 1000000")],
)  # fmt: skip
def test_text_in_major_units_is_read_and_shown(
    text: str, currency: str, minor: int, shown: str
) -> None:
    money = Money.of(text, currency)

    assert money.minor == minor
    assert str(money) == shown
    assert money.amount == Decimal(text)


@pytest.mark.parametrize("bad", ["", "ten", "12.345", "NaN", "Infinity", 1.5, Decimal("0.001")])
def test_text_that_is_no_amount_of_the_currency_is_refused(bad: object) -> None:
    with pytest.raises(NotAnAmount):
        Money.of(bad, "EUR")  # type: ignore[arg-type]


def test_a_part_of_a_minor_unit_is_read_only_with_a_rounding() -> None:
    assert Money.of("12.345", "EUR", Rounding.HALF_EVEN).minor == 1234
    assert Money.of("12.345", "EUR", Rounding.HALF_UP).minor == 1235
    assert Money.of(Fraction(1, 3), "EUR", Rounding.UP).minor == 34


def test_rounding_to_whole_units_and_to_cash_steps() -> None:
    ways = (Rounding.HALF_EVEN, Rounding.HALF_UP, Rounding.UP, Rounding.DOWN)

    assert [Money(1250, "EUR").rounded(way).minor for way in ways] == [1200, 1300, 1300, 1200]
    assert Money(1250, "JPY").rounded(Rounding.HALF_EVEN).minor == 1250
    assert Money(1500, "KWD").rounded(Rounding.HALF_EVEN).minor == 2000
    assert Money(1002, "CHF").rounded(Rounding.HALF_UP, step=5).minor == 1000
    assert Money(1_050, "EUR").times(Decimal("0.05")).minor == 52
    with pytest.raises(StepTooSmall):
        Money(1, "CHF").rounded(step=0)


# Sources: Fowler, "Patterns of Enterprise Application Architecture", Money (allocate 5 by 3 : 7;
# 100 by 1 : 1 : 1). The other rows are worked by hand from the definition of largest remainder.
@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [(100, (1, 1, 1), (34, 33, 33)), (5, (3, 7), (2, 3)), (-100, (1, 1, 1), (-34, -33, -33)),
     (100, (0, 1), (0, 100)), (10, (5, 3, 1), (6, 3, 1)), (0, (1, 2), (0, 0)), (1, (1, 1), (1, 0)),
     (1, (1, 2), (0, 1)), (10, (Decimal("0.5"), Fraction(1, 2)), (5, 5))],
)  # fmt: skip
def test_weighted_shares(total: int, weights: tuple[int, ...], shares: tuple[int, ...]) -> None:
    assert tuple(part.minor for part in Money(total, "EUR").allocate(weights)) == shares


# Source: Wikipedia "Largest remainders method", worked example of 10 seats with the Hare quota.
def test_largest_remainder_gives_the_seats_of_the_textbook_election() -> None:
    votes = (47_000, 16_000, 15_800, 12_000, 6_100, 3_100)

    assert largest_remainder(10, votes) == (5, 2, 1, 1, 1, 0)


def test_a_split_needs_a_share() -> None:
    for parts in (0, -1):
        with pytest.raises(NothingToShareBy):
            Money(1, "EUR").split(parts)
    for weights in ((), (0, 0)):
        with pytest.raises(NothingToShareBy):
            Money(1, "EUR").allocate(weights)
    with pytest.raises(NegativeWeight) as refusal:
        Money(1, "EUR").allocate((1, -1))
    assert refusal.value.facts == {"row": 1, "weight": -1}


@given(st.integers(), st.integers(1, 60), st.sampled_from(["JPY", "EUR", "KWD", "CLF"]))
def test_an_equal_split_loses_no_unit_and_is_even(minor: int, parts: int, currency: str) -> None:
    shares = Money(minor, currency).split(parts)

    assert len(shares) == parts
    assert total_of(shares, currency) == Money(minor, currency)
    assert max(shares).minor - min(shares).minor <= 1
    assert list(shares) == sorted(shares, key=abs, reverse=True)


@given(st.integers(), st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any))
def test_a_weighted_split_loses_no_unit_and_stays_within_one(
    minor: int, weights: list[int]
) -> None:
    shares = Money(minor, "EUR").allocate(weights)

    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor - Fraction(minor * weight, sum(weights))) < 1
        assert weight or not share


@given(st.integers(), st.integers(1, 60))
def test_equal_weights_split_as_equal_parts_do(minor: int, parts: int) -> None:
    assert Money(minor, "EUR").allocate([7] * parts) == Money(minor, "EUR").split(parts)


def test_a_total_names_its_currency_and_refuses_another() -> None:
    assert total_of([], "EUR") == Money(0, "EUR")
    with pytest.raises(CurrenciesDiffer):
        total_of([Money(1, "USD")], "EUR")


def test_a_refusal_carries_a_sentence_and_its_facts() -> None:
    refusal = CurrenciesDiffer(left="EUR", right="USD")

    assert refusal.message == "Amounts in different currencies cannot be put together."
    assert str(refusal) == refusal.message + " (left='EUR', right='USD')"
    assert str(BudgetingError()) == "The sum cannot be done as it was asked."
    assert isinstance(refusal, ValueError)
