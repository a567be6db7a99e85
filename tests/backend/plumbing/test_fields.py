from datetime import UTC, date, datetime

import pytest
from marshmallow import ValidationError

from backend.plumbing.fields import Currency, Day, Minor, Moment, Reference, Text


@pytest.mark.parametrize(
    "amount",
    [1.0, 100.5, "100", True, None, [100], -1, 0, 2**53, 10**400, float("nan"), "1_000"],
)
def test_what_is_no_whole_positive_sum_is_refused(amount) -> None:
    with pytest.raises(ValidationError):
        Minor(required=True).deserialize(amount)


def test_the_largest_sum_that_json_keeps_exactly_is_taken() -> None:
    assert Minor().deserialize(9_007_199_254_740_991) == 2**53 - 1


@pytest.mark.parametrize("day", ["2026-02-29", "2026-2-1", "20260201", "2026-13-01", 20260201, ""])
def test_a_day_that_does_not_exist_is_refused(day) -> None:
    with pytest.raises(ValidationError):
        Day().deserialize(day)


def test_a_leap_day_is_a_day() -> None:
    assert Day().deserialize("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "moment", ["2026-11-21", "2026-11-21T09:12:00", "now", 1, "0001-01-01T00:00:00+14:00"]
)
def test_a_moment_without_zone_is_refused(moment) -> None:
    with pytest.raises(ValidationError):
        Moment().deserialize(moment)


def test_a_moment_is_kept_in_utc() -> None:
    assert Moment().deserialize("2026-11-21T09:12:00+08:00") == datetime(
        2026, 11, 21, 1, 12, tzinfo=UTC
    )


@pytest.mark.parametrize("code", ["cny", "XYZ", "RMB", "", 156])
def test_an_unknown_currency_is_refused(code) -> None:
    with pytest.raises(ValidationError):
        Currency().deserialize(code)


@pytest.mark.parametrize("text", ["a\x00b", "pay \u202e001", "\ud800", "line\nbreak", "", "x" * 21])
def test_text_that_deceives_or_overflows_is_refused(text) -> None:
    with pytest.raises(ValidationError):
        Text(most=20).deserialize(text)


def test_names_in_any_script_are_text() -> None:
    assert Text(most=20).deserialize("梅 李 — Zoë") == "梅 李 — Zoë"


@pytest.mark.parametrize("reference", ["=cmd", "a b", "../x", "é1", "x" * 65])
def test_a_reference_is_letters_digits_and_a_few_marks(reference) -> None:
    with pytest.raises(ValidationError):
        Reference().deserialize(reference)
