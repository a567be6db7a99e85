"""What a person sees: one list over all lenders, each debt, the choice card, today."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from backend.debts import service
from backend.debts.person_schemas import ChoicesOut, DebtOut, DebtsOut, TodayOut, WaitingListOut
from backend.plumbing import clock, db
from tests.backend.debts.moments import NOON
from tests.factories import accounts, claims, lenders
from tests.factories.accounts import Browser

NOBODYS = "01936f00-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def harbour():
    return lenders.lender_id()


@pytest.fixture
def mei():
    return accounts.make_person(display_name="Mei", time_zone="Asia/Shanghai").id


@pytest.fixture
def browser(app, mei):
    return Browser(app).as_person(mei)


@pytest.fixture
def counted(monkeypatch):
    statements = []
    send = psycopg.Cursor.execute

    def keep(cursor, query, *args, **kwargs):
        statements.append(query)
        return send(cursor, query, *args, **kwargs)

    # Every statement passes here, whether it comes from a Session or not.
    monkeypatch.setattr(psycopg.Cursor, "execute", keep)
    return statements


def pay(person_id, debt_id, amount_minor, *, payment_id=None, at=NOON):
    with db.unit_of_work(db.person(person_id)) as session:
        (debt,) = service.payable_debts(session, person_id=person_id, ids=[debt_id])
        service.record_payment(
            session, debt=debt, payment_id=payment_id or uuid4(), amount_minor=amount_minor, at=at
        )


def test_one_list_over_all_lenders_by_the_day_they_are_due(harbour, mei, browser):
    other = lenders.lender_id(name="Hill Store", verified=False)
    claims.claimed(harbour, mei, "HC-1", due_on="2026-12-10")
    claims.claimed(other, mei, "HS-1", due_on="2026-11-20", currency="USD")
    claims.claimed(other, mei, "HS-2", due_on="2026-11-21")
    page = browser.get("/debts").get_json()

    assert DebtsOut().validate(page) == {}
    seen = [(one["lender"]["name"], one["state"], one["days_until_due"]) for one in page["items"]]
    assert seen == [
        ("Hill Store", "late", -1), ("Hill Store", "soon", 0), ("Harbour Credit", "due", 19),
    ]  # fmt: skip
    assert page["totals"] == [
        {"currency": "CNY", "outstanding_minor": 496_000, "count": 2},
        {"currency": "USD", "outstanding_minor": 248_000, "count": 1},
    ]
    assert page["as_of"] == "2026-11-21T12:00:00Z"


def test_a_debt_shows_its_parts_apart_and_what_happens_next(harbour, mei, browser):
    debt_id = claims.claimed(harbour, mei)
    debt = browser.get(f"/debts/{debt_id}").get_json()

    assert DebtOut().validate(debt) == {}
    assert debt == {
        "id": str(debt_id),
        "lender": {
            "id": str(harbour), "name": "Harbour Credit", "verified": True, "origin": "lender",
        },
        "title": "Card ending 4821",
        "masked_reference": "••••4821",
        "currency": "CNY",
        "borrowed_minor": 230_000,
        "interest_minor": 14_000,
        "fees_minor": 4_000,
        "paid_minor": 0,
        "outstanding_minor": 248_000,
        "due_on": "2026-11-27",
        "due_minor": 248_000,
        "days_until_due": 6,
        "state": "soon",
        "next": [
            {"on": "2026-11-27", "kind": "due", "amount_minor": 248_000},
            {"on": "2026-12-01", "kind": "late_fee", "amount_minor": 4_000},
            {"on": "2026-12-27", "kind": "interest", "amount_minor": 2_314},
        ],
        "payable": True,
        "as_of": "2026-11-21T00:00:00Z",
    }  # fmt: skip


def test_the_choice_card_is_live_while_choosing(harbour, mei, browser):
    debt_id = claims.claimed(harbour, mei)
    card = browser.get(f"/debts/{debt_id}/choices?part_minor=60000").get_json()

    assert ChoicesOut().validate(card) == {}
    assert card["all"] == {"pay_minor": 248_000, "left_minor": 0, "finished_on": "2026-11-21"}
    part = card["part"]
    assert (part["left_minor"], part["interest_minor"], part["interest_until"]) == (
        188_000, 1_891, "2026-12-27",
    )  # fmt: skip
    assert (card["nothing"]["fee_minor"], card["nothing"]["interest_minor"]) == (4_000, 2_314)
    assert card["plan"] is None


@pytest.mark.parametrize("part", ["0", "-1", "248001", "9007199254740992", "1.5", "x"])
def test_a_part_that_is_out_of_reach_names_its_field(harbour, mei, browser, part):
    debt_id = claims.claimed(harbour, mei)
    refused = browser.get(f"/debts/{debt_id}/choices?part_minor={part}")
    assert (refused.status_code, list(refused.get_json()["fields"])) == (422, ["part_minor"])


def test_today_shows_the_next_three_and_counts_the_rest(harbour, mei, browser):
    for number, due_on in enumerate(
        ["2026-11-19", "2026-11-23", "2026-11-25", "2026-11-29", "2026-12-02"]
    ):
        claims.claimed(harbour, mei, f"HC-{number}", due_on=due_on)
    today = browser.get("/today").get_json()

    assert TodayOut().validate(today) == {}
    assert (today["name"], today["today"]) == ("Mei", "2026-11-21")
    assert [one["due_on"] for one in today["next"]] == ["2026-11-19", "2026-11-23", "2026-11-25"]
    assert (today["more_this_month"], today["late_count"]) == (1, 1)
    assert today["totals"] == [{"currency": "CNY", "outstanding_minor": 5 * 248_000, "count": 5}]


def test_today_of_somebody_who_owes_nothing_is_empty_and_whole(browser):
    today = browser.get("/today").get_json()
    assert TodayOut().validate(today) == {}
    assert (today["next"], today["totals"], today["waiting_claims"]) == ([], [], 0)
    assert WaitingListOut().validate(browser.get("/claims").get_json()) == {}


def test_the_day_is_that_of_the_persons_own_zone(harbour, mei, browser):
    claims.claimed(harbour, mei)
    with clock.moved_to(NOON + timedelta(hours=4)):  # midnight in Shanghai
        today = browser.get("/today").get_json()
    assert (today["today"], today["next"][0]["days_until_due"]) == ("2026-11-22", 5)


def test_a_payment_is_counted_at_once_and_only_once(harbour, mei, browser):
    debt_id, payment_id = claims.claimed(harbour, mei), uuid4()
    pay(mei, debt_id, 60_000, payment_id=payment_id)
    pay(mei, debt_id, 60_000, payment_id=payment_id)
    debt = browser.get(f"/debts/{debt_id}").get_json()
    assert (debt["paid_minor"], debt["outstanding_minor"]) == (60_000, 188_000)


def test_a_debt_paid_in_full_is_settled_and_a_return_opens_it_again(harbour, mei, browser, tables):
    debt_id, payment_id = claims.claimed(harbour, mei), uuid4()
    pay(mei, debt_id, 248_000, payment_id=payment_id)
    settled = browser.get("/debts?state=settled").get_json()
    assert [(one["state"], one["payable"]) for one in settled["items"]] == [("settled", False)]
    assert settled["totals"] == []
    assert browser.get(f"/debts/{debt_id}/choices").get_json()["code"] == "debt_not_payable"

    with db.unit_of_work(db.system()) as session:
        debt = session.get_one(service.Debt, debt_id)
        service.record_payment(
            session, debt=debt, payment_id=payment_id, amount_minor=-248_000, at=NOON
        )
    assert browser.get(f"/debts/{debt_id}").get_json()["outstanding_minor"] == 248_000
    moves = tables("select from_state, to_state, cause from debt_moves order by id")
    assert moves == [
        ("unclaimed", "open", "claim"), ("open", "settled", "payment"),
        ("settled", "open", "payment"),
    ]  # fmt: skip


def test_a_lenders_newer_figure_does_not_take_a_payment_away(harbour, mei, browser):
    debt_id = claims.claimed(harbour, mei)
    pay(mei, debt_id, 60_000)
    claims.push(harbour, paid_minor=0, as_of="2026-11-21T11:00:00Z")
    debt = browser.get(f"/debts/{debt_id}").get_json()
    assert (debt["paid_minor"], debt["outstanding_minor"]) == (60_000, 188_000)
    claims.push(harbour, paid_minor=60_000, as_of="2026-11-21T12:01:00Z")
    debt = browser.get(f"/debts/{debt_id}").get_json()
    assert (debt["paid_minor"], debt["outstanding_minor"]) == (60_000, 188_000)


def test_what_is_being_checked_cannot_be_paid_twice(harbour, mei, browser):
    debt_id = claims.claimed(harbour, mei)
    with db.unit_of_work(db.person(mei)) as session:
        (debt,) = service.payable_debts(session, person_id=mei, ids=[debt_id])
        service.begin_payment(debt=debt, amount_minor=200_000)
        assert service.payable_minor(debt) == 48_000
    shown = browser.get(f"/debts/{debt_id}").get_json()
    assert (shown["state"], shown["payable"]) == ("checking", True)
    assert browser.get(f"/debts/{debt_id}/choices").get_json()["all"]["pay_minor"] == 48_000
    with pytest.raises(service.DebtNotPayable), db.unit_of_work(db.person(mei)) as session:
        (debt,) = service.payable_debts(session, person_id=mei, ids=[debt_id])
        service.begin_payment(debt=debt, amount_minor=48_001)


def test_another_persons_debt_answers_exactly_like_a_missing_one(app, harbour, mei, browser):
    debt_id = claims.claimed(harbour, mei)
    other = Browser(app).as_person(accounts.make_person().id)
    for path in ("/debts/{}", "/debts/{}/choices"):
        theirs, missing = other.get(path.format(debt_id)), other.get(path.format(NOBODYS))
        assert (theirs.status_code, theirs.data) == (404, missing.data)
    assert other.get("/debts").get_json()["items"] == []


def test_an_unclaimed_debt_is_nobodys_and_not_payable(harbour, mei):
    debt_id = claims.push(harbour)
    with pytest.raises(service.DebtMissing), db.unit_of_work(db.person(mei)) as session:
        service.payable_debts(session, person_id=mei, ids=[debt_id])


def test_pages_hold_each_debt_once_those_still_owed_first(harbour, mei, browser):
    ids = [
        str(claims.claimed(harbour, mei, f"HC-{number}", paid_minor=248_000 if number == 1 else 0))
        for number in range(5)
    ]
    seen, cursor = [], ""
    while cursor is not None:
        page = browser.get(f"/debts?limit=2{cursor and '&cursor=' + cursor}").get_json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(ids)
    assert seen[-1] == ids[1]


@pytest.mark.parametrize(
    "query",
    ["cursor=x", "cursor=WzEsMl0", "cursor=WzAsIngiLCJ5Il0", "limit=0", "limit=101", "state=x"],
)
def test_a_place_or_state_that_is_not_known_is_refused(browser, query):
    assert browser.get(f"/debts?{query}").status_code in {400, 422}


@pytest.mark.parametrize("path", ["/today", "/debts"])
def test_a_read_takes_the_same_statements_for_one_debt_and_for_twelve(
    harbour, mei, browser, counted, path
):
    claims.claimed(harbour, mei, "HC-0")
    numbers = []
    for extra in (0, 11):
        for number in range(extra):
            claims.claimed(harbour, mei, f"HC-{number + 1}")
        counted.clear()
        assert browser.get(path).status_code == 200
        numbers.append(len(counted))
    print(f"statements of {path}: {numbers[0]}")
    assert numbers[0] == numbers[1] <= 4
