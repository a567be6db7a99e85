"""A person with a phone-sized browser: does what a person does, sees what a person sees."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.factories.debts import debt_in
from tests.journeys.actors import LenderSystem, Person
from tests.journeys.eyes import Eyes
from tests.journeys.outside import until
from tests.journeys.speech import Speech
from tests.journeys.stack import Stack

ANSWER = "1994"


class Somebody:
    """One person, one page, one language."""

    def __init__(self, stack: Stack, page: Page, say: Speech, phone: str, eyes: Eyes) -> None:
        self.stack = stack
        self.page = page
        self.say = say
        self.phone = phone
        self.post = Person(stack, phone)
        """Reads what reaches the phone."""
        self.eyes = eyes

    def open(self, path: str) -> None:
        self.page.goto(self.stack.url + path)

    def button(self, words: str, **facts: object) -> Locator:
        return self.page.get_by_role("button", name=self.say(words, **facts), exact=True)

    def link(self, words: str, **facts: object) -> Locator:
        return self.page.get_by_role("link", name=self.say(words, **facts), exact=True)

    def box(self, words: str, **facts: object) -> Locator:
        return self.page.get_by_role("textbox", name=self.say(words, **facts), exact=True)

    def press(self, words: str, **facts: object) -> None:
        self.button(words, **facts).click()

    def follow(self, words: str, **facts: object) -> None:
        self.link(words, **facts).click()

    def sees(self, words: str, **facts: object) -> None:
        """Wait for words anywhere on the screen."""
        expect(self.page.get_by_text(self.say(words, **facts)).first).to_be_visible()

    def at(self, heading: str, **facts: object) -> None:
        """Wait for the screen with this heading."""
        name = self.say(heading, **facts)
        expect(self.page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()

    def look(self, name: str) -> None:
        self.eyes.look(self.page, name)

    def type_code(self) -> None:
        """Type the newest code that reached the phone."""
        self.box("6-digit code").fill(self.post.newest_code())

    def ask_for_code(self) -> None:
        self.box("Phone or e-mail").fill(self.phone)
        self.press("Send me a code")

    def sign_in(self) -> None:
        """Come in by a code, from the first screen."""
        self.open("/today")
        self.ask_for_code()
        self.type_code()
        expect(self.link("Debts")).to_be_visible()

    def come_in(self, *bills: tuple[LenderSystem, str], wallet: bool = True) -> None:
        """Be somebody who was here before: signed in, with bills taken up and a wallet."""
        self.post.sign_in()
        said = {"locale": self.say.language, "time_zone": "Asia/Shanghai", "display_name": "Mei"}
        self.post.told("PATCH", "/me", json=said)
        for lender, reference in bills:
            lender.push(reference, debt_in(contact={"phone": self.phone}))
        self.take_up_all(len(bills))
        if wallet:
            self.post.wallet()
        name, _, value = self.post.cookie.partition("=")
        cookie = {"name": name, "value": value, "url": "https://localhost", "secure": True}
        self.page.context.add_cookies([cookie])

    def take_up_all(self, count: int) -> None:
        """Take up every bill that waits for this phone, once they are all there."""
        until(lambda: len(self.post.told("GET", "/claims")["items"]) == count)
        for claim in self.post.told("GET", "/claims")["items"]:
            self.post.told("POST", f"/claims/{claim['id']}", json={"answer": ANSWER})

    def set_up_wallet(self) -> None:
        """From the pay screen: prove who it is, say yes at the wallet, come back."""
        self.press("Set up a wallet")
        self.at("One more check")
        self.press("Send me a code")
        self.type_code()
        self.say_yes_at_wallet()

    def say_yes_at_wallet(self) -> None:
        self.follow("Open my wallet")
        self.press("Approve")
        expect(self.button("Look it over")).to_be_enabled()

    def pay(self, amount: str) -> None:
        """From the pay screen with a wallet: look it over and pay."""
        self.press("Look it over")
        self.at("Is this right?")
        self.press("Pay {amount}", amount=amount)

    def asked(self, path: str) -> Any:
        answer = self.page.request.get(self.stack.api + path)
        assert answer.ok, answer.text()
        return answer.json()

    def waits_for_worker(self) -> None:
        """Wait until the service worker keeps this page's answers."""
        until(lambda: self.page.evaluate("navigator.serviceWorker.controller !== null"))
