"""Every way in which the wallet can misbehave, and what its book says then."""

import pytest
import requests

from tests.journeys.outside import Part, WalletSeen, see_wallet, until


def dropped(wallet: WalletSeen, agreement: str, key: str) -> bool:
    try:
        wallet.charge(agreement, key)
    except requests.ConnectionError:
        return True
    return False


def test_it_charges_and_drops_the_line(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("charge_then_drop", times=1)

    assert dropped(wallet, agreement, "k1")

    assert wallet.query("k1").json()["state"] == "succeeded"
    assert wallet.charge(agreement, "k1").json()["state"] == "succeeded"
    assert wallet.charged("k1") == 1


def test_it_drops_the_line_and_charges_nothing(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("drop_before", times=1)

    assert dropped(wallet, agreement, "k1")

    assert wallet.query("k1").status_code == 404
    assert wallet.charged("k1") == 0


def test_it_answers_500_after_charging(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("charge_then_500", times=1)

    assert wallet.charge(agreement, "k1").status_code == 500

    assert wallet.charged("k1") == 1


@pytest.mark.parametrize("status", [500, 503])
def test_it_answers_an_error_and_charges_nothing(wallet: WalletSeen, status):
    agreement = wallet.agree()
    wallet.set_fault("error_before", times=1, status=status)

    assert wallet.charge(agreement, "k1").status_code == status

    assert wallet.query("k1").status_code == 404
    assert wallet.charged("k1") == 0


def test_it_asks_to_come_back_later(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("throttle", times=1, seconds=7)

    answer = wallet.charge(agreement, "k1")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert wallet.charged("k1") == 0


@pytest.mark.parametrize("then", ["succeeded", "refused"])
def test_it_accepts_and_decides_when_settled(wallet: WalletSeen, then):
    agreement = wallet.agree()
    wallet.set_fault("pending", times=1, then=then, reason="limit")

    first = wallet.charge(agreement, "k1")
    waiting = wallet.query("k1").json()["state"]
    wallet.settle()

    assert (first.status_code, first.json()["state"], waiting) == (202, "pending", "pending")
    assert wallet.query("k1").json()["state"] == then
    assert wallet.charged("k1") == (then == "succeeded")
    assert wallet.charge(agreement, "k1").content == first.content


def test_it_accepts_and_decides_by_itself_after_a_while(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("pending", times=1, seconds=0.2)

    wallet.charge(agreement, "k1")
    until(lambda: wallet.query("k1").json()["state"] == "succeeded")

    assert wallet.charged("k1") == 1


def test_a_moved_clock_decides_what_is_due_by_then(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("pending", times=1, seconds=600)
    wallet.charge(agreement, "k1")

    wallet.told("POST", "/_sandbox/clock", {"now": "2099-01-01T00:00:00+00:00"})

    [line] = wallet.book()
    assert line["occurred_at"].startswith("2099-01-01T00:00")


@pytest.mark.parametrize(("then", "status"), [("refused", 200), ("unknown", 200), ("missing", 404)])
def test_it_accepts_and_loses(wallet: WalletSeen, then, status):
    agreement = wallet.agree()
    before = wallet.balance_minor(agreement)
    wallet.set_fault("accept_and_lose", times=1, then=then)

    assert wallet.charge(agreement, "k1").status_code == 202
    wallet.settle()

    later = wallet.query("k1")
    assert later.status_code == status
    assert later.json().get("state", "missing") == then
    assert wallet.balance_minor(agreement) == before
    assert wallet.book() == []


@pytest.mark.parametrize(("hidden", "status"), [(False, 200), (True, 404)])
def test_it_drops_the_line_and_charges_late(wallet: WalletSeen, hidden, status):
    agreement = wallet.agree()
    wallet.set_fault("charge_late", times=1, hidden=hidden)

    assert dropped(wallet, agreement, "k1")
    meanwhile = wallet.query("k1").status_code
    charged_meanwhile = wallet.charged("k1")
    wallet.settle()

    assert (meanwhile, charged_meanwhile) == (status, 0)
    assert wallet.query("k1").json()["state"] == "succeeded"
    assert wallet.charged("k1") == 1


def test_a_hidden_late_charge_sent_again_under_its_key_is_charged_once(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("charge_late", times=1, hidden=True)
    dropped(wallet, agreement, "k1")

    again = wallet.charge(agreement, "k1").json()["state"]
    wallet.settle()

    assert again == "succeeded"
    assert wallet.charged("k1") == 1


def test_it_answers_slowly_and_has_charged_long_before(wallet_part: Part, wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("slow", times=1, seconds=60)
    hasty = see_wallet(wallet_part)
    order = {"agreement_id": agreement, "amount_minor": 1, "currency": "GBP", "reference": "r"}

    with pytest.raises(requests.ReadTimeout):
        hasty._session.post(  # noqa: SLF001 - a caller with little patience
            hasty.url + "/v1/charges",
            json=order,
            headers={"Idempotency-Key": "k1"},
            timeout=0.3,
        )

    hasty.close()
    assert wallet.charged("k1") == 1


@pytest.mark.parametrize(
    "reason", ["insufficient_funds", "account_closed", "mandate_gone", "limit", "technical"]
)
def test_it_refuses_for_a_reason_and_keeps_to_it(wallet: WalletSeen, reason):
    agreement = wallet.agree()
    wallet.set_fault("refuse", times=1, reason=reason)

    first, again = wallet.charge(agreement, "k1"), wallet.charge(agreement, "k1")

    assert first.json()["reason"] == reason
    assert again.content == first.content
    assert wallet.book() == []


def test_a_fault_strikes_only_the_calls_it_names(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("refuse", match={"amount_minor": 13})

    assert wallet.charge(agreement, "k1", 12).json()["state"] == "succeeded"
    assert wallet.charge(agreement, "k2", 13).json()["state"] == "refused"
    wallet.behave()
    assert wallet.charge(agreement, "k3", 13).json()["state"] == "succeeded"


def test_a_fault_by_chance_strikes_the_same_keys_for_the_same_seed(wallet: WalletSeen):
    agreement = wallet.agree()

    def struck(keys: range) -> set[int]:
        wallet.set_fault("error_before", probability=0.3, seed=7)
        hit = {n for n in keys if wallet.charge(agreement, f"k{n}").status_code == 500}
        wallet.behave()
        return hit

    forwards = struck(range(200))

    assert forwards == struck(range(199, -1, -1))
    assert 40 <= len(forwards) <= 80


def test_a_query_or_a_refund_can_go_astray_too(wallet: WalletSeen):
    agreement = wallet.agree()
    charge = wallet.charge(agreement, "k1").json()["charge_id"]
    wallet.set_fault("error_before", on="query", times=1)
    wallet.set_fault("charge_then_500", on="refund", times=1)

    query = wallet.query("k1").status_code
    path = f"/v1/charges/{charge}/refunds"
    refund = wallet.call("POST", path, {"amount_minor": 5}, Idempotency_Key="r1").status_code

    assert (query, refund) == (500, 500)
    assert [line["amount_minor"] for line in wallet.book()] == [2500, -5]


def test_a_batch_whose_line_drops_has_charged_all_the_same(wallet: WalletSeen):
    agreement = wallet.agree()
    order = {"agreement_id": agreement, "amount_minor": 1, "currency": "GBP", "reference": "r"}
    charges = [order | {"key": f"k{number}"} for number in range(3)]
    wallet.set_fault("charge_then_drop", on="batch", times=1)

    with pytest.raises(requests.ConnectionError):
        wallet.call("POST", "/v1/charges/batch", {"charges": charges})

    assert [wallet.charged(f"k{number}") for number in range(3)] == [1, 1, 1]


def test_one_charge_of_a_batch_can_fare_otherwise(wallet: WalletSeen):
    agreement = wallet.agree()
    order = {"agreement_id": agreement, "amount_minor": 1, "currency": "GBP", "reference": "r"}
    charges = [order | {"key": f"k{number}"} for number in range(3)]
    wallet.set_fault("charge_then_500", match={"key": "k1"})

    answers = wallet.told("POST", "/v1/charges/batch", {"charges": charges})["answers"]

    assert [answer["status"] for answer in answers] == [200, 500, 200]
    assert wallet.charged("k1") == 1


def test_a_fault_nobody_knows_is_refused(wallet: WalletSeen):
    answer = wallet.call("POST", "/_sandbox/faults", {"mode": "explode"})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_mode")


def test_the_wallet_counts_what_it_did_to_us(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.set_fault("refuse", times=2)
    for number in range(3):
        wallet.charge(agreement, f"k{number}")

    assert wallet.told("GET", "/_sandbox/counters")["faults"] == {"refuse": 2}
