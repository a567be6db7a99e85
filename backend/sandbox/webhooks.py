"""The wallet tells its webhook what happened, signed, until it is heard."""

import asyncio
import logging
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from standardwebhooks import Webhook

from backend.sandbox.clock import OutsideClock
from backend.sandbox.desk import Desk
from backend.sandbox.wallet_book import Book

WAITS_SECONDS = (1, 5, 30, 120, 600, 3600, 6 * 3600)
"""The pauses between eight tries."""

TOGETHER = 8
"""How many events travel at the same time."""

PATIENCE_SECONDS = 10.0
LONGEST_SLEEP_SECONDS = 30.0

_log = logging.getLogger(__name__)


async def post(url: str, headers: dict[str, str], body: bytes) -> int:
    """Send a body and return the status of the answer.

    Raises:  OSError or ValueError when there is no answer to read.
    """
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [f"POST {target} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()
        status_line = await reader.readline()
        return int(status_line.split(b" ", 2)[1])
    except IndexError:
        raise ValueError("no status") from None
    finally:
        writer.close()


class Due(NamedTuple):
    """An event that is to be told now."""

    event: int
    body: str
    tries: int
    next_at: float


class Deliverer:
    """Sends the events that are due and remembers how it went."""

    def __init__(self, book: Book, clock: OutsideClock, desk: Desk) -> None:
        self._book = book
        self._clock = clock
        self._desk = desk
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.sent = 0
        desk.after_commit.append(self._woken.set)

    def start(self) -> None:
        """Begin to send in the background."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop sending; what is due stays due."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._send_due()
            except sqlite3.Error:
                _log.exception("The wallet's book could not be read or written.")
                self._desk.give_up()
                await asyncio.sleep(1)

    async def _send_due(self) -> None:
        while True:
            self._woken.clear()
            url = self._book.setting("webhook_url")
            due = self._due() if url else []
            if url and due:
                self._desk.flush()  # what is told must be on the disk first
                secret = self._book.setting("webhook_secret") or ""
                await asyncio.gather(*(self._send(url, secret, row) for row in due))
                self._desk.flush_soon()
                continue
            # Not wait_for: when woken and cancelled at once, it forgets that it was cancelled.
            with suppress(TimeoutError):
                async with asyncio.timeout(self._sleep_seconds()):
                    await self._woken.wait()

    def _due(self) -> list[Due]:
        rows = self._book.rows(
            "SELECT event, body, tries, next_at FROM events"
            " WHERE next_at <= ? ORDER BY event LIMIT ?",
            *(self._clock.seconds(), TOGETHER),
        )
        return [Due(*row) for row in rows]

    def _sleep_seconds(self) -> float:
        row = self._book.one("SELECT min(next_at) AS at FROM events WHERE next_at IS NOT NULL")
        if row is None or row["at"] is None:
            return LONGEST_SLEEP_SECONDS
        return float(min(max(row["at"] - self._clock.seconds(), 0.01), LONGEST_SLEEP_SECONDS))

    async def _send(self, url: str, secret: str, due: Due) -> None:
        # The receiver judges freshness by the machine's time, however far the wallet's has moved.
        moment = datetime.fromtimestamp(int(OutsideClock().seconds()), UTC)
        name = f"evt_{due.event:012d}"
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": Webhook(secret).sign(name, moment, due.body),
        }
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status = await post(url, headers, due.body.encode())
        except (OSError, ValueError, TimeoutError) as reason:
            _log.info("The webhook was not heard: %s", type(reason).__name__)
            status = 0
        self.sent += 1
        heard = 200 <= status < 300  # noqa: PLR2004 - what HTTP calls a success
        pause = None if heard or due.tries >= len(WAITS_SECONDS) else WAITS_SECONDS[due.tries]
        self._book.write(
            "UPDATE events SET tries = tries + 1, last_status = ?,"
            # A replay that was asked for meanwhile stays asked for.
            " next_at = CASE WHEN next_at = ? THEN ? ELSE next_at END WHERE event = ?",
            *(status, due.next_at),
            *(None if pause is None else self._clock.seconds() + pause, due.event),
        )
