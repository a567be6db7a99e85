"""Deliver webhook messages: claim in one transaction, send in none, keep the results in another."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from threading import Lock
from uuid import UUID

from backend.lenders import outbox, staff_mail  # noqa: F401 - staff_mail registers a job of its own
from backend.lenders.models import Outcome
from backend.lenders.outbox import LEASE, Claimed, Tried
from backend.lenders.service import DELIVER, DELIVER_AGAIN
from backend.lenders.signing import signed_headers
from backend.plumbing import clock, db, faults, jobs, strangers
from backend.plumbing.strangers import Answer, NoAnswer

SENDERS = 8
TURN_SECONDS = 30.0
"""After that a job ends, so that a worker can stop; the clock wakes it again."""
_LOG_CHARACTERS = 500
_LAST_QUARTER = LEASE / 4
_OK, _MULTIPLE_CHOICES, _BAD_REQUEST, _GONE = 200, 300, 400, 410
_SILENT = {Outcome.TIMED_OUT, Outcome.UNREACHABLE}

Send = Callable[[Claimed], Tried]


@jobs.job(DELIVER)
def deliver() -> None:
    """Send every message that is due to endpoints that are well."""
    _until_done(deliver_batch)


@jobs.job(DELIVER_AGAIN)
def deliver_again() -> None:
    """Send every message that is due to endpoints that have been refusing."""
    _until_done(lambda: deliver_batch(refusing=True))


jobs.every(DELIVER, seconds=5)
jobs.every(DELIVER_AGAIN, seconds=5)


def deliver_batch(send: Send | None = None, *, refusing: bool = False) -> int:
    """Send one batch and return how many messages were tried."""
    started = clock.monotonic()
    with db.unit_of_work(db.system()) as session:
        claimed = outbox.claim(session, clock.now(), refusing=refusing)
    if not claimed:
        return 0
    faults.point("lenders.after_claim")
    until = started + (LEASE - _LAST_QUARTER).total_seconds()
    run = _Run(send or post, until)
    lines = [list(line) for _, line in groupby(claimed, key=_line)]
    with ThreadPoolExecutor(min(SENDERS, len(lines)), "webhook") as pool:
        tried = [one for done in pool.map(run.send_in_order, lines) for one in done]
    faults.point("lenders.after_send")
    known = {id(one.message) for one in tried}
    left = [message for message in claimed if id(message) not in known]
    with db.unit_of_work(db.system()) as session:
        outbox.record(session, tried, left, clock.now())
    return len(tried)


def post(message: Claimed) -> Tried:
    """Send one message, signed, and return how that went."""
    at, started = clock.now(), clock.monotonic()
    body = message.body.encode()
    headers = signed_headers(f"msg_{message.event_id.hex}", at, body, message.secrets)
    status, said = None, ""
    try:
        answer = strangers.post(message.url, body=body, headers=headers)
        status, outcome, said = answer.status, _judged(answer), _readable(answer.said)
    except NoAnswer as silence:
        outcome = Outcome(silence.why.value)
    duration_ms = int((clock.monotonic() - started) * 1000)
    return Tried(message, at, outcome, status, duration_ms, said)


class _Run:
    """One batch on its way, by several threads."""

    def __init__(self, send: Send, until: float) -> None:
        self._send = send
        self._until = until
        self._silent: set[UUID] = set()
        self._lock = Lock()

    def send_in_order(self, line: Sequence[Claimed]) -> list[Tried]:
        """Send messages one after another; leave those that could not be sent within the lease.

        An endpoint that did not answer is left alone for the rest of the batch.
        """
        return [self._sent(message) for message in self._worth_trying(line)]

    def _worth_trying(self, line: Sequence[Claimed]) -> Iterable[Claimed]:
        for message in line:
            with self._lock:
                silent = message.endpoint_id in self._silent
            if not silent and clock.monotonic() < self._until:
                yield message

    def _sent(self, message: Claimed) -> Tried:
        tried = self._send(message)
        if tried.outcome in _SILENT:
            with self._lock:
                self._silent.add(message.endpoint_id)
        return tried


def _line(message: Claimed) -> tuple[UUID, UUID]:
    """Return what keeps messages in order: one debt or payment towards one endpoint."""
    return message.aggregate_id, message.endpoint_id


def _judged(answer: Answer) -> Outcome:
    if _OK <= answer.status < _MULTIPLE_CHOICES:
        return Outcome.ACCEPTED
    if _MULTIPLE_CHOICES <= answer.status < _BAD_REQUEST:
        return Outcome.REDIRECTED
    return Outcome.GONE if answer.status == _GONE else Outcome.REFUSED


def _readable(said: bytes) -> str:
    """Return the beginning of an answer without what a page or a database would trip over."""
    text = said.decode(errors="replace")
    return "".join(c if c.isprintable() else " " for c in text[:_LOG_CHARACTERS]).strip()


def _until_done(batch: Callable[[], int]) -> None:
    """Work until nothing is due, or until it is time to let others have their turn."""
    until = clock.monotonic() + TURN_SECONDS
    while batch() and clock.monotonic() < until:
        pass
