"""What reached people: e-mails, text messages and push messages, kept on disk."""

import json
import re
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.sandbox.clock import OutsideClock
from backend.sandbox.server import Refused

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    message INTEGER PRIMARY KEY, channel TEXT NOT NULL, recipient TEXT NOT NULL,
    sender TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
    details TEXT NOT NULL, received_at TEXT NOT NULL, own_key TEXT UNIQUE
);
CREATE INDEX IF NOT EXISTS messages_to ON messages (recipient, message);
CREATE TABLE IF NOT EXISTS subscriptions (
    subscription TEXT PRIMARY KEY, private_key BLOB NOT NULL, auth BLOB NOT NULL,
    server_key TEXT, gone INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)，。；：！？）]")
CHANNELS = frozenset({"mail", "sms", "push"})


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient."""

    channel: str
    recipient: str
    sender: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    """What the sender calls it; the same name twice is one message."""


@dataclass(slots=True)
class Script:
    """An answer that a channel gives instead of taking the message.

    Units:   seconds of delay; times None means always.
    """

    channel: str
    status: int
    times: int | None = None
    to: str | None = None
    seconds: float = 0.0


class Scripts:
    """The answers in force, oldest first."""

    def __init__(self) -> None:
        self._in_force: list[Script] = []

    def add(self, fields: dict[str, Any]) -> None:
        """Put an answer in force; status 200 with seconds only delays.

        Raises:  Refused when a field is unknown or the channel is.
        """
        unknown = fields.keys() - {"channel", "status", "times", "to", "seconds"}
        if unknown or fields.get("channel") not in CHANNELS:
            raise Refused(422, "invalid_field", f"channel, or unknown: {sorted(unknown)}")
        if type(fields.get("status")) is not int:
            raise Refused(422, "invalid_field", "status: a whole number is needed.")
        self._in_force.append(Script(**fields))

    def clear(self) -> None:
        """Take every message again."""
        self._in_force.clear()

    def pick(self, channel: str, recipient: str) -> Script | None:
        """Return the first answer in force for a message."""
        for script in self._in_force:
            if script.channel != channel or script.to not in {None, recipient}:
                continue
            if script.times is not None:
                script.times -= 1
                if script.times <= 0:
                    self._in_force.remove(script)
            return script
        return None


class MailboxStore:
    """The file behind the mailbox; every message is on disk before it is acknowledged."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.sql = sqlite3.connect(file, isolation_level=None)
        self.sql.row_factory = sqlite3.Row
        self.sql.execute("PRAGMA journal_mode = WAL")
        self.sql.executescript(SCHEMA)
        self._clock = OutsideClock()

    def take(self, message: Message) -> int:
        """Keep a message and return its number; a known key returns the number it had."""
        known = self.sql.execute("SELECT message FROM messages WHERE own_key = ?", (message.key,))
        for row in known:
            return int(row["message"])
        added = self.sql.execute(
            "INSERT INTO messages (channel, recipient, sender, subject, text, html, details,"
            " received_at, own_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(message.channel, message.recipient, message.sender, message.subject),
                *(message.text, message.html, json.dumps(message.details), self._clock.stamp()),
                message.key,
            ),
        )
        return added.lastrowid or 0

    def messages(
        self, to: str = "", channel: str = "", after: int = 0, limit: int = 1000
    ) -> list[dict[str, Any]]:
        """Return messages, newest first; empty words match all."""
        rows = self.sql.execute(
            "SELECT * FROM messages WHERE ? IN ('', recipient) AND ? IN ('', channel)"
            " AND message > ? ORDER BY message DESC LIMIT ?",
            (to, channel, after, limit),
        )
        return [
            {
                "id": row["message"],
                "channel": row["channel"],
                "to": row["recipient"],
                "from": row["sender"],
                "subject": row["subject"],
                "text": row["text"],
                "html": row["html"],
                "links": LINK.findall(row["text"]),
                "details": json.loads(row["details"]),
                "received_at": row["received_at"],
            }
            for row in rows
        ]

    def forget(self) -> None:
        """Empty the mailbox."""
        self.sql.execute("DELETE FROM messages")

    def kept(self, name: str, value: str) -> str:
        """Return a setting, kept from the first time on."""
        self.sql.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (name, value))
        row = self.sql.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row["value"])
