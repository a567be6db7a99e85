"""The two pictures of README, drawn from the running app; drawn anew with TIDEOVER_PICTURES=1."""

import os
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.factories.debts import debt_in
from tests.journeys.actors import LenderSystem
from tests.journeys.chromium import ROOT
from tests.journeys.speech import ENGLISH_SPEECH, Speech

pytestmark = pytest.mark.browser

PICTURES = ROOT / "docs" / "pictures"
BILLS = (
    ("Harbour Credit", "Personal loan, November", (230_000, 14_000, 4_000), 6),
    ("Riverside Homes", "Heating and water", (31_840, 0, 0), 13),
    ("Lantern Card Services", "Card ending 7730", (118_000, 5_600, 0), 21),
)


@pytest.fixture
def say() -> Speech:
    return ENGLISH_SPEECH


def test_the_pictures_of_readme_show_the_app(stack, somebody):
    somebody.come_in(wallet=False)
    today = stack.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    for name, title, amounts, due_in in BILLS:
        bill = debt_in(
            title=title,
            charges=charges(amounts),
            due_on=(today + timedelta(days=due_in)).isoformat(),
            as_of=stack.now().isoformat(),
            contact={"phone": somebody.phone, "name": "Mei"},
        )
        LenderSystem(stack, name).push(f"{name[:3].upper()}-4821", bill)
    somebody.take_up_all(len(BILLS))
    somebody.page.clock.set_fixed_time(stack.now())

    somebody.open("/today")
    somebody.sees("The next 30 days")
    somebody.look("picture-today")
    draw(somebody.page, "today")
    somebody.follow("Choose what to do")
    somebody.page.get_by_role("radio", name="Pay part").check()
    somebody.box("How much now, {currency}", currency="CNY").fill("600")
    expect(somebody.page.get_by_text("¥1,880.00 is left. About ¥")).to_be_visible()
    somebody.page.get_by_role("heading", level=1).click()  # the box lets go of the focus
    draw(somebody.page, "choice")


def charges(amounts: tuple[int, int, int]) -> list[dict[str, Any]]:
    kinds = ("principal", "interest", "fee")
    return [
        {"kind": kind, "amount_minor": amount}
        for kind, amount in zip(kinds, amounts, strict=True)
        if amount
    ]


def draw(page, name: str) -> None:
    file = PICTURES / f"{name}.png"
    if file.exists() and not os.environ.get("TIDEOVER_PICTURES"):
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
