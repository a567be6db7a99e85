"""Levers for tests and demonstrations: faults, settling, returns, the clock, the webhook."""

from backend.sandbox.clock import OutsideClock
from backend.sandbox.desk import Desk
from backend.sandbox.faults import REASONS, parse_fault
from backend.sandbox.routes import Routes, behind_bearer
from backend.sandbox.server import Answer, Refused, Request, as_json
from backend.sandbox.signing import hook_of
from backend.sandbox.statement import parse_spoiling
from backend.sandbox.wallet_book import Book
from backend.sandbox.wallet_calls import WalletCalls
from backend.sandbox.wallet_charges import Charges, describe, number_of
from backend.sandbox.wallet_orders import currency_of, text, whole_minor

SWITCHES = ("auto_approve", "refuse_duplicates")


class WalletControls:
    """What no real wallet offers; each method answers one call under /_sandbox/."""

    def __init__(
        self, book: Book, charges: Charges, calls: WalletCalls, clock: OutsideClock
    ) -> None:
        self._book = book
        self._charges = charges
        self._calls = calls
        self._clock = clock
        self.desk: Desk | None = None

    def add_to(self, routes: Routes) -> None:
        """Put every lever behind the bearer key."""
        for method, path, answering in (
            ("POST", "/_sandbox/faults", self.add_fault),
            ("DELETE", "/_sandbox/faults", self.clear_faults),
            ("POST", "/_sandbox/settle", self.settle),
            ("POST", "/_sandbox/returns", self.return_charge),
            ("POST", "/_sandbox/webhook", self.set_webhook),
            ("POST", "/_sandbox/replay", self.replay),
            ("POST", "/_sandbox/accounts", self.set_account),
            ("POST", "/_sandbox/switches", self.set_switches),
            ("POST", "/_sandbox/statement", self.spoil_statement),
            ("POST", "/_sandbox/clock", self.set_clock),
            ("GET", "/_sandbox/counters", self.counters),
            ("GET", "/_sandbox/charges", self.all_charges),
        ):
            routes.add(method, path, behind_bearer(lambda: self._calls.key, answering))

    def add_fault(self, request: Request) -> Answer:
        """Put a fault in force."""
        self._calls.faults.add(parse_fault(request.fields()))
        return as_json({"in_force": len(self._calls.faults.in_force)})

    def clear_faults(self, request: Request) -> Answer:
        """Lift every fault."""
        del request
        self._calls.faults.clear()
        return as_json({"in_force": 0})

    def settle(self, request: Request) -> Answer:
        """Let what was planned for one or all pending charges happen now."""
        wanted = request.fields().get("charge_id")
        settled = []
        for row in self._charges.pending():
            described = describe(row)
            if wanted is None or described["charge_id"] == wanted:
                self._charges.settle(row)
                settled.append(described["charge_id"])
        return as_json({"settled": settled})

    def return_charge(self, request: Request) -> Answer:
        """Return a charge that had succeeded."""
        fields = request.fields()
        reason = fields.get("reason", "insufficient_funds")
        if reason not in REASONS:
            raise Refused(422, "unknown_reason", f"{reason!r} is not a reason.")
        charge = number_of(text(fields, "charge_id"), "ch_")
        return as_json(self._charges.give_back(charge, reason))

    def set_webhook(self, request: Request) -> Answer:
        """Tell a webhook from now on; an empty address ends it."""
        fields = request.fields()
        if not fields.get("url"):
            self._book.write("DELETE FROM settings WHERE name LIKE 'webhook_%'")
            self._charges.announcing = False
            return as_json({"url": None})
        url, secret = text(fields, "url", 2000), text(fields, "secret", 500)
        if not url.startswith("http://"):
            raise Refused(422, "invalid_field", "url: a plain http address is needed.")
        hook_of(secret)
        answered = fields.get("also_answered", True) is not False
        self._book.keep("webhook_url", url)
        self._book.keep("webhook_secret", secret)
        self._book.keep("webhook_answered", str(answered).lower())
        self._charges.announcing, self._charges.announce_answered = True, answered
        return as_json({"url": url, "also_answered": answered})

    def replay(self, request: Request) -> Answer:
        """Send events again: one, or all."""
        event = request.fields().get("event_id")
        number = 0 if event is None else number_of(str(event), "evt_")
        self._book.write(
            "UPDATE events SET next_at = ?, tries = 0 WHERE event = ? OR ? = 0",
            *(self._clock.seconds(), number, number),
        )
        return as_json({"replayed": "all" if event is None else event})

    def set_account(self, request: Request) -> Answer:
        """Set what a payer's account holds, or close it."""
        fields = request.fields()
        party, currency = text(fields, "party", 200), currency_of(fields)
        self._book.account(party, currency)
        if "balance_minor" in fields:
            self._book.write(
                "UPDATE accounts SET balance_minor = ? WHERE party = ? AND currency = ?",
                *(whole_minor(fields, "balance_minor", 0), party, currency),
            )
        if "closed" in fields:
            self._book.write(
                "UPDATE accounts SET closed = ? WHERE party = ? AND currency = ?",
                *(bool(fields["closed"]), party, currency),
            )
        row = self._book.account(party, currency)
        return as_json({"party": party, "currency": currency} | dict(row))

    def set_switches(self, request: Request) -> Answer:
        """Turn automatic approval or the refusal of duplicates on or off."""
        fields = request.fields()
        for name, value in fields.items():
            if name not in SWITCHES or not isinstance(value, bool):
                raise Refused(422, "unknown_switch", f"{name}: true or false for a known switch.")
            self._book.keep(name, str(value).lower())
        self._charges.refuse_duplicates = self._book.setting("refuse_duplicates") != "false"
        return as_json(fields)

    def spoil_statement(self, request: Request) -> Answer:
        """Let the statement omit, repeat, alter or invent lines; an empty object heals it."""
        self._calls.statement.spoiling = parse_spoiling(request.fields())
        return as_json({})

    def set_clock(self, request: Request) -> Answer:
        """Move the wallet's present to an instant, and settle what is due by then."""
        moved = self._clock.move(request)
        for row in self._charges.due():
            self._charges.settle(row)
        return moved

    def counters(self, request: Request) -> Answer:
        """Count what happened since the wallet started."""
        del request
        counted = {
            "calls": self.desk.calls if self.desk else 0,
            "commits": self.desk.commits if self.desk else 0,
            "duplicates_met": self._charges.duplicates_met,
            "faults": dict(self._calls.faults.struck),
        }
        return as_json(counted)

    def all_charges(self, request: Request) -> Answer:
        """Return every charge with its true state, hidden ones too."""
        after = number_of("ch_" + request.asked("cursor", "0"), "ch_")
        query = "SELECT * FROM charges WHERE charge > ? ORDER BY charge LIMIT 10000"
        rows = self._book.rows(query, after)
        charges = [describe(row) | {"hidden": bool(row["hidden"])} for row in rows]
        return as_json({"charges": charges, "cursor": str(rows[-1]["charge"] if rows else after)})
