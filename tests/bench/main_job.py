"""The main job under load: bills pushed, reads, payments; each as a ratio within one run."""

import gzip
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from tests.bench.measure import load, percentiles, pgbench, product, request
from tests.factories.debts import debt_in, debt_row
from tests.journeys.actors import LenderSystem, Person
from tests.journeys.outside import until
from tests.journeys.stack import WEB, Stack, free_port

BILLS = 10_000
BATCHES = 20
PEER_SECONDS = 12.0
"""How long a good budgeting program took to import 10,000 rows in one process, measured before."""

SECONDS = float(os.environ.get("TIDEOVER_BENCH_SECONDS", "8"))
CLIENTS = 8
SCRIPT_LIMIT = 60_000


def bills(prefix: str, count: int) -> list[bytes]:
    return [
        json.dumps(
            debt_row(f"{prefix}-{n:06d}", contact={"email": f"{prefix}.{n}@person.example"})
        ).encode()
        for n in range(count)
    ]


def push(lender: LenderSystem, lines: list[bytes], batches: int) -> float:
    """Push lines in so many requests and return the seconds it took."""
    size = len(lines) // batches
    begun = time.monotonic()
    for at in range(0, len(lines), size):
        answer = lender.call(
            "POST",
            "/lender/debts/batch",
            data=b"\n".join(lines[at : at + size]),
            headers={"Content-Type": "application/x-ndjson", "Idempotency-Key": uuid4().hex},
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["refused"] == 0, answer.text[:500]
    return time.monotonic() - begun


def bulk(stack: Stack) -> None:
    lender = LenderSystem(stack)
    lines = bills("one", BILLS)
    figures = {
        f"{BILLS:,} bills in one request": push(lender, lines, 1),
        "the same again": push(lender, lines, 1),
        f"{BILLS:,} bills in {BATCHES} requests": push(lender, bills("many", BILLS), BATCHES),
    }
    for words, seconds in figures.items():
        print(f"  {words:32} {seconds:6.2f} s   {PEER_SECONDS / seconds:5.1f} x the peer's 12 s")


def household(stack: Stack, debts: int) -> tuple[Person, list[str], str]:
    """Return a signed-in person with debts and a wallet."""
    lender = LenderSystem(stack, f"Lender {uuid4().hex[:4]}")
    person = Person(stack, f"+86138{uuid4().int % 10**8:08d}")
    person.sign_in()
    for n in range(debts):
        bill = debt_in(
            charges=[{"kind": "principal", "amount_minor": 10**9}],
            contact={"phone": person.phone},
        )
        lender.push(f"HC-{n}", bill)
    stack.cli("run-job", "debts.invite", f"lender_id={lender.lender_id}")
    waiting = person.told("GET", "/claims")["items"]
    for claim in waiting:
        person.told("POST", f"/claims/{claim['id']}", json={"answer": "1994"})
    return person, [debt["id"] for debt in person.told("GET", "/debts")["items"]], person.wallet()


def reads(stack: Stack, person: Person) -> None:
    port = free_port()
    bare = subprocess.Popen(
        [sys.executable, *WEB[:2], "tests.bench.bare:app", *WEB[3:]],
        env=stack.environment | {"PORT": str(port)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until(lambda: _listens(port), 20)
        floor, took = load(port, lambda: request("GET", "/bare"), clients=CLIENTS, seconds=SECONDS)
        print(f"  bare Flask route                 {floor:7.0f}/s  {percentiles(took)}")
        for path in ("/today", "/debts"):
            asked = request("GET", f"/api/v1{path}", Cookie=person.cookie)
            rate, took = load(stack.port, lambda a=asked: a, clients=CLIENTS, seconds=SECONDS)
            print(f"  GET {path:28} {rate:7.0f}/s  {rate / floor:.2f} of bare  {percentiles(took)}")
    finally:
        bare.terminate()
        bare.wait()


def payments(stack: Stack, payers: list[tuple[Person, list[str], str]]) -> None:
    orders = iter(range(10**9))

    def asked() -> bytes:
        person, debts, mandate = payers[next(orders) % len(payers)]
        body = json.dumps(
            {
                "mandate_id": mandate,
                "currency": "CNY",
                "allocations": [{"debt_id": debts[next(orders) % len(debts)], "amount_minor": 1}],
            }
        ).encode()
        return request(
            "POST", "/api/v1/payments", body, Cookie=person.cookie, Idempotency_Key=uuid4().hex,
            Content_Type="application/json", X_Requested_With="tideover",
            Sec_Fetch_Site="same-origin",
        )  # fmt: skip

    rate, took = load(stack.port, asked, clients=CLIENTS, seconds=SECONDS)
    floor = pgbench(stack.owner_url, clients=CLIENTS, seconds=int(SECONDS))
    print(f"  pgbench TPC-B-like               {floor:7.0f}/s")
    print(f"  payments through the wallet      {rate:7.0f}/s  {rate / floor:.3f} of it")
    print(f"    {percentiles(took)}")


def first_load() -> None:
    """Print the script that a first visit needs: what the page names and imports, and its words."""
    assets = Path("pwa/dist/assets")
    page = (assets.parent / "index.html").read_text()
    own = _with_imports(assets, re.findall(r"assets/([\w.-]+\.js)", page))
    words = [_with_imports(assets, [found.name]) - own for found in assets.glob("catalogue-*.js")]
    size = _weight(assets, own) + max(_weight(assets, each) for each in words)
    print(f"  first load: {size:,} bytes of script (gzip), {size / SCRIPT_LIMIT:.2f} of the limit")


def _with_imports(assets: Path, wanted: list[str]) -> set[str]:
    needed: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in needed:
            needed.add(name)
            text = (assets / name).read_text()
            wanted += re.findall(r"(?:from|import)\s*[\"`']\./([\w.-]+\.js)", text)
    return needed


def _weight(assets: Path, names: set[str]) -> int:
    return sum(len(gzip.compress((assets / name).read_bytes(), 9)) for name in names)


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    first_load()
    with product() as stack:
        # Every charge here is answered at once, so the wallet need not say it again by message.
        stack.hear_wallet(also_answered=False)
        stack.start_worker()
        payers = [household(stack, 3) for _ in range(4)]
        payments(stack, payers)
        stack.stop("worker")
        reads(stack, payers[0][0])
        bulk(stack)
        print(f"  {stack.cli('invariants').count('holds')} invariants hold")


if __name__ == "__main__":
    main()
