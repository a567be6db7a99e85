"""A person with one large debt and a wallet, on the running product: what kills are tried on."""

import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import requests

from tests.factories.debts import debt_in
from tests.journeys.actors import LenderSystem, Person
from tests.journeys.outside import until
from tests.journeys.stack import Stack, start_stack

OWED_MINOR = 100_000_000
RETRY_SECONDS = 90.0
_WAITING = (
    "select 1 from procrastinate_jobs j join procrastinate_workers w on w.id = j.worker_id"
    " where j.task_name = 'payments.ask' and w.last_heartbeat > now() - interval '30 seconds'"
    " union all select 1 from procrastinate_jobs"
    " where task_name = 'payments.ask' and status = 'todo'"
)
_numbers = iter(range(138_0000_0000, 139_0000_0000))


@dataclass(slots=True)
class Household:
    """Who pays whom with what."""

    stack: Stack
    lender: LenderSystem
    person: Person
    debt_id: str
    mandate_id: str

    def pay(self, amount_minor: int, key: str) -> requests.Response:
        return self.person.pay(self.mandate_id, {self.debt_id: amount_minor}, key=key)

    def pay_until_answered(self, amount_minor: int, key: str) -> requests.Response:
        """Retry with the same key, as the app does, until there is an answer."""
        ends = time.monotonic() + RETRY_SECONDS
        while True:
            try:
                answer = self.pay(amount_minor, key)
                if answer.status_code not in {409, 502, 503}:
                    return answer
            except requests.RequestException:
                pass
            if time.monotonic() > ends:
                raise AssertionError("no answer")
            time.sleep(0.1)

    def settle_everything(self) -> None:
        """Ask about what is open, two hours later each time: past the wallet's own limit."""
        for _ in range(3):
            if not tally(self).open:
                return
            self.stack.live_later(self.stack.later + 2 * 3_600)
            self.stack.wake("payments.ask")
            until(lambda: not self.stack.rows(_WAITING), 60)
        assert not tally(self).open

    def assert_clean(self, *about: object) -> None:
        found = tally(self)
        assert found.clean and not found.open, (*about, found)
        assert self.stack.broken() == []


def settle_in(home: Path, **processes: bool) -> Household:
    """Start the product and bring one person as far as being able to pay."""
    stack = start_stack(home, worker=True, ticking=False, **processes)
    lender = LenderSystem(stack)
    lender.listen()
    person = Person(stack, f"+86{next(_numbers)}")
    bill = debt_in(
        charges=[{"kind": "principal", "amount_minor": OWED_MINOR}],
        contact={"phone": person.phone},
    )
    lender.push("HC-1", bill)
    person.sign_in()
    debt_id = person.claim(person.claim_token(), "1994")["id"]
    return Household(stack, lender, person, debt_id, person.wallet())


@dataclass(frozen=True, slots=True)
class Tally:
    """Our word against the wallet's own book, key by key."""

    payments: int
    double: list[str]
    lost: list[str]
    invented: list[str]
    open: list[str]

    @property
    def clean(self) -> bool:
        return not (self.double or self.lost or self.invented)


def tally(household: Household) -> Tally:
    """Count doubles (the wallet shows two), losses (it shows one, we none) and inventions."""
    charged: dict[str, int] = {}
    for line in household.stack.sandbox.wallet.book():
        if line["kind"] == "charge":
            charged[line["key"]] = charged.get(line["key"], 0) + 1
    ours = dict(household.stack.rows("select rail_key, state from payments"))
    return Tally(
        payments=len(ours),
        double=[key for key, times in charged.items() if times > 1],
        lost=[key for key in charged if ours.get(key) in {None, "refused"}],
        invented=[
            key for key, state in ours.items() if state == "succeeded" and key not in charged
        ],
        open=[key for key, state in ours.items() if state in {"submitting", "pending", "unknown"}],
    )


def new_key() -> str:
    return uuid4().hex
