"""Decide about payments: begin one, settle what the rail said, take back what it returned.

A payment has three steps. `begin` writes the intent and is committed; the caller then charges the
rail with no transaction open; `settle` writes what the rail said. Whatever ends the process in
between, the row tells that the outcome is not known and `payments.jobs` asks for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts import service as debts
from backend.debts.models import Debt
from backend.lenders import service as lenders
from backend.nudges import service as nudges
from backend.payments import ledger, queries, writing
from backend.payments.errors import (
    CurrenciesMixed,
    DebtNamedTwice,
    MandateMissing,
    MandateNotReady,
    MoreThanOwed,
    MoveNotAllowed,
    PaymentOnItsWay,
)
from backend.payments.models import Allocation, Mandate, Payment
from backend.payments.rails import Caps, Known, Outcome
from backend.payments.states import MOVES, OPEN, MandateState, PaymentState
from backend.plumbing import clock, metrics

ASK_AFTER = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3_600, 21_600, 86_400))
"""Pauses before the rail is asked again about an open payment; after the last, a person looks."""


_ASKED = "asked by the person"


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment is meant for one debt, in minor units."""

    debt_id: UUID
    amount_minor: int


def begin(
    session: Session,
    *,
    payment_id: UUID,
    person_id: UUID,
    mandate_id: UUID,
    currency: str,
    parts: Sequence[Part],
) -> tuple[Payment, Mandate]:
    """Write the intent to pay: committed before the rail hears of it.

    Raises: DebtNamedTwice, MandateMissing, MandateNotReady, CurrenciesMixed, MoreThanOwed,
        PaymentOnItsWay; DebtMissing for a debt of somebody else; DebtNotPayable.
    """
    wanted = {part.debt_id: part.amount_minor for part in parts}
    if len(wanted) != len(parts):
        raise DebtNamedTwice(fields={"allocations": [DebtNamedTwice.message()]})
    mandate = _mandate(session, person_id, mandate_id)
    owed = debts.payable_debts(session, person_id=person_id, ids=sorted(wanted))
    for debt in owed:
        _check(debt, wanted[debt.id], currency)
        debts.begin_payment(debt=debt, amount_minor=wanted[debt.id])
    payment = _intent(payment_id, mandate, currency, sum(wanted.values()))
    parts_due = [_part(payment, debt, wanted[debt.id]) for debt in owed]
    session.flush()
    writing.intend(session, payment, parts_due, cause=_ASKED)
    return payment, mandate


def settle(
    session: Session, payment_id: UUID, outcome: Outcome, *, cause: str, caps: Caps
) -> Payment:
    """Write what is known of a payment; the same word twice changes nothing.

    Raises: MoveNotAllowed when the rail contradicts a state that is final.
    """
    payment = session.execute(
        sa.select(Payment).where(Payment.id == payment_id).with_for_update()
    ).scalar_one()
    # Every row touched from here is locked, so each is written once, at the end.
    with session.no_autoflush:
        _settle(session, payment, outcome, cause, caps)
    session.flush()
    return payment


def _settle(session: Session, payment: Payment, outcome: Outcome, cause: str, caps: Caps) -> None:
    now = clock.now()
    state = PaymentState(payment.state)
    target = _target(payment, outcome, caps, now)
    if outcome.known is Known.RETURNED and state in OPEN:
        # The return overtook the success on its way to us: both happened, in this order.
        _succeed(session, payment, outcome, cause, now)
        state = PaymentState.SUCCEEDED
    if target is None or target is state or _already_told(state, target):
        return
    if target not in MOVES[state]:
        raise MoveNotAllowed(f"{state} to {target}")
    if target is PaymentState.SUCCEEDED:
        _succeed(session, payment, outcome, cause, now)
    elif target is PaymentState.RETURNED:
        _take_back(session, payment, cause, now)
    elif target is PaymentState.REFUSED:
        payment.reason = outcome.reason or "technical"
        _let_go(session, payment)
        waited = state is not PaymentState.SUBMITTING
        _go(session, payment, target, cause, now)
        if waited:
            _let_know(session, payment)
    else:
        payment.rail_reference = outcome.reference or payment.rail_reference
        _go(session, payment, target, cause, now)


def _target(payment: Payment, outcome: Outcome, caps: Caps, now: datetime) -> PaymentState | None:
    if outcome.known is Known.NEVER_SEEN:
        # Only when the rail's own limit has passed can the money no longer move.
        if now - payment.created_at >= caps.forgets_after and payment.state in OPEN:
            return PaymentState.REFUSED
        return PaymentState.UNKNOWN if payment.state == PaymentState.SUBMITTING else None
    if outcome.known is Known.UNKNOWN:
        return PaymentState.UNKNOWN if payment.state == PaymentState.SUBMITTING else None
    return PaymentState(outcome.known.value)


def _already_told(state: PaymentState, target: PaymentState) -> bool:
    """Return whether an older word arrives late: a success or a pending after what followed it."""
    late = {PaymentState.PENDING, PaymentState.UNKNOWN}
    done = state in {PaymentState.SUCCEEDED, PaymentState.RETURNED, PaymentState.REFUSED}
    return (done and target in late) or (
        state is PaymentState.RETURNED and target is PaymentState.SUCCEEDED
    )


