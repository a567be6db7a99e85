"""A link shows masked facts; one answer joins the debt; five tries close the link."""

from datetime import timedelta

import pytest

from backend.accounts.addresses import email, phone
from backend.debts import jobs
from backend.debts.claiming import contact_hash
from backend.plumbing import clock
from tests.backend.debts.moments import NOON
from tests.factories import accounts, claims, lenders
from tests.factories.accounts import Browser

DAY = timedelta(days=1)
FACTS = {
    "lender": {"name": "Harbour Credit", "verified": True},
    "masked_reference": "••••4821",
    "masked_amount_hint": None,
    "currency": "CNY",
    "due_on": "2026-11-27",
    "question": "birth_year",
    "tries_left": 5,
    "expires_at": "2026-11-24T12:00:00Z",
}


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def harbour():
    lender_id = lenders.lender_id()
    lenders.endpoint(lender_id, "http://127.0.0.1:9/hook")
    return lender_id


@pytest.fixture
def visitor(app):
    return Browser(app)


@pytest.fixture
def mei(app):
    person = accounts.make_person(display_name="Mei", time_zone="Asia/Shanghai")
    return Browser(app).as_person(person.id)


def events(tables):
    return [kind for (kind,) in tables("select type from webhook_messages order by event_id")]


def test_a_link_shows_masked_facts_and_no_amount(harbour, visitor):
    key = claims.link_of(claims.push(harbour))
    shown = visitor.post("/claims/preview", {"token": key})
    assert (shown.status_code, shown.get_json()) == (200, FACTS)


def test_a_link_that_asks_for_the_reference_does_not_show_it(harbour, visitor):
    asked = {"question": "reference_last4", "answer": "4821"}
    key = claims.link_of(claims.push(harbour, knowledge=asked))
    shown = visitor.post("/claims/preview", {"token": key}).get_json()
    assert shown["masked_reference"] == "••••"


def test_the_right_answer_joins_the_debt_and_tells_the_lender(harbour, mei, tables):
    debt_id = claims.push(harbour)
    key = claims.link_of(debt_id)
    joined = mei.post("/claims", {"token": key, "answer": " 1994 "})

    assert joined.status_code == 201, joined.text
    debt = joined.get_json()
    assert (debt["id"], debt["outstanding_minor"], debt["state"]) == (str(debt_id), 248_000, "soon")
    assert [one["id"] for one in mei.get("/debts").get_json()["items"]] == [str(debt_id)]
    assert events(tables) == ["debt.claimed"]
    moves = tables("select from_state, to_state, cause from debt_moves")
    assert moves == [("unclaimed", "open", "claim")]


def test_a_claim_link_used_twice_is_refused(app, harbour, mei, visitor):
    key = claims.link_of(claims.push(harbour))
    mei.post("/claims", {"token": key, "answer": "1994"})
    other = Browser(app).as_person(accounts.make_person().id)
    for again in (
        mei.post("/claims", {"token": key, "answer": "1994"}),
        other.post("/claims", {"token": key, "answer": "1994"}),
        visitor.post("/claims/preview", {"token": key}),
    ):
        assert (again.status_code, again.get_json()["code"]) == (409, "claim_link_used")
    assert other.get("/debts").get_json()["items"] == []


def test_five_answers_that_do_not_fit_close_the_link_and_the_lender_is_told(harbour, mei, tables):
    key = claims.link_of(claims.push(harbour))
    codes = [
        mei.post("/claims", {"token": key, "answer": "1995"}).get_json()["code"] for _ in range(5)
    ]
    assert codes == ["answer_does_not_fit"] * 4 + ["claim_locked"]
    right = mei.post("/claims", {"token": key, "answer": "1994"})
    assert (right.status_code, right.get_json()["code"]) == (409, "claim_locked")
    assert events(tables) == ["debt.claim_locked"]


def test_each_try_that_does_not_fit_is_counted(harbour, mei):
    key = claims.link_of(claims.push(harbour))
    refused = mei.post("/claims", {"token": key, "answer": "1995"})
    assert (refused.status_code, list(refused.get_json()["fields"])) == (422, ["answer"])
    assert mei.post("/claims/preview", {"token": key}).get_json()["tries_left"] == 4


def test_a_guessed_link_answers_exactly_like_any_other_guess(harbour, visitor):
    claims.link_of(claims.push(harbour))
    guesses = [visitor.post("/claims/preview", {"token": guess}) for guess in ("a", "b" * 43)]
    assert [(guess.status_code, guess.data) for guess in guesses] == [(404, guesses[0].data)] * 2
    assert guesses[0].get_json()["code"] == "claim_link_unknown"


