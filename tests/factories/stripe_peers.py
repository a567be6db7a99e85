"""Two who stand in for Stripe: localstripe, and a fake that keeps to what Stripe documents.

localstripe is GPL-3.0: it runs in a process of its own and is never imported here.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import requests

from backend.plumbing import clock
from tests.factories.loopback import Asked, Loopback, Told

KEY = "sk_test_only_here"
SECRET = "whsec_that_only_tests_know"
GOOD = "4242424242424242"
DECLINES = "4000000000000341"
ASKS_FOR_ITS_OWNER = "4000002500003155"
_PATIENCE = 30

# It would listen on every interface and keep its state in /tmp: here it does neither, and it ends
# with its standard input.
_ON_LOOPBACK = """
import builtins, os, socket, sys, threading
folder, opened = sys.argv[1], builtins.open
def elsewhere(path, *rest, **more):
    kept = str(path).startswith("/tmp/localstripe")
    return opened(os.path.join(folder, "state") if kept else path, *rest, **more)
builtins.open = elsewhere
from aiohttp import web
from localstripe.server import app
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
web.run_app(app, sock=listening, print=None)
"""


@contextmanager
def localstripe(folder: Path) -> Iterator[str]:
    """Run localstripe on the loopback and give its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", _ON_LOOPBACK, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        port = process.stdout.readline().strip()
        assert port, "localstripe did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        process.wait(_PATIENCE)
        process.stdout.close()


def page(items: Iterable[dict[str, Any]], asked: Asked) -> Told:
    """Return one page of a list as Stripe gives it, the newest first."""
    found = list(items)
    after = asked.fields.get("starting_after")
    start = next((at + 1 for at, one in enumerate(found) if one["id"] == after), 0)
    limit = int(asked.fields.get("limit", "10"))
    more = len(found) > start + limit
    return 200, {
        "object": "list",
        "url": asked.path,
        "data": found[start : start + limit],
        "has_more": more,
    }


def error(status: int, kind: str, code: str, **more: object) -> Told:
    return status, {"error": {"type": kind, "code": code, "message": code} | more}


STRUCK: dict[str, Told] = {
    "drop before": None,
    "500 before": error(500, "api_error", "ours"),
    "429": error(429, "invalid_request_error", "rate_limit"),
    "charge, then drop": None,
    "charge, then 500": error(500, "api_error", "ours"),
}


@dataclass(slots=True)
class Pages:
    """Checkout: pages on which a person gives a card."""

    names: Iterator[int] = field(default_factory=lambda: count(1))
    open: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Told:
        if asked.method == "GET":
            wanted = asked.fields["customer"]
            return page((p for p in self.open.values() if p["customer"] == wanted), asked)
        if asked.path.endswith("/expire"):
            shown = self.open[asked.path.split("/")[-2]]
            shown["status"] = "expired"
            return 200, shown
        assert asked.fields["mode"] == "setup"
        assert asked.fields["allowed_payment_method_types[0]"] == "card"
        name = f"cs_{next(self.names)}"
        self.open[name] = {
            "id": name,
            "object": "checkout.session",
            "customer": asked.fields["customer"],
            "status": "open",
            "url": f"https://checkout.stripe.example/c/{name}",
        }
        return 200, self.open[name]


class Front:
    """Stands before localstripe: adds what it lacks (Checkout, lists by customer), and strikes.

    `strikes` holds what the next charges meet, in order.
    """

    def __init__(self, behind: str) -> None:
        self.behind = behind
        self.pages = Pages()
        self.strikes: list[str] = []
        self.released = threading.Event()
        self.loopback = Loopback(self._answer)
        self.line = requests.Session()
        self.line.trust_env = False
        self.line.auth = (KEY, "")

    @property
    def url(self) -> str:
        return self.loopback.url

    def close(self) -> None:
        self.released.set()
        self.loopback.close()
        self.line.close()

    def give_card(self, approve_url: str, number: str = GOOD) -> None:
        """Do what the hosted page does once a person has typed a card into it."""
        shown = self.pages.open[approve_url.rpartition("/")[2]]
        card = {"number": number, "exp_month": "12", "exp_year": "2031", "cvc": "123"}
        method = self.told(
            "POST",
            "payment_methods",
            {"type": "card"} | {f"card[{name}]": value for name, value in card.items()},
        )
        setup = self.told("POST", "setup_intents", {"customer": shown["customer"]})
        path = f"setup_intents/{setup['id']}/confirm"
        self.told("POST", path, {"payment_method": method["id"]})
        path = f"payment_methods/{method['id']}/attach"
        self.told("POST", path, {"customer": shown["customer"]})
        shown["status"] = "complete"

    def told(self, method: str, path: str, fields: dict[str, Any] | None = None) -> Any:
        """Ask localstripe itself, past everything that stands before it."""
        found = self._ask(method, f"/v1/{path}", fields or {})
        assert found.ok, found.text
        return found.json()

    def intents(self) -> list[dict[str, Any]]:
        """Return every intent there is, newest first."""
        return list(self.told("GET", "payment_intents", {"limit": "10000"})["data"])[::-1]

    def _answer(self, asked: Asked) -> Told:
        if asked.path.startswith("/v1/checkout/sessions"):
            return self.pages.answer(asked)
        if (asked.method, asked.path) == ("GET", "/v1/payment_intents"):
            wanted = asked.fields["customer"]
            return page((one for one in self.intents() if one["customer"] == wanted), asked)
        charging = (asked.method, asked.path) == ("POST", "/v1/payment_intents")
        strike = self.strikes.pop(0) if charging and self.strikes else ""
        told = self._forward(asked) if not strike or strike.startswith("charge") else None
        if strike == "charge, then silence":
            self.released.wait(_PATIENCE)
        return STRUCK.get(strike, told)

    def _forward(self, asked: Asked) -> Told:
        fields = {
            name: value for name, value in asked.fields.items() if not name.startswith("allowed_")
        }
        found = self._ask(asked.method, asked.path, fields)
        return found.status_code, found.json()

    def _ask(self, method: str, path: str, fields: dict[str, Any]) -> requests.Response:
        where = {"params": fields} if method == "GET" else {"data": fields}
        return self.line.request(method, self.behind + path, timeout=_PATIENCE, **where)