def _succeed(
    session: Session, payment: Payment, outcome: Outcome, cause: str, now: datetime
) -> None:
    payment.rail_reference = outcome.reference or payment.rail_reference
    allocations = queries.allocations(session, payment.id)
    waited = payment.state != PaymentState.SUBMITTING
    _go(session, payment, PaymentState.SUCCEEDED, cause, now)
    ledger.post(session, payment, ledger.PAYMENT, ledger.lines_of(payment, allocations, 1), now)
    _tell(session, payment, allocations, sign=1, now=now)
    if waited:
        _let_know(session, payment)


def _take_back(session: Session, payment: Payment, cause: str, now: datetime) -> None:
    allocations = queries.allocations(session, payment.id)
    _go(session, payment, PaymentState.RETURNED, cause, now)
    ledger.post(session, payment, ledger.RETURN, ledger.lines_of(payment, allocations, -1), now)
    _tell(session, payment, allocations, sign=-1, now=now)
    _let_know(session, payment)


def _let_know(session: Session, payment: Payment) -> None:
    """Write a nudge for what was not on the screen already when the person paid."""
    nudges.queue(
        session,
        kind="payment_checked",
        person_id=payment.person_id,
        link=f"/payments/{payment.id}",
        subject_id=payment.id,
    )


def _tell(
    session: Session,
    payment: Payment,
    allocations: Sequence[Allocation],
    *,
    sign: int,
    now: datetime,
) -> None:
    """Book each part on its debt and write the lender's webhook in the same transaction."""
    for part, debt in _locked(session, allocations):
        if sign > 0:
            debts.end_payment(debt=debt, amount_minor=part.amount_minor)
        debts.record_payment(
            session, debt=debt, payment_id=payment.id, amount_minor=sign * part.amount_minor, at=now
        )
        if sign > 0:
            part.outstanding_after_minor = debt.outstanding_minor
        lenders.emit(
            session,
            lender_id=part.lender_id,
            type="payment.succeeded" if sign > 0 else "payment.returned",
            data=queries.told_to_lender(payment, part, debt, now),
            aggregate_id=debt.id,
        )


def _let_go(session: Session, payment: Payment) -> None:
    """Take back the marks of a payment that did not happen."""
    for part, debt in _locked(session, queries.allocations(session, payment.id)):
        debts.end_payment(debt=debt, amount_minor=part.amount_minor)


def _locked(session: Session, allocations: Sequence[Allocation]) -> list[tuple[Allocation, Debt]]:
    """Return each part with its debt, locked in the order of ids, as `begin` locks them."""
    chosen = sa.select(Debt).where(Debt.id.in_([part.debt_id for part in allocations]))
    found = session.scalars(chosen.order_by(Debt.id).with_for_update())
    owed = {debt.id: debt for debt in found}
    return [(part, owed[part.debt_id]) for part in allocations]


def _go(session: Session, payment: Payment, state: PaymentState, cause: str, now: datetime) -> None:
    writing.move(session, payment, state, cause=cause, at=now)
    payment.state = state
    if state in OPEN:
        return
    payment.ask_at = payment.attention_at = None
    payment.finished_at = now
    metrics.payments.labels(payment.rail, state.value).inc()


def _intent(payment_id: UUID, mandate: Mandate, currency: str, amount_minor: int) -> Payment:
    now = clock.now()
    return Payment(
        id=payment_id,
        person_id=mandate.person_id,
        mandate_id=mandate.id,
        rail=mandate.rail,
        rail_key=f"pay_{payment_id.hex}_1",
        currency=currency,
        amount_minor=amount_minor,
        state=PaymentState.SUBMITTING,
        created_at=now,
        ask_at=now + ASK_AFTER[0],
        asked=0,
        fence=0,
    )


def _part(payment: Payment, debt: Debt, amount_minor: int) -> Allocation:
    return Allocation(
        payment_id=payment.id,
        debt_id=debt.id,
        person_id=payment.person_id,
        lender_id=debt.lender_id,
        currency=payment.currency,
        amount_minor=amount_minor,
    )


def _mandate(session: Session, person_id: UUID, mandate_id: UUID) -> Mandate:
    mandate = session.execute(
        sa.select(Mandate).where(Mandate.id == mandate_id, Mandate.person_id == person_id)
    ).scalar_one_or_none()
    if mandate is None:
        raise MandateMissing
    if mandate.state != MandateState.ACTIVE:
        raise MandateNotReady
    return mandate


def _check(debt: Debt, amount_minor: int, currency: str) -> None:
    if debt.currency != currency:
        raise CurrenciesMixed(fields={"currency": [CurrenciesMixed.message()]})
    if amount_minor > debt.outstanding_minor:
        raise MoreThanOwed(fields={"allocations": [MoreThanOwed.message()]})
    if amount_minor > debts.payable_minor(debt):
        raise PaymentOnItsWay
