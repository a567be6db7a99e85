"""The wallet charges what was agreed, once for a key, and keeps a true book."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.outside import Part, WalletSeen


def test_a_charge_moves_money_once_and_stands_in_the_statement(wallet: WalletSeen):
    agreement = wallet.agree()
    before = wallet.balance_minor(agreement)

    answer = wallet.charge(agreement, "k1", 2500)

    assert (answer.status_code, answer.json()["state"]) == (200, "succeeded")
    assert wallet.balance_minor(agreement) == before - 2500
    [line] = wallet.book()
    assert (line["kind"], line["key"], line["amount_minor"]) == ("charge", "k1", 2500)
    assert (line["currency"], line["reference"]) == ("GBP", "march")


def test_the_same_key_and_order_replays_the_first_answer(wallet: WalletSeen):
    agreement = wallet.agree()

    first, again = wallet.charge(agreement, "k1"), wallet.charge(agreement, "k1")

    assert again.content == first.content
    assert wallet.charged("k1") == 1


def test_the_same_key_with_another_order_is_refused(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.charge(agreement, "k1", 2500)

    answer = wallet.charge(agreement, "k1", 2501)

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert [line["amount_minor"] for line in wallet.book()] == [2500]


def test_with_duplicates_let_through_two_calls_are_two_charges(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.told("POST", "/_sandbox/switches", {"refuse_duplicates": False})

    wallet.charge(agreement, "k1")
    wallet.charge(agreement, "k1")

    assert wallet.charged("k1") == 2


def test_fifty_calls_at_once_with_one_key_charge_once(wallet: WalletSeen):
    agreement = wallet.agree()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: wallet.charge(agreement, "k1").content, range(50)))

    assert len(set(answers)) == 1
    assert wallet.charged("k1") == 1


def test_a_payer_with_too_little_is_refused_and_keeps_it(wallet: WalletSeen):
    agreement = wallet.agree("poor")
    account = {"party": "poor", "currency": "GBP", "balance_minor": 2499}
    wallet.told("POST", "/_sandbox/accounts", account)

    answer = wallet.charge(agreement, "k1", 2500).json()

    assert (answer["state"], answer["reason"]) == ("refused", "insufficient_funds")
    assert wallet.balance_minor(agreement) == 2499
    assert wallet.book() == []


def test_a_closed_account_is_refused(wallet: WalletSeen):
    agreement = wallet.agree("gone")
    wallet.told("POST", "/_sandbox/accounts", {"party": "gone", "currency": "GBP", "closed": True})

    assert wallet.charge(agreement, "k1").json()["reason"] == "account_closed"


def test_a_revoked_agreement_is_refused(wallet: WalletSeen):
    agreement = wallet.agree()
    wallet.told("DELETE", f"/v1/agreements/{agreement}")

    assert wallet.charge(agreement, "k1").json()["reason"] == "mandate_gone"


def test_an_agreement_nobody_approved_needs_its_payer(wallet: WalletSeen):
    begun = wallet.told("POST", "/v1/agreements", {"party": "wei"})

    assert wallet.charge(begun["agreement_id"], "k1").json()["reason"] == "needs_user"


def test_a_charge_above_the_cap_of_the_agreement_is_refused(wallet: WalletSeen):
    begun = wallet.told("POST", "/v1/agreements", {"party": "wei", "cap_minor": 1000})
    wallet.told("POST", f"/v1/agreements/{begun['agreement_id']}/approve")

    assert wallet.charge(begun["agreement_id"], "k1", 1000).json()["state"] == "succeeded"
    assert wallet.charge(begun["agreement_id"], "k2", 1001).json()["reason"] == "limit"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount_minor": 25.0}, "amount_minor"),
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": -1}, "amount_minor"),
        ({"amount_minor": True}, "amount_minor"),
        ({"amount_minor": 2**53}, "amount_minor"),
        ({"currency": "gbp"}, "currency"),
        ({"reference": ""}, "reference"),
        ({"tip_minor": 5}, "tip_minor"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_charged(wallet: WalletSeen, change, field):
    agreement = wallet.agree()
    order = {"agreement_id": agreement, "amount_minor": 25, "currency": "GBP", "reference": "r"}

    answer = wallet.call("POST", "/v1/charges", order | change, Idempotency_Key="k1")

    assert answer.status_code == 422
    assert field in answer.json()["detail"]
    assert wallet.book() == []


def test_a_charge_without_a_key_or_a_bearer_is_refused(wallet: WalletSeen):
    agreement = wallet.agree()
    order = {"agreement_id": agreement, "amount_minor": 25, "currency": "GBP", "reference": "r"}

    without_key = wallet.call("POST", "/v1/charges", order)
    stranger = wallet.call("POST", "/v1/charges", order, Authorization="Bearer no")

    assert (without_key.status_code, stranger.status_code) == (400, 401)
    assert wallet.book() == []


def test_a_key_never_seen_is_not_found(wallet: WalletSeen):
    assert wallet.query("never").status_code == 404


def test_five_hundred_charges_in_one_call_each_get_their_answer(wallet: WalletSeen):
    agreement = wallet.agree("rich")
    account = {"party": "rich", "currency": "GBP", "balance_minor": 499_00}
    wallet.told("POST", "/_sandbox/accounts", account)
    order = {"agreement_id": agreement, "amount_minor": 100, "currency": "GBP", "reference": "r"}
    charges = [order | {"key": f"k{number}"} for number in range(500)]

    answers = wallet.told("POST", "/v1/charges/batch", {"charges": charges})["answers"]
    again = wallet.told("POST", "/v1/charges/batch", {"charges": charges})["answers"]

    states = [answer["answer"]["state"] for answer in answers]
    assert states == ["succeeded"] * 499 + ["refused"]
    assert again == answers
    assert len(wallet.book()) == 499


def test_a_batch_with_one_wrong_row_names_it_and_charges_nobody(wallet: WalletSeen):
    order = {"agreement_id": wallet.agree(), "currency": "GBP", "reference": "r"}
    charges = [order | {"key": "a", "amount_minor": 100}, order | {"key": "b", "amount_minor": 1.5}]

    answer = wallet.call("POST", "/v1/charges/batch", {"charges": charges})

    assert answer.status_code == 422
    assert "charges[1].amount_minor" in answer.json()["detail"]
    assert wallet.book() == []


def test_refunds_give_back_no_more_than_was_charged(wallet: WalletSeen):
    agreement = wallet.agree()
    before = wallet.balance_minor(agreement)
    charge = wallet.charge(agreement, "k1", 2500).json()["charge_id"]
    path = f"/v1/charges/{charge}/refunds"

    first = wallet.call("POST", path, {"amount_minor": 1000}, Idempotency_Key="r1")
    again = wallet.call("POST", path, {"amount_minor": 1000}, Idempotency_Key="r1")
    more = wallet.call("POST", path, {"amount_minor": 1501}, Idempotency_Key="r2")

    assert (first.status_code, again.content) == (200, first.content)
    assert (more.status_code, more.json()["code"]) == (422, "too_much")
    assert wallet.balance_minor(agreement) == before - 1500
    assert [line["amount_minor"] for line in wallet.book()] == [2500, -1000]


def test_a_charge_that_comes_back_days_later_gives_back_what_is_left(wallet: WalletSeen):
    agreement = wallet.agree()
    before = wallet.balance_minor(agreement)
    charge = wallet.charge(agreement, "k1", 2500).json()["charge_id"]
    wallet.call(
        "POST", f"/v1/charges/{charge}/refunds", {"amount_minor": 400}, Idempotency_Key="r1"
    )

    returned = wallet.told("POST", "/_sandbox/returns", {"charge_id": charge})

    assert (returned["state"], returned["returned_minor"]) == ("returned", 2100)
    assert wallet.query("k1").json()["state"] == "returned"
    assert wallet.balance_minor(agreement) == before
    assert sum(line["amount_minor"] for line in wallet.book()) == 0


def test_the_statement_comes_in_pages_or_as_lines(wallet: WalletSeen):
    agreement = wallet.agree()
    for number in range(7):
        wallet.charge(agreement, f"k{number}", 100 + number)

    first = wallet.told("GET", "/v1/book?limit=5")
    rest = wallet.told("GET", f"/v1/book?limit=5&cursor={first['cursor']}")
    lines = wallet.call("GET", "/v1/book", Accept="application/x-ndjson").text.splitlines()

    assert [line["key"] for line in first["lines"] + rest["lines"]] == [f"k{n}" for n in range(7)]
    assert (first["more"], rest["more"]) == (True, False)
    assert len(lines) == 7


def test_the_statement_begins_at_the_moment_asked_for_in_any_offset(wallet: WalletSeen):
    agreement = wallet.agree()
    for day in (1, 2, 3):
        wallet.told("POST", "/_sandbox/clock", {"now": f"2031-05-0{day}T12:00:00+00:00"})
        wallet.charge(agreement, f"day{day}")

    since = "2031-05-02T13%3A00%3A00.000001%2B01%3A00"
    lines = wallet.told("GET", f"/v1/book?since={since}")["lines"]

    assert [line["key"] for line in lines] == ["day2", "day3"]
    assert wallet.call("GET", "/v1/book?since=yesterday").status_code == 422
    assert wallet.call("GET", "/v1/book?cursor=-1").status_code == 422


def test_a_spoilt_statement_omits_alters_repeats_and_invents_lines(wallet: WalletSeen):
    agreement = wallet.agree()
    for number in range(4):
        wallet.charge(agreement, f"k{number}", 100)
    extra = {"line": 99, "kind": "charge", "key": "x", "amount_minor": 1, "currency": "GBP"}
    spoiling = {"omit": [1], "alter": {"2": {"amount_minor": 101}}, "repeat": [3], "extra": [extra]}

    wallet.told("POST", "/_sandbox/statement", spoiling)
    spoilt = [(line["key"], line["amount_minor"]) for line in wallet.book()]
    wallet.told("POST", "/_sandbox/statement", {})

    assert spoilt == [("k1", 101), ("k2", 100), ("k2", 100), ("k3", 100), ("x", 1)]
    assert [line["key"] for line in wallet.book()] == ["k0", "k1", "k2", "k3"]


def test_the_wallet_ends_cleanly_when_asked_to(wallet_part: Part):
    assert wallet_part.stop() == 0
