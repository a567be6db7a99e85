"""A person pays: whole, part, several debts at once, and what stands in the way."""

import pytest
import sqlalchemy as sa

from backend.payments.rails import Known, Outcome
from backend.plumbing import jobs
from backend.plumbing.db import system, unit_of_work
from backend.plumbing.ids import new_id
from tests.factories.accounts import Browser, make_person
from tests.factories.lenders import lender_id
from tests.factories.payments import active_mandate, claimed_debt, pay

pytestmark = pytest.mark.usefixtures("rail")


class Mei:
    """One person, one lender, one way to pay."""

    def __init__(self, app) -> None:
        self.id = make_person().id
        self.lender_id = lender_id()
        self.browser = Browser(app).as_person(self.id, stepped_up=True)
        self.mandate = active_mandate(self.id)

    def debt(self, **changes):
        return claimed_debt(self.id, self.lender_id, **changes)

    def pay(self, parts, **how):
        return pay(self.browser, self.mandate, parts, **how)

    def owes(self, debt_id) -> int:
        return self.browser.get(f"/debts/{debt_id}").json["outstanding_minor"]


@pytest.fixture
def mei(app) -> Mei:
    return Mei(app)


def _rows(query: str, **values):
    with unit_of_work(system()) as session:
        return session.execute(sa.text(query), values).all()


def test_paying_all_settles_the_debt_and_gives_a_receipt(mei) -> None:
    debt = mei.debt()

    answer = mei.pay({debt: 248_000})

    assert answer.status_code == 201, answer.json
    assert answer.json["state"] == "succeeded"
    assert answer.json["receipt_number"].startswith("TO-")
    assert answer.json["allocations"][0]["outstanding_after_minor"] == 0
    assert mei.browser.get(f"/debts/{debt}").json["state"] == "settled"


def test_paying_600_of_2480_leaves_1880(mei) -> None:
    debt = mei.debt()

    mei.pay({debt: 60_000})

    assert mei.owes(debt) == 188_000


def test_one_payment_over_two_debts_is_one_charge_and_two_parts(mei, rail) -> None:
    first, second = mei.debt(), mei.debt()

    answer = mei.pay({first: 10_000, second: 5_050})

    assert answer.json["amount_minor"] == 15_050
    assert [line.money.minor for line in rail.lines] == [15_050]
    assert (mei.owes(first), mei.owes(second)) == (238_000, 242_950)


def test_each_lender_is_told_of_its_own_part_only(mei, app) -> None:
    from tests.factories.lenders import endpoint

    other = lender_id(name="Lantern Card")
    for lender in (mei.lender_id, other):
        endpoint(lender, f"http://127.0.0.1:9/{lender}")
    ours, theirs = mei.debt(reference="A-1"), claimed_debt(mei.id, other, reference="B-1")

    mei.pay({ours: 700, theirs: 300})

    told = _rows("select lender_id, body from webhook_messages order by lender_id")
    facts = {row.lender_id: row.body for row in told}
    assert '"amount_minor":700' in facts[mei.lender_id] and "B-1" not in facts[mei.lender_id]
    assert '"amount_minor":300' in facts[other] and "A-1" not in facts[other]


def test_a_refused_payment_says_why_and_leaves_the_debt_as_it_was(mei, rail) -> None:
    debt = mei.debt()
    rail.moods = [(Outcome(Known.REFUSED, reason="insufficient_funds"), False)]

    answer = mei.pay({debt: 60_000})

    assert (answer.json["state"], answer.json["reason"]) == ("refused", "insufficient_funds")
    assert mei.owes(debt) == 248_000
    assert mei.pay({debt: 248_000}).json["state"] == "succeeded"


def test_the_same_key_pays_once_and_answers_the_same_to_the_byte(mei, rail) -> None:
    debt = mei.debt()

    first = mei.pay({debt: 100}, key="intent-0001")
    again = mei.pay({debt: 100}, key="intent-0001")

    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(rail.lines) == 1


def test_the_same_key_with_another_sum_is_refused(mei) -> None:
    debt = mei.debt()
    mei.pay({debt: 100}, key="intent-0001")

    answer = mei.pay({debt: 900}, key="intent-0001")

    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")


def test_a_payment_without_a_key_is_refused(mei) -> None:
    answer = mei.browser.post("/payments", {"mandate_id": str(mei.mandate), "currency": "CNY",
        "allocations": [{"debt_id": str(mei.debt()), "amount_minor": 1}]})  # fmt: skip

    assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize("amount", [0, -5, 1.5, "100", True, None, 2**53, 10**30])
def test_an_amount_that_is_no_whole_positive_sum_is_named(mei, amount) -> None:
    answer = mei.pay({mei.debt(): amount})

    assert answer.status_code == 422
    assert "amount_minor" in str(answer.json["fields"])


def test_more_than_is_owed_is_refused(mei) -> None:
    answer = mei.pay({mei.debt(): 248_001})

    assert (answer.status_code, answer.json["code"]) == (422, "more_than_owed")


