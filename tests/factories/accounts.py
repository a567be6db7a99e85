"""Persons and staff, valid without a word, and the browsers they sit at."""

import re
from itertools import count
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from backend.accounts import access, persons, sessions
from backend.accounts import staff as staff_accounts
from backend.accounts.addresses import phone, read
from backend.accounts.models import Person, Staff
from backend.plumbing import clock, jobs, mail, sms
from backend.plumbing.db import system, unit_of_work

# British numbers that are kept for fiction come first.
_numbers = count(900_100)


def next_phone() -> str:
    return f"+447700{next(_numbers)}"


def make_person(**changes) -> Person:
    """Return a person with one phone number; `phone` and `email` name other addresses."""
    number = changes.pop("phone", None) or next_phone()
    email = changes.pop("email", None)
    person = Person(
        display_name=None,
        locale="en",
        time_zone="Europe/London",
        country="GB",
        hide_amounts=False,
        created_at=clock.now(),
    )
    for name, value in changes.items():
        setattr(person, name, value)
    with unit_of_work(system()) as session:
        session.add(person)
        session.flush()
        persons.keep_contact(session, person.id, phone(number))
        if email:
            persons.keep_contact(session, person.id, read("email", email))
    return person


def make_staff(lender_id: UUID, *, email: str, name: str = "Ada") -> Staff:
    with unit_of_work(system()) as session:
        return staff_accounts.add_staff(session, lender_id=lender_id, name=name, address=email)


class Browser:
    """A browser on one of our own pages, with cookies of its own, at one network address."""

    def __init__(self, app: Flask, *, address: str = "203.0.113.7") -> None:
        self.client = app.test_client()
        self.headers = {"X-Requested-With": "tideover", "Sec-Fetch-Site": "same-origin"}
        self.environ = {"REMOTE_ADDR": address}

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        given = {"json": body} if body is not None else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            headers=self.headers | named,
            environ_overrides=self.environ,
            **given,
        )

    def get(self, path: str) -> TestResponse:
        return self.ask("GET", path)

    def post(self, path: str, body: object = None) -> TestResponse:
        return self.ask("POST", path, body)

    def as_person(self, person_id: UUID, *, stepped_up: bool = False) -> "Browser":
        """Sit down signed in, as a person."""
        with unit_of_work(system()) as session:
            opened = sessions.open_for_person(
                session, person_id=person_id, device="Chrome on Android", stepped_up=stepped_up
            )
        self.client.set_cookie(access.PERSON_COOKIE, opened.token)
        return self

    def as_staff(self, staff: Staff) -> "Browser":
        """Sit down signed in, as a member of a lender's staff."""
        with unit_of_work(system()) as session:
            opened = sessions.open_for_staff(session, staff=staff, device="Firefox on Windows")
        self.client.set_cookie(access.STAFF_COOKIE, opened.token)
        return self

    def sign_in(self, number: str) -> dict:
        """Sign in by a code sent to a phone; return what the person then sees of themselves."""
        asked = self.post("/sign-in/codes", {"channel": "sms", "address": number})
        challenge_id = asked.json["challenge_id"]
        code = sent_code()
        answer = self.post("/sign-in/sessions", {"challenge_id": challenge_id, "code": code})
        assert answer.status_code == 201, answer.json
        return answer.json


def sent_code() -> str:
    """Let the job send what is due; return the code in the last message or letter."""
    before = len(sms.memory().sent), len(mail.memory().sent)
    jobs.run("accounts.send_codes")
    texts = [sent.text for sent in sms.memory().sent[before[0] :]]
    texts += [sent.text for sent in mail.memory().sent[before[1] :]]
    return re.search(r"\b\d{6}\b", texts[-1])[0]