def test_a_link_expires_after_seventy_two_hours(harbour, visitor):
    key = claims.link_of(claims.push(harbour))
    with clock.moved_to(NOON + 3 * DAY):
        late = visitor.post("/claims/preview", {"token": key})
        assert (late.status_code, late.get_json()["code"]) == (409, "claim_link_expired")
        jobs.sweep()
        again = visitor.post("/claims/preview", {"token": key})
        assert again.data == late.data


def test_not_me_works_before_sign_in_and_ends_the_link(harbour, visitor, tables):
    key = claims.link_of(claims.push(harbour))
    assert visitor.post("/claims/not-me", {"token": key}).status_code == 204
    assert visitor.post("/claims/preview", {"token": key}).get_json()["code"] == "claim_link_used"
    assert events(tables) == ["debt.not_mine"]


def test_asking_for_time_keeps_quiet_for_fourteen_days_and_the_link_beyond(
    harbour, visitor, tables
):
    key = claims.link_of(claims.push(harbour))
    asked = [visitor.post("/claims/need-time", {"token": key}).get_json() for _ in range(2)]
    assert asked == [{"quiet_until": "2026-12-05T12:00:00Z"}] * 2
    assert events(tables) == ["debt.needs_time"]
    with clock.moved_to(NOON + 16 * DAY):
        assert visitor.post("/claims/preview", {"token": key}).status_code == 200


def test_a_claim_waits_in_the_app_for_the_verified_contact_it_was_sent_to(app, harbour):
    mei = accounts.make_person(phone="+8613800138000", time_zone="Asia/Shanghai")
    other = Browser(app).as_person(accounts.make_person().id)
    browser = Browser(app).as_person(mei.id)
    claims.push(harbour)
    claims.invite(harbour)

    (waiting,) = browser.get("/claims").get_json()["items"]
    claim_id = waiting.pop("id")
    assert waiting == FACTS
    assert browser.get("/today").get_json()["waiting_claims"] == 1
    assert other.get("/today").get_json()["waiting_claims"] == 0
    assert other.get("/claims").get_json() == {"items": []}

    strangers = [
        other.post(f"/claims/{one}", {"answer": "1994"}).data
        for one in (claim_id, "01936f00-0000-7000-8000-000000000000")
    ]
    assert strangers[0] == strangers[1]
    joined = browser.post(f"/claims/{claim_id}", {"answer": "1994"})
    assert joined.status_code == 201, joined.text
    assert browser.get("/claims").get_json() == {"items": []}


def test_a_waiting_claim_can_be_put_off_or_be_somebody_elses(app, harbour, tables):
    mei = accounts.make_person(phone="+8613800138000", email="mei@example.org")
    browser = Browser(app).as_person(mei.id)
    claims.push(harbour, "A-1")
    claims.push(harbour, "A-2", contact={"email": "Mei@Example.org"})
    claims.invite(harbour)
    first, second = (one["id"] for one in browser.get("/claims").get_json()["items"])
    quiet = browser.post(f"/claims/{first}/need-time")
    assert quiet.get_json() == {"quiet_until": "2026-12-05T12:00:00Z"}
    assert browser.post(f"/claims/{second}/not-me").status_code == 204
    assert [one["id"] for one in browser.get("/claims").get_json()["items"]] == [first]
    assert events(tables) == ["debt.needs_time", "debt.not_mine"]


def test_a_new_contact_gets_a_new_link_and_the_old_one_ends(harbour, visitor):
    debt_id = claims.push(harbour)
    old = claims.link_of(debt_id)
    claims.push(harbour, contact={"phone": "+8613900139000"}, as_of="2026-11-21T10:00:00Z")
    assert (
        visitor.post("/claims/preview", {"token": old}).get_json()["code"] == "claim_link_expired"
    )
    assert visitor.post("/claims/preview", {"token": claims.link_of(debt_id)}).status_code == 200


def test_not_mine_stays_said_until_the_lender_has_another_contact(harbour, visitor, tables):
    key = claims.link_of(claims.push(harbour))
    visitor.post("/claims/not-me", {"token": key})
    open_claims = "select count(*) from claims where state = 'open'"
    claims.push(harbour, paid_minor=1, as_of="2026-11-21T10:00:00Z")
    assert tables(open_claims) == [(0,)]
    claims.push(harbour, contact={"phone": "+8613900139000"}, as_of="2026-11-21T11:00:00Z")
    assert tables(open_claims) == [(1,)]


def test_a_contact_is_found_by_the_same_hash_that_accounts_keep():
    assert contact_hash("sms", "+8613800138000") == phone("+86 138 0013 8000").hash
    assert contact_hash("email", "Mei@Example.org") == email("Mei@Example.ORG").hash


def test_a_signed_out_visitor_claims_nothing(harbour, visitor):
    key = claims.link_of(claims.push(harbour))
    assert visitor.post("/claims", {"token": key, "answer": "1994"}).status_code == 401
