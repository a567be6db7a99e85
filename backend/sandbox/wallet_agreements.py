"""The wallet's calls about agreements: a payer lets a collector collect, or stops it."""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from backend.sandbox.clock import OutsideClock
from backend.sandbox.routes import Routes, behind_bearer
from backend.sandbox.server import Answer, Refused, Request, as_json
from backend.sandbox.wallet_book import Book
from backend.sandbox.wallet_charges import Charges, Described, agreement_id, number_of
from backend.sandbox.wallet_orders import text, whole_minor


class Agreements:
    """Each method answers one call; the desk commits behind it."""

    def __init__(self, book: Book, charges: Charges, clock: OutsideClock) -> None:
        self._book = book
        self._charges = charges
        self._clock = clock
        self.url = ""

    def add_to(self, routes: Routes, key: Callable[[], str]) -> None:
        """Put every call behind the bearer key."""
        for method, path, answering in (
            ("POST", "/v1/agreements", self.begin_agreement),
            ("GET", "/v1/agreements/{agreement}", self.one_agreement),
            ("POST", "/v1/agreements/{agreement}/approve", self.approve),
            ("DELETE", "/v1/agreements/{agreement}", self.revoke),
            ("GET", "/v1/accounts/{agreement}/balance", self.balance),
        ):
            routes.add(method, path, behind_bearer(key, answering))

    def begin_agreement(self, request: Request) -> Answer:
        """Ask a payer to let the collector collect."""
        fields = request.fields()
        party = text(fields, "party", 200)
        return_url = fields.get("return_url")
        if return_url is not None:
            parts = urlsplit(text(fields, "return_url", 2000))
            if parts.scheme not in {"http", "https"} or not parts.netloc:
                raise Refused(422, "invalid_field", "return_url: a web address is needed.")
        cap_minor = None if fields.get("cap_minor") is None else whole_minor(fields, "cap_minor")
        automatic = self._book.setting("auto_approve") == "true"
        token = secrets.token_urlsafe(24)
        number = self._book.write(
            "INSERT INTO agreements (token, party, state, return_url, cap_minor, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            *(token, party, "approved" if automatic else "pending"),
            *(return_url, cap_minor, self._clock.stamp()),
        )
        return as_json(self._agreement(number) | {"approve_url": f"{self.url}/approve/{token}"})

    def one_agreement(self, request: Request, agreement: str) -> Answer:
        """Tell how an agreement stands."""
        del request
        return as_json(self._agreement(number_of(agreement, "ag_")))

    def approve(self, request: Request, agreement: str) -> Answer:
        """Approve in the payer's place."""
        del request
        return self._moved(agreement, "approved", {"pending", "approved"})

    def revoke(self, request: Request, agreement: str) -> Answer:
        """End an agreement; charges under it are refused from now on."""
        del request
        return self._moved(agreement, "revoked", {"pending", "approved", "revoked"})

    def _moved(self, agreement: str, state: str, allowed: set[str]) -> Answer:
        number = number_of(agreement, "ag_")
        found = self._agreement(number)
        if found["state"] not in allowed:
            raise Refused(409, "already_decided", f"The agreement is {found['state']}.")
        if found["state"] != state:
            self._book.write("UPDATE agreements SET state = ? WHERE agreement = ?", state, number)
            self._charges.announce(f"agreement.{state}", self._agreement(number))
        return as_json(self._agreement(number))

    def balance(self, request: Request, agreement: str) -> Answer:
        """Tell what the payer's account holds, in one currency or in all it has."""
        party = self._agreement(number_of(agreement, "ag_"))["party"]
        currency = request.asked("currency")
        if currency:
            self._book.account(party, currency)
        rows = self._book.rows(
            "SELECT currency, balance_minor FROM accounts WHERE party = ? AND currency"
            " LIKE ? ORDER BY currency",
            *(party, currency or "%"),
        )
        return as_json({"balances": [dict(row) for row in rows]})

    def _agreement(self, number: int) -> Described:
        row = self._book.one("SELECT * FROM agreements WHERE agreement = ?", number)
        if row is None:
            raise Refused(404, "no_such_agreement", "The wallet knows no such agreement.")
        return {
            "agreement_id": agreement_id(number),
            "party": row["party"],
            "state": row["state"],
            "cap_minor": row["cap_minor"],
            "created_at": row["created_at"],
        }
