"""The page on which a payer lets Tideover collect, or does not."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from backend.sandbox.pages import language_of, page
from backend.sandbox.routes import Routes
from backend.sandbox.server import Answer, Refused, Request
from backend.sandbox.wallet_book import Book
from backend.sandbox.wallet_charges import Charges, agreement_id

WORDS = {
    "en": {
        "title": "Sandbox wallet",
        "ask": "Allow Tideover to collect?",
        "what": "Tideover may take money from this wallet for what you choose to pay.",
        "cap": "At most {cap} minor units at a time.",
        "approve": "Approve",
        "no": "No",
        "approved": "You approved this. You can close this page.",
        "declined": "You said no. Nothing will be taken.",
        "revoked": "This permission has ended. Nothing will be taken.",
    },
    "zh": {
        "title": "沙盒钱包",
        "ask": "允许 Tideover 收款吗？",
        "what": "只有您选择付款时，Tideover 才会从这个钱包扣款。",
        "cap": "每次最多 {cap}（最小货币单位）。",
        "approve": "同意",
        "no": "不同意",
        "approved": "您已同意，可以关闭此页。",
        "declined": "您没有同意，不会扣款。",
        "revoked": "这项授权已结束，不会再扣款。",
    },
}


def returning(url: str, number: int, state: str) -> str:
    """Return the address to go back to, saying what was decided."""
    parts = urlsplit(url)
    said = urlencode({"agreement": agreement_id(number), "state": state})
    query = f"{parts.query}&{said}" if parts.query else said
    return urlunsplit(parts._replace(query=query))


class WalletPage:
    """The payer's side of an agreement; its address is the secret."""

    def __init__(self, book: Book, charges: Charges) -> None:
        self._book = book
        self._charges = charges

    def add_to(self, routes: Routes) -> None:
        """Add the page and its form."""
        routes.add("GET", "/approve/{token}", self.show)
        routes.add("POST", "/approve/{token}", self.decide)

    def show(self, request: Request, token: str) -> Answer:
        """Ask, or say what was decided."""
        return self._page(request, self._agreement(token))

    def decide(self, request: Request, token: str) -> Answer:
        """Keep the payer's choice and go back to where the payer came from."""
        agreement = self._agreement(token)
        choice = parse_qs(request.body.decode("utf-8", "replace")).get("choice", [""])[0]
        state = {"approve": "approved", "no": "declined"}.get(choice)
        if state is None:
            raise Refused(422, "invalid_field", "choice: approve or no.")
        number = agreement["agreement"]
        if agreement["state"] == "pending":
            self._book.write("UPDATE agreements SET state = ? WHERE agreement = ?", state, number)
            told = {"agreement_id": agreement_id(number), "state": state}
            self._charges.announce(f"agreement.{state}", told)
        agreement = self._agreement(token)
        if not agreement["return_url"]:
            return self._page(request, agreement)
        back = returning(agreement["return_url"], number, agreement["state"])
        return Answer(303, headers=(("Location", back),))

    def _agreement(self, token: str) -> dict[str, Any]:
        row = self._book.one("SELECT * FROM agreements WHERE token = ?", token)
        if row is None:
            raise Refused(404, "not_found", "There is nothing here.")
        return dict(row)

    def _page(self, request: Request, agreement: dict[str, Any]) -> Answer:
        language = language_of(request)
        words = WORDS[language]
        if agreement["state"] != "pending":
            inner = f"<article><p>{words[agreement['state']]}</p></article>"
            return page(words["title"], inner, language)
        cap = agreement["cap_minor"]
        limit = f"<p>{words['cap'].format(cap=cap)}</p>" if cap is not None else ""
        inner = (
            f'<form method="post"><h2>{words["ask"]}</h2><p>{words["what"]}</p>{limit}'
            f'<p><button name="choice" value="approve" class="main">{words["approve"]}</button> '
            f'<button name="choice" value="no">{words["no"]}</button></p></form>'
        )
        return page(words["title"], inner, language)
