"""No message at a quiet time of the person's own wall clock, exact where clocks change (R27)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.nudges.quiet_hours import QuietHours

USUAL = QuietHours()
ZONES = [
    "America/New_York",
    "Europe/London",
    "Asia/Shanghai",
    "Australia/Lord_Howe",  # moves by half an hour
    "America/Santiago",  # moves at midnight
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Antarctica/Troll",  # moves by two hours
    "Pacific/Apia",
]
MOMENTS = st.integers(0, 27 * 365 * 86_400).map(
    lambda seconds: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
TIMES = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


def at(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("wall", "waits_until"),
    [
        ("2026-11-21T08:59:59", "2026-11-21T09:00:00"),
        ("2026-11-21T09:00:00", "2026-11-21T09:00:00"),
        ("2026-11-21T19:59:59", "2026-11-21T19:59:59"),
        ("2026-11-21T20:00:00", "2026-11-22T09:00:00"),
        ("2026-11-22T00:00:00", "2026-11-22T09:00:00"),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/London", "America/New_York"])
def test_between_20_and_9_a_message_waits_for_9(zone, wall, waits_until):
    assert USUAL.next_moment(at(zone, wall), ZoneInfo(zone)) == at(zone, waits_until)


@pytest.mark.parametrize(
    ("zone", "evening", "hours"),
    [
        # The night on which clocks go forward is an hour shorter, back an hour longer.
        ("Europe/London", "2026-03-28T20:00", 12),
        ("Europe/London", "2026-10-24T20:00", 14),
        ("America/New_York", "2026-03-07T20:00", 12),
        ("America/New_York", "2026-10-31T20:00", 14),
        ("America/Santiago", "2026-09-05T20:00", 12),
        ("America/Santiago", "2026-04-04T20:00", 14),
        ("Africa/Cairo", "2026-04-23T20:00", 12),
        ("Africa/Cairo", "2026-10-29T20:00", 14),
        ("Australia/Lord_Howe", "2026-10-03T20:00", 12.5),
        ("Australia/Lord_Howe", "2026-04-04T20:00", 13.5),
        ("Asia/Shanghai", "2026-03-28T20:00", 13),
        ("Antarctica/Troll", "2026-03-28T20:00", 11),
        ("Antarctica/Troll", "2026-10-24T20:00", 15),
    ],
)
def test_a_night_is_as_long_as_it_really_is(zone, evening, hours):
    begins = at(zone, evening)
    ends = USUAL.next_moment(begins, ZoneInfo(zone))
    assert ends - begins.astimezone(UTC) == timedelta(hours=hours)
    assert ends.astimezone(ZoneInfo(zone)).time() == time(9)


def test_quiet_hours_that_end_inside_the_skipped_hour_end_with_the_jump():
    quiet = QuietHours(time(22), time(2, 30))
    ends = quiet.next_moment(
        at("America/New_York", "2026-03-08T01:00"), ZoneInfo("America/New_York")
    )
    assert ends == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)  # 2:00 becomes 3:00


def test_an_hour_that_comes_twice_is_quiet_twice():
    zone = ZoneInfo("America/New_York")
    quiet = QuietHours(time(22), time(1, 30))
    first = quiet.next_moment(at("America/New_York", "2026-11-01T00:30"), zone)
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # the first 1:30
    again = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)  # 1:10 once more
    assert quiet.next_moment(again, zone) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_on_the_day_that_samoa_skipped_a_message_waits_for_the_next():
    zone = ZoneInfo("Pacific/Apia")
    ends = USUAL.next_moment(at("Pacific/Apia", "2011-12-29T21:00"), zone)
    assert ends == at("Pacific/Apia", "2011-12-31T09:00")


def test_equal_times_mean_no_quiet_hours():
    never = QuietHours(time(8), time(8))
    moment = datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert never.next_moment(moment, ZoneInfo("UTC")) == moment
    assert never.next_quiet(moment, ZoneInfo("UTC")) is None


@given(MOMENTS, st.sampled_from(ZONES), TIMES, TIMES)
def test_the_moment_found_is_the_first_that_is_not_quiet(moment, name, start, end):
    quiet, zone = QuietHours(start, end), ZoneInfo(name)
    found = quiet.next_moment(moment, zone)
    assert found >= moment
    assert not quiet.cover(found, zone)
    step = max((found - moment) / 97, timedelta(microseconds=1))
    before = (moment + step * n for n in range(97))
    assert all(quiet.cover(earlier, zone) for earlier in before if earlier < found)
    assert found == moment or quiet.cover(found - timedelta(microseconds=1), zone)


@given(MOMENTS, st.sampled_from(ZONES))
def test_the_quiet_moment_found_is_the_first(moment, name):
    zone = ZoneInfo(name)
    found = USUAL.next_quiet(moment, zone)
    assert USUAL.cover(found, zone)
    assert found == moment or not USUAL.cover(found - timedelta(microseconds=1), zone)


@given(MOMENTS, st.lists(st.sampled_from(ZONES), min_size=1, max_size=3))
def test_with_several_zones_the_moment_suits_all_of_them_or_at_least_the_first(moment, names):
    zones = [ZoneInfo(name) for name in names]
    found = USUAL.next_moment_everywhere(moment, zones)
    assert found >= moment
    assert not USUAL.cover(found, zones[0])


def test_a_number_of_russia_waits_until_it_is_loud_from_kaliningrad_to_kamchatka():
    zones = [ZoneInfo("Europe/Kaliningrad"), ZoneInfo("Asia/Kamchatka")]
    found = USUAL.next_moment_everywhere(datetime(2026, 11, 21, 12, tzinfo=UTC), zones)
    assert found == datetime(2026, 11, 22, 7, tzinfo=UTC)  # 9:00 in the west, 19:00 in the east
