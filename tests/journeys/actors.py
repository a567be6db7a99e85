"""A lender's system and a person, each speaking HTTP to the running product."""

import re
from typing import Any
from uuid import uuid4

import requests

from tests.journeys.outside import until
from tests.journeys.stack import Stack

PAGE = {"X-Requested-With": "tideover", "Sec-Fetch-Site": "same-origin"}


class LenderSystem:
    """A lender's back office with an API key."""

    def __init__(self, stack: Stack, name: str = "Harbour Credit") -> None:
        self.staff_email = f"{uuid4().hex[:8]}@staff.example"
        said = stack.cli("add-lender", name, "--staff", self.staff_email, "--country", "CN")
        self.lender_id = re.search(r"lender (\S+)", said)[1]
        self.key = re.search(r"(tk_\S+)", said)[1]
        self._stack = stack
        self._codes: set[str] = set()
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.headers["Authorization"] = f"Bearer {self.key}"

    def call(self, method: str, path: str, **asked: Any) -> requests.Response:
        return self._http.request(method, self._stack.api + path, timeout=120, **asked)

    def push(self, reference: str, bill: dict[str, Any]) -> dict[str, Any]:
        answer = self.call("PUT", f"/lender/debts/{reference}", json=bill)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    def listen(self) -> str:
        """Have every webhook sent to the sandbox's listening lender; return the secret."""
        hook = self._stack.sandbox.part.addresses["listener"]["hook"]
        made = self.call("POST", "/lender/webhook-endpoints", json={"url": hook})
        assert made.status_code == 201, made.text
        self._stack.sandbox.listener.listen_with(made.json()["secret"])
        return made.json()["secret"]

    def staff_code(self) -> str:
        """Return the newest code that was not read before from the mail of the lender's staff."""
        return _newest_code(self._stack, self.staff_email, self._codes)


class Person:
    """Somebody with a phone and a browser."""

    def __init__(self, stack: Stack, phone: str) -> None:
        self._stack = stack
        self.phone = phone
        self._codes: set[str] = set()
        self.api = stack.api
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.headers.update(PAGE)
        self.cookie = ""

    def call(self, method: str, path: str, **asked: Any) -> requests.Response:
        headers = {"Cookie": self.cookie} | asked.pop("headers", {})
        return self._http.request(method, self.api + path, headers=headers, timeout=60, **asked)

    def told(self, method: str, path: str, **asked: Any) -> Any:
        answer = self.call(method, path, **asked)
        assert answer.ok, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def sign_in(self) -> None:
        asked = {"channel": "sms", "address": self.phone}
        challenge = self.told("POST", "/sign-in/codes", json=asked)["challenge_id"]
        given = {"challenge_id": challenge, "code": self.newest_code()}
        answer = self.call("POST", "/sign-in/sessions", json=given)
        assert answer.status_code == 201, answer.text
        self._keep(answer)

    def step_up(self) -> None:
        challenge = self.told("POST", "/me/step-up/codes")["challenge_id"]
        given = {"challenge_id": challenge, "code": self.newest_code()}
        self._keep(self.call("POST", "/me/step-up", json=given))

    def newest_code(self) -> str:
        """Return the newest code that was not read before."""
        return _newest_code(self._stack, self.phone, self._codes)

    def claim_token(self) -> str:
        """Return the token of the newest claim link that reached the phone."""
        found: list[str] = []

        def arrived() -> bool:
            texts = [m["text"] for m in self._stack.sandbox.mailbox.messages(to=self.phone)]
            found[:] = [t for text in texts for t in re.findall(r"/claim#([\w-]+)", text)]
            return bool(found)

        until(arrived)
        return found[0]

    def claim(self, token: str, answer: str) -> dict[str, Any]:
        return self.told("POST", "/claims", json={"token": token, "answer": answer})

    def wallet(self) -> str:
        """Set up the sandbox wallet and return the mandate."""
        self.step_up()
        mandate = self.told("POST", "/mandates", json={"rail": "sandbox"})
        agreement = self._stack.rows(
            "select rail_reference from mandates where id = %s", mandate["id"]
        )[0][0]
        self._stack.sandbox.wallet.told("POST", f"/v1/agreements/{agreement}/approve")
        until(lambda: self.told("GET", f"/mandates/{mandate['id']}")["state"] == "active")
        return mandate["id"]

    def pay(
        self, mandate: str, parts: dict[str, int], *, currency: str = "CNY", key: str | None = None
    ) -> requests.Response:
        body = {
            "mandate_id": mandate,
            "currency": currency,
            "allocations": [{"debt_id": d, "amount_minor": a} for d, a in parts.items()],
        }
        headers = {"Idempotency-Key": key or uuid4().hex}
        return self.call("POST", "/payments", json=body, headers=headers)

    def _keep(self, answer: requests.Response) -> None:
        set_cookie = answer.headers.get("Set-Cookie", "")
        if set_cookie:
            self.cookie = set_cookie.split(";")[0]


def _newest_code(stack: Stack, to: str, read: set[str]) -> str:
    found: list[str] = []

    def arrived() -> bool:
        texts = [message["text"] for message in stack.sandbox.mailbox.messages(to=to)]
        codes = [code for text in texts for code in re.findall(r"\b(\d{6})\b", text)]
        found[:] = [code for code in codes if code not in read]
        return bool(found)

    until(arrived)
    read.update(found)
    return found[0]
