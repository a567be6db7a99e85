"""Ten thousand real bills over HTTP: pushed, pushed again, and the same in twenty batches.

One web process; the limit measured in the same run is what it takes to read the same bytes as
JSON, which no push can do without.
"""

import http.client
import json
import os
import time
from collections.abc import Sequence

from psycopg.conninfo import conninfo_to_dict

from tests import postgres
from tests.served import Served, processor_seconds, served

ROWS = 10_000
BATCH = 500


def main() -> None:
    from backend.plumbing import schema

    url = postgres.fresh_database(postgres.template("tideover_template", schema.upgrade))
    environ = {
        "DATABASE_URL": url,
        "TIDEOVER_SECRET_KEY": "a-key-that-only-tests-know-0123456789",
        "TIDEOVER_ORIGIN": "http://localhost:8000",
        "TIDEOVER_SANDBOX": "on",
    }
    os.environ.update(environ)
    from tests.factories import lenders

    rows = bills()
    whole = b"".join(rows)
    batches = [b"".join(rows[at : at + BATCH]) for at in range(0, ROWS, BATCH)]
    began = time.perf_counter()
    for row in rows:
        json.loads(row)
    parse = time.perf_counter() - began
    print(f"{ROWS:,} bills, {len(whole) / 1e6:.1f} MB; reading them as JSON alone: {parse:.2f} s")
    with served("backend.wsgi:app", environ) as web:
        for name, bodies in (("one request", [whole]), (f"{len(batches)} requests", batches)):
            key = lenders.api_key(lenders.lender_id()).key
            for time_of_day in ("first push", "same again"):
                before = used(web, url)
                name_of_keys = f"{name} {time_of_day}".replace(" ", "-")
                spent, counts = push(web.port, key, bodies, name_of_keys)
                mine, kept = (now - then for now, then in zip(used(web, url), before, strict=True))
                print(
                    f"  {name}, {time_of_day}: {spent:.2f} s = {ROWS / spent:,.0f} bills/s,"
                    f" {spent / parse:.0f} x the reading; processor: web {mine:.2f} s,"
                    f" database {kept:.2f} s; created {counts[0]:,}, unchanged {counts[1]:,},"
                    f" refused {counts[2]:,}"
                )
    postgres.drop_database(url)


def used(web: Served, url: str) -> tuple[float, float]:
    """Return the processor seconds of the web process and of its database connections."""
    database = str(conninfo_to_dict(url)["dbname"])
    return processor_seconds(web.pid), processor_seconds(named=database)


def bills() -> list[bytes]:
    from tests.factories.real_loans import real_loans

    loans = list(real_loans())
    more = [{**loan, "reference": f"X{loan['reference']}"} for loan in loans[: ROWS - len(loans)]]
    return [json.dumps(loan).encode() + b"\n" for loan in (*loans, *more)]


def push(port: int, key: str, bodies: Sequence[bytes], name: str) -> tuple[float, list[int]]:
    """Push bodies one after the other over one line; return seconds and counts."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    counts = [0, 0, 0]
    began = time.perf_counter()
    for number, body in enumerate(bodies):
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/x-ndjson",
            "Idempotency-Key": f"{name}-{number}",
        }
        line.request("POST", "/api/v1/lender/debts/batch", body, headers)
        answer = line.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 200, told
        for place, count in enumerate(("created", "unchanged", "refused")):
            counts[place] += told[count]
    spent = time.perf_counter() - began
    line.close()
    return spent, counts


if __name__ == "__main__":
    postgres.open_folder()
    main()
