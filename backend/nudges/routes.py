"""A person's inbox, devices and wishes."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.accounts.access import current_person_id
from backend.accounts.models import Person
from backend.nudges import push, queries, service, wording
from backend.nudges.models import Channel, Nudge
from backend.nudges.queries import Wishes
from backend.nudges.schemas import (
    InboxPage,
    PreferencesOut,
    PreferencesPatch,
    PushKeyOut,
    PushSubscriptionIn,
    PushSubscriptionOut,
    WhyOut,
)
from backend.plumbing import clock, db
from backend.plumbing.http import blueprint
from backend.plumbing.pages import PageQuery, decode_cursor, encode_cursor

Said = dict[str, Any]

bp = blueprint("nudges", "Messages to a person, and how they reach them.")


@bp.get("/inbox")
@bp.arguments(PageQuery, location="query")
@bp.response(200, InboxPage)
def list_inbox(asked: Said) -> Said:
    """List a person's messages, newest first."""
    person_id, limit, cursor = current_person_id(), asked["limit"], asked["cursor"]
    before = decode_cursor(cursor, UUID)[0] if cursor is not None else None
    with db.unit_of_work(db.person(person_id)) as session:
        rows = queries.inbox(
            session, person_id=person_id, now=clock.now(), limit=limit + 1, before=before
        )
        locale = session.get_one(Person, person_id).locale
    shown = rows[:limit]
    more = encode_cursor(shown[-1].id) if len(rows) > limit else None
    return {"items": [_shown(row, locale) for row in shown], "next_cursor": more}


@bp.post("/inbox/<uuid:nudge_id>/read")
@bp.response(204)
def mark_read(nudge_id: UUID) -> None:
    """Remember that a message was read."""
    person_id = current_person_id()
    with db.unit_of_work(db.person(person_id)) as session:
        service.mark_read(session, person_id=person_id, nudge_id=nudge_id)


@bp.get("/inbox/<uuid:nudge_id>/why")
@bp.response(200, WhyOut)
def tell_why(nudge_id: UUID) -> Said:
    """Tell why a person got a message, and what became of it on each channel."""
    person_id = current_person_id()
    with db.unit_of_work(db.person(person_id)) as session:
        row = queries.nudge(session, person_id=person_id, nudge_id=nudge_id)
        return _why(session, row, session.get_one(Person, person_id))


@bp.get("/push/key")
@bp.response(200, PushKeyOut)
def get_push_key() -> Said:
    """Give the key by which a browser knows our pushes."""
    with db.unit_of_work(db.system()) as session:
        return {"public_key": push.keys(session).public}


@bp.post("/push-subscriptions")
@bp.arguments(PushSubscriptionIn)
@bp.response(201, PushSubscriptionOut)
def subscribe(given: Said) -> Said:
    """Let this browser show a person's messages."""
    person_id = current_person_id()
    push.check(given)
    # The system acts, because this browser may have been somebody else's until now.
    with db.unit_of_work(db.system()) as session:
        return {"id": service.subscribe(session, person_id=person_id, subscription=given)}


@bp.delete("/push-subscriptions/<uuid:subscription_id>")
@bp.response(204)
def unsubscribe(subscription_id: UUID) -> None:
    """Let a browser show nothing more."""
    person_id = current_person_id()
    with db.unit_of_work(db.person(person_id)) as session:
        service.unsubscribe(session, person_id=person_id, subscription_id=subscription_id)


@bp.get("/me/contact-preferences")
@bp.response(200, PreferencesOut)
def get_preferences() -> Said:
    """Show how and when a person wants to be reached."""
    person_id = current_person_id()
    with db.unit_of_work(db.person(person_id)) as session:
        return _preferences(queries.wishes(session, person_id=person_id))


@bp.patch("/me/contact-preferences")
@bp.arguments(PreferencesPatch)
@bp.response(200, PreferencesOut)
def change_preferences(given: Said) -> Said:
    """Change how and when a person wants to be reached."""
    person_id = current_person_id()
    with db.unit_of_work(db.person(person_id)) as session:
        return _preferences(service.change_preferences(session, person_id=person_id, changes=given))


def _shown(row: Nudge, locale: str) -> Said:
    said = wording.shown(row.kind, locale, row.facts)
    return {
        "id": row.id,
        "kind": row.kind,
        "at": row.due_at,
        "read_at": row.read_at,
        "title": said.title,
        "body": said.body,
        "link": row.link,
        "code": row.code,
    }


def _why(session: Session, row: Nudge, person: Person) -> Said:
    ways = queries.deliveries(session, row.id)
    reasons = [wording.why(row.kind, person.locale, row.facts)]
    reasons += [
        wording.reason(
            way.channel, way.reason, person.locale, way.due_at, ZoneInfo(person.time_zone)
        )
        for way in ways
        if way.channel != Channel.INBOX
    ]
    channels = [{"channel": w.channel, "state": w.state, "at": w.changed_at} for w in ways]
    return {"reasons": reasons, "channels": channels}


def _preferences(wishes: Wishes) -> Said:
    return {
        "quiet_from": wishes.quiet.start,
        "quiet_until": wishes.quiet.end,
        "email": wishes.email,
        "sms": wishes.sms,
        "push": wishes.push,
    }
