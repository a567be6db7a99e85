"""Somebody ready to pay: a claimed debt, a mandate, a rail that lives in this process."""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from backend.debts import service as debts
from backend.debts.schemas import DebtIn
from backend.payments.models import Mandate
from backend.payments.rails.in_memory import RailInMemory
from backend.plumbing import clock
from backend.plumbing.db import lender, system, unit_of_work
from backend.plumbing.ids import new_id
from tests.factories.accounts import Browser
from tests.factories.debts import debt_in


def claimed_debt(
    person_id: UUID, lender_id: UUID, *, reference: str | None = None, **changes: Any
) -> UUID:
    """Push a debt and let a person have taken it up; return its id. It owes ¥2,480.00."""
    reference = reference or f"HC-{uuid4().hex[:10]}"
    loaded = DebtIn().load(debt_in(**changes))
    with unit_of_work(lender(lender_id)) as session:
        debts.push_one(
            session, lender_id=lender_id, reference=reference, loaded=loaded, at=clock.now()
        )
    with unit_of_work(system()) as session:
        return session.execute(
            sa.text(
                "with taken as (update debts set person_id = :person, state = 'open' where"
                " lender_id = :lender and lender_reference = :reference returning id), lines as"
                " (update charge_lines set person_id = :person where debt_id in"
                " (select id from taken)) select id from taken"
            ).columns(id=sa.Uuid),
            {"person": person_id, "lender": lender_id, "reference": reference},
        ).scalar_one()


def active_mandate(person_id: UUID, rail: str = "memory") -> UUID:
    """Return a permission that is ready to be used."""
    row = Mandate(
        id=new_id(),
        person_id=person_id,
        rail=rail,
        rail_reference=f"ag_{uuid4().hex}",
        approve_url=None,
        label="Memory",
        state="active",
        created_at=clock.now(),
    )
    with unit_of_work(system()) as session:
        session.add(row)
    return row.id


def pay(
    browser: Browser,
    mandate_id: UUID,
    parts: dict[UUID, Any],
    *,
    key: str = "",
    currency: str = "CNY",
):
    """Pay and return the answer."""
    body = {
        "mandate_id": str(mandate_id),
        "currency": "CNY",
        "allocations": [{"debt_id": str(d), "amount_minor": a} for d, a in parts.items()],
    }
    return browser.ask("POST", "/payments", body, Idempotency_Key=key or uuid4().hex)


__all__ = ["RailInMemory", "active_mandate", "claimed_debt", "pay"]
