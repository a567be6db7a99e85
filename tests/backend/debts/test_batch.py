"""Many debts in one push: lists and tables, row errors by number, one key for the whole."""

import json
from datetime import timedelta

import pytest

from backend.debts import intake
from backend.plumbing import clock
from tests.backend.debts.moments import NOON
from tests.factories import lenders
from tests.factories.debts import debt_row
from tests.factories.lenders import bearer

URL = "/api/v1/lender/debts/batch"
HEADER = "reference,currency,principal,due_on,as_of,phone,question,answer"
ROW = "{},CNY,24.80,2026-11-27,2026-11-21T00:00:00Z,+8613800138000,birth_year,1994"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def key():
    return bearer(lenders.api_key(lenders.lender_id()))


@pytest.fixture
def push(client, key):
    def send(body, kind="application/x-ndjson", idempotency_key="a-key-of-this-push"):
        return client.post(
            URL, data=body, content_type=kind,
            headers={**key, "Idempotency-Key": idempotency_key},
        )  # fmt: skip

    return send


def lines(*rows):
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def table(*rows, header=HEADER):
    return "\n".join([header, *rows, ""]).encode()


def counts(answer):
    got = answer.get_json()
    names = ("received", "created", "updated", "unchanged", "refused")
    return tuple(got[name] for name in names)


def test_good_rows_are_taken_and_bad_ones_named_by_number(push):
    answer = push(
        lines(
            debt_row("A-1"), debt_row("A-2", currency="ABC"), debt_row("A-3"),
            debt_row("A-4", due_on="2026-02-30", paid_minor=1.5), {"reference": "A-5"},
        )
    )  # fmt: skip
    assert counts(answer) == (5, 2, 0, 0, 3)
    errors = answer.get_json()["errors"]
    assert [(error["row"], error["reference"]) for error in errors] == [
        (2, "A-2"),
        (4, "A-4"),
        (5, "A-5"),
    ]
    assert list(errors[0]["fields"]) == ["currency"]
    assert sorted(errors[1]["fields"]) == ["due_on", "paid_minor"]
    assert "charges" in errors[2]["fields"]


def test_pushing_the_same_again_adds_nothing(push, tables):
    body = lines(*(debt_row(f"A-{number}") for number in range(20)))
    push(body)
    kept = tables("select * from debts order by id")
    assert counts(push(body, idempotency_key="another-key")) == (20, 0, 0, 20, 0)
    assert tables("select * from debts order by id") == kept
    assert tables("select count(*) from claims") == [(20,)]
    assert tables("select count(*) from procrastinate_jobs where task_name = 'debts.invite'") == [
        (1,)
    ]


def test_the_same_key_gets_the_same_answer_and_another_body_is_refused(push):
    first = push(lines(debt_row("A-1")))
    again = push(lines(debt_row("A-1")))
    assert (again.data, again.headers["Idempotency-Replayed"]) == (first.data, "true")
    other = push(lines(debt_row("A-2")))
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_key_reused")


def test_a_push_without_a_key_is_refused(client, key):
    answer = client.post(URL, data=b"{}", content_type="application/x-ndjson", headers=key)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "idempotency_key_missing")


def test_the_last_row_of_a_reference_named_twice_wins_when_it_is_newer(push, tables):
    answer = push(
        lines(
            debt_row("A-1"),
            debt_row("A-1", paid_minor=48_000, as_of="2026-11-21T01:00:00Z"),
            debt_row("A-1", paid_minor=1, as_of="2026-11-20T01:00:00Z"),
        )
    )
    assert counts(answer) == (3, 1, 1, 1, 0)
    assert tables("select outstanding_minor, version from debts") == [(200_000, 2)]


def test_two_lenders_keep_the_same_reference_apart(client, push, tables):
    stranger = bearer(lenders.api_key(lenders.lender_id(name="Another")))
    push(lines(debt_row("A-1")))
    headers = {**stranger, "Idempotency-Key": "a-key-of-this-push"}
    answer = client.post(
        URL, data=lines(debt_row("A-1")), content_type="application/x-ndjson", headers=headers
    )
    assert counts(answer) == (1, 1, 0, 0, 0)
    assert tables("select count(*) from debts where lender_reference = 'A-1'") == [(2,)]


