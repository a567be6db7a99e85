from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.outside import Part, WalletSeen, start_part


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


def see_wallet(part: Part) -> WalletSeen:
    return WalletSeen(part.addresses["wallet"]["url"], part.addresses["wallet"]["key"])
