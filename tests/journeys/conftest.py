"""A real browser for journeys: one for each file, a fresh phone-sized page for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.journeys import chromium

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium_found() -> chromium.Browser:
    try:
        return chromium.find_chromium()
    except chromium.NoBrowser as missing:
        pytest.skip(missing.__doc__ or "no browser")


@pytest.fixture(scope="module")
def browser(chromium_found: chromium.Browser) -> Iterator[Browser]:
    """A started browser, one for each file: while it lives, this thread refuses asyncio.run."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(chromium_found.path), args=list(chromium.ARGUMENTS)
        )
        yield started
        started.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of a person's own: nothing kept from another test, the size of a phone."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True)
    yield context
    context.close()


@pytest.fixture(autouse=True)
def _able_to_notify(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("notifications") is None:
        return
    if not request.getfixturevalue("chromium_found").can_notify:
        pytest.skip("the headless shell forgets the notifications it showed")