@pytest.mark.parametrize(
    "line",
    [
        b'{"reference": "A-1", "reference": "A-2"}', b"not json", b'{"paid_minor": NaN}',
        b"[1]", b"7",
        b"\xff\xfe{}", b"[" * 60_000, b'"' + b"x" * 70_000 + b'"', b"1" * 5_000,
        b'{"reference": "\\ud800", "\\udfff\\u0000": 1}',
    ],
    ids=["twice", "words", "NaN", "list", "number", "bytes", "deep", "long", "digits", "surrogate"],
)  # fmt: skip
def test_a_line_that_is_no_debt_is_refused_and_the_next_is_taken(push, line):
    answer = push(line + b"\n" + lines(debt_row("A-9")))
    assert counts(answer) == (2, 1, 0, 0, 1)
    assert answer.get_json()["errors"][0]["row"] == 1


def test_a_table_in_major_units_is_read_by_the_decimals_of_its_currency(push, tables):
    answer = push(
        table(
            ROW.format("A-1"), ROW.format("A-2").replace("24.80", "12.3"),
            ROW.format("A-3").replace("CNY,24.80", "JPY,1200"),
            ROW.format("A-4").replace("CNY,24.80", "KWD,1.234"),
        ),
        "text/csv",
    )  # fmt: skip
    assert counts(answer) == (4, 4, 0, 0, 0), answer.text
    assert tables("select borrowed_minor from debts order by lender_reference") == [
        (2_480,), (1_230,), (1_200,), (1_234,)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "amount",
    ["12.345", "1e3", "-0", "-5", "12,30", "１２", "١٢", "=1+1",
     "1 000", "0x10", "NaN", "", "+5", ".5", "5."],
)  # fmt: skip
def test_an_amount_that_is_not_plain_names_its_column(push, amount):
    answer = push(table(ROW.format("A-1").replace("24.80", f'"{amount}"')), "text/csv")
    assert counts(answer) == (1, 0, 0, 0, 1)
    (error,) = answer.get_json()["errors"]
    assert (error["row"], list(error["fields"])) == (2, ["principal"])


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+cmd", "-2+3", "@sum"])
def test_a_cell_that_begins_like_a_formula_is_refused(push, cell):
    answer = push(table(ROW.format("A-1") + f",{cell}", header=HEADER + ",title"), "text/csv")
    assert answer.get_json()["errors"] == [
        {
            "row": 2,
            "reference": "A-1",
            "fields": {"title": ["This cell begins like a formula (= + - @). Write it without."]},
        }
    ]


def test_a_table_with_a_byte_order_mark_is_read(push):
    assert counts(push(b"\xef\xbb\xbf" + table(ROW.format("A-1")), "text/csv")) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize("kind", ["text/csv", "text/csv; charset=gb18030", "text/csv; charset=GBK"])
def test_a_table_in_gb18030_is_read_with_its_chinese_header(push, kind, tables):
    header = "编号,币种,本金,到期日,截至,手机,问题,答案,名称"
    body = table(ROW.format("A-1") + ",信用卡账单", header=header).decode().encode("gb18030")
    assert counts(push(body, kind)) == (1, 1, 0, 0, 0)
    assert tables("select title from debts") == [("信用卡账单",)]


def test_a_table_without_a_header_says_so(push, tables):
    answer = push(table(header=ROW.format("A-1")), "text/csv")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "header_missing")
    assert tables("select count(*) from debts") == [(0,)]


def test_a_header_names_what_is_missing_unknown_or_twice(push):
    missing = push(table(header="reference,currency,due_on"), "text/csv").get_json()
    assert (missing["code"], sorted(missing["fields"])) == (
        "header_missing", ["answer", "as_of", "principal", "question"],
    )  # fmt: skip
    unknown = push(table(header=HEADER + ",colour,principal_minor"), "text/csv").get_json()
    assert (unknown["code"], sorted(unknown["fields"])) == (
        "header_not_understood", ["colour", "principal"],
    )  # fmt: skip


@pytest.mark.parametrize("columns", [65, 1_000_000])
def test_a_table_with_too_many_columns_is_refused_at_once(push, columns):
    answer = push(table(header=",".join(["reference"] * columns)), "text/csv")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "too_many_columns")


