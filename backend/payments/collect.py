"""The step between the two commits: ask the rail, with no transaction open."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from backend.payments.errors import SumNotTaken
from backend.payments.models import Mandate, Payment
from backend.payments.rails import Caps, Outcome
from backend.payments.rails.registry import rail
from backend.plumbing import faults
from backend.plumbing.db import system, unit_of_work
from budgeting.money import Money


def caps_of(payment: Payment) -> Caps:
    """Return what the rail of a payment can do."""
    return rail(payment.rail).caps


def check(payment: Payment) -> None:
    """Refuse what the rail cannot be asked for, while nothing is written yet.

    Raises: SumNotTaken, RailUnknown.
    """
    if not caps_of(payment).takes(Money(payment.amount_minor, payment.currency)):
        raise SumNotTaken(fields={"currency": [SumNotTaken.message()]})


def charge(payment: Payment, mandate: Mandate) -> Outcome:
    """Charge a committed payment once and return what the rail said."""
    faults.point("payments.before_send")
    outcome = rail(payment.rail).charge(
        mandate=mandate.rail_reference,
        money=Money(payment.amount_minor, payment.currency),
        key=payment.rail_key,
        reference=f"Tideover {payment.id.hex[-8:]}",
    )
    faults.point("payments.after_send")
    return outcome


@contextmanager
def after_the_call() -> Iterator[Session]:
    """Open the transaction that writes what the rail said; it crosses from person to lender."""
    with unit_of_work(system()) as session:
        yield session
        faults.point("payments.before_commit")
    faults.point("payments.after_commit")
