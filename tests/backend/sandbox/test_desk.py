"""Answers wait for the commit they share, and nothing waits for ever."""

import asyncio
from pathlib import Path

from backend.sandbox.clock import OutsideClock
from backend.sandbox.desk import Desk
from backend.sandbox.routes import Routes
from backend.sandbox.server import Answer, Request, as_json
from backend.sandbox.wallet_book import Book
from backend.sandbox.webhooks import Deliverer


def call(path: str) -> Request:
    return Request("POST", path, "", {}, b"")


def desk_with(book: Book) -> Desk:
    def keep(request: Request) -> Answer:
        book.keep("kept", "yes")
        return as_json("kept")

    routes = Routes()
    routes.add("POST", "/keep", keep)
    return Desk(book, routes)


def test_a_deliverer_woken_in_the_moment_it_is_stopped_stops(tmp_path: Path):
    async def wake_and_stop() -> None:
        book = Book(tmp_path / "wallet.sqlite")
        desk = desk_with(book)
        deliverer = Deliverer(book, OutsideClock(), desk)
        deliverer.start()
        await asyncio.sleep(0.01)
        desk.flush()
        async with asyncio.timeout(5):
            await deliverer.stop()
        book.close()

    asyncio.run(wake_and_stop())


def test_calls_that_arrive_together_share_one_commit(tmp_path: Path):
    async def three_calls() -> tuple[int, int, int]:
        book = Book(tmp_path / "wallet.sqlite")
        desk = desk_with(book)
        answers: list[Answer] = []
        for _ in range(3):
            desk.handle(call("/keep"), answers.append)
        before = len(answers)
        await asyncio.sleep(0)
        book.close()
        return before, len(answers), desk.commits

    assert asyncio.run(three_calls()) == (0, 3, 1)


def test_what_is_given_up_is_answered_and_forgotten(tmp_path: Path):
    async def give_up() -> tuple[list[int], str | None]:
        book = Book(tmp_path / "wallet.sqlite")
        desk = desk_with(book)
        answers: list[Answer] = []
        desk.handle(call("/keep"), answers.append)
        desk.give_up()
        await asyncio.sleep(0)
        kept = book.setting("kept")
        book.close()
        return [answer.status for answer in answers], kept

    assert asyncio.run(give_up()) == ([503], None)
