"""Requests a second of the busiest reads, against a bare Flask route in the same gunicorn.

One web process, four lines that ask as fast as they are answered, eight debts a person.
"""

import os
import socket
import statistics
import threading
import time
from contextlib import closing

from psycopg.conninfo import conninfo_to_dict

from tests import postgres
from tests.served import Served, processor_seconds, served

LINES = 4
SECONDS = 4.0
DEBTS = 8


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
    token = a_person()
    paths = {"Today": "/api/v1/today", "Debts": "/api/v1/debts"}
    with served("tests.served:bare", environ) as bare, served("backend.wsgi:app", environ) as web:
        for name, path in paths.items():
            before = used(web, url)
            # Side by side and in turns, because a shared machine is quick now and slow then.
            rounds = [
                (measure(bare.port, "/bare", ""), measure(web.port, path, token)) for _ in range(3)
            ]
            asked = sum(len(ours) for _, ours in rounds)
            spent = [
                1e6 * (now - then) / asked for now, then in zip(used(web, url), before, strict=True)
            ]
            ratio = statistics.median(len(ours) / len(peer) for peer, ours in rounds)
            print(
                f"  {name}: {told(rounds[-1][1])}; bare route: {told(rounds[-1][0])};"
                f" ratio {ratio:.2f}; processor a request: web {spent[0]:.0f} us,"
                f" database {spent[1]:.0f} us"
            )
    postgres.drop_database(url)


def used(web: Served, url: str) -> tuple[float, float]:
    """Return the processor seconds of the web process and of its database connections."""
    database = str(conninfo_to_dict(url)["dbname"])
    return processor_seconds(web.pid), processor_seconds(named=database)


def a_person() -> str:
    from backend.accounts import sessions
    from backend.plumbing.db import system, unit_of_work
    from tests.factories import accounts, claims, lenders

    person_id = accounts.make_person(display_name="Mei", time_zone="Asia/Shanghai").id
    lender_id = lenders.lender_id()
    for number in range(DEBTS):
        claims.claimed(lender_id, person_id, f"HC-{number:06d}", as_of="2025-11-21T00:00:00Z")
    with unit_of_work(system()) as session:
        return sessions.open_for_person(session, person_id=person_id, device="bench").token


def measure(port: int, path: str, token: str) -> list[float]:
    """Return how long each request took that was answered within the time."""
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Requested-With: tideover\r\n"
    head += f"Sec-Fetch-Site: same-origin\r\nCookie: __Host-tideover={token}\r\n\r\n"
    spent: list[float] = []
    until = time.perf_counter() + SECONDS
    lines = [
        threading.Thread(target=ask, args=(port, head.encode(), until, spent)) for _ in range(LINES)
    ]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    return spent


def ask(port: int, request: bytes, until: float, spent: list[float]) -> None:
    with closing(socket.create_connection(("127.0.0.1", port))) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < until:
            line.sendall(request)
            heard = line.recv(65536)
            assert heard.startswith(b"HTTP/1.1 200"), heard
            length = int(heard.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            whole = heard.index(b"\r\n\r\n") + 4 + length
            while len(heard) < whole:
                heard += line.recv(65536)
            spent.append(time.perf_counter() - began)


def told(spent: list[float]) -> str:
    cuts = statistics.quantiles(spent, n=100)
    middle, high, top = (cuts[at] * 1000 for at in (49, 94, 98))
    return f"{len(spent) / SECONDS:,.0f}/s (p50 {middle:.1f}, p95 {high:.1f}, p99 {top:.1f} ms)"


if __name__ == "__main__":
    postgres.open_folder()
    main()
