"""R04 through the wallet's own process: was it charged? Nothing is sent twice or guessed."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend.payments import jobs as payment_jobs
from backend.payments import reconcile
from backend.payments.rails import REASONS, wallet
from backend.plumbing import clock
from backend.plumbing.db import system, unit_of_work
from tests.backend.payments.test_paying import Mei
from tests.factories.loopback import Asked, Loopback
from tests.journeys.outside import WalletSeen, see_wallet, start_part, until

HOOK = "/api/v1/hooks/rails/sandbox"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EACH = 200
TOLD, FEW = 50, 10
OWED = 100_000_000
SOON = (31, 160, 780)
"""Seconds after which an open payment is asked about again, all within the wallet's hour."""
AT_LAST = 4_400


@pytest.fixture
def outside(tmp_path, settings_of) -> Iterator[WalletSeen]:
    part = start_part(tmp_path / "outside", "wallet")
    seen = see_wallet(part)
    settings_of(
        TIDEOVER_WALLET_URL=seen.url,
        TIDEOVER_WALLET_KEY=part.addresses["wallet"]["key"],
        TIDEOVER_WALLET_WEBHOOK_SECRET=SECRET,
    )
    yield seen
    seen.close()
    part.stop()


class Payer(Mei):
    """Mei with a wallet that said yes, and a debt large enough for many payments."""

    def __init__(self, app, outside: WalletSeen) -> None:
        super().__init__(app)
        self.outside = outside
        begun = self.browser.post("/mandates", {"rail": "sandbox"}).json
        self.mandate = begun["id"]
        with unit_of_work(system()) as session:
            agreement = session.execute(
                sa.text("select rail_reference from mandates where id = :id"), {"id": begun["id"]}
            ).scalar_one()
        outside.told("POST", f"/v1/agreements/{agreement}/approve")
        assert self.browser.get(f"/mandates/{begun['id']}").json["state"] == "active"
        self.owed = self.debt(charges=[{"kind": "principal", "amount_minor": OWED}])

    def pay_times(self, times: int) -> list[str]:
        """Pay 1.01, 1.02 … and return how each payment showed at once."""
        answers = [self.pay({self.owed: 101 + number}) for number in range(times)]
        assert {answer.status_code for answer in answers} == {201}
        return [answer.json["state"] for answer in answers]

    def states(self) -> Counter:
        """Return what the person sees of all payments."""
        seen, cursor = Counter(), ""
        while True:
            page = self.browser.get(f"/payments?limit=100{cursor}").json
            seen.update(payment["state"] for payment in page["items"])
            if page["next_cursor"] is None:
                return seen
            cursor = f"&cursor={page['next_cursor']}"

    def struck(self) -> Counter:
        return Counter(self.outside.told("GET", "/_sandbox/counters")["faults"])

    def assert_books_agree(self, charged: int) -> None:
        """Hold the wallet's own book against ours: each key once, each sum to the cent."""
        lines = self.outside.book()
        expected = sum(range(101, 101 + charged))
        assert len({line["key"] for line in lines}) == len(lines) == charged
        assert sum(line["amount_minor"] for line in lines) == expected
        assert self.owes(self.owed) == OWED - expected
        assert reconcile.run("sandbox").findings == []


@pytest.fixture
def _impatient(monkeypatch) -> None:
    monkeypatch.setattr(wallet, "_READ_SECONDS", 0.5)


@pytest.fixture
def payer(app, outside) -> Payer:
    return Payer(app, outside)


def _ask_after(seconds: int) -> None:
    with clock.moved_to(clock.now() + timedelta(seconds=seconds)):
        payment_jobs.ask_about_open_payments()


def test_r04_charged_but_silent_is_resolved_by_the_first_question(payer, counted) -> None:
    payer.outside.set_fault("charge_then_drop")

    at_once = Counter(payer.pay_times(EACH))
    _ask_after(SOON[0])

    assert (at_once, payer.states()) == (Counter(checking=EACH), Counter(succeeded=EACH))
    assert payer.struck() == Counter(charge_then_drop=EACH)
    payer.assert_books_agree(EACH)
    counted("R04 charged and silent: 0 doubled, 0 lost, 0 shown as refused", EACH)


def test_r04_never_charged_shows_as_checking_for_the_wallets_hour(payer, counted) -> None:
    payer.outside.set_fault("drop_before")

    at_once = Counter(payer.pay_times(EACH))
    for seconds in SOON:
        _ask_after(seconds)
        assert payer.states() == Counter(checking=EACH)
    _ask_after(AT_LAST)

    assert (at_once, payer.states()) == (Counter(checking=EACH), Counter(refused=EACH))
    assert payer.struck() == Counter(drop_before=EACH)
    payer.assert_books_agree(0)
    counted("R04 never charged: 0 keys sent again, let go after an hour", EACH)


