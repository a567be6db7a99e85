"""The outbox of nudges: claim what is due, decide whether it may go now, keep what came of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from phonenumbers import parse as parse_number
from phonenumbers.timezone import time_zones_for_number
from sqlalchemy.orm import Session

from backend.accounts.addresses import Address
from backend.accounts.models import Contact as ProvedContact
from backend.accounts.models import Person
from backend.nudges import queries
from backend.nudges.channels import Envelope, Handed, Outcome
from backend.nudges.models import (
    Channel,
    ContactPreference,
    DeliveryState,
    Kind,
    Nudge,
    PushSubscription,
    Reason,
)
from backend.nudges.push import Subscription
from backend.nudges.queries import Wishes
from backend.plumbing import sealing
from backend.plumbing.settings import settings

BATCH = 100
LEASE = timedelta(minutes=2)
LIFETIME = timedelta(days=7)
"""After this a nudge is no longer worth sending outside; the inbox keeps it."""

WAITS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
AT_ONCE = frozenset({Kind.CONTACT_CHANGED})
"""Answers to what a person has done this minute; they do not wait for the morning."""

ONCE_ONLY = frozenset({Channel.EMAIL})
"""Channels whose other side does not know a second try for the first one again."""

_LONGEST_PUSH = timedelta(days=1)
_MOST_WAIT_SECONDS = 86_400
_ANYWHERE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who a nudge is for, as far as the outside needs to know."""

    locale: str
    zones: tuple[ZoneInfo, ...]
    wishes: Wishes
    link: str
    addresses: dict[str, str]
    subscriptions: tuple[Subscription, ...] = ()
    in_app: bool = True

    def reached_by(self, channel: str) -> bool:
        """Return whether there is an address or a device on a channel."""
        return bool(self.subscriptions if channel == Channel.PUSH else self.addresses.get(channel))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a delivery instead of being sent now."""

    state: DeliveryState
    reason: Reason
    due_at: datetime


def claim(session: Session, now: datetime) -> tuple[int, list[Envelope]]:
    """Take a batch of due deliveries; return how many, and those that may go now."""
    rows = session.execute(_CLAIM, {"now": now, "until": now + LEASE, "batch": BATCH}).all()
    nudges = _by_id(session, Nudge, {row.nudge_id for row in rows})
    receivers = _receivers(session, nudges.values())
    envelopes = []
    for row in rows:
        nudge = nudges[row.nudge_id]
        receiver = receivers[nudge.id]
        verdict = decide(row, nudge, receiver, now)
        if verdict is None:
            envelopes.append(_envelope(row, nudge, receiver, now))
        else:
            _move(session, row, verdict, row.tries, now)
    return len(rows), envelopes


def decide(row: Any, nudge: Nudge, receiver: Receiver, now: datetime) -> Verdict | None:
    """Return why a delivery does not go now, or None when it does."""
    channel = Channel(row.channel)
    dead = None
    if row.begun and channel in ONCE_ONLY:
        dead = Reason.OUTCOME_UNKNOWN
    elif now >= nudge.due_at + LIFETIME:
        dead = Reason.TOO_LATE
    elif not getattr(receiver.wishes, channel.value):
        dead = Reason.SWITCHED_OFF
    elif not receiver.reached_by(channel):
        dead = Reason.NO_ADDRESS
    if dead is not None:
        return Verdict(DeliveryState.DEAD, dead, now)
    if nudge.kind not in AT_ONCE:
        loud_at = receiver.wishes.quiet.next_moment_everywhere(now, receiver.zones)
        if loud_at > now:
            return Verdict(DeliveryState.WAITING, Reason.QUIET_HOURS, loud_at)
    return None


def begin(session: Session, envelope: Envelope) -> bool:
    """Mark that a once-only hand-over begins; False when somebody else holds it by now."""
    return session.execute(_BEGIN, _key(envelope)).one_or_none() is not None


def record(session: Session, handed: Sequence[Handed], now: datetime) -> None:
    """Keep how hand-overs ended, and forget devices that are gone."""
    for one in handed:
        tries = one.envelope.tries + 1
        _move(session, one.envelope, _outcome(one, tries, now), tries, now)
    gone = [device for one in handed for device in one.gone]
    if gone:
        session.execute(sa.delete(PushSubscription).where(PushSubscription.id.in_(gone)))


def _outcome(one: Handed, tries: int, now: datetime) -> Verdict:
    match one.outcome:
        case Outcome.TAKEN:
            return Verdict(DeliveryState.SENT, Reason.HANDED_OVER, now)
        case Outcome.NO_WAY:
            return Verdict(DeliveryState.DEAD, Reason.NO_ADDRESS, now)
        case Outcome.LATER if tries <= len(WAITS):
            asked = timedelta(seconds=min(one.wait_seconds, _MOST_WAIT_SECONDS))
            again = now + max(WAITS[tries - 1], asked)
            return Verdict(DeliveryState.WAITING, Reason.TRY_AGAIN, again)
        case _:
            return Verdict(DeliveryState.DEAD, Reason.NOT_TAKEN, now)


def _move(session: Session, row: Any, verdict: Verdict, tries: int, now: datetime) -> None:
    values = {
        **_key(row),
        "state": verdict.state,
        "reason": verdict.reason,
        "due": verdict.due_at,
        "tries": tries,
        "now": now,
    }
    session.execute(_MOVE, values)
    if verdict.state != DeliveryState.WAITING:
        session.execute(_FORGET_CONTACT, values)


def _key(row: Any) -> dict[str, Any]:
    return {"nudge": row.nudge_id, "channel": str(row.channel), "held_fence": row.fence}


def _envelope(row: Any, nudge: Nudge, receiver: Receiver, now: datetime) -> Envelope:
    quiet_at = receiver.wishes.quiet.next_quiet(now, receiver.zones[0])
    return Envelope(
        nudge_id=nudge.id,
        channel=Channel(row.channel),
        fence=row.fence,
        tries=row.tries,
        kind=nudge.kind,
        locale=receiver.locale,
        link=settings().origin + receiver.link,
        code=nudge.code,
        in_app=receiver.in_app,
        address=receiver.addresses.get(row.channel, ""),
        subscriptions=receiver.subscriptions,
        loud_for=min(_LONGEST_PUSH, quiet_at - now) if quiet_at else _LONGEST_PUSH,
    )


def _receivers(session: Session, nudges: Any) -> dict[UUID, Receiver]:
    ids = {nudge.person_id for nudge in nudges if nudge.person_id}
    people = _people(session, ids) if ids else {}
    return {
        nudge.id: people[nudge.person_id] if nudge.person_id else _stranger(nudge)
        for nudge in nudges
    }


def _people(session: Session, ids: set[UUID]) -> dict[UUID, Receiver]:
    wishes = _by_id(session, ContactPreference, ids, key="person_id")
    addresses: dict[UUID, dict[str, str]] = {}
    for contact in session.scalars(
        sa.select(ProvedContact).where(
            ProvedContact.person_id.in_(ids), ProvedContact.ended_at.is_(None)
        )
    ):
        known = addresses.setdefault(contact.person_id, {})
        known[contact.channel] = Address.unsealed(contact.channel, contact.address_sealed).text
    devices: dict[UUID, list[Subscription]] = {}
    for row in session.scalars(
        sa.select(PushSubscription).where(PushSubscription.person_id.in_(ids))
    ):
        devices.setdefault(row.person_id, []).append(Subscription.unsealed(row))
    return {
        person.id: Receiver(
            locale=person.locale,
            zones=(ZoneInfo(person.time_zone),),
            wishes=queries.wishes_of(wishes[person.id]) if person.id in wishes else Wishes(),
            link="/inbox",
            addresses=addresses.get(person.id, {}),
            subscriptions=tuple(devices.get(person.id, ())),
        )
        for person in _by_id(session, Person, ids).values()
    }


def _stranger(nudge: Nudge) -> Receiver:
    """Return the receiver of a nudge to a contact; without its address when that was erased."""
    known = json.loads(sealing.unseal(nudge.contact_sealed)) if nudge.contact_sealed else {}
    address = known.get("address", "")
    zones: tuple[ZoneInfo, ...] = (ZoneInfo(nudge.time_zone),) if nudge.time_zone else ()
    if not zones and nudge.contact_channel == Channel.SMS and address:
        zones = _zones_of_number(address)
    return Receiver(
        locale=nudge.locale or "en",
        zones=zones or (_ANYWHERE,),
        wishes=Wishes(),
        link=known.get("link", ""),
        addresses={str(nudge.contact_channel): address},
        in_app=False,
    )


def _zones_of_number(number: str) -> tuple[ZoneInfo, ...]:
    names = time_zones_for_number(parse_number(number))
    return tuple(ZoneInfo(name) for name in names if "/" in name and name != "Etc/Unknown")


def _by_id(session: Session, model: Any, ids: set[UUID], key: str = "id") -> dict[UUID, Any]:
    column = getattr(model, key)
    rows = session.scalars(sa.select(model).where(column.in_(ids))) if ids else ()
    return {getattr(row, key): row for row in rows}


_CLAIM = sa.text(
    """
    update nudge_deliveries d set due_at = :until, fence = d.fence + 1
    from (
        select nudge_id, channel from nudge_deliveries
        where state = 'waiting' and due_at <= :now
        order by due_at, nudge_id limit :batch for update skip locked
    ) due
    where d.nudge_id = due.nudge_id and d.channel = due.channel
    returning d.nudge_id, d.channel, d.fence, d.tries, d.begun
    """
)
_BEGIN = sa.text(
    "update nudge_deliveries set begun = true where nudge_id = :nudge and channel = :channel"
    " and fence = :held_fence and state = 'waiting' and not begun returning 1"
)
_MOVE = sa.text(
    "update nudge_deliveries set state = :state, reason = :reason, due_at = :due, tries = :tries,"
    " begun = false, changed_at = :now where nudge_id = :nudge and channel = :channel"
    " and fence = :held_fence and state = 'waiting'"
)
# An address that is nobody's account, and the secret link sent there, are kept no longer than
# it takes to send them.
_FORGET_CONTACT = sa.text(
    "update nudges set contact_sealed = null where id = :nudge and contact_sealed is not null"
)
