"""From the claim to the payment with a keyboard alone: no pointer ever touches the page."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.factories.debts import debt_in
from tests.journeys.somebody import ANSWER

pytestmark = pytest.mark.browser

MOST_TABS = 40
FOCUSED = """() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return {name: "", ringed: true};
  const named = [...(at.labels ?? [])].map((label) => label.innerText).join(" ");
  const ring = getComputedStyle(at);
  return {
    name: (named || at.getAttribute("aria-label") || at.innerText || "").trim(),
    ringed: at.tagName === "H1" || parseFloat(ring.outlineWidth) >= 2
      || getComputedStyle(at.parentElement).outlineStyle !== "none",
  };
}"""


@dataclass(slots=True)
class Keyboard:
    """Moves from control to control and sees where it is."""

    page: Page
    stops: int = 0

    def reach(self, name: str) -> None:
        """Press Tab until the control of a name has the focus, visibly."""
        passed = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            self.stops += 1
            assert at["ringed"], at
            if name in at["name"]:
                return
            passed.append(at["name"])
        raise AssertionError(f"Tab does not reach {name!r}, only {passed}")

    def press(self, name: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Enter")

    def type(self, text: str) -> None:
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)


@pytest.fixture
def keyboard(page, counted) -> Keyboard:
    made = Keyboard(page)
    yield made
    counted("focus stops by keyboard", made.stops)


def test_a_bill_is_claimed_and_paid_with_the_keyboard_alone(lender, somebody, keyboard, say):
    lender.push(f"HC-{somebody.phone[-6:]}", debt_in(contact={"phone": somebody.phone}))
    somebody.open(f"/claim#{somebody.post.claim_token()}")
    somebody.at("Is this yours?")

    keyboard.reach(say("Phone or e-mail"))
    keyboard.type(somebody.phone)
    keyboard.press(say("Send me a code"))
    type_code(somebody, keyboard)
    expect(somebody.box("Which year were you born?")).to_be_visible()
    keyboard.reach(say("Which year were you born?"))
    keyboard.type(ANSWER)
    keyboard.press(say("Show it to me"))

    somebody.sees("What happens next")
    keyboard.press(say("Choose what to do"))
    somebody.at("What would you like to do?")
    choose_part(somebody, keyboard)
    set_up_wallet(somebody, keyboard)
    keyboard.press(say("Look it over"))
    somebody.at("Is this right?")
    keyboard.press(say("Pay {amount}", amount="¥600.00"))
    somebody.at("Paid")


def type_code(somebody, keyboard) -> None:
    # The box takes the focus by itself, and six digits go off by themselves.
    expect(somebody.box("6-digit code")).to_be_focused()
    keyboard.type(somebody.post.newest_code())


def choose_part(somebody, keyboard) -> None:
    expect(somebody.page.get_by_role("radio", name=somebody.say("Pay part"))).to_be_visible()
    keyboard.reach(somebody.say("Pay all"))
    somebody.page.keyboard.press("ArrowDown")
    expect(somebody.page.get_by_role("radio", name=somebody.say("Pay part"))).to_be_checked()
    keyboard.reach(somebody.say("How much now, {currency}", currency="CNY"))
    keyboard.type("600")
    keyboard.press(somebody.say("Continue"))


def set_up_wallet(somebody, keyboard) -> None:
    expect(somebody.button("Set up a wallet")).to_be_visible()
    keyboard.press(somebody.say("Set up a wallet"))
    somebody.at("One more check")
    keyboard.press(somebody.say("Send me a code"))
    type_code(somebody, keyboard)
    expect(somebody.link("Open my wallet")).to_be_visible()
    keyboard.press(somebody.say("Open my wallet"))
    expect(somebody.button("Approve")).to_be_visible()
    somebody.page.keyboard.press("Tab")
    somebody.page.keyboard.press("Enter")
    expect(somebody.button("Look it over")).to_be_visible()
