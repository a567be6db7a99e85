"""The real loans, pushed in one request and again: all are taken once, and the sums agree."""

import json

from backend.plumbing import clock
from tests.backend.debts.moments import NOON
from tests.factories import lenders
from tests.factories.lenders import bearer
from tests.factories.real_loans import COUNT, real_loans

URL = "/api/v1/lender/debts/batch"


def test_all_real_loans_are_taken_in_once(client, tables):
    loans = list(real_loans())
    body = b"".join(json.dumps(loan).encode() + b"\n" for loan in loans)
    headers = bearer(lenders.api_key(lenders.lender_id()))
    with clock.moved_to(NOON):
        answers = [
            client.post(
                URL, data=body, content_type="application/x-ndjson",
                headers={**headers, "Idempotency-Key": key},
            ).get_json()
            for key in ("first-push", "second-push")
        ]  # fmt: skip

    first, second = answers
    assert (first["received"], first["created"], first["refused"]) == (COUNT, COUNT, 0)
    assert (second["unchanged"], second["created"], second["updated"]) == (COUNT, 0, 0)
    kept = tables("select count(*), sum(borrowed_minor), sum(outstanding_minor) from debts")
    lent = sum(loan["charges"][0]["amount_minor"] for loan in loans)
    owed = sum(line["amount_minor"] for loan in loans for line in loan["charges"])
    print(f"real loans pushed: {COUNT}, lent USD {lent / 100:,.2f}")
    assert kept == [(COUNT, lent, owed)]
    assert tables("select count(*), sum(amount_minor) from charge_lines") == [(2 * COUNT, owed)]
    assert tables("select count(*) from claims where state = 'open'") == [(COUNT,)]
    waiting = "select count(*) from procrastinate_jobs where task_name = 'debts.invite'"
    assert tables(waiting) == [(1,)]
