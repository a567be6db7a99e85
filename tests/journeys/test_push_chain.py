"""From a lender's push to a notification: encrypted, signed, decrypted, shown; it tells nothing.

No browser here can reach a real push service, so the subscription is the sandbox's, and what its
push service decrypts is handed to the page's own service worker.
"""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.factories.debts import debt_in
from tests.journeys.outside import until

pytestmark = [pytest.mark.browser, pytest.mark.notifications]

SUBSCRIBE = """(() => {
  let current = null;
  PushManager.prototype.getSubscription = async () => current;
  PushManager.prototype.subscribe = async ({applicationServerKey}) => {
    const bytes = String.fromCharCode(...new Uint8Array(applicationServerKey));
    const key = btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const made = await window.subscribeAtSink(key);
    current = {endpoint: made.endpoint, toJSON: () => made, unsubscribe: async () => true};
    return current;
  };
})()"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(
    ({title, body, data}) => ({title, body, path: data.path}));
}"""
TELLS = re.compile(
    r"\d[\d,.]*\d|[¥$€£]|harbour|debt|owe|bill|pay|overdue|lender|欠|还款|账单|贷|款|元",
    re.IGNORECASE,
)


def test_a_new_bill_becomes_a_notification_that_tells_nothing(stack, lender, somebody, context):
    context.grant_permissions(["notifications"], origin=stack.url)
    made: list[dict] = []
    context.expose_function("subscribeAtSink", lambda key: subscribed(stack, key, made))
    context.add_init_script(SUBSCRIBE)
    somebody.come_in(wallet=False)
    somebody.open("/me")
    somebody.page.get_by_role("switch", name=somebody.say("Notifications on this phone")).check()
    somebody.sees("Notifications are on for this phone.")

    lender.push(f"HC-{somebody.phone[-6:]}", debt_in(contact={"phone": somebody.phone}))
    arrived = stack.sandbox.mailbox.newest(made[0]["endpoint"].rpartition("/")[2], "push")
    assert arrived["from"].startswith(("mailto:", "https:"))  # who signed, as verified by VAPID
    note = json.loads(arrived["text"])
    assert set(note) == {"id", "title", "body", "path"}
    assert not TELLS.search(note["title"] + note["body"]), note

    deliver(context, somebody.page, stack.url, arrived["text"])
    until(lambda: somebody.page.evaluate(SHOWN) != [])
    (shown,) = somebody.page.evaluate(SHOWN)
    assert shown == {"title": note["title"], "body": note["body"], "path": note["path"]}
    somebody.open(shown["path"])
    expect(somebody.page.get_by_text("Harbour Credit").first).to_be_visible()
    somebody.look("claim-waiting")


def subscribed(stack, key: str, made: list[dict]) -> dict:
    made.append(stack.sandbox.mailbox.subscribe(key))
    return made[-1]


def deliver(context, page, origin: str, payload: str) -> None:
    """Hand a decrypted message to the page's service worker, as the browser's push client does."""
    line = context.new_cdp_session(page)
    found: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(each["registrationId"] for each in told["registrations"]),
    )
    line.send("ServiceWorker.enable")
    until(lambda: page.evaluate("navigator.serviceWorker.controller !== null") and found != [])
    line.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": found[-1], "data": payload},
    )