class StripeFake:
    """Keeps to what Stripe documents and localstripe does not: replays, 409, processing, 402.

    `moods` holds what the next charges meet, in order.
    """

    def __init__(self) -> None:
        self.intents: list[dict[str, Any]] = []
        self.disputes: list[dict[str, Any]] = []
        self.kept: dict[str, Told] = {}
        self.cards = {"cus_mei": ["pm_1"]}
        self.moods: list[str] = []
        self.released = threading.Event()
        self.loopback = Loopback(self._answer)

    @property
    def url(self) -> str:
        return self.loopback.url

    def close(self) -> None:
        self.released.set()
        self.loopback.close()

    def refund(self, at: int, amount: int) -> dict[str, Any]:
        """Give back a part of a charge or all of it, and return the charge."""
        charge = self.intents[at]["latest_charge"]
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        return dict(charge)

    def lose(self, at: int) -> dict[str, Any]:
        """Lose a dispute over a charge, and return the dispute."""
        charge = self.intents[at]["latest_charge"]
        charge["disputed"] = True
        self.disputes.append(
            {"id": f"dp_{at}", "object": "dispute", "amount": charge["amount"], "status": "lost",
             "charge": charge["id"], "payment_intent": charge["payment_intent"]}
        )  # fmt: skip
        return self.disputes[-1]

    def _answer(self, asked: Asked) -> Told:
        match asked.method, asked.path.removeprefix("/v1/").split("/"):
            case "POST", ["payment_intents"]:
                return self._charge(asked)
            case "POST", ["payment_intents", name, "cancel"]:
                return self._cancel(self._named(name))
            case "GET", ["payment_intents", name]:
                return 200, self._named(name)
            case "GET", [kind] if found := self._lists(asked.fields).get(kind):
                return page(found, asked)
        return error(404, "invalid_request_error", "resource_missing")

    def _named(self, name: str) -> dict[str, Any]:
        return next(intent for intent in self.intents if intent["id"] == name)

    def _lists(self, fields: dict[str, str]) -> dict[str, Iterable[dict[str, Any]]]:
        whose, charge = fields.get("customer"), fields.get("charge")
        cards = self.cards.get(whose or "", [])
        return {
            "payment_methods": ({"id": card, "object": "payment_method"} for card in cards),
            "payment_intents": (i for i in self.intents[::-1] if i["customer"] == whose),
            "charges": self._charges(),
            "disputes": (d for d in self.disputes if d["charge"] == charge),
        }

    def _charge(self, asked: Asked) -> Told:
        key = asked.headers["Idempotency-Key"]
        if key in self.kept:
            return self.kept[key]
        mood = self.moods.pop(0) if self.moods else "succeeded"
        if mood in {"429", "409"}:
            code = {"429": "rate_limit", "409": "idempotency_key_in_use"}[mood]
            return error(int(mood), "invalid_request_error", code)
        if mood == "drop before":
            return None
        told = self._make(asked, mood)
        self.kept[key] = told
        if mood == "charge, then silence":
            self.released.wait(_PATIENCE)
        return None if mood == "charge, then drop" else told

    def _make(self, asked: Asked, mood: str) -> Told:
        name = f"pi_{len(self.intents) + 1}"
        intent = {
            "id": name, "object": "payment_intent", "customer": asked.fields["customer"],
            "amount": int(asked.fields["amount"]), "currency": asked.fields["currency"],
            "metadata": {"tideover_key": asked.fields["metadata[tideover_key]"]},
            "status": "succeeded", "latest_charge": None, "last_payment_error": None,
        }  # fmt: skip
        self.intents.append(intent)
        match mood.split(" "):
            case ["decline", code]:
                intent["status"] = "requires_payment_method"
                intent["last_payment_error"] = {"code": "card_declined", "decline_code": code}
                return error(402, "card_error", "card_declined", decline_code=code)
            case ["processing" | "requires_action" as status]:
                intent["status"] = status
                return 200, intent
        intent["latest_charge"] = {
            "id": f"ch_{name}", "object": "charge", "amount": intent["amount"],
            "currency": intent["currency"], "created": int(clock.now().timestamp()),
            "status": "succeeded", "captured": True, "refunded": False, "amount_refunded": 0,
            "disputed": False, "payment_intent": name,
        }  # fmt: skip
        if mood == "charge, then 500":
            return error(500, "api_error", "ours")
        return 200, intent

    def _cancel(self, intent: dict[str, Any]) -> Told:
        if intent["status"] in {"succeeded", "processing"}:
            return error(400, "invalid_request_error", "payment_intent_unexpected_state")
        intent["status"] = "canceled"
        return 200, intent

    def _charges(self) -> Iterator[dict[str, Any]]:
        for intent in reversed(self.intents):
            if intent["latest_charge"]:
                yield intent["latest_charge"] | {"payment_intent": intent | {"latest_charge": None}}


def event(kind: str, found: dict[str, Any], *, name: str = "evt_1", **data: Any) -> bytes:
    """Return the bytes of an event."""
    body = {"id": name, "object": "event", "type": kind, "data": {"object": found, **data}}
    return json.dumps(body).encode()
