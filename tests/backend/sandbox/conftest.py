"""The outside world runs as real processes and needs no database of ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.outside import (
    Part,
    Sandbox,
    WalletSeen,
    see_wallet,
    start_part,
    start_sandbox,
)


@pytest.fixture(autouse=True)
def database() -> None:
    """Stand in for the fixture of the same name: nothing to empty."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "outside"


@pytest.fixture
def wallet_part(home: Path) -> Iterator[Part]:
    part = start_part(home, "wallet")
    yield part
    part.stop()


@pytest.fixture
def wallet(wallet_part: Part) -> Iterator[WalletSeen]:
    seen = see_wallet(wallet_part)
    yield seen
    seen.close()


@pytest.fixture
def sandbox(home: Path) -> Iterator[Sandbox]:
    started = start_sandbox(home)
    yield started
    started.stop()
