"""Mail and messages in memory, empty at the start of each test."""

import pytest

from tests.backend.nudges import sending


@pytest.fixture(autouse=True)
def _empty_mailboxes():
    sending.letters().clear()
    sending.texts().clear()
