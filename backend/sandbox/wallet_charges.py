"""The wallet's rules: who may be charged, what a key means, how money comes back."""

import json
import sqlite3
from typing import Any

from backend.sandbox.clock import OutsideClock
from backend.sandbox.server import Refused
from backend.sandbox.wallet_book import Book, Order, Outcome

Described = dict[str, Any]


def charge_id(charge: int) -> str:
    """Return a charge's number as callers see it."""
    return f"ch_{charge:012d}"


def agreement_id(agreement: int) -> str:
    """Return an agreement's number as callers see it."""
    return f"ag_{agreement:012d}"


def number_of(given: str, prefix: str) -> int:
    """Return the number inside an id.

    Raises:  Refused when it is no id of that kind.
    """
    digits = given.removeprefix(prefix)
    if not given.startswith(prefix) or not (digits.isascii() and digits.isdigit()):
        raise Refused(404, "not_found", "There is nothing here.")
    if len(digits) > len("000000000000"):
        raise Refused(404, "not_found", "There is nothing here.")
    return int(digits)


def describe(row: sqlite3.Row) -> Described:
    """Return a charge as it stands."""
    return {
        "charge_id": charge_id(row["charge"]),
        "key": row["key"],
        "agreement_id": agreement_id(row["agreement"]),
        "amount_minor": row["amount_minor"],
        "currency": row["currency"],
        "reference": row["reference"],
        "state": row["state"],
        "reason": row["reason"],
        "created_at": row["created_at"],
        "settled_at": row["settled_at"],
    }


