"""A passkey is added to this phone, and opens it."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser


def test_a_passkey_is_added_and_then_signs_in(lender, somebody, context, page):
    lock = ScreenLock(context, page)
    somebody.come_in((lender, f"HC-{somebody.phone[-6:]}"), wallet=False)
    somebody.open("/me")
    somebody.press("Add a passkey to this phone")
    somebody.sees("This phone can sign you in now.")
    somebody.look("me")

    lock.let_wait()
    somebody.press("Sign out")
    expect(somebody.box("Phone or e-mail")).to_be_visible()
    somebody.look("sign-in")
    lock.say_yes()
    somebody.press("Use a passkey")
    expect(page.get_by_text("Harbour Credit").first).to_be_visible()

    # The address box offers the passkey too, and this lock takes every offer.
    somebody.open("/me")
    somebody.press("Sign out")
    expect(page.get_by_text("Harbour Credit").first).to_be_visible()


class ScreenLock:
    """The finger or face of the phone, which says yes at once until it is told to wait."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._line = context.new_cdp_session(page)
        self._line.send("WebAuthn.enable")
        made = self._line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = made["authenticatorId"]

    def let_wait(self) -> None:
        self._present(here=False)

    def say_yes(self) -> None:
        self._present(here=True)

    def _present(self, *, here: bool) -> None:
        told = {"authenticatorId": self._id, "enabled": here}
        self._line.send("WebAuthn.setAutomaticPresenceSimulation", told)
