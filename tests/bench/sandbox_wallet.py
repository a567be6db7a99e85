"""How much of a machine the sandbox wallet takes, against the same server doing nothing.

Prints charges a second and processor time a charge for 1, 16 and 64 lines and for batches of
500, each beside the rate of a call that touches no book.
"""

import json
import socket
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from tests.journeys.outside import Part, WalletSeen, see_wallet, start_part

CHARGES = 6400
BATCH = 500


def processor_seconds(part: Part) -> float:
    """Return what the wallet's process has used so far."""
    fields = Path(f"/proc/{part.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def request(part: Part, path: str, key: str, body: bytes) -> bytes:
    """Return one call as bytes, so that the caller costs next to nothing."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nIdempotency-Key: {key}\r\n"
        f"Authorization: Bearer {part.addresses['wallet']['key']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def call_over_one_line(part: Part, calls: list[bytes], expected: bytes) -> None:
    """Send calls one after the other and read each answer."""
    parts = urlsplit(part.addresses["wallet"]["url"])
    with closing(socket.create_connection((parts.hostname, parts.port))) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for call in calls:
            line.sendall(call)
            heard = line.recv(65536)
            assert heard.startswith(expected), heard


def measured(part: Part, lines: int, call: tuple[str, bytes], expected: bytes) -> str:
    """Return calls a second and milliseconds of processor a call."""
    each = CHARGES // max(lines, 4)
    path, body = call
    calls = [
        [request(part, path, f"{lines}-{line}-{number}", body) for number in range(each)]
        for line in range(lines)
    ]
    callers = [
        threading.Thread(target=call_over_one_line, args=(part, mine, expected)) for mine in calls
    ]
    used, began = processor_seconds(part), time.perf_counter()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    took, used = time.perf_counter() - began, processor_seconds(part) - used
    total = each * lines
    return f"{total / took:8.0f}/s  {used / total * 1000:.3f} ms"


def batched(part: Part, wallet: WalletSeen, order: dict[str, object]) -> str:
    """Return charges a second and milliseconds of processor a charge, 500 at a time."""
    used, began = processor_seconds(part), time.perf_counter()
    for batch in range(CHARGES // BATCH):
        charges = [order | {"key": f"b{batch}-{number}"} for number in range(BATCH)]
        wallet.told("POST", "/v1/charges/batch", {"charges": charges})
    took, used = time.perf_counter() - began, processor_seconds(part) - used
    total = CHARGES // BATCH * BATCH
    return f"{total / took:8.0f}/s  {used / total * 1000:.3f} ms"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        part = start_part(Path(folder), "wallet")
        wallet = see_wallet(part)
        order = {"agreement_id": wallet.agree(), "amount_minor": 1, "currency": "GBP"}
        order["reference"] = "bench"
        body = json.dumps(order).encode()
        for lines in (1, 16, 64):
            idle = measured(part, lines, ("/none", b""), b"HTTP/1.1 404")
            charges = measured(part, lines, ("/v1/charges", body), b"HTTP/1.1 200")
            print(f"{lines:3} lines   nothing {idle}   charge {charges}")
        print(f"batches of {BATCH}                           charge {batched(part, wallet, order)}")
        wallet.close()
        part.stop()


if __name__ == "__main__":
    main()
