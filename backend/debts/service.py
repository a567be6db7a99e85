"""What other rooms and the routes may do with debts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts import intake, queries, storing
from backend.debts.errors import CurrencyFixed, DebtMissing, DebtNotPayable, DebtNotValid
from backend.debts.intake import Taken, Tally
from backend.debts.models import Debt
from backend.debts.reading import Pushed
from backend.debts.reconcile import Figures, standing
from backend.debts.rows import of_loaded
from backend.debts.states import DebtState
from backend.plumbing.ids import new_id

_PAYABLE = (DebtState.OPEN, DebtState.PLAN)


def push_one(
    session: Session, *, lender_id: UUID, reference: str, loaded: dict[str, Any], at: datetime
) -> tuple[Debt, Tally]:
    """Take one debt in under the lender's own reference; the same again changes nothing.

    Raises:  DebtNotValid for figures that hold in the future; CurrencyFixed.
    """
    row = of_loaded({**loaded, "reference": reference})
    if intake.future(row, at):
        raise DebtNotValid(fields={"as_of": [intake.IN_FUTURE]})
    tally = Tally(received=1)
    batch = [intake.taken_of(row)]
    intake.write(session, lender_id=lender_id, batch=batch, at=at, tally=tally)
    if tally.refused:
        raise CurrencyFixed(fields=tally.errors[0]["fields"])
    return queries.of_lender(session, lender_id=lender_id, reference=row.reference), tally


def is_stale(debt: Debt, loaded: dict[str, Any]) -> bool:
    """Return whether a push was older than what is kept."""
    return bool(loaded["as_of"] < debt.as_of)


@dataclass(frozen=True, slots=True)
class Push:
    """Many debts on their way in: what they came to so far, and the batches that are left."""

    tally: Tally
    batches: Iterator[list[Taken]]
    at: datetime


def open_push(pushed: Pushed, *, at: datetime) -> Push:
    """Begin to read a table or a list of debts, so that one that can't be read changes nothing.

    Raises:  HeaderMissing, HeaderNotUnderstood, TooManyColumns, NothingToRead.
    """
    tally = Tally()
    batches = intake.batches(pushed.lines(), at=at, tally=tally)
    first = next(batches, None)
    return Push(tally, chain([first] if first else [], batches), at)


def take_batch(session: Session, *, lender_id: UUID, push: Push, batch: list[Taken]) -> None:
    """Take some hundred debts in, each whole or not at all.

    A batch is a transaction: rows of a large push stay locked for moments, not until its end, so
    that nobody who pays meanwhile has to wait for it.
    """
    intake.write(session, lender_id=lender_id, batch=batch, at=push.at, tally=push.tally)


def payable_debts(session: Session, *, person_id: UUID, ids: Sequence[UUID]) -> list[Debt]:
    """Return a person's debts for paying, locked in the order of their ids.

    Raises:  DebtMissing when one is not there or is another person's; DebtNotPayable when one is
             settled, paused, or wholly covered by payments that are still being checked.
    """
    debts = list(
        session.scalars(
            sa.select(Debt)
            .where(Debt.id.in_(ids), Debt.person_id == person_id)
            .order_by(Debt.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    if len(debts) != len(set(ids)):
        raise DebtMissing
    if any(debt.state not in _PAYABLE or payable_minor(debt) == 0 for debt in debts):
        raise DebtNotPayable
    return debts


def payable_minor(debt: Debt) -> int:
    """Return the most that a new payment may put towards a debt.

    Units:   minor units; what is being checked can't be paid a second time.
    """
    return max(0, debt.outstanding_minor - debt.checking_minor)


def begin_payment(*, debt: Debt, amount_minor: int) -> None:
    """Mark part of a debt as being paid, until `end_payment`; written with the next flush.

    Raises:  DebtNotPayable when the part is more than can still be paid.
    """
    if not 1 <= amount_minor <= payable_minor(debt):
        raise DebtNotPayable
    debt.checking_minor += amount_minor


def end_payment(*, debt: Debt, amount_minor: int) -> None:
    """Take back the mark of a payment whose outcome is known; record it apart if it arrived."""
    debt.checking_minor = max(0, debt.checking_minor - amount_minor)


def record_payment(
    session: Session, *, debt: Debt, payment_id: UUID, amount_minor: int, at: datetime
) -> None:
    """Count a payment, or a return below zero, towards a locked debt; a second call adds nothing.

    Units:   minor units of the debt's currency.
    """
    counted = session.execute(
        _COUNT,
        {
            "id": new_id(), "debt_id": debt.id, "payment_id": payment_id,
            "lender_id": debt.lender_id, "person_id": debt.person_id,
            "currency": debt.currency, "amount_minor": amount_minor, "at": at,
            "as_of": debt.as_of,
        },
    ).one()  # fmt: skip
    if not counted.fresh:
        return
    charged = debt.borrowed_minor + debt.interest_minor + debt.fees_minor
    now = standing(
        Figures(charged, debt.lender_paid_minor, debt.asked_minor, debt.as_of),
        [
            (debt.as_of, int(counted.before)),
            (debt.as_of + _LATER, int(counted.after)),
            (at, amount_minor),
        ],
    )
    debt.paid_minor, debt.outstanding_minor = now.paid_minor, now.outstanding_minor
    debt.credit_minor, debt.due_minor = now.credit_minor, now.due_minor
    debt.version, debt.changed_at = debt.version + 1, at
    state = DebtState(debt.state)
    if (now.outstanding_minor == 0) != (state is DebtState.SETTLED):
        session.flush()
        debt.state = storing.settle(
            session, debt.id, state, now.outstanding_minor, cause="payment", at=at
        )


_LATER = timedelta(microseconds=1)
# One round trip: write it unless it was written before, and sum what was there already.
_COUNT = sa.text(
    "with fresh as (insert into debt_payments (id, debt_id, payment_id, lender_id, person_id,"
    " currency, amount_minor, at) values (:id, :debt_id, :payment_id, :lender_id, :person_id,"
    " :currency, :amount_minor, :at) on conflict do nothing returning id)"
    " select exists (select from fresh) as fresh,"
    " coalesce(sum(amount_minor) filter (where at <= :as_of), 0) as before,"
    " coalesce(sum(amount_minor) filter (where at > :as_of), 0) as after"
    " from debt_payments where debt_id = :debt_id",
)
