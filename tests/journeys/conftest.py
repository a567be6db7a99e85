"""One running product and one browser a file; a fresh phone-sized page for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys import chromium
from tests.journeys.actors import LenderSystem
from tests.journeys.eyes import Eyes
from tests.journeys.somebody import Somebody
from tests.journeys.speech import SPEECHES, Speech
from tests.journeys.stack import Stack, start_stack

# A busy machine may take its time; how long is not what is tested.
expect.set_options(timeout=20_000)

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}
_numbers = iter(range(139_0000_0000, 140_0000_0000))


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


@pytest.fixture(scope="session")
def stack(tmp_path_factory) -> Iterator[Stack]:
    """The whole product, started once for all journeys of this process."""
    started = start_stack(tmp_path_factory.mktemp("journeys"))
    yield started
    started.close()


@pytest.fixture(scope="session")
def lender(stack: Stack) -> LenderSystem:
    """A lender whose system listens."""
    made = LenderSystem(stack)
    made.listen()
    return made


@pytest.fixture(params=SPEECHES, ids=lambda speech: speech.language)
def say(request: pytest.FixtureRequest) -> Speech:
    return request.param


@pytest.fixture
def eyes(say: Speech, counted) -> Iterator[Eyes]:
    made = Eyes(say.language)
    yield made
    for what, number in made.seen.items():
        counted(f"{what} in journeys", number)


@pytest.fixture
def phone_number() -> str:
    """A number that no other test writes to."""
    return f"+86{next(_numbers)}"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of a person's own: nothing kept from another test, the size of a phone."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def context(browser: Browser, say: Speech) -> Iterator[BrowserContext]:
    """A phone that speaks one language, in Shanghai."""
    made = browser.new_context(
        viewport=PHONE,
        device_scale_factor=2,
        has_touch=True,
        locale=say.tag,
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen."""
    made, wrong = context.new_page(), []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda said: wrong.append(said.text) if _is_trouble(said) else None)
    yield made
    assert wrong == []


@pytest.fixture
def somebody(stack, page, say, phone_number, eyes) -> Somebody:
    return Somebody(stack, page, say, phone_number, eyes)


@pytest.fixture(autouse=True)
def _able_to_notify(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("notifications") is None:
        return
    if not request.getfixturevalue("chromium_found").can_notify:
        pytest.skip("the headless shell forgets the notifications it showed")


def _is_trouble(said) -> bool:
    # A refusal the person is told of also shows up here; the screens are asked about those.
    return said.type == "error" and "Failed to load resource" not in said.text
