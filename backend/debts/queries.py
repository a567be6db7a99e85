"""Reads of debts for lenders and their staff, chosen by the lender's id."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.debts.errors import DebtMissing, ImportMissing
from backend.debts.models import ChargeLine, Claim, Debt, DebtMove, Import


def of_lender(session: Session, *, lender_id: UUID, reference: str) -> Debt:
    """Return one debt by its lender's reference.

    Raises:  DebtMissing, also for another lender's debt.
    """
    debt = session.scalar(
        sa.select(Debt).where(Debt.lender_id == lender_id, Debt.lender_reference == reference)
    )
    if debt is None:
        raise DebtMissing
    return debt


def of_lender_by_id(session: Session, *, lender_id: UUID, debt_id: UUID) -> Debt:
    """Return one debt of a lender by its id.

    Raises:  DebtMissing, also for another lender's debt.
    """
    debt = session.scalar(sa.select(Debt).where(Debt.id == debt_id, Debt.lender_id == lender_id))
    if debt is None:
        raise DebtMissing
    return debt


def page_of_lender(
    session: Session, *, lender_id: UUID, after: str | None, limit: int, begins: str = ""
) -> list[Debt]:
    """Return one page of a lender's debts in the order of their references."""
    query = sa.select(Debt).where(Debt.lender_id == lender_id)
    if after is not None:
        query = query.where(Debt.lender_reference > after)
    if begins:
        query = query.where(Debt.lender_reference.startswith(begins, autoescape=True))
    return list(session.scalars(query.order_by(Debt.lender_reference).limit(limit)))


def charges_of(session: Session, *, debt_id: UUID) -> list[ChargeLine]:
    """Return the charge lines of a debt in the lender's order."""
    return list(
        session.scalars(
            sa.select(ChargeLine).where(ChargeLine.debt_id == debt_id).order_by(ChargeLine.line)
        )
    )


def moves_of(session: Session, *, debt_id: UUID) -> list[DebtMove]:
    """Return the history of a debt's states, oldest first."""
    return list(
        session.scalars(
            sa.select(DebtMove)
            .where(DebtMove.debt_id == debt_id)
            .order_by(DebtMove.at, DebtMove.id)
        )
    )


def latest_claim_of(session: Session, *, debt_id: UUID) -> Claim | None:
    """Return the newest invitation of a debt."""
    return session.scalar(
        sa.select(Claim).where(Claim.debt_id == debt_id).order_by(Claim.id.desc()).limit(1)
    )


def import_of_lender(session: Session, *, lender_id: UUID, import_id: UUID) -> Import:
    """Return one import of a lender.

    Raises:  ImportMissing, also for another lender's import.
    """
    found = session.scalar(
        sa.select(Import).where(Import.id == import_id, Import.lender_id == lender_id)
    )
    if found is None:
        raise ImportMissing
    return found