class Charges:
    """Charging, settling, refunding and returning, each a change to the book."""

    def __init__(self, book: Book, clock: OutsideClock) -> None:
        self._book = book
        self._clock = clock
        self.refuse_duplicates = book.setting("refuse_duplicates") != "false"
        self.announcing = book.setting("webhook_url") is not None
        self.announce_answered = book.setting("webhook_answered") != "false"
        self.duplicates_met = 0

    def find(self, charge: int) -> sqlite3.Row:
        """Return a charge.

        Raises:  Refused when the wallet never saw it, or behaves as if it had not.
        """
        row = self._book.one("SELECT * FROM charges WHERE charge = ?", charge)
        if row is None or row["hidden"] or row["state"] == "missing":
            raise Refused(404, "no_such_charge", "The wallet has not seen this charge.")
        return row

    def find_by_key(self, key: str) -> sqlite3.Row:
        """Return the first charge with a key.

        Raises:  Refused when the wallet never saw the key, or behaves as if it had not.
        """
        row = self._first_with(key)
        return self.find(row["charge"] if row is not None else 0)

    def charge(self, order: Order, forced: Outcome | None = None) -> Described:
        """Charge once for a key and return the first answer; a known key returns it again.

        Raises:  Refused when the agreement is not there or the key came with another order.
        """
        earlier = self._first_with(order.key)
        if earlier is not None:
            self.duplicates_met += 1
            if self.refuse_duplicates:
                return self._again(earlier, order)
        party, natural = self._judge(order)
        outcome = forced or natural
        number = self._book.insert_charge(order, outcome, self._clock.stamp())
        self._move_money(number, order, party, outcome.state)
        if self.announcing and self.announce_answered and outcome.state != "pending":
            self.announce(f"charge.{outcome.state}", describe(self.find(number)))
        return {
            "charge_id": charge_id(number),
            "key": order.key,
            "state": outcome.state,
            "reason": outcome.reason,
        }

    def settle(self, row: sqlite3.Row) -> None:
        """Let what was planned for a pending charge happen; the account decides once more."""
        order = Order(
            row["key"], row["agreement"], row["amount_minor"], row["currency"], row["reference"]
        )
        state, reason = row["then_state"] or "succeeded", row["then_reason"]
        party, natural = self._judge(order)
        if state == "succeeded":
            state, reason = natural.state, natural.reason
        self._book.write(
            "UPDATE charges SET state = ?, reason = ?, settled_at = ?, hidden = 0, due_at = NULL"
            " WHERE charge = ? AND state = 'pending'",
            *(state, reason, self._clock.stamp(), row["charge"]),
        )
        self._move_money(row["charge"], order, party, state)
        if state in {"succeeded", "refused"}:
            self.announce(f"charge.{state}", describe(self.find(row["charge"])))

    def due(self) -> list[sqlite3.Row]:
        """Return the pending charges whose time has come."""
        query = "SELECT * FROM charges WHERE state = 'pending' AND due_at <= ? ORDER BY charge"
        return self._book.rows(query, self._clock.seconds())

    def pending(self) -> list[sqlite3.Row]:
        """Return all pending charges."""
        return self._book.rows("SELECT * FROM charges WHERE state = 'pending' ORDER BY charge")

    def refund(self, charge: int, key: str, amount_minor: int) -> Described:
        """Give part or all of a charge back, once for a key.

        Raises:  Refused when the charge holds less than that or has not succeeded.
        """
        row = self.find(charge)
        earlier = self._book.one("SELECT * FROM refunds WHERE key = ?", key)
        if earlier is not None:
            if (earlier["charge"], earlier["amount_minor"]) != (charge, amount_minor):
                raise Refused(422, "key_reused", "This key came with another refund.")
            return self._described_refund(earlier["refund"])
        if row["state"] != "succeeded":
            raise Refused(409, "not_succeeded", "Only a charge that succeeded can be refunded.")
        if amount_minor > self._kept_minor(row):
            raise Refused(422, "too_much", "More than the charge still holds.")
        at = self._clock.stamp()
        refund = self._book.write(
            "INSERT INTO refunds (key, charge, amount_minor, created_at) VALUES (?, ?, ?, ?)",
            *(key, charge, amount_minor, at),
        )
        self._book.insert_line("refund", charge, key, -amount_minor, at)
        self._book.pay_in(self._party_of(row["agreement"]), row["currency"], amount_minor)
        described = self._described_refund(refund)
        self.announce("refund.succeeded", described)
        return described

    def give_back(self, charge: int, reason: str) -> Described:
        """Return a charge that had succeeded, days later, as banks do.

        Raises:  Refused when it has not succeeded.
        """
        row = self.find(charge)
        if row["state"] != "succeeded":
            raise Refused(409, "not_succeeded", "Only a charge that succeeded can come back.")
        kept_minor = self._kept_minor(row)
        self._book.write(
            "UPDATE charges SET state = 'returned', reason = ? WHERE charge = ?", reason, charge
        )
        if kept_minor:
            self._book.insert_line("return", charge, row["key"], -kept_minor, self._clock.stamp())
            self._book.pay_in(self._party_of(row["agreement"]), row["currency"], kept_minor)
        described = describe(self.find(charge)) | {"returned_minor": kept_minor}
        self.announce("charge.returned", described)
        return described

    def announce(self, kind: str, data: Described) -> None:
        """Write an event to be sent to the webhook, when there is one."""
        if not self.announcing:
            return
        body = {"type": kind, "timestamp": self._clock.stamp(), "data": data}
        self._book.write(
            "INSERT INTO events (body, next_at) VALUES (?, ?)",
            *(json.dumps(body, separators=(",", ":")), self._clock.seconds()),
        )

    def _first_with(self, key: str) -> sqlite3.Row | None:
        return self._book.one("SELECT * FROM charges WHERE key = ? ORDER BY charge LIMIT 1", key)

    def _again(self, earlier: sqlite3.Row, order: Order) -> Described:
        asked = (order.agreement, order.amount_minor, order.currency, order.reference)
        kept = tuple(earlier[n] for n in ("agreement", "amount_minor", "currency", "reference"))
        if asked != kept:
            raise Refused(422, "key_reused", "This key came with another charge.")
        if earlier["hidden"]:
            self.settle(earlier)
            row = self.find(earlier["charge"])
            return {name: describe(row)[name] for name in ("charge_id", "key", "state", "reason")}
        return {
            "charge_id": charge_id(earlier["charge"]),
            "key": order.key,
            "state": earlier["first_state"],
            "reason": earlier["first_reason"],
        }

    def _judge(self, order: Order) -> tuple[str, Outcome]:
        agreement = self._book.one(
            "SELECT party, state, cap_minor FROM agreements WHERE agreement = ?", order.agreement
        )
        if agreement is None:
            raise Refused(404, "no_such_agreement", "The wallet knows no such agreement.")
        party: str = agreement["party"]
        if agreement["state"] != "approved":
            gone = agreement["state"] == "revoked"
            return party, Outcome("refused", "mandate_gone" if gone else "needs_user")
        cap_minor = agreement["cap_minor"]
        if cap_minor is not None and order.amount_minor > cap_minor:
            return party, Outcome("refused", "limit")
        account = self._book.account(party, order.currency)
        if account["closed"]:
            return party, Outcome("refused", "account_closed")
        if account["balance_minor"] < order.amount_minor:
            return party, Outcome("refused", "insufficient_funds")
        return party, Outcome("succeeded")

    def _move_money(self, number: int, order: Order, party: str, state: str) -> None:
        if state == "succeeded":
            self._book.pay_in(party, order.currency, -order.amount_minor)
            at = self._clock.stamp()
            self._book.insert_line("charge", number, order.key, order.amount_minor, at)

    def _kept_minor(self, row: sqlite3.Row) -> int:
        query = "SELECT coalesce(sum(amount_minor), 0) AS minor FROM refunds WHERE charge = ?"
        refunded = self._book.one(query, row["charge"])
        given_back = int(refunded["minor"]) if refunded is not None else 0
        return int(row["amount_minor"]) - given_back

    def _party_of(self, agreement: int) -> str:
        row = self._book.one("SELECT party FROM agreements WHERE agreement = ?", agreement)
        assert row is not None  # noqa: S101 - a foreign key of the book
        return str(row["party"])

    def _described_refund(self, refund: int) -> Described:
        row = self._book.one(
            "SELECT refunds.*, charges.currency FROM refunds JOIN charges USING (charge)"
            " WHERE refund = ?",
            refund,
        )
        assert row is not None  # noqa: S101 - the caller has just read or written it
        return {
            "refund_id": f"rf_{refund:012d}",
            "charge_id": charge_id(row["charge"]),
            "key": row["key"],
            "amount_minor": row["amount_minor"],
            "currency": row["currency"],
            "state": "succeeded",
            "created_at": row["created_at"],
        }
