"""How long household sums take, beside a peer measured in the same run."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from statistics import median
from time import perf_counter

import numpy as np

from budgeting.fair_share import Claim, fair_shares
from budgeting.forecast import ForecastItem, forecast
from budgeting.instalment_dates import collection_dates
from budgeting.money import Money
from budgeting.payoff import pay_off
from budgeting.payoff_shapes import OwedDebt, Strategy
from budgeting.plan_choice import PlanLimits, plans_by_length
from budgeting.plan_interest import daily_interest
from budgeting.plan_shapes import PlanDebt, PlanTerms
from budgeting.shocks import Household, Shocks
from budgeting.stress import stress_test

FIRST = date(2026, 1, 1)
DAYS = 365
ITEMS = 10_000
LIVES, MONTHS = 1_000, 24
LIMIT_MS = 100


def best_and_median(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the shortest and the middle time of some rounds, in milliseconds.

    The cyclic garbage collector is off while a round runs, as in timeit.
    """
    times = []
    for _ in range(rounds):
        gc.collect()
        gc.disable()
        start = perf_counter()
        work()
        times.append((perf_counter() - start) * 1000)
        gc.enable()
    return min(times), median(times)


def row(label: str, times: tuple[float, float]) -> None:
    """Print one line: what, the shortest time, the middle time."""
    print(f"{label:<46} best {times[0]:8.3f} ms  median {times[1]:8.3f} ms")


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def some_items() -> list[ForecastItem]:
    luck = Random(1)
    return [
        ForecastItem(
            FIRST + timedelta(days=luck.randrange(DAYS)),
            euros(luck.randint(-5_000, 5_000)),
            "",
            100,
        )
        for _ in range(ITEMS)
    ]


def numpy_balance(items: list[ForecastItem]) -> np.ndarray:
    """Return the running balance alone: no band, no lowest point, no outlook of due items."""
    days = np.fromiter((item.due_on.toordinal() for item in items), np.int64, len(items))
    minor = np.fromiter((item.amount.minor for item in items), np.int64, len(items))
    daily = np.bincount(days - FIRST.toordinal(), weights=minor, minlength=DAYS)
    return daily.cumsum()


def numpy_lives(instalment: int) -> int:
    """Live the same number of months with four shocks and no allowance, vectorised, in floats."""
    luck = np.random.default_rng(1)
    cash = np.full(LIVES, 30_000.0)
    alive = np.ones(LIVES, dtype=bool)
    late = np.zeros(LIVES)
    ill = np.zeros(LIVES)
    for _ in range(MONTHS):
        draws = luck.random((7, LIVES))
        cash += 35_000 + late
        late = np.where(draws[0] < 0.02, 100_000, 0)
        cash -= late + np.where(draws[1] < 0.029, 10_000 + 40_000 * draws[2], 0)
        new = (ill <= 0) & (draws[3] < 0.01)
        cash -= np.where((ill > 0) | new, 60_000, 0)
        ill = np.where(new, np.floor(draws[4] * 3), ill - 1)
        cash += 8_250 * (draws[5] - draws[6])
        alive &= cash >= instalment
        cash = np.where(cash >= instalment, (cash - instalment) * 0.5, cash)
    return int(alive.sum())


def forecasts() -> None:
    """Print the forecast beside a running balance of numpy, and how it grows."""
    items, opening = some_items(), euros(100_000)
    terms = {"starts_on": FIRST, "days": DAYS}
    ours = best_and_median(lambda: forecast(opening, items, **terms), rounds=15)
    half = best_and_median(lambda: forecast(opening, items[: ITEMS // 2], **terms), rounds=15)
    peer = best_and_median(lambda: numpy_balance(items), rounds=15)
    print(f"forecast, {ITEMS:,} items over {DAYS} days (15 rounds)")
    row("  ours, with band, lowest point, outlooks", ours)
    row("  numpy, running balance only", peer)
    print(f"  best of ours is {ours[0] / peer[0]:.1f} times numpy's, which does a part of the work")
    print(f"  twice the items take {ours[0] / half[0]:.2f} times as long (best of 15)")


def lives() -> None:
    """Print the stress test as a share of its limit, beside a simpler one in numpy."""
    home = Household(income=euros(200_000), living=euros(165_000), buffer=euros(30_000))
    plan = [euros(17_500)] * MONTHS
    for misses in (0, 2):
        lived = best_and_median(
            lambda misses=misses: stress_test(
                home, plan, shocks=Shocks(), seed=1, months=MONTHS, lives=LIVES,
                allowed_misses=misses,
            ),
            rounds=15,
        )  # fmt: skip
        print(f"stress, {LIVES:,} lives x {MONTHS} months, {misses} misses allowed (15 rounds)")
        row("  ours", lived)
        print(f"  median is {lived[1] / LIMIT_MS:.2f} of the limit of {LIMIT_MS} ms")
    row("  numpy, a simpler household", best_and_median(lambda: numpy_lives(17_500), rounds=15))


def plans_and_shares() -> None:
    """Print what has no peer: fair shares, all plans of a request, a pay-off plan."""
    claims = [Claim(reference=f"{n}", outstanding=euros(10_000 + 977 * n)) for n in range(12)]
    row(
        "fair shares, 12 lenders (200 rounds)",
        best_and_median(lambda: fair_shares(euros(25_000), claims), rounds=200),
    )
    terms = PlanTerms(
        agreed_on=FIRST,
        dates=collection_dates(FIRST + timedelta(days=11), count=24, preferred=28),
        accrue=daily_interest(Decimal("0.08")),
    )
    debts = [PlanDebt("a", euros(240_000), FIRST)]
    row(
        "all plans of 2 to 24 instalments (50 rounds)",
        best_and_median(lambda: plans_by_length(debts, terms, PlanLimits(shortest=2)), rounds=50),
    )
    owed = [
        OwedDebt(
            name=f"{n}", balance=euros(100_000 * (n + 1)), annual_rate=Decimal("0.05") * (n + 1),
            minimum=euros(6_000),
        )
        for n in range(6)
    ]  # fmt: skip
    terms_of = {"strategy": Strategy.AVALANCHE, "first_on": FIRST}
    row(
        "pay-off of 6 debts (50 rounds)",
        best_and_median(lambda: pay_off(owed, extra=euros(20_000), **terms_of), rounds=50),
    )


def main() -> None:
    """Print each figure with its number of rounds, and a ratio where there is a peer."""
    forecasts()
    lives()
    plans_and_shares()


if __name__ == "__main__":
    main()
