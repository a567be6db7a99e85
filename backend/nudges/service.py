"""What is said to persons: written as rows here, said later."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Session

from backend.nudges import queries
from backend.nudges.errors import SubscriptionNotFound
from backend.nudges.models import Channel, ContactPreference, Kind, PushSubscription
from backend.nudges.quiet_hours import QuietHours
from backend.plumbing import clock, jobs, sealing
from backend.plumbing.ids import new_id

DELIVER = "nudges.deliver"
MOST_DEVICES = 20
WAYS = {Kind.CONTACT_CHANGED: (Channel.INBOX, Channel.PUSH)}
"""Kinds that do not go out on every channel: accounts itself writes to the addresses."""

_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_HALF = 3
_QUEUE = sa.text(
    "select queue_nudge(:id, :kind, :ways, :person, :channel, :digest, :sealed, :locale, :zone,"
    " :link, :subject, cast(:facts as jsonb), :code, :due, :now)"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody without an account, as a lender knows them."""

    channel: str
    """sms or email."""
    address: str
    """E.164, or an e-mail address."""
    locale: str = "en"
    time_zone: str | None = None
    """Of an e-mail address whose zone is known; a phone number tells its own."""


def queue(
    session: Session,
    *,
    kind: str,
    subject_id: UUID,
    link: str,
    facts: Mapping[str, Any] | None = None,
    person_id: UUID | None = None,
    contact: Contact | None = None,
    due_at: datetime | None = None,
) -> UUID | None:
    """Write a nudge in this transaction and wake delivery; None when it was written before.

    Facts that templates know: lender_name, amount_minor with currency, due_on, masked.

    Raises:  ValueError unless there is exactly one receiver.
    """
    if (person_id is None) == (contact is None):
        raise ValueError("a nudge is for a person or for a contact")
    now, nudge_id = clock.now(), new_id()
    row = {
        "id": nudge_id,
        "kind": Kind(kind).value,
        "ways": [way.value for way in WAYS.get(Kind(kind), Channel)],
        "person": person_id,
        "link": link if contact is None else None,
        "subject": subject_id,
        "facts": json.dumps(dict(facts or {}), default=str, ensure_ascii=False),
        "code": new_code(),
        "due": due_at or now,
        "now": now,
        **_contact(contact, link),
    }
    if not session.execute(_QUEUE, row).scalar_one():
        return None
    jobs.wake(session, DELIVER)
    return nudge_id


def new_code() -> str:
    """Return a short code that is easy to read aloud, such as K7M-4QP."""
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(2 * _CODE_HALF)]
    return "".join(letters[:_CODE_HALF]) + "-" + "".join(letters[_CODE_HALF:])


def mark_read(session: Session, *, person_id: UUID, nudge_id: UUID) -> None:
    """Remember that a person has read a nudge.

    Raises:  NudgeNotFound.
    """
    row = queries.nudge(session, person_id=person_id, nudge_id=nudge_id)
    row.read_at = row.read_at or clock.now()


def change_preferences(
    session: Session, *, person_id: UUID, changes: Mapping[str, Any]
) -> queries.Wishes:
    """Keep how and when a person wants to be reached."""
    wishes = queries.wishes(session, person_id=person_id)
    quiet = QuietHours(
        changes.get("quiet_from", wishes.quiet.start),
        changes.get("quiet_until", wishes.quiet.end),
    )
    channels = {
        name: bool(changes.get(name, getattr(wishes, name))) for name in ("email", "sms", "push")
    }
    values = {
        "quiet_from": quiet.start,
        "quiet_until": quiet.end,
        **channels,
        "changed_at": clock.now(),
    }
    session.execute(
        pg.insert(ContactPreference)
        .values(person_id=person_id, **values)
        .on_conflict_do_update(index_elements=["person_id"], set_=values)
    )
    return queries.Wishes(quiet, **channels)


def subscribe(session: Session, *, person_id: UUID, subscription: Mapping[str, Any]) -> UUID:
    """Let a browser show a person's nudges, and nobody else's from now on; the oldest gives way.

    The session acts for the system, because the browser may have been another person's.
    """
    values = {
        "person_id": person_id,
        "subscription_sealed": sealing.seal(json.dumps(subscription, sort_keys=True)),
        "created_at": clock.now(),
    }
    digest = sealing.keyed_hash("push-endpoint", subscription["endpoint"])
    kept: UUID = session.execute(
        pg.insert(PushSubscription)
        .values(id=new_id(), endpoint_hash=digest, **values)
        .on_conflict_do_update(index_elements=["endpoint_hash"], set_=values)
        .returning(PushSubscription.id)
    ).scalar_one()
    newest = (
        sa.select(PushSubscription.id)
        .where(PushSubscription.person_id == person_id)
        .order_by(PushSubscription.created_at.desc(), PushSubscription.id.desc())
        .offset(MOST_DEVICES)
    )
    session.execute(sa.delete(PushSubscription).where(PushSubscription.id.in_(newest)))
    return kept


def unsubscribe(session: Session, *, person_id: UUID, subscription_id: UUID) -> None:
    """Let a browser show nothing more.

    Raises:  SubscriptionNotFound.
    """
    gone = session.execute(
        sa.delete(PushSubscription)
        .where(PushSubscription.id == subscription_id, PushSubscription.person_id == person_id)
        .returning(PushSubscription.id)
    ).one_or_none()
    if gone is None:
        raise SubscriptionNotFound


def _contact(contact: Contact | None, link: str) -> dict[str, Any]:
    if contact is None:
        return dict.fromkeys(("channel", "digest", "sealed", "locale", "zone"))
    return {
        "channel": contact.channel,
        "digest": sealing.keyed_hash(f"nudge/{contact.channel}", contact.address.lower()),
        "sealed": sealing.seal(json.dumps({"address": contact.address, "link": link})),
        "locale": contact.locale,
        "zone": contact.time_zone,
    }
