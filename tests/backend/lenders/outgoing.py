"""Emit, deliver and look, for tests of webhooks."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa

from backend.lenders import jobs, service
from backend.plumbing import clock, db

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAYMENT = uuid4()


def emit(lender, *, times=1, aggregate=PAYMENT, kind="payment.succeeded", actor=None):
    with db.unit_of_work(actor or db.person(uuid4())) as session:
        for number in range(times):
            service.emit(
                session,
                lender_id=lender,
                type=kind,
                data={"payment_id": aggregate, "amount_minor": 1_500 + number, "to": "海港"},
                aggregate_id=aggregate,
            )


def rows(model, *where):
    with db.unit_of_work(db.system()) as session:
        return session.scalars(
            sa.select(model).where(*where).order_by(*model.__table__.primary_key)
        ).all()


def deliver_at(moment):
    with clock.moved_to(moment):
        jobs.deliver()
        jobs.deliver_again()
