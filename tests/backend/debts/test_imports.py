"""Staff hand in a table; a job takes it in while they watch."""

import pytest

from backend.debts import imports, intake, jobs
from backend.debts.staff_schemas import ImportOut, StaffDebtOut
from backend.plumbing import clock
from tests.backend.debts.moments import NOON
from tests.factories import accounts, claims, lenders
from tests.factories.accounts import Browser

HEADER = "reference,currency,principal,due_on,as_of,phone,question,answer\n"
ROW = "{},CNY,24.80,2026-11-27,2026-11-21T00:00:00Z,+8613800138000,birth_year,1994\n"
NOBODYS = "01936f00-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def harbour():
    return lenders.lender_id()


def desk(app, lender_id, email="staff@harbour.example"):
    return Browser(app).as_staff(accounts.make_staff(lender_id, email=email))


@pytest.fixture
def staff(app, harbour):
    return desk(app, harbour)


def hand_in(browser, text, kind="text/csv"):
    return browser.client.post(
        "/api/v1/staff/imports", data=text.encode(), content_type=kind, headers=browser.headers
    )


def rows(count):
    return HEADER + "".join(ROW.format(f"A-{number:05d}") for number in range(count))


def test_an_import_runs_after_it_was_handed_in_and_names_rows(staff, harbour, tables):
    handed = hand_in(staff, rows(2) + ROW.format("A-9").replace("24.80", "12.345"))
    assert (handed.status_code, handed.get_json()["state"]) == (202, "running")
    import_id = handed.get_json()["id"]
    jobs.take_in(str(harbour), import_id)

    done = staff.get(f"/staff/imports/{import_id}").get_json()
    assert ImportOut().validate(done) == {}
    assert (done["state"], done["received"], done["created"], done["refused"]) == ("done", 3, 2, 1)
    assert [(error["row"], list(error["fields"])) for error in done["errors"]] == [
        (4, ["principal"])
    ]
    assert tables("select count(*) from import_parts") == [(0,)]


def test_an_import_that_stopped_halfway_goes_on_where_it_was(staff, harbour, tables, monkeypatch):
    import_id = hand_in(staff, rows(1_200)).get_json()["id"]
    written = []

    class PowerCut(Exception):
        """The lights went out."""

    def until_the_second(*args, **kwargs):
        if len(written) == 1:
            raise PowerCut
        written.append(1)
        return whole(*args, **kwargs)

    whole = intake.write
    # The one way to stop between two of the job's own transactions.
    monkeypatch.setattr(intake, "write", until_the_second)
    with pytest.raises(PowerCut):
        jobs.take_in(str(harbour), import_id)
    monkeypatch.undo()
    halfway = staff.get(f"/staff/imports/{import_id}").get_json()
    assert (halfway["state"], halfway["received"], halfway["created"]) == ("running", 500, 500)

    jobs.take_in(str(harbour), import_id)
    done = staff.get(f"/staff/imports/{import_id}").get_json()
    assert (done["state"], done["received"], done["created"]) == ("done", 1_200, 1_200)
    assert tables("select count(*) from debts") == [(1_200,)]


def test_a_job_that_runs_twice_takes_nothing_in_twice(staff, harbour):
    import_id = hand_in(staff, rows(3)).get_json()["id"]
    for _ in range(2):
        jobs.take_in(str(harbour), import_id)
    assert staff.get(f"/staff/imports/{import_id}").get_json()["created"] == 3


def test_a_table_that_cannot_be_read_is_refused_with_its_reason(staff, harbour):
    import_id = hand_in(staff, "name,sum\nMei,12\n").get_json()["id"]
    jobs.take_in(str(harbour), import_id)
    done = staff.get(f"/staff/imports/{import_id}").get_json()
    assert (done["state"], done["reason"], done["received"]) == (
        "refused",
        "header_not_understood",
        0,
    )
    assert sorted(done["errors"][0]["fields"]) == ["sum"]


def test_a_large_table_is_kept_in_parts(staff, harbour, tables):
    import_id = hand_in(staff, HEADER + " " * 60_000 + "\n" * 1 + ("," * 60_000 + "\n") * 40)
    parts = tables("select count(*), max(length(content)) from import_parts")
    assert parts == [(3, imports.PART_BYTES)]
    jobs.take_in(str(harbour), import_id.get_json()["id"])


def test_staff_find_debts_by_the_beginning_of_their_reference(staff, harbour):
    for reference in ("HC-1", "HC-2", "XX%1"):
        if "%" not in reference:
            claims.push(harbour, reference)
    found = staff.get("/staff/debts?q=HC-2").get_json()["items"]
    assert [one["reference"] for one in found] == ["HC-2"]
    assert staff.get("/staff/debts?q=%25").get_json()["items"] == []
    assert len(staff.get("/staff/debts").get_json()["items"]) == 2


def test_the_page_of_a_debt_has_charges_terms_moves_and_the_invitation(staff, harbour):
    person = accounts.make_person().id
    debt_id = claims.claimed(harbour, person)
    page = staff.get(f"/staff/debts/{debt_id}").get_json()
    assert StaffDebtOut().validate(page) == {}
    assert [line["amount_minor"] for line in page["charges"]] == [230_000, 14_000, 4_000]
    assert page["terms"]["annual_rate"] == "0.102"
    assert [(one["from_state"], one["to_state"]) for one in page["moves"]] == [
        ("unclaimed", "open")
    ]
    assert page["claim"]["state"] == "claimed"


def test_another_lenders_staff_see_nothing_of_it(app, staff, harbour):
    debt_id = claims.push(harbour)
    import_id = hand_in(staff, rows(1)).get_json()["id"]
    other = desk(app, lenders.lender_id(name="Another"), "staff@another.example")
    for path in ("/staff/debts/{}", "/staff/imports/{}"):
        for one in (debt_id, import_id):
            theirs = other.get(path.format(one))
            assert (theirs.status_code, theirs.data) == (404, other.get(path.format(NOBODYS)).data)
    assert other.get("/staff/debts").get_json()["items"] == []
