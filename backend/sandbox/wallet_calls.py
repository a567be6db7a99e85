"""The wallet's calls for a collector: charges, refunds, the statement."""

from typing import Any

from backend.sandbox.clock import OutsideClock
from backend.sandbox.faults import AFTER, BEFORE, Fault, Faults
from backend.sandbox.routes import Routes, behind_bearer
from backend.sandbox.server import Answer, Refused, Request, as_json, as_refusal
from backend.sandbox.statement import Statement
from backend.sandbox.wallet_book import Book, Order, Outcome
from backend.sandbox.wallet_charges import (
    Charges,
    Described,
    describe,
    number_of,
)
from backend.sandbox.wallet_orders import (
    facts_of,
    key_of,
    order_of,
    whole_minor,
)

BATCH_LIMIT = 500
DROPPED = Answer(drop=True)
ACCEPTED = 202


def answer_of(described: Described) -> Answer:
    """Return 200 for what is decided and 202 for what is not."""
    return as_json(described, ACCEPTED if described["state"] == "pending" else 200)


def before(fault: Fault) -> Answer:
    """Return the answer of a call that took no effect."""
    if fault.mode == "drop_before":
        return Answer(drop=True, delay_seconds=fault.seconds or 0.0)
    if fault.mode == "throttle":
        slower = as_refusal(Refused(429, "too_many", "Come back later."))
        slower.headers = (("Retry-After", str(int(fault.seconds or 1))),)
        return slower
    return as_refusal(Refused(fault.status, "technical", "Nothing was charged, says nobody."))


def after(fault: Fault | None, answer: Answer) -> Answer:
    """Return what becomes of the answer of a call that took effect."""
    if fault is None:
        return answer
    if fault.mode in {"charge_then_drop", "charge_late"}:
        return Answer(drop=True, delay_seconds=fault.seconds or 0.0 if fault.mode in AFTER else 0.0)
    if fault.mode == "charge_then_500":
        return as_refusal(Refused(500, "technical", "Something went wrong."))
    if fault.mode == "slow":
        answer.delay_seconds = fault.seconds if fault.seconds is not None else 35.0
    return answer


def forced_outcome(fault: Fault | None, clock: OutsideClock) -> Outcome | None:
    """Return how a charge stands when a fault decides it."""
    if fault is None:
        return None
    if fault.mode == "refuse":
        return Outcome("refused", fault.reason)
    if fault.mode not in {"pending", "charge_late", "accept_and_lose"}:
        return None
    then = fault.then
    if fault.mode == "accept_and_lose" and then == "succeeded":
        then = "refused"
    return Outcome(
        "pending",
        then_state=then,
        then_reason=None if then == "succeeded" else fault.reason,
        due_at=None if fault.seconds is None else clock.seconds() + fault.seconds,
        hidden=fault.hidden and fault.mode == "charge_late",
    )


class WalletCalls:
    """Each method answers one call; the desk commits behind it."""

    def __init__(self, book: Book, charges: Charges, clock: OutsideClock) -> None:
        self._book = book
        self._charges = charges
        self._clock = clock
        self.faults = Faults()
        self.statement = Statement(book)
        self.key = ""

    def add_to(self, routes: Routes) -> None:
        """Put every call behind the bearer key."""
        for method, path, answering in (
            ("POST", "/v1/charges", self.charge),
            ("GET", "/v1/charges", self.charge_by_key),
            ("POST", "/v1/charges/batch", self.charge_batch),
            ("GET", "/v1/charges/{charge}", self.one_charge),
            ("POST", "/v1/charges/{charge}/refunds", self.refund),
            ("GET", "/v1/book", self.lines),
        ):
            routes.add(method, path, behind_bearer(lambda: self.key, answering))

    def charge(self, request: Request) -> Answer:
        """Charge one order, misbehaving as told."""
        key = key_of(request.headers.get("idempotency-key"))
        fields = request.fields()
        order = order_of(key, fields)
        return self._charged(order, fields)

    def _charged(self, order: Order, fields: dict[str, Any]) -> Answer:
        fault = None
        if self.faults.in_force:
            fault = self.faults.pick("charge", facts_of(order, fields["agreement_id"]))
            if fault is not None and fault.mode in BEFORE:
                return before(fault)
        described = self._charges.charge(order, forced_outcome(fault, self._clock))
        return after(fault, answer_of(described))

    def charge_batch(self, request: Request) -> Answer:
        """Charge up to 500 orders, each with its own key and its own answer."""
        fields = request.fields()
        items = fields.get("charges")
        if not isinstance(items, list) or not 0 < len(items) <= BATCH_LIMIT:
            raise Refused(422, "invalid_field", f"charges: 1 to {BATCH_LIMIT} charges are needed.")
        fault = self.faults.pick("batch", {}) if self.faults.in_force else None
        if fault is not None and fault.mode in BEFORE:
            return before(fault)
        orders = [self._order_in_batch(row, item) for row, item in enumerate(items)]
        answers, dropped, delay = [], False, 0.0
        for order, item in zip(orders, items, strict=True):
            try:
                answer = self._charged(order, item)
            except Refused as refusal:
                answer = as_refusal(refusal)
            dropped = dropped or answer.drop
            delay = max(delay, answer.delay_seconds)
            answers.append((order.key, answer))
        if dropped:
            return Answer(drop=True)
        body = b",".join(
            b'{"status":%d,"answer":%s}' % (answer.status, answer.body) for _, answer in answers
        )
        whole = Answer(200, b'{"answers":[' + body + b"]}", delay_seconds=delay)
        return after(fault, whole)

    def _order_in_batch(self, row: int, item: object) -> Order:
        if not isinstance(item, dict):
            raise Refused(422, "invalid_field", f"charges[{row}]: an object is needed.")
        fields = {name: value for name, value in item.items() if name != "key"}
        try:
            return order_of(key_of(item.get("key")), fields)
        except Refused as refusal:
            detail = f"charges[{row}].{refusal.detail}"
            raise Refused(refusal.status, refusal.code, detail) from None

    def one_charge(self, request: Request, charge: str) -> Answer:
        """Tell how a charge stands."""
        del request
        return self._queried({"charge_id": charge}, number_of(charge, "ch_"))

    def charge_by_key(self, request: Request) -> Answer:
        """Tell how the charge with a key stands."""
        return self._queried({"key": key_of(request.asked("key"))}, None)

    def _queried(self, facts: dict[str, Any], number: int | None) -> Answer:
        fault = self.faults.pick("query", facts) if self.faults.in_force else None
        if fault is not None and fault.mode in BEFORE:
            return before(fault)
        found = (
            self._charges.find_by_key(facts["key"])
            if number is None
            else self._charges.find(number)
        )
        return after(fault, as_json(describe(found)))

    def refund(self, request: Request, charge: str) -> Answer:
        """Give part or all of a charge back."""
        key = key_of(request.headers.get("idempotency-key"))
        amount_minor = whole_minor(request.fields(), "amount_minor")
        facts = {"key": key, "charge_id": charge, "amount_minor": amount_minor}
        fault = self.faults.pick("refund", facts) if self.faults.in_force else None
        if fault is not None and fault.mode in BEFORE:
            return before(fault)
        refunded = self._charges.refund(number_of(charge, "ch_"), key, amount_minor)
        return after(fault, as_json(refunded))

    def lines(self, request: Request) -> Answer:
        """Return the statement, by pages or as NDJSON."""
        return self.statement.answer(request)
