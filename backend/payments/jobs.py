"""Ask rails about what is not known yet; compare books every day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from backend.payments import invariants, mandates, reconcile, service
from backend.payments.errors import MoveNotAllowed, RailAway
from backend.payments.models import Mandate, Payment
from backend.payments.rails.registry import RAILS, offered
from backend.payments.states import OPEN, MandateState
from backend.plumbing import clock, faults, jobs, logs
from backend.plumbing.db import system, unit_of_work

BATCH = 200
LEASE = timedelta(seconds=60)
_TO_REVOKE = (
    sa.select(Mandate.id, Mandate.rail, Mandate.rail_reference)
    .where(Mandate.state == MandateState.ENDED, Mandate.revoked_at.is_(None))
    .order_by(Mandate.id)
    .limit(BATCH)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An open payment that this worker may ask about, until its lease ends."""

    payment_id: UUID
    rail: str
    rail_key: str
    rail_reference: str | None
    mandate_reference: str
    asked: int
    fence: int
    created_at: datetime


@jobs.job("payments.ask")
def ask_about_open_payments() -> None:
    """Ask the rail about every open payment that is due, in batches."""
    while claimed := claim():
        for one in claimed:
            ask(one)


@jobs.job(mandates.REVOKE)
def tell_rails_of_ended_mandates() -> None:
    """Tell each rail of the permissions that ended; one that is away is told at the next tick."""
    with unit_of_work(system()) as session:
        ended = session.execute(_TO_REVOKE).all()
    for mandate_id, name, reference in ended:
        try:
            RAILS[name].revoke(reference)
        except RailAway:
            logs.get(__name__).warning("revoke_waits", mandate_id=str(mandate_id))
            continue
        with unit_of_work(system()) as session:
            told = sa.update(Mandate).where(Mandate.id == mandate_id)
            session.execute(told.values(revoked_at=clock.now()))


@jobs.job("payments.reconcile")
def reconcile_books() -> None:
    """Compare each rail's book with ours."""
    for name, rail in offered().items():
        if rail.caps.keeps_book:
            reconcile.run(name)


@jobs.job("payments.invariants")
def check_invariants() -> None:
    """Check what must always be true; a break is an alarm, never a repair."""
    for check in invariants.broken():
        logs.get(__name__).error("invariant_broken", name=check.name, rows=len(check.breaks))


jobs.every("payments.invariants", cron="*/5 * * * *")
jobs.every(mandates.REVOKE, seconds=300)
jobs.every("payments.ask", seconds=15)
jobs.every("payments.reconcile", cron="15 5 * * *")


def claim() -> list[Claimed]:
    """Take a batch of due payments until the lease ends."""
    now = clock.now()
    with unit_of_work(system()) as session:
        due = session.execute(
            sa.select(Payment, Mandate.rail_reference)
            .join(Mandate, Mandate.id == Payment.mandate_id)
            .where(Payment.ask_at <= now)
            .order_by(Payment.ask_at)
            .limit(BATCH)
            .with_for_update(skip_locked=True, of=Payment)
        ).all()
        for payment, _ in due:
            payment.fence += 1
            payment.ask_at = now + LEASE
        return [_claimed(payment, mandate) for payment, mandate in due]


def ask(one: Claimed) -> None:
    """Ask the rail about one payment and write what it says."""
    faults.point("payments.after_claim")
    rail = RAILS[one.rail]
    outcome = rail.query(one.rail_key, mandate=one.mandate_reference, reference=one.rail_reference)
    faults.point("payments.after_query")
    with unit_of_work(system()) as session:
        try:
            payment = service.settle(
                session, one.payment_id, outcome, cause="asked the rail", caps=rail.caps
            )
        except MoveNotAllowed:
            logs.get(__name__).error("rail_contradicts", payment_id=str(one.payment_id))
            return
        if payment.state in OPEN and payment.fence == one.fence:
            _ask_again_later(payment, one)


def _claimed(payment: Payment, mandate: str | None) -> Claimed:
    return Claimed(
        payment_id=payment.id,
        rail=payment.rail,
        rail_key=payment.rail_key,
        rail_reference=payment.rail_reference,
        mandate_reference=mandate or "",
        asked=payment.asked,
        fence=payment.fence,
        created_at=payment.created_at,
    )


def _ask_again_later(payment: Payment, one: Claimed) -> None:
    now = clock.now()
    payment.asked = one.asked + 1
    if payment.asked < len(service.ASK_AFTER):
        payment.ask_at = now + service.ASK_AFTER[payment.asked]
        return
    # The rail never told: from here a person of ours looks, and we go on asking once a day.
    payment.ask_at = now + service.ASK_AFTER[-1]
    payment.attention_at = payment.attention_at or now
    logs.get(__name__).error("payment_needs_attention", payment_id=str(payment.id))
