"""What it costs to know who is asking, against the cheapest question a database can be asked.

Prints medians of the look-up alone, of a bare `select 1` on the same pooled connections, and of
GET /me through the app; the first two as a ratio.
"""

import os
import statistics
import time
from collections.abc import Callable

from tests import postgres

SAMPLES = 3000


def main() -> None:
    """Prepare a database, measure, print."""
    from backend.plumbing import db, schema

    url = postgres.fresh_database()
    schema.upgrade(url)
    os.environ.update(
        DATABASE_URL=url,
        TIDEOVER_SECRET_KEY="a-key-that-only-benches-know-0123456789",
        TIDEOVER_ORIGIN="http://localhost:8000",
        TIDEOVER_SMTP_URL="memory:",
        TIDEOVER_SMS_URL="memory:",
    )
    measure()
    db.forget_engine()
    postgres.drop_database(url)


def measure() -> None:
    """Ask each question many times and print what it took."""
    from backend.accounts import access, queries
    from backend.app import create_app
    from backend.audit import service as audit
    from backend.plumbing import db
    from tests.factories.accounts import Browser, make_person

    person = make_person()
    browser = Browser(create_app()).as_person(person.id)
    token = browser.client.get_cookie(access.PERSON_COOKIE).value

    def enter(*, record: bool) -> None:
        with db.unit_of_work(db.person(person.id)) as session:
            if record:
                audit.record(session, actor=audit.person(person.id), action="tried", subject="x")

    floor = report("select 1, the floor", bare)
    lookup = report("look-up of a session", lambda: queries.live_session(token))
    print(f"look-up / floor: {lookup / floor:.2f}")
    report("GET /me in the test client", lambda: browser.get("/me"), 500)
    empty = report("empty transaction", lambda: enter(record=False))
    recorded = report("transaction with one record", lambda: enter(record=True))
    print(f"one record adds {(recorded - empty) * 1e6:.0f} microseconds")


def bare() -> None:
    """Ask the database for nothing, on a pooled connection without a transaction."""
    from backend.plumbing import db

    pooled = db.engine().raw_connection()
    pooled.driver_connection.autocommit = True
    pooled.driver_connection.execute("select 1", prepare=True).fetchone()
    pooled.driver_connection.autocommit = False
    pooled.close()


def report(title: str, ask: Callable[[], object], samples: int = SAMPLES) -> float:
    """Print median, 95th percentile and processor time of one question; return the median."""
    for _ in range(20):
        ask()
    spent, before = [], time.process_time()
    for _ in range(samples):
        begun = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - begun)
    processor = (time.process_time() - before) / samples
    middle, high = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
    print(
        f"{title}: median {middle * 1e6:.0f} us, p95 {high * 1e6:.0f} us,"
        f" processor {processor * 1e6:.0f} us (N = {samples})"
    )
    return middle


if __name__ == "__main__":
    main()
