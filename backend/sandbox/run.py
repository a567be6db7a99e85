"""Start the outside world, say where it listens, and end it cleanly."""

import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from backend.sandbox.listener import Listener
from backend.sandbox.mailbox import Mailbox
from backend.sandbox.wallet import Wallet


class Part(Protocol):
    """One member of the outside world."""

    async def start(self, ports: dict[str, int]) -> dict[str, str]:
        """Open it and return how to reach it."""

    async def stop(self) -> None:
        """Close it."""


PARTS: dict[str, Callable[[Path], Part]] = {
    "wallet": Wallet,
    "mailbox": Mailbox,
    "listener": Listener,
}


async def _serve(parts: dict[str, Part], ports: dict[str, int]) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    started: list[Part] = []
    try:
        addresses = {}
        for name, part in parts.items():
            addresses[name] = await part.start(ports)
            started.append(part)
        print(json.dumps(addresses), flush=True)  # noqa: T201 - the one line that says it is ready
        await ended.wait()
    finally:
        for part in reversed(started):
            await part.stop()


def run(home: Path, ports: dict[str, int] | None = None, only: str | None = None) -> None:
    """Run the whole outside world, or one part of it, until told to stop.

    One line of JSON on the standard output says where each part listens. A port not given,
    or 0, is a free one.
    """
    names = list(PARTS) if only is None else [only]
    asyncio.run(_serve({name: PARTS[name](home) for name in names}, ports or {}))