def test_two_currencies_in_one_payment_are_refused(mei) -> None:
    yuan, euro = mei.debt(), mei.debt(currency="EUR")

    answer = mei.pay({yuan: 100, euro: 100})

    assert (answer.status_code, answer.json["code"]) == (422, "currencies_mixed")


def test_the_same_debt_twice_in_one_payment_is_refused(mei) -> None:
    debt = str(mei.debt())
    body = {"mandate_id": str(mei.mandate), "currency": "CNY",
            "allocations": [{"debt_id": debt, "amount_minor": 1}] * 2}  # fmt: skip

    answer = mei.browser.ask("POST", "/payments", body, Idempotency_Key="intent-0001")

    assert (answer.status_code, answer.json["code"]) == (422, "debt_named_twice")


def test_another_persons_debt_or_mandate_is_a_missing_one_to_the_byte(mei, app) -> None:
    ada = Mei(app)
    debt = mei.debt()

    assert mei.pay({ada.debt(): 1}).data == mei.pay({new_id(): 1}).data
    assert (
        pay(mei.browser, ada.mandate, {debt: 1}).data == pay(mei.browser, new_id(), {debt: 1}).data
    )


def test_another_persons_payment_is_a_missing_one_to_the_byte(mei, app) -> None:
    paid = mei.pay({mei.debt(): 100}).json["id"]
    ada = Mei(app)

    theirs = ada.browser.get(f"/payments/{paid}")

    assert theirs.status_code == 404
    assert theirs.data == ada.browser.get(f"/payments/{new_id()}").data


def test_a_mandate_that_is_not_active_cannot_pay(mei) -> None:
    with unit_of_work(system()) as session:
        session.execute(sa.text("update mandates set state = 'ended'"))

    answer = mei.pay({mei.debt(): 100})

    assert (answer.status_code, answer.json["code"]) == (409, "mandate_not_ready")


def test_setting_up_a_mandate_needs_a_fresh_proof(mei, app) -> None:
    stale = Browser(app).as_person(mei.id)

    answer = stale.post("/mandates", {"rail": "sandbox"})

    assert (answer.status_code, answer.json["code"]) == (403, "step_up_needed")


def test_payments_are_listed_newest_first_in_pages(mei) -> None:
    debt = mei.debt()
    for amount in (100, 200, 300):
        mei.pay({debt: amount})

    first = mei.browser.get("/payments?limit=2").json
    rest = mei.browser.get(f"/payments?limit=2&cursor={first['next_cursor']}").json

    assert [p["amount_minor"] for p in first["items"] + rest["items"]] == [300, 200, 100]
    assert rest["next_cursor"] is None


def test_a_lenders_system_reads_its_own_payments(mei, client) -> None:
    from tests.factories.lenders import api_key, bearer

    mei.pay({mei.debt(reference="HC-7"): 700})

    ours = client.get("/api/v1/lender/payments", headers=bearer(api_key(mei.lender_id))).json
    theirs = client.get("/api/v1/lender/payments", headers=bearer(api_key(lender_id()))).json

    assert [(p["reference"], p["amount_minor"]) for p in ours["items"]] == [("HC-7", 700)]
    assert theirs["items"] == []


def test_the_database_refuses_a_posting_set_that_is_not_zero(mei) -> None:
    paid = mei.pay({mei.debt(): 100}).json["id"]

    with pytest.raises(sa.exc.IntegrityError, match="not zero"), unit_of_work(system()) as session:
        session.execute(
            sa.text(
                "insert into postings select gen_random_uuid(), gen_random_uuid(), payment_id,"
                " person_id, 'return', account, subject_id, currency, amount_minor, at"
                " from postings where payment_id = :id and account = 'rail'"
            ),
            {"id": paid},
        )


@pytest.mark.parametrize("change", ["update postings set amount_minor = 1", "delete from postings"])
def test_postings_are_never_changed_or_removed(mei, change) -> None:
    mei.pay({mei.debt(): 100})

    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        with unit_of_work(system()) as session:
            session.execute(sa.text(change))


def test_a_mandate_ended_while_the_rail_is_away_is_ended_and_the_rail_told_later(mei, rail) -> None:
    rail.away = True
    answer = mei.browser.ask("DELETE", f"/mandates/{mei.mandate}")
    jobs.run("payments.revoke")
    assert answer.status_code == 204
    assert mei.pay({mei.debt(): 100}).json["code"] == "mandate_not_ready"

    rail.away = False
    jobs.run("payments.revoke")
    jobs.run("payments.revoke")

    assert len([call for call in rail.calls if call.startswith("revoke")]) == 1


def test_two_parts_of_one_payment_come_on_two_pages_of_one_row(mei, client) -> None:
    from tests.factories.lenders import api_key, bearer

    mei.pay({mei.debt(reference="HC-1"): 100, mei.debt(reference="HC-2"): 200})
    key = bearer(api_key(mei.lender_id))

    first = client.get("/api/v1/lender/payments?limit=1", headers=key).json
    path = f"/api/v1/lender/payments?limit=1&cursor={first['next_cursor']}"
    second = client.get(path, headers=key).json

    assert [row["reference"] for row in first["items"] + second["items"]] == ["HC-1", "HC-2"]
