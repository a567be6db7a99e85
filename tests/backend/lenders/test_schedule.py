from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.lenders.schedule import JITTER, TRIES, WAITS, next_try

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_eight_tries_spread_over_27_6_hours():
    assert TRIES == 8
    assert sum(WAITS, timedelta()) == timedelta(hours=27, minutes=35, seconds=5)


@given(st.integers(1, 7))
def test_a_pause_is_stretched_by_a_tenth_at_most_and_never_shortened(tries):
    wait = next_try(tries, NOON) - NOON
    assert WAITS[tries - 1] <= wait <= WAITS[tries - 1] * (1 + JITTER)


def test_pauses_of_many_messages_are_not_all_alike():
    assert len({next_try(4, NOON) for _ in range(50)}) > 40


def test_after_the_eighth_try_there_is_no_other():
    assert next_try(8, NOON) is None
