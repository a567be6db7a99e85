"""Chances: what a count of trials says, and how far a spread reaches."""

from __future__ import annotations

from decimal import Decimal
from statistics import NormalDist

from budgeting.household_errors import AmountBelowZero, ChanceOutOfRange, CountBelowOne


def wilson_interval(
    kept: int, lives: int, *, confidence: Decimal = Decimal("0.95")
) -> tuple[float, float]:
    """Return the interval a share may honestly be said to lie in, given so many trials.

    Units:   counts in; fractions between 0 and 1 out.
    Raises:  CountBelowOne without lives; AmountBelowZero when more were kept than lived, or fewer
             than none; ChanceOutOfRange when confidence is not strictly between 0 and 1.
    Source:  Wilson (1927), score interval without continuity correction.

    Example:
        >>> low, high = wilson_interval(81, 263)
        >>> round(low, 4), round(high, 4)
        (0.2553, 0.3662)
    """
    if lives < 1:
        raise CountBelowOne(lives=lives)
    if not 0 <= kept <= lives:
        raise AmountBelowZero(kept=kept, lives=lives)
    if not 0 < confidence < 1:
        raise ChanceOutOfRange(confidence=confidence)
    z = NormalDist().inv_cdf(0.5 + float(confidence) / 2)
    share, weight = kept / lives, z * z / lives
    middle = (share + weight / 2) / (1 + weight)
    spread = z / (1 + weight) * (share * (1 - share) / lives + weight / (4 * lives)) ** 0.5
    return (middle - spread if kept else 0.0), (middle + spread if kept < lives else 1.0)
