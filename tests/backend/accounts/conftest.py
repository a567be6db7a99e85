"""Browsers at our own pages, and an empty letter box."""

from uuid import UUID

import pytest

from backend.plumbing import mail, sms
from tests.factories import lenders
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


@pytest.fixture
def lender_id(database) -> UUID:
    return lenders.lender_id(name="Harbour Credit")
