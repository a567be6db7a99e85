"""The wallet as a whole: its book, its rules, its calls and what it tells by webhook."""

import asyncio
import logging
import secrets
import sqlite3
from pathlib import Path

from backend.sandbox.clock import OutsideClock
from backend.sandbox.desk import Desk
from backend.sandbox.routes import Routes
from backend.sandbox.server import Server
from backend.sandbox.wallet_agreements import Agreements
from backend.sandbox.wallet_book import Book
from backend.sandbox.wallet_calls import WalletCalls
from backend.sandbox.wallet_charges import Charges
from backend.sandbox.wallet_controls import WalletControls
from backend.sandbox.wallet_page import WalletPage
from backend.sandbox.webhooks import Deliverer

LONGEST_SLEEP_SECONDS = 0.25
"""How late a pending charge may be settled."""

_log = logging.getLogger(__name__)


class Wallet:
    """A payment rail with its own book, beside the service and never inside it."""

    def __init__(self, home: Path) -> None:
        self._book = Book(home / "wallet.sqlite")
        self._clock = OutsideClock()
        self._charges = Charges(self._book, self._clock)
        self._calls = WalletCalls(self._book, self._charges, self._clock)
        controls = WalletControls(self._book, self._charges, self._calls, self._clock)
        routes = Routes()
        for part in (self._calls, controls, WalletPage(self._book, self._charges)):
            part.add_to(routes)
        self._agreements = Agreements(self._book, self._charges, self._clock)
        self._agreements.add_to(routes, lambda: self._calls.key)
        self._desk = controls.desk = Desk(self._book, routes)
        self._deliverer = Deliverer(self._book, self._clock, self._desk)
        self._server = Server(self._desk.handle)
        self._settling: asyncio.Task[None] | None = None

    async def start(self, ports: dict[str, int]) -> dict[str, str]:
        """Open the wallet and return its address and key."""
        self._calls.key = self._kept_key()
        await self._server.start(ports.get("wallet", 0))
        self._agreements.url = self._server.url
        self._deliverer.start()
        self._settling = asyncio.get_running_loop().create_task(self._settle_when_due())
        return {"url": self._server.url, "key": self._calls.key}

    async def stop(self) -> None:
        """Answer who waits, close the lines and the book."""
        if self._settling is not None:
            self._settling.cancel()
            await asyncio.gather(self._settling, return_exceptions=True)
        await self._deliverer.stop()
        self._desk.flush()
        await self._server.stop()
        self._book.close()

    def _kept_key(self) -> str:
        key = self._book.setting("key")
        if key is None:
            key = f"wk_{secrets.token_urlsafe(24)}"
            self._book.keep("key", key)
            self._book.commit()
        return key

    async def _settle_when_due(self) -> None:
        while True:
            await asyncio.sleep(LONGEST_SLEEP_SECONDS)
            try:
                self._settle_due()
            except sqlite3.Error:
                _log.exception("The wallet's book could not be read or written.")
                self._desk.give_up()

    def _settle_due(self) -> None:
        due = self._charges.due()
        for row in due:
            self._charges.settle(row)
        if due:
            self._desk.flush()
