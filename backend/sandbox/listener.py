"""A lender's system that listens to webhooks, and can be told to listen badly."""

import json
import sqlite3
from html import escape
from pathlib import Path
from typing import Any

from backend.sandbox.clock import OutsideClock
from backend.sandbox.pages import language_of, page
from backend.sandbox.routes import Routes
from backend.sandbox.server import Answer, Refused, Request, Server, as_json, as_refusal
from backend.sandbox.signing import hook_of, proves

SCHEMA = """
CREATE TABLE IF NOT EXISTS deliveries (
    delivery INTEGER PRIMARY KEY, webhook_id TEXT NOT NULL, kind TEXT NOT NULL,
    verified INTEGER NOT NULL, answered INTEGER NOT NULL, body TEXT NOT NULL,
    headers TEXT NOT NULL, received_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS deliveries_by_id ON deliveries (webhook_id);
CREATE TABLE IF NOT EXISTS secrets (secret TEXT PRIMARY KEY) WITHOUT ROWID;
"""

MODES = {"ok": 204, "500": 500, "301": 301, "410": 410, "slow": 204, "down": 0}
SLOW_SECONDS = 20.0
SHOWN = 100
HEARD = 204

WORDS = {
    "en": {"title": "Sandbox lender", "none": "Nothing has been told to this lender yet."},
    "zh": {"title": "沙盒出借方", "none": "这家机构还没有收到任何通知。"},
}


def kind_of(body: bytes) -> str:
    """Return the type that an event names, or nothing."""
    try:
        event = json.loads(body)
    except ValueError:
        return ""
    return str(event.get("type", "")) if isinstance(event, dict) else ""


class Listener:
    """Keeps every delivery, verified or not, and answers as its mode says."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._sql = sqlite3.connect(home / "listener.sqlite", isolation_level=None)
        self._sql.row_factory = sqlite3.Row
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.executescript(SCHEMA)
        self._clock = OutsideClock()
        self._mode, self._times, self._seconds = "ok", -1, SLOW_SECONDS
        routes = Routes()
        routes.add("POST", "/hooks", self.receive)
        routes.add("POST", "/elsewhere", self.receive)
        routes.add("GET", "/events", self.list_events)
        routes.add("GET", "/deliveries", self.list_deliveries)
        routes.add("DELETE", "/events", self.forget)
        routes.add("POST", "/_sandbox/secrets", self.set_secrets)
        routes.add("POST", "/_sandbox/mode", self.set_mode)
        routes.add("POST", "/_sandbox/clock", self._clock.move)
        routes.add("GET", "/", self.show)
        self._server = Server(lambda request, reply: reply(routes.answer(request)))

    async def start(self, ports: dict[str, int]) -> dict[str, str]:
        """Open the lender's ears and return where they are."""
        await self._server.start(ports.get("listener", 0))
        return {"url": self._server.url, "hook": f"{self._server.url}/hooks"}

    async def stop(self) -> None:
        """Close every line and the file."""
        await self._server.stop()
        self._sql.close()

    def receive(self, request: Request) -> Answer:
        """Verify and keep a delivery; an answer other than 204 asks the sender to try again."""
        verified = self._verifies(request)
        mode = self._mode_now()
        answer = self._answer_in(mode) if verified else self._unheard()
        self._sql.execute(
            "INSERT INTO deliveries (webhook_id, kind, verified, answered, body, headers,"
            " received_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(request.headers.get("webhook-id", ""), kind_of(request.body), verified),
                *(0 if answer.drop else answer.status, request.body.decode("utf-8", "replace")),
                *(json.dumps(request.headers), self._clock.stamp()),
            ),
        )
        return answer

    def list_events(self, request: Request) -> Answer:
        """Return each verified event once, oldest first, and how often it came and was heard."""
        rows = self._sql.execute(
            "SELECT webhook_id, kind, body, count(*) AS times, min(received_at) AS first_at,"
            " sum(answered = ?) AS heard, count(DISTINCT body) AS bodies FROM deliveries"
            " WHERE verified AND ? IN ('', kind) GROUP BY webhook_id ORDER BY min(delivery)",
            (HEARD, request.asked("type")),
        )
        return as_json({"events": [self._told(row) for row in rows]})

    def list_deliveries(self, request: Request) -> Answer:
        """Return every delivery as it came, oldest first."""
        del request
        rows = self._sql.execute("SELECT * FROM deliveries ORDER BY delivery")
        told = [
            dict(row) | {"verified": bool(row["verified"]), "headers": json.loads(row["headers"])}
            for row in rows
        ]
        return as_json({"deliveries": told})

    def forget(self, request: Request) -> Answer:
        """Forget every delivery."""
        del request
        self._sql.execute("DELETE FROM deliveries")
        return Answer(HEARD)

    def set_secrets(self, request: Request) -> Answer:
        """Set the secrets that signatures are checked against; two while one is replaced."""
        given = request.fields().get("secrets")
        if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
            raise Refused(422, "invalid_field", "secrets: a list of texts is needed.")
        for secret in given:
            hook_of(secret)
        self._sql.execute("DELETE FROM secrets")
        self._sql.executemany("INSERT OR IGNORE INTO secrets VALUES (?)", [(one,) for one in given])
        return Answer(HEARD)

    def set_mode(self, request: Request) -> Answer:
        """Listen well or badly, for a number of deliveries or until told otherwise."""
        fields = request.fields()
        if fields.get("mode") not in MODES:
            raise Refused(422, "invalid_field", f"mode: one of {', '.join(MODES)}.")
        self._mode = fields["mode"]
        self._times = int(fields.get("times", -1))
        self._seconds = float(fields.get("seconds", SLOW_SECONDS))
        return Answer(HEARD)

    def show(self, request: Request) -> Answer:
        """Show what the lender was told, newest first."""
        language = language_of(request)
        rows = self._sql.execute(
            "SELECT * FROM deliveries ORDER BY delivery DESC LIMIT ?", (SHOWN,)
        )
        inner = "".join(
            f'<article><p class="quiet">{escape(row["webhook_id"])} · {row["received_at"]} · '
            f"{'✓' if row['verified'] else '✗'} {row['answered'] or '–'}</p>"
            f"<h2>{escape(row['kind'])}</h2><pre>{escape(row['body'])}</pre></article>"
            for row in rows
        )
        words = WORDS[language]
        return page(words["title"], inner or f"<p>{words['none']}</p>", language, 5)

    def _verifies(self, request: Request) -> bool:
        rows = self._sql.execute("SELECT secret FROM secrets").fetchall()
        now = self._clock.seconds()
        return any(proves(row["secret"], request.headers, request.body, now) for row in rows)

    def _mode_now(self) -> str:
        if self._times == 0:
            return "ok"
        self._times -= 1
        return self._mode

    def _answer_in(self, mode: str) -> Answer:
        answer = Answer(MODES[mode], drop=mode == "down")
        if mode == "301":
            answer.headers = (("Location", f"{self._server.url}/elsewhere"),)
        if mode == "slow":
            answer.delay_seconds = self._seconds
        return answer

    def _unheard(self) -> Answer:
        return as_refusal(Refused(401, "not_verified", "The signature does not verify."))

    def _told(self, row: sqlite3.Row) -> dict[str, Any]:
        return {
            "id": row["webhook_id"],
            "type": row["kind"],
            "times": row["times"],
            "heard": row["heard"],
            "bodies": row["bodies"],
            "body": json.loads(row["body"]),
            "first_at": row["first_at"],
        }
