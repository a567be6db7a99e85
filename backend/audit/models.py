"""Row types of the record: entries, and the head of each chain."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.plumbing.columns import Count, Digest, Facts, Instant, Ref
from backend.plumbing.db import Base


class AuditEntry(Base):
    """One decision about money or access, chained to the one before it."""

    __tablename__ = "audit_entries"

    chain_id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True)
    """The person or the lender that the decision concerns; each has a chain of its own."""
    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[Instant]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    facts: Mapped[Facts]
    seal: Mapped[Digest]
    """HMAC over what was decided: who can write to the table still cannot forge an entry."""
    hash: Mapped[Digest]
    """SHA-256 over chain, seq, the hash before and the seal: nothing leaves or moves unseen."""


class AuditChain(Base):
    """The length and the last hash of one chain, so that a cut end is seen too."""

    __tablename__ = "audit_chains"

    chain_id: Mapped[Ref] = mapped_column(primary_key=True)
    seq: Mapped[Count]
    hash: Mapped[Digest]