def test_r04_charged_late_is_found_by_a_later_question(payer, counted) -> None:
    payer.outside.set_fault("charge_late", hidden=True)

    at_once = Counter(payer.pay_times(EACH))
    for seconds in SOON[:2]:
        _ask_after(seconds)
        assert payer.states() == Counter(checking=EACH)
    payer.outside.settle()
    _ask_after(SOON[2])

    assert (at_once, payer.states()) == (Counter(checking=EACH), Counter(succeeded=EACH))
    assert payer.struck() == Counter(charge_late=EACH)
    payer.assert_books_agree(EACH)
    counted("R04 charged late, asked: 0 doubled, 0 lost, 0 shown as refused", EACH)


def test_r04_charged_late_is_settled_by_the_wallets_messages(payer, client, counted) -> None:
    heard = _listening(payer.outside)
    payer.outside.set_fault("charge_late", hidden=True)
    payer.pay_times(TOLD)
    _ask_after(SOON[0])
    before = payer.states()
    payer.outside.settle()
    until(lambda: len(heard.asked) >= TOLD)
    heard.close()

    answers = Counter(_tell(client, message).status_code for message in heard.asked)

    assert before == Counter(checking=TOLD)
    assert answers == Counter({204: len(heard.asked)})
    assert payer.states() == Counter(succeeded=TOLD)
    payer.assert_books_agree(TOLD)
    counted("R04 charged late, told by message: 0 doubled, 0 lost", TOLD)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("mode", "more", "ends"),
    [
        ("charge_then_500", {}, "succeeded"),
        ("slow", {"seconds": 1.0}, "succeeded"),
        ("error_before", {"status": 500}, "refused"),
        ("error_before", {"status": 503}, "refused"),
        ("throttle", {"seconds": 7}, "refused"),
        ("pending", {"then": "succeeded"}, "succeeded"),
        ("pending", {"then": "refused", "reason": "limit"}, "refused"),
        ("charge_late", {"hidden": False}, "succeeded"),
        ("accept_and_lose", {"then": "refused"}, "refused"),
        ("accept_and_lose", {"then": "missing"}, "refused"),
        ("accept_and_lose", {"then": "unknown"}, "checking"),
    ],
)
def test_r04_every_other_doubt_ends_as_the_wallets_book_has_it(
    payer, mode, more, ends, counted
) -> None:
    payer.outside.set_fault(mode, **more)

    at_once = Counter(payer.pay_times(FEW))
    payer.outside.settle()
    for seconds in (*SOON, AT_LAST):
        _ask_after(seconds)

    assert at_once == Counter(checking=FEW)
    assert payer.states() == Counter({ends: FEW})
    assert payer.struck() == Counter({mode: FEW})
    payer.assert_books_agree(FEW if ends == "succeeded" else 0)
    counted(f"R04 {mode} {' '.join(map(str, more.values()))}: as the book has it", FEW)


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_plain_no_of_the_wallet_is_shown_at_once_with_its_reason(payer, reason) -> None:
    payer.outside.set_fault("refuse", reason=reason)

    answer = payer.pay({payer.owed: 100}).json

    assert (answer["state"], answer["reason"]) == ("refused", reason)
    payer.assert_books_agree(0)


def test_a_payment_the_wallet_never_tells_of_gets_a_persons_attention(payer) -> None:
    payer.outside.set_fault("accept_and_lose", then="unknown")
    payer.pay_times(1)
    payer.outside.settle()

    for seconds in (*SOON, AT_LAST, 30_000, 120_000, 250_000):
        _ask_after(seconds)

    with unit_of_work(system()) as session:
        since = session.execute(sa.text("select attention_at from payments")).scalar_one()
    assert since is not None
    assert payer.states() == Counter(checking=1)


def _listening(outside: WalletSeen) -> Loopback:
    heard = Loopback(lambda _: (200, {}))
    told = {"url": heard.url + HOOK, "secret": SECRET, "also_answered": False}
    outside.told("POST", "/_sandbox/webhook", told)
    return heard


def _tell(client, message: Asked):
    names = ("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature")
    sent = {name.lower(): value for name, value in message.headers.items()}
    headers = {name: sent[name.lower()] for name in names}
    return client.post(HOOK, data=message.raw, headers=headers)
