"""The wallet's own book: what was really charged, refunded and returned, on its own disk."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

OPENING_MINOR = 10_000_000
"""What a payer's account holds in a currency when first looked at, in minor units."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    party TEXT NOT NULL, currency TEXT NOT NULL, balance_minor INTEGER NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (party, currency)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS agreements (
    agreement INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, party TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'declined', 'revoked')),
    return_url TEXT, cap_minor INTEGER, created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS charges (
    charge INTEGER PRIMARY KEY, key TEXT NOT NULL,
    agreement INTEGER NOT NULL REFERENCES agreements,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), currency TEXT NOT NULL,
    reference TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('pending', 'succeeded', 'refused', 'returned', 'unknown', 'missing')),
    reason TEXT, first_state TEXT NOT NULL, first_reason TEXT, hidden INTEGER NOT NULL DEFAULT 0,
    then_state TEXT, then_reason TEXT, due_at REAL, created_at TEXT NOT NULL, settled_at TEXT
);
CREATE INDEX IF NOT EXISTS charges_by_key ON charges (key);
CREATE INDEX IF NOT EXISTS charges_waiting ON charges (due_at) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS refunds (
    refund INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    charge INTEGER NOT NULL REFERENCES charges, amount_minor INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS refunds_of_charge ON refunds (charge);
CREATE TABLE IF NOT EXISTS lines (
    line INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('charge', 'refund', 'return')),
    charge INTEGER NOT NULL REFERENCES charges, key TEXT NOT NULL, amount_minor INTEGER NOT NULL,
    reason TEXT, occurred_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS events (
    event INTEGER PRIMARY KEY, body TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    next_at REAL, last_status INTEGER
);
CREATE INDEX IF NOT EXISTS events_waiting ON events (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

INSERT_CHARGE = (
    "INSERT INTO charges (key, agreement, amount_minor, currency, reference, state, reason,"
    " first_state, first_reason, hidden, then_state, then_reason, due_at, created_at, settled_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a caller asks the wallet to collect.

    Units:   amount in minor units.
    """

    key: str
    agreement: int
    amount_minor: int
    currency: str
    reference: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a charge stands, and for a pending one what becomes of it and when.

    Units:   due_at in seconds since 1970 by the outside clock; None waits until told.
    """

    state: str
    reason: str | None = None
    then_state: str | None = None
    then_reason: str | None = None
    due_at: float | None = None
    hidden: bool = False


class Book:
    """One connection to the file; nothing is acknowledged before `commit` has returned."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._sql = sqlite3.connect(file, 1.0, isolation_level=None, cached_statements=256)
        self._sql.row_factory = sqlite3.Row
        for pragma in (
            "locking_mode = EXCLUSIVE",  # one book, one wallet
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "wal_autocheckpoint = 4000",
        ):
            self._sql.execute(f"PRAGMA {pragma}")
        self._sql.executescript(SCHEMA)
        self.dirty = False

    def one(self, query: str, *values: object) -> sqlite3.Row | None:
        """Return the first row of a query."""
        row: sqlite3.Row | None = self._sql.execute(query, values).fetchone()
        return row

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        return self._sql.execute(query, values).fetchall()

    def write(self, statement: str, *values: object) -> int:
        """Change the book inside the open transaction and return the last row's number."""
        if not self.dirty:
            self._sql.execute("BEGIN IMMEDIATE")
            self.dirty = True
        return self._sql.execute(statement, values).lastrowid or 0

    def commit(self) -> None:
        """Make every change since the last commit outlive a power cut."""
        if self.dirty:
            self._sql.execute("COMMIT")
            self.dirty = False

    def undo(self) -> None:
        """Forget every change since the last commit."""
        if self._sql.in_transaction:
            self._sql.execute("ROLLBACK")
        self.dirty = False

    def close(self) -> None:
        """Commit what is open and let go of the file."""
        self.commit()
        self._sql.close()

    def account(self, party: str, currency: str) -> sqlite3.Row:
        """Return a payer's account, opened with the usual sum when it is new."""
        query = "SELECT balance_minor, closed FROM accounts WHERE party = ? AND currency = ?"
        row = self.one(query, party, currency)
        if row is None:
            opening = "INSERT INTO accounts (party, currency, balance_minor) VALUES (?, ?, ?)"
            self.write(opening, party, currency, OPENING_MINOR)
            row = self.one(query, party, currency)
        assert row is not None  # noqa: S101 - inserted just above
        return row

    def pay_in(self, party: str, currency: str, amount_minor: int) -> None:
        """Add to a payer's account; a negative amount takes from it."""
        self.write(
            "UPDATE accounts SET balance_minor = balance_minor + ?"
            " WHERE party = ? AND currency = ?",
            *(amount_minor, party, currency),
        )

    def insert_charge(self, order: Order, outcome: Outcome, at: str) -> int:
        """Write a new charge and return its number."""
        settled_at = None if outcome.state == "pending" else at
        return self.write(
            INSERT_CHARGE,
            *(order.key, order.agreement, order.amount_minor, order.currency, order.reference),
            *(outcome.state, outcome.reason, outcome.state, outcome.reason, outcome.hidden),
            *(outcome.then_state, outcome.then_reason, outcome.due_at, at, settled_at),
        )

    def insert_line(self, kind: str, charge: int, key: str, amount_minor: int, at: str) -> int:
        """Write a line of the statement: money that really moved."""
        return self.write(
            "INSERT INTO lines (kind, charge, key, amount_minor, occurred_at)"
            " VALUES (?, ?, ?, ?, ?)",
            *(kind, charge, key, amount_minor, at),
        )

    def setting(self, name: str) -> str | None:
        """Return a kept setting."""
        row = self.one("SELECT value FROM settings WHERE name = ?", name)
        return None if row is None else str(row["value"])

    def keep(self, name: str, value: str) -> None:
        """Keep a setting."""
        self.write("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, value)

    def statement(self, after: int, limit: int, since: str) -> Iterable[sqlite3.Row]:
        """Return lines of the statement in order.

        Shape:   at most `limit` lines numbered above `after`, none older than `since`.
        """
        return self.rows(
            "SELECT lines.*, charges.key AS charge_key, charges.currency, charges.reference,"
            " charges.agreement FROM lines JOIN charges USING (charge)"
            " WHERE line > ? AND occurred_at >= ? ORDER BY line LIMIT ?",
            *(after, since, limit),
        )
