"""Many callers, one commit: answers wait until what they acknowledge is on the disk."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable

from backend.sandbox.routes import Routes
from backend.sandbox.server import Answer, Refused, Reply, Request, as_refusal
from backend.sandbox.wallet_book import Book

_log = logging.getLogger(__name__)


class Desk:
    """Answers calls in order of arrival and releases the answers after the shared commit."""

    def __init__(self, book: Book, routes: Routes) -> None:
        self._book = book
        self._routes = routes
        self._waiting: list[tuple[Reply, Answer]] = []
        self._flush_soon: asyncio.Handle | None = None
        self.after_commit: list[Callable[[], None]] = []
        self.calls = 0
        self.commits = 0

    def handle(self, request: Request, reply: Reply) -> None:
        """Answer a call, or gather the answer until the book is safe."""
        self.calls += 1
        try:
            answer = self._routes.answer(request)
        except BaseException:
            # The book is half written for this call and must not be committed for the others.
            self.give_up(reply)
            raise
        if not self._book.dirty:
            reply(answer)
            return
        self._waiting.append((reply, answer))
        self.flush_soon()

    def flush_soon(self) -> None:
        """Commit once the calls that have already arrived are answered too."""
        if self._flush_soon is None:
            self._flush_soon = asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Commit what is open, then let the answers go."""
        if self._flush_soon is not None:
            self._flush_soon.cancel()
            self._flush_soon = None
        waiting, self._waiting = self._waiting, []
        if self._book.dirty:
            try:
                self._book.commit()
            except sqlite3.Error:
                _log.exception("The wallet's book could not be written.")
                self._waiting = waiting
                self.give_up()
                return
            self.commits += 1
        for reply, answer in waiting:
            reply(answer)
        for then in self.after_commit:
            then()

    def give_up(self, *more: Reply) -> None:
        """Forget what is not yet committed, and say so to everyone who waits for it."""
        self._book.undo()
        waiting, self._waiting = self._waiting, []
        refusal = Refused(503, "book_not_written", "Nothing was charged; ask again.")
        for reply in [reply for reply, _ in waiting] + list(more):
            reply(as_refusal(refusal))
