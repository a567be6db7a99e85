"""What must always be true of the money, checked by reading alone.

Run after every fault in the tests, by `tideover invariants`, and every five minutes by the worker.
Each check is a query for the rows that break it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.audit import service as audit
from backend.audit.errors import ChainBroken
from backend.audit.models import AuditChain
from backend.payments.states import MOVES, PaymentState
from backend.plumbing.db import system, unit_of_work

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant, in words, and the rows that break it."""

    name: str
    words: str
    breaks: list[Mapping[str, Any]] = field(default_factory=list)


def queries() -> Iterator[tuple[str, str, str]]:
    """Yield name, words and query of each invariant, from the file beside this one."""
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for found in re.finditer(r"^-- (I\d+\w*): (.+)\n((?:(?!--).+\n)+)", text, re.MULTILINE):
        name, words, query = found.groups()
        yield name, words, query.rstrip().rstrip(";").replace("{moves}", _moves())


def _moves() -> str:
    """Return every allowed step of a payment as SQL texts."""
    steps = [f">{PaymentState.SUBMITTING}"]
    steps += [f"{start}>{end}" for start, ends in MOVES.items() for end in sorted(ends)]
    return ", ".join(f"'{step}'" for step in steps)


def _breaks(session: Session, query: str) -> Sequence[sa.RowMapping]:
    return session.execute(sa.text(query)).mappings().fetchmany(MOST_SHOWN)


def run() -> list[Check]:
    """Check every invariant in one reading transaction and return what breaks each."""
    with unit_of_work(system()) as session:
        session.connection().execute(sa.text("set transaction read only"))
        found = [
            Check(name, words, [dict(row) for row in _breaks(session, query)])
            for name, words, query in queries()
        ]
        return [*found, Check("I14", _CHAINS_WORDS, _broken_chains(session))]


def broken() -> list[Check]:
    """Return only the invariants that do not hold."""
    return [check for check in run() if check.breaks]


_CHAINS_WORDS = "every chain of decisions is as it was written, from its first entry"


def _broken_chains(session: Session) -> list[Mapping[str, Any]]:
    breaks: list[Mapping[str, Any]] = []
    for chain_id in session.scalars(sa.select(AuditChain.chain_id)).all():
        try:
            audit.verify_chain(session, chain_id)
        except ChainBroken as found:
            breaks.append({"chain_id": chain_id, "why": str(found)})
    return breaks
