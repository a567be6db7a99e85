"""Queue, subscribe and deliver, for tests of nudges."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import sqlalchemy as sa

from backend.nudges import jobs, service
from backend.nudges.models import Nudge, NudgeDelivery
from backend.plumbing import clock, db, mail, sms

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 23, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def queue(person=None, *, moment=NOON, kind="bill_arrived", link="/debts/1", **more):
    """Queue a nudge as a lender's push would, and return its id."""
    person_id = person.id if person is not None else None
    with clock.moved_to(moment), db.unit_of_work(db.lender(uuid4())) as session:
        return service.queue(
            session,
            **{"kind": kind, "person_id": person_id, "subject_id": uuid4(), "link": link, **more},
        )


def subscribe(person, device):
    with db.unit_of_work(db.system()) as session:
        return service.subscribe(session, person_id=person.id, subscription=device.subscription)


def wish(person, **changes):
    changes = {
        name: time.fromisoformat(value) if isinstance(value, str) else value
        for name, value in changes.items()
    }
    with db.unit_of_work(db.person(person.id)) as session:
        service.change_preferences(session, person_id=person.id, changes=changes)


def deliver(moment=NOON):
    with clock.moved_to(moment):
        jobs.deliver()


def ways(nudge_id) -> dict[str, tuple[str, str]]:
    """Return state and reason of a nudge by channel."""
    with db.unit_of_work(db.system()) as session:
        rows = session.scalars(sa.select(NudgeDelivery).where(NudgeDelivery.nudge_id == nudge_id))
        return {row.channel: (row.state, row.reason) for row in rows}


def row(nudge_id) -> Nudge:
    with db.unit_of_work(db.system()) as session:
        return session.get_one(Nudge, nudge_id)


def delivery(nudge_id, channel) -> NudgeDelivery:
    with db.unit_of_work(db.system()) as session:
        return session.get_one(NudgeDelivery, (nudge_id, channel))


def letters() -> list[mail.Letter]:
    return mail.memory().sent


def texts() -> list[sms.Text]:
    return sms.memory().sent
