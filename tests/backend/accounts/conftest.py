"""Browsers at our own pages, and an empty letter box."""

import pytest

from backend.plumbing import mail, sms
from tests.factories.accounts import Browser


@pytest.fixture(autouse=True)
def letter_box(database):
    mail.memory().sent.clear()
    sms.memory().sent.clear()


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app)


@pytest.fixture
def other_browser(app) -> Browser:
    return Browser(app, address="198.51.100.9")
