"""Keep a record of decisions about money and access, and tell whether it was altered.

Each person and each lender has a chain of its own, so that no row of the database is everybody's.
An entry's seal (HMAC under the application's key) covers what was decided: writing to the tables
is not enough to forge one. Its hash covers the hash before it, and the chain's head keeps the
last: what is removed, moved or cut off is missed.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Session

from backend.audit.errors import ChainBroken
from backend.audit.models import AuditChain, AuditEntry
from backend.plumbing import clock, sealing


@dataclass(frozen=True, slots=True)
class Doer:
    """Who decided, and whose chain keeps it."""

    name: str
    chain_id: UUID


def person(person_id: UUID) -> Doer:
    """Return a person, who decides about their own."""
    return Doer(f"person:{person_id}", person_id)


def staff(staff_id: UUID, lender_id: UUID) -> Doer:
    """Return a member of a lender's staff; the lender's chain keeps it."""
    return Doer(f"staff:{staff_id}", lender_id)


def lender(lender_id: UUID) -> Doer:
    """Return a lender's system."""
    return Doer(f"lender:{lender_id}", lender_id)


def system(concerning: UUID) -> Doer:
    """Return ourselves; the chain of the person or lender concerned keeps it."""
    return Doer("system", concerning)


def record(
    session: Session,
    *,
    actor: Doer,
    action: str,
    subject: str,
    facts: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """Add one decision to the actor's chain, in this transaction.

    Units: facts are ids, states, counts and sums in minor units; never names, addresses or codes.
    """
    at = clock.now()
    known = dict(facts or {})
    values = {
        "chain": actor.chain_id,
        "moment": at,
        "actor": actor.name,
        "action": action,
        "subject": subject,
        "facts": known,
        "seal": _seal(actor.chain_id, (at, actor.name, action, subject, known)),
    }
    session.execute(_RECORD, values)


def verify_chain(session: Session, chain_id: UUID) -> int:
    """Return how many entries a chain has, all as they were written.

    Raises: ChainBroken with the first entry that does not fit.
    """
    head = session.get(AuditChain, chain_id, populate_existing=True)
    entries = (
        sa.select(AuditEntry)
        .where(AuditEntry.chain_id == chain_id)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=500, populate_existing=True)
    )
    seq, last = 0, b""
    with closing(session.scalars(entries)) as found:
        for entry in found:
            seq += 1
            _check(entry, seq, last)
            last = entry.hash
    if (head.seq, head.hash) != (seq, last) if head else seq:
        raise ChainBroken(seq=seq, why="the end of the chain is not where it was")
    return seq


def _check(entry: AuditEntry, seq: int, last: bytes) -> None:
    if entry.seq != seq:
        raise ChainBroken(seq=seq, why="missing")
    content = (entry.at, entry.actor, entry.action, entry.subject, entry.facts)
    if entry.seal != _seal(entry.chain_id, content):
        raise ChainBroken(seq=seq, why="not what was decided")
    if entry.hash != _hash(last, entry.chain_id, seq, entry.seal):
        raise ChainBroken(seq=seq, why="not after the entry before it")


_Content = tuple[datetime, str, str, str, dict[str, Any]]
"""When, who, what, about what, with which facts."""


def _seal(chain_id: UUID, content: _Content) -> bytes:
    at, *rest = content
    text = json.dumps([str(chain_id), at.isoformat(), *rest], sort_keys=True)
    return sealing.keyed_hash("audit", text)


def _hash(last: bytes, chain_id: UUID, seq: int, seal: bytes) -> bytes:
    return hashlib.sha256(last + chain_id.bytes + seq.to_bytes(8) + seal).digest()


_RECORD = sa.text(
    "select audit_record(:chain, :moment, :actor, :action, :subject, :facts, :seal)"
).bindparams(sa.bindparam("facts", type_=pg.JSONB), sa.bindparam("chain", type_=sa.Uuid))
