"""How long schedules and rates take, beside numpy-financial on the same inputs in the same run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from timeit import repeat

import numpy as np
import numpy_financial

from budgeting.amortisation.level import level_schedule
from budgeting.apr_us import apr_us
from budgeting.dates import add_months
from budgeting.money import Money

ROUNDS, TIMES = 15, 30
CENTS, RATE = 1_000_000, Decimal("0.119")


def best(work: Callable[[], object]) -> float:
    """Return the shortest time of some rounds, in microseconds: the one least disturbed."""
    return min(repeat(work, number=TIMES, repeat=ROUNDS)) / TIMES * 1e6


def schedule_here(rows: int) -> Callable[[], object]:
    """Return the work of a schedule to the cent: instalment, interest, principal, balance."""
    principal = Money(CENTS, "USD")
    return lambda: level_schedule(principal, annual_rate=RATE, periods=rows)


def schedule_there(rows: int) -> Callable[[], object]:
    """Return the same columns in floating point, unrounded."""
    rate, periods, principal = float(RATE) / 12, np.arange(1, rows + 1), -CENTS / 100

    def work() -> object:
        payment = numpy_financial.pmt(rate, rows, principal)
        interest = numpy_financial.ipmt(rate, periods, rows, principal)
        return payment, interest, numpy_financial.ppmt(rate, periods, rows, principal)

    return work


def rate_here(flows: int) -> Callable[[], object]:
    """Return the work of an annual percentage rate from dated flows, unit-period and all."""
    start = date(2024, 1, 10)
    lent = [(start, Money(CENTS, "USD"))]
    paid = [(add_months(start, row), Money(22_000, "USD")) for row in range(1, flows)]
    return lambda: apr_us(lent, paid)


def rate_there(flows: int) -> Callable[[], object]:
    """Return the internal rate of the same flows, taken to be equally far apart."""
    series = [-CENTS / 100, *([220.0] * (flows - 1))]
    return lambda: numpy_financial.irr(series)


def main() -> None:
    """Print each pair of times and how often the peer's fits into ours."""
    pairs = [
        ("level schedule of 60 rows", schedule_here(60), schedule_there(60)),
        ("level schedule of 360 rows", schedule_here(360), schedule_there(360)),
        ("annual percentage rate of 61 flows", rate_here(61), rate_there(61)),
    ]
    for label, here, there in pairs:
        ours, theirs = best(here), best(there)
        print(
            f"{label:<36} {ours:8.1f} us   numpy-financial {theirs:8.1f} us   {theirs / ours:5.2f}x"
        )


if __name__ == "__main__":
    main()
