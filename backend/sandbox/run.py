"""Start the outside world, say where it listens, and end it cleanly."""

import asyncio
import json
import os
import signal
from importlib import import_module
from pathlib import Path
from typing import Protocol

PARENT_LOOK_SECONDS = 0.5


class Part(Protocol):
    """One member of the outside world."""

    async def start(self, ports: dict[str, int]) -> dict[str, str]:
        """Open it and return how to reach it."""

    async def stop(self) -> None:
        """Close it."""


PARTS = {
    "wallet": "Wallet",
    "mailbox": "Mailbox",
    "listener": "Listener",
}


def part_of(name: str, home: Path) -> Part:
    """Return one member; the modules of the others stay unread, so it starts sooner."""
    made: Part = getattr(import_module(f"backend.sandbox.{name}"), PARTS[name])(home)
    return made


async def _end_with(parent: int, ended: asyncio.Event) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing announces a parent's death
        await asyncio.sleep(PARENT_LOOK_SECONDS)
    ended.set()


async def _serve(parts: dict[str, Part], ports: dict[str, int], parent: int | None) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    watch = loop.create_task(_end_with(parent, ended)) if parent is not None else None
    started: list[Part] = []
    try:
        addresses = {}
        for name, part in parts.items():
            addresses[name] = await part.start(ports)
            started.append(part)
        print(json.dumps(addresses), flush=True)  # noqa: T201 - the one line that says it is ready
        await ended.wait()
    finally:
        if watch is not None:
            watch.cancel()
        for part in reversed(started):
            await part.stop()


def run(
    home: Path,
    ports: dict[str, int] | None = None,
    *,
    only: str | None = None,
    with_parent: bool = False,
) -> None:
    """Run the whole outside world, or one part of it, until told to stop.

    One line of JSON on the standard output says where each part listens. A port not given,
    or 0, is a free one. With its parent it also ends when the process that started it dies.
    """
    parent = os.getppid() if with_parent else None
    names = list(PARTS) if only is None else [only]
    asyncio.run(_serve({name: part_of(name, home) for name in names}, ports or {}, parent))
