"""Deliver nudges: decide in one transaction, hand over in none, keep the results in another."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from backend.nudges import channels, delivery, push, service
from backend.nudges.channels import Envelope, Handed, Outcome
from backend.nudges.delivery import LEASE
from backend.nudges.models import Channel, Kind
from backend.nudges.service import DELIVER
from backend.plumbing import clock, db, faults, jobs, logs, mail, sms
from backend.plumbing.delivery import RouteNotSet

HANDS = 8
TURN_SECONDS = 30.0
"""After that a job ends, so that a worker can stop; the clock wakes it again."""
_LAST_QUARTER = LEASE / 4
Send = Callable[[Envelope], Handed]


@jobs.job(DELIVER)
def deliver() -> None:
    """Hand over every nudge whose time has come."""
    _until_done(deliver_batch)


jobs.every(DELIVER, seconds=10)


@jobs.job("nudges.contact_changed")
def tell_contact_changed(person_id: str, contact_id: str) -> None:
    """Let the inbox say that a contact has changed; accounts wakes this by its name."""
    with db.unit_of_work(db.system()) as session:
        service.queue(
            session,
            kind=Kind.CONTACT_CHANGED,
            person_id=UUID(person_id),
            subject_id=UUID(contact_id),
            link="/me",
        )


def deliver_batch() -> int:
    """Decide about one batch, hand over what may go, and return how many were looked at."""
    until = clock.monotonic() + (LEASE - _LAST_QUARTER).total_seconds()
    with db.unit_of_work(db.system()) as session:
        looked_at, envelopes = delivery.claim(session, clock.now())
        keys = push.keys(session) if envelopes else push.Keys("", "")
    faults.point("nudges.after_claim")
    if envelopes:
        handed = _Hands(keys, until).hand_over(envelopes)
        faults.point("nudges.after_send")
        with db.unit_of_work(db.system()) as session:
            delivery.record(session, handed, clock.now())
    return looked_at


class _Hands:
    """One batch on its way over all channels at once."""

    def __init__(self, keys: push.Keys, until: float) -> None:
        self._keys = keys
        self._until = until

    def hand_over(self, envelopes: Sequence[Envelope]) -> list[Handed]:
        """Hand over a batch; what would outlast the lease is left for the next claim."""
        letters = [one for one in envelopes if one.channel is Channel.EMAIL]
        with ThreadPoolExecutor(HANDS, "nudge") as pool:
            waiting: list[Future[list[Handed]]] = [pool.submit(self._send_letters, letters)]
            for one in envelopes:
                if one.channel is Channel.PUSH:
                    waiting.append(pool.submit(self._in_lease, one, self._push))
                elif one.channel is Channel.SMS:
                    waiting.append(pool.submit(self._in_lease, one, _text))
            return [handed for done in waiting for handed in done.result()]

    def _send_letters(self, letters: Sequence[Envelope]) -> list[Handed]:
        if not letters:
            return []
        try:
            sender = mail.sender()
        except RouteNotSet:
            return [Handed(one, Outcome.NO_WAY) for one in letters]
        with sender as line:
            return [
                handed
                for one in letters
                if self._in_time() and _begun(one)
                for handed in self._guarded(one, lambda one: channels.by_email(one, line))
            ]

    def _in_time(self) -> bool:
        return clock.monotonic() < self._until

    def _in_lease(self, envelope: Envelope, send: Send) -> list[Handed]:
        return self._guarded(envelope, send) if self._in_time() else []

    def _push(self, envelope: Envelope) -> Handed:
        return channels.by_push(envelope, self._keys)

    def _guarded(self, envelope: Envelope, send: Send) -> list[Handed]:
        try:
            return [send(envelope)]
        except Exception as surprise:  # noqa: BLE001 - one bad row must not stop the rest
            logs.get(__name__).error(
                "nudge_not_sent",
                nudge_id=str(envelope.nudge_id),
                channel=envelope.channel.value,
                kind=type(surprise).__name__,
            )
            return [Handed(envelope, Outcome.LATER)]


def _text(envelope: Envelope) -> Handed:
    try:
        gateway = sms.sender()
    except RouteNotSet:
        return Handed(envelope, Outcome.NO_WAY)
    return channels.by_sms(envelope, gateway)


def _begun(envelope: Envelope) -> bool:
    with db.unit_of_work(db.system()) as session:
        return delivery.begin(session, envelope)


def _until_done(batch: Callable[[], int]) -> None:
    """Work until nothing is due, or until it is time to let others have their turn."""
    until = clock.monotonic() + TURN_SECONDS
    while batch() and clock.monotonic() < until:
        pass
