"""Compare a rail's own book with ours, line by line. The rail's book wins; nothing is hidden."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.payments import service
from backend.payments.models import Payment, ReconciliationFinding, ReconciliationRun
from backend.payments.rails import BookLine, Known, Outcome
from backend.payments.rails.registry import rail as rail_named
from backend.payments.states import OPEN, PaymentState
from backend.plumbing import clock, logs
from backend.plumbing.db import system, unit_of_work
from backend.plumbing.ids import new_id

DATE_MARGIN = timedelta(hours=26)
"""A rail books within a day; two hours more for a clock that is off."""

_FROM_THE_START = datetime(2000, 1, 1, tzinfo=UTC)
_CHUNK = 2_000
_BOOK = "the book of the rail"


@dataclass(slots=True)
class OnTheBook:
    """What the rail's book says of one key."""

    charges: list[BookLine] = field(default_factory=list)
    returned_minor: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement, by its kind and the key it is about."""

    kind: str
    rail_key: str
    payment_id: UUID | None
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Report:
    """What a comparison found. `healed` counts open payments that the book decided."""

    run_id: UUID
    lines: int = 0
    healed: int = 0
    findings: list[Finding] = field(default_factory=list)
    rail_totals: Counter[str] = field(default_factory=Counter)
    our_totals: Counter[str] = field(default_factory=Counter)

    def kinds(self) -> Counter[str]:
        """Return how many findings there are of each kind."""
        return Counter(finding.kind for finding in self.findings)


def run(rail_name: str, *, since: datetime = _FROM_THE_START) -> Report:
    """Compare a rail's book since a moment with ours, heal what is open, keep the findings.

    Raises: RailAway, EventUnreadable when the book cannot be read; nothing is kept then.
    """
    report = Report(new_id())
    started_at = clock.now()
    book = _read(rail_named(rail_name).book(since), report)
    for chunk in _ours(rail_name, since):
        for payment in chunk:
            _compare(payment, book.pop(payment.rail_key, None), report)
    for key, there in book.items():
        report.findings.append(Finding("only_on_the_rail", key, None, _said(there)))
    _keep(rail_name, started_at, report)
    return report


def _read(lines: Iterable[BookLine], report: Report) -> dict[str, OnTheBook]:
    book: dict[str, OnTheBook] = defaultdict(OnTheBook)
    for line in lines:
        report.lines += 1
        report.rail_totals[line.money.currency] += line.money.minor
        if line.money.minor > 0:
            book[line.rail_key].charges.append(line)
        else:
            book[line.rail_key].returned_minor -= line.money.minor
    return dict(book)


def _ours(rail_name: str, since: datetime) -> Iterator[list[Payment]]:
    after: UUID | None = None
    while True:
        with unit_of_work(system()) as session:
            chosen = sa.select(Payment).where(
                Payment.rail == rail_name, Payment.created_at >= since
            )
            if after is not None:
                chosen = chosen.where(Payment.id > after)
            chunk = list(session.scalars(chosen.order_by(Payment.id).limit(_CHUNK)))
        if not chunk:
            return
        yield chunk
        after = chunk[-1].id


def _compare(payment: Payment, there: OnTheBook | None, report: Report) -> None:
    if payment.state in OPEN and there is not None and there.charges:
        payment = _heal(payment, Known.SUCCEEDED)
        report.healed += 1
    state = PaymentState(payment.state)
    if state is PaymentState.SUCCEEDED and there is not None and _given_back(payment, there):
        payment = _heal(payment, Known.RETURNED)
        report.healed += 1
        state = PaymentState(payment.state)
    if state is PaymentState.SUCCEEDED:
        report.our_totals[payment.currency] += payment.amount_minor
    for kind in _disagreements(payment, state, there):
        facts = {"state": state, "amount_minor": payment.amount_minor} | _said(there)
        report.findings.append(Finding(kind, payment.rail_key, payment.id, facts))


def _disagreements(payment: Payment, state: PaymentState, there: OnTheBook | None) -> Iterator[str]:
    charged = state in {PaymentState.SUCCEEDED, PaymentState.RETURNED}
    if there is None or not there.charges:
        if charged:
            yield "only_here"
    elif not charged:
        yield "refused_here_charged_there"
    elif len(there.charges) > 1:
        yield "charged_twice"
    else:
        yield from _differences(payment, state, there)


def _differences(payment: Payment, state: PaymentState, there: OnTheBook) -> Iterator[str]:
    line = there.charges[0]
    if line.money.currency != payment.currency:
        yield "currency_differs"
    elif line.money.minor != payment.amount_minor:
        yield "amount_differs"
    if not payment.created_at - DATE_MARGIN <= line.at <= _latest(payment):
        yield "date_differs"
    if there.returned_minor and not _given_back(payment, there):
        yield "part_returned"
    if state is PaymentState.RETURNED and not there.returned_minor:
        yield "returned_only_here"


def _given_back(payment: Payment, there: OnTheBook) -> bool:
    return there.returned_minor == payment.amount_minor


def _latest(payment: Payment) -> datetime:
    return (payment.finished_at or clock.now()) + DATE_MARGIN


def _heal(payment: Payment, known: Known) -> Payment:
    outcome = Outcome(known, payment.rail_reference)
    caps = rail_named(payment.rail).caps
    with unit_of_work(system()) as session:
        return service.settle(session, payment.id, outcome, cause=_BOOK, caps=caps)


def _said(there: OnTheBook | None) -> dict[str, Any]:
    if there is None:
        return {"charges": []}
    lines = [[line.money.minor, line.money.currency, line.at.isoformat()] for line in there.charges]
    return {"charges": lines, "returned_minor": there.returned_minor}


def _keep(rail_name: str, started_at: datetime, report: Report) -> None:
    with unit_of_work(system()) as session:
        session.add(
            ReconciliationRun(
                id=report.run_id,
                rail=rail_name,
                started_at=started_at,
                finished_at=clock.now(),
                lines=report.lines,
                totals={"rail": dict(report.rail_totals), "ours": dict(report.our_totals)},
            )
        )
        session.flush()
        _keep_findings(session, report)
    if report.findings:
        logs.get(__name__).error("books_disagree", rail=rail_name, findings=len(report.findings))


def _keep_findings(session: Session, report: Report) -> None:
    session.add_all(
        ReconciliationFinding(
            id=new_id(),
            run_id=report.run_id,
            kind=finding.kind,
            rail_key=finding.rail_key,
            payment_id=finding.payment_id,
            facts=dict(finding.facts),
        )
        for finding in report.findings
    )