def test_a_row_with_other_columns_than_its_header_is_refused_as_a_row(push):
    answer = push(
        table(ROW.format("A-1") + ",more", '"A-2,CNY', "\0" * 9, ROW.format("A-3")), "text/csv"
    )
    assert counts(answer) == (4, 1, 0, 0, 3)
    assert [list(error["fields"]) for error in answer.get_json()["errors"]] == [["row"]] * 3


def test_errors_of_a_table_name_its_columns(push):
    answer = push(table(ROW.format("A-1").replace("+8613800138000", "13800138000")), "text/csv")
    assert list(answer.get_json()["errors"][0]["fields"]) == ["phone"]


def test_the_first_thousand_errors_are_told_and_the_rest_counted(push):
    answer = push(b"{}\n" * 1_200).get_json()
    assert (answer["refused"], len(answer["errors"]), answer["more_errors"]) == (1_200, 1_000, 200)


def test_a_good_row_is_taken_after_any_number_of_wrong_ones(push):
    answer = push(b"{}\n" * 1_001 + lines(debt_row("A-1", title="Prêt à la consommation")))
    assert counts(answer) == (1_002, 1, 0, 0, 1_001)


def test_a_push_of_little_but_mistakes_is_given_up_and_nothing_is_kept(push, tables, monkeypatch):
    monkeypatch.setattr(intake, "MOST_REFUSED", 50)  # fifty thousand rows say no more
    answer = push(lines(debt_row("A-1")) + b"{}\n" * 51)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "too_many_mistakes")
    assert [row["row"] for row in answer.get_json()["rows"]] == list(range(2, 22))
    assert tables("select count(*) from debts") == [(0,)]


def test_an_empty_push_is_refused(push):
    assert (push(b"\n\n").status_code, push(b"").get_json()["code"]) == (400, "nothing_to_read")


@pytest.mark.parametrize("kind", ["application/json", "text/csv; charset=utf-16", "text/plain"])
def test_a_kind_of_content_that_is_not_known_is_refused(push, kind):
    answer = push(lines(debt_row("A-1")), kind)
    assert (answer.status_code, answer.get_json()["code"]) == (415, "push_type_unknown")


def test_a_push_of_more_than_two_hundred_megabytes_is_refused(client, key):
    answer = client.post(
        URL, content_type="text/csv", environ_overrides={"CONTENT_LENGTH": "200000001"},
        headers={**key, "Idempotency-Key": "a-large-push"},
    )  # fmt: skip
    assert (answer.status_code, answer.get_json()["code"]) == (413, "push_too_large")


def test_a_key_without_the_scope_pushes_nothing(client, tables):
    reader = bearer(lenders.api_key(lenders.lender_id(), "debts:read"))
    answer = client.post(URL, data=b"{}", headers={**reader, "Idempotency-Key": "a-key-of-mine"})
    assert answer.status_code == 403


def test_a_push_that_stopped_halfway_is_finished_by_the_same_key(push, tables, monkeypatch):
    body = lines(*(debt_row(f"A-{number:04d}") for number in range(1_100)))
    whole, batches = intake.write, []

    class PowerCut(Exception):
        """The lights went out."""

    def until_the_second(*args, **kwargs):
        if batches:
            raise PowerCut
        batches.append(1)
        return whole(*args, **kwargs)

    # The one way to stop between two of the push's own transactions.
    monkeypatch.setattr(intake, "write", until_the_second)
    assert push(body).status_code == 500
    monkeypatch.undo()
    assert tables("select count(*) from debts") == [(500,)]

    soon = push(body)
    assert (soon.status_code, soon.get_json()["code"]) == (409, "still_running")
    with clock.moved_to(NOON + timedelta(seconds=61)):
        assert counts(push(body)) == (1_100, 600, 0, 500, 0)
        assert counts(push(body)) == (1_100, 600, 0, 500, 0)
    assert tables("select count(*) from debts") == [(1_100,)]


def test_a_push_that_cannot_be_read_leaves_its_key_free(push):
    assert push(table(header="name"), "text/csv").status_code == 422
    assert counts(push(table(ROW.format("A-1")), "text/csv")) == (1, 1, 0, 0, 0)
