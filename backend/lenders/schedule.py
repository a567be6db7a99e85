"""When a webhook message is tried again."""

import random
from datetime import datetime, timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
"""The pauses between the tries; the first try is at once."""

TRIES = len(WAITS) + 1

JITTER = 0.1
"""The most by which a pause is stretched, as a fraction, so that receivers are not hit in step."""

PATIENCE = timedelta(hours=120)
"""How long an endpoint may accept nothing before it is paused."""

SILENCE = timedelta(hours=24)
"""A pause between failures after which the patience starts anew.

No two tries of one message stand further apart, so a longer pause means that nothing was tried.
"""


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to try again after so many tries, or None when that was the last.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
        >>> noon + timedelta(seconds=5) <= next_try(1, noon) <= noon + timedelta(seconds=5.5)
        True
        >>> next_try(8, noon) is None
        True
    """
    if tries >= TRIES:
        return None
    stretch = 1 + random.uniform(0, JITTER)  # noqa: S311 - spreads load, keeps no secret
    return now + WAITS[tries - 1] * stretch
