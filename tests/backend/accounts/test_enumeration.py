"""Nobody learns from an answer, its size or its time whether an address is known here.

The time is compared by rank (Mann-Whitney), known and unknown addresses asked in turn.
"""

from math import erf, sqrt
from statistics import median
from time import perf_counter

import pytest

from tests.factories.accounts import Browser, make_person, make_staff, next_phone

SAMPLES = 200
LEAST_P = 0.001


def same_ranks(left: list[float], right: list[float]) -> float:
    """Return the p of two samples having one distribution (normal approximation, no ties)."""
    ranked = sorted([(value, 0) for value in left] + [(value, 1) for value in right])
    ranks = sum(rank for rank, (_, side) in enumerate(ranked, 1) if side == 0)
    n, m = len(left), len(right)
    z = (ranks - n * (n + m + 1) / 2) / sqrt(n * m * (n + m + 1) / 12)
    return 1 - erf(abs(z) / sqrt(2))


def asked(browser: Browser, path: str, body: dict) -> tuple[float, int, int, tuple]:
    begun = perf_counter()
    answer = browser.post(path, body)
    spent = perf_counter() - begun
    shape = (tuple(answer.json), tuple(sorted(name for name, _ in answer.headers)))
    return spent, answer.status_code, len(answer.data), shape


def compare(counted, title: str, ask, known: list, unknown: list) -> None:
    """Ask about all in turn; a small p once is chance (1 in 1,000), twice it is a difference."""
    p, said = 0.0, ""
    for _ in range(2):
        left, right = in_turn(ask, known, unknown)
        assert len(left) == len(right) == SAMPLES
        assert len({sample[1:] for sample in left + right}) == 1
        times = [[sample[0] for sample in samples] for samples in (left, right)]
        p = same_ranks(*times)
        apart = abs(median(times[0]) - median(times[1])) * 1000
        said = f"{title}, known and unknown: medians {apart:.2f} ms apart, p {p:.2f}, N"
        if p > LEAST_P:
            break
    counted(said, 2 * SAMPLES)
    assert p > LEAST_P


def in_turn(ask, known: list, unknown: list) -> tuple[list, list]:
    for address in (known[0], unknown[0]):  # the first of everything is slow
        ask(address)
    left, right = [], []
    for number, (yes, no) in enumerate(zip(known[1:], unknown[1:], strict=True)):
        pair = [(left, yes), (right, no)]
        for samples, address in pair if number % 2 else reversed(pair):
            samples.append(ask(address))
    return left, right


@pytest.fixture
def browsers(app):
    """A browser at another network address for each request, so that no limit is met."""
    addresses = (f"10.{a}.{b}.7" for a in range(256) for b in range(256))
    return lambda: Browser(app, address=next(addresses))


def test_asking_for_a_code_does_not_tell_who_has_an_account(browsers, counted):
    known = [next_phone() for _ in range(SAMPLES + 1)]
    for number in known:
        make_person(phone=number)
    unknown = [next_phone() for _ in known]

    def ask(number: str):
        return asked(browsers(), "/sign-in/codes", {"channel": "sms", "address": number})

    compare(counted, "sign-in code", ask, known, unknown)


def test_asking_for_a_staff_code_does_not_tell_who_is_staff(browsers, lender_id, counted):
    known = [f"a{number:03d}@harbour.example" for number in range(SAMPLES + 1)]
    for email in known:
        make_staff(lender_id, email=email)
    unknown = [f"b{number:03d}@harbour.example" for number in range(SAMPLES + 1)]

    def ask(email: str):
        return asked(browsers(), "/staff/sign-in/codes", {"email": email})

    compare(counted, "staff code", ask, known, unknown)


def test_adding_a_contact_does_not_tell_who_has_an_account(app, browsers, counted):
    known = [next_phone() for _ in range(SAMPLES + 1)]
    for number in known:
        make_person(phone=number)
    unknown = [next_phone() for _ in known]

    def ask(number: str):
        browser = browsers().as_person(make_person().id)
        return asked(browser, "/me/contacts/codes", {"channel": "sms", "address": number})

    compare(counted, "contact code", ask, known, unknown)


def test_a_wrong_code_does_not_tell_who_has_an_account(browsers, counted):
    known = [next_phone() for _ in range(SAMPLES + 1)]
    for number in known:
        make_person(phone=number)
    unknown = [next_phone() for _ in known]

    def ask(number: str):
        browser = browsers()
        body = {"channel": "sms", "address": number}
        challenge_id = browser.post("/sign-in/codes", body).json["challenge_id"]
        # One in a million guesses right; the account it would make shows as another status.
        body = {"challenge_id": challenge_id, "code": "000000"}
        return asked(browser, "/sign-in/sessions", body)

    compare(counted, "wrong code", ask, known, unknown)
