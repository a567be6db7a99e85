"""A payer lets Tideover collect, in the browser or not at all."""

import pytest
import requests

from tests.journeys.outside import WalletSeen


def begin(wallet: WalletSeen, **more: object) -> dict[str, str]:
    asked = {"party": "wei", "return_url": "http://127.0.0.1:9/me?tab=pay", **more}
    return dict(wallet.told("POST", "/v1/agreements", asked))


@pytest.mark.parametrize(("choice", "state"), [("approve", "approved"), ("no", "declined")])
def test_the_payer_chooses_and_goes_back_with_the_answer(wallet: WalletSeen, choice, state):
    begun = begin(wallet)

    back = requests.post(
        begun["approve_url"], {"choice": choice}, allow_redirects=False, timeout=10
    )

    assert back.status_code == 303
    assert back.headers["Location"] == (
        f"http://127.0.0.1:9/me?tab=pay&agreement={begun['agreement_id']}&state={state}"
    )
    found = wallet.told("GET", f"/v1/agreements/{begun['agreement_id']}")
    assert found["state"] == state


@pytest.mark.parametrize(
    ("language", "question", "tag"),
    [
        ("en-GB", "Allow Tideover to collect?", 'lang="en"'),
        ("zh-CN", "允许 Tideover 收款吗？", "zh-Hans"),
    ],
)
def test_the_page_asks_in_the_payers_language(wallet: WalletSeen, language, question, tag):
    begun = begin(wallet, party="<b>wei</b>")

    page = requests.get(begun["approve_url"], headers={"Accept-Language": language}, timeout=10)

    assert question in page.text
    assert tag in page.text
    assert "<b>wei" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_choice_once_made_is_not_changed_by_a_second_tap(wallet: WalletSeen):
    begun = begin(wallet)

    for choice in ("no", "approve"):
        requests.post(begun["approve_url"], {"choice": choice}, allow_redirects=False, timeout=10)

    found = wallet.told("GET", f"/v1/agreements/{begun['agreement_id']}")
    assert found["state"] == "declined"
    assert wallet.call("POST", f"/v1/agreements/{begun['agreement_id']}/approve").status_code == 409


def test_a_guessed_approval_address_leads_nowhere(wallet: WalletSeen):
    assert requests.get(wallet.url + "/approve/guess", timeout=10).status_code == 404


def test_another_sites_page_cannot_approve(wallet: WalletSeen):
    begun = begin(wallet)

    foreign = requests.post(
        begun["approve_url"],
        {"choice": "approve"},
        headers={"Sec-Fetch-Site": "cross-site"},
        timeout=10,
    )

    assert foreign.status_code == 403


def test_with_the_switch_on_agreements_are_approved_at_once(wallet: WalletSeen):
    wallet.told("POST", "/_sandbox/switches", {"auto_approve": True})

    assert begin(wallet)["state"] == "approved"


def test_a_return_address_must_be_a_web_address(wallet: WalletSeen):
    asked = {"party": "wei", "return_url": "javascript:alert(1)"}

    assert wallet.call("POST", "/v1/agreements", asked).status_code == 422
