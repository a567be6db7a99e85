"""Two households and two lenders, each with one of everything: what walls are tried on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from backend.accounts import sessions
from backend.accounts.models import Consent, Passkey
from backend.lenders import service
from backend.lenders.models import Scope, WebhookAttempt, WebhookMessage
from backend.plumbing import clock, db
from backend.plumbing.ids import new_id
from tests.backend.nudges.sink import Device
from tests.factories import accounts, claims, lenders, payments
from tests.factories.accounts import Browser

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MISSING = "01936f00-0000-7000-8000-000000000000"
HEADER = "reference,currency,principal,due_on,as_of,phone,question,answer\n"
ROW = "{},CNY,24.80,2026-11-27,2026-11-21T00:00:00Z,+8613800138000,birth_year,1994\n"


@dataclass(slots=True)
class Tenant:
    """Somebody with a door key, and the names of what is theirs."""

    name: str
    browser: Browser
    headers: dict[str, str]
    person_id: UUID | None = None
    lender_id: UUID | None = None
    ids: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Ask as this tenant; bytes go as they are, everything else as JSON."""
        sent = {"data": body} if isinstance(body, bytes) else {"json": body} if body else {}
        return self.browser.client.open(
            path,
            method=method,
            headers={**self.browser.headers, **self.headers, **(headers or {})},
            environ_overrides=self.browser.environ,
            **sent,
        )


def nobody(app: Flask) -> Tenant:
    return Tenant("nobody", Browser(app, address="198.51.100.1"), {})


def household(app: Flask, name: str, lender: "Tenant", *, phone: str) -> Tenant:
    """Return a person with one of everything that a person can have."""
    person = accounts.make_person(phone=phone, email=f"{name}@example.org", display_name=name)
    browser = Browser(app, address=f"203.0.113.{len(name)}").as_person(person.id, stepped_up=True)
    made = Tenant(f"person {name}", browser, {}, person_id=person.id)
    debts = {
        part: claims.claimed(
            lender.lender_id, person.id, f"{name}-{part}", contact={"phone": phone}
        )
        for part in ("paid", "owed")
    }
    waiting = {
        part: _waiting(lender.lender_id, f"{name}-{part}", phone)
        for part in ("claim", "not-me", "need-time")
    }
    mandate = payments.active_mandate(person.id, rail="sandbox")
    paid = payments.pay(browser, mandate, {debts["paid"]: 1_000})
    assert paid.status_code == 201, paid.text
    made.ids = {
        "debt_id": str(debts["owed"]),
        "claim_id": waiting["claim"],
        "POST /claims/{claim_id}/not-me": waiting["not-me"],
        "POST /claims/{claim_id}/need-time": waiting["need-time"],
        "mandate_id": str(mandate),
        "DELETE /mandates/{mandate_id}": str(payments.active_mandate(person.id, rail="sandbox")),
        "payment_id": paid.json["id"],
        "nudge_id": browser.get("/inbox").json["items"][0]["id"],
        "subscription_id": _subscribed(browser, name),
        "passkey_id": _passkey(person.id),
        "session_id": _session(person.id),
    }
    browser.ask("PATCH", "/me/contact-preferences", {"sms": False})
    browser.post("/me/step-up/codes")
    browser.post("/me/passkeys/options")
    with db.unit_of_work(db.system()) as session:
        session.add(
            Consent(person_id=person.id, kind="k", text_version="1", given=True, at=clock.now())
        )
    return made


def office(app: Flask, name: str) -> Tenant:
    """Return a lender's staff at their desk, with one of everything that a lender can have."""
    lender_id = lenders.lender_id(name=name)
    staff = accounts.make_staff(lender_id, email=f"ada@{name.lower()}.example")
    browser = Browser(app, address=f"192.0.2.{len(name)}").as_staff(staff)
    told = lenders.endpoint(lender_id, f"https://{name.lower()}.example/hook")
    spare = lenders.endpoint(lender_id, f"https://{name.lower()}.example/spare")
    made = Tenant(f"staff of {name}", browser, {}, lender_id=lender_id)
    imported = made.ask(
        "POST",
        "/api/v1/staff/imports",
        (HEADER + ROW.format(f"{name}-import")).encode(),
        headers={"Content-Type": "text/csv"},
    )
    assert imported.status_code == 202, imported.text
    made.ids = {
        "endpoint_id": str(told.row.id),
        "DELETE /lender/webhook-endpoints/{endpoint_id}": str(spare.row.id),
        "key_id": str(lenders.api_key(lender_id).row.id),
        "import_id": imported.json["id"],
    }
    return made


def opened(desk: Tenant, debt_id: str, reference: str) -> Tenant:
    """Complete an office once a person has claimed and paid: events were written."""
    with db.unit_of_work(db.system()) as session:
        message = session.scalars(
            sa.select(WebhookMessage).where(
                WebhookMessage.lender_id == desk.lender_id,
                WebhookMessage.endpoint_id == UUID(desk.ids["endpoint_id"]),
            )
        ).first()
        session.add(
            WebhookAttempt(
                id=new_id(), lender_id=desk.lender_id, event_id=message.event_id,
                endpoint_id=message.endpoint_id, at=clock.now(), outcome="accepted",
                status=200, duration_ms=3, said="",
            )
        )  # fmt: skip
        desk.ids |= {"event_id": str(message.event_id), "debt_id": debt_id, "reference": reference}
    return desk


def system_of(app: Flask, desk: Tenant, *scopes: Scope) -> Tenant:
    """Return a lender's system with a key of some scopes; with none it opens next to nothing."""
    with db.unit_of_work(db.lender(desk.lender_id)) as session:
        key = service.make_key(session, lender_id=desk.lender_id, name="system", scopes=scopes)
    browser = Browser(app, address="192.0.2.200")
    what = "key" if scopes else "bare key"
    name = f"{what} of {desk.name.removeprefix('staff of ')}"
    return Tenant(name, browser, lenders.bearer(key), lender_id=desk.lender_id, ids=desk.ids)


def _waiting(lender_id: UUID, reference: str, phone: str) -> str:
    debt_id = claims.push(lender_id, reference, contact={"phone": phone})
    claims.invite(lender_id)
    with db.unit_of_work(db.system()) as session:
        return str(
            session.scalar(sa.text("select id from claims where debt_id = :d"), {"d": debt_id})
        )


def _subscribed(browser: Browser, name: str) -> str:
    given = browser.post(
        "/push-subscriptions", Device(f"https://fcm.googleapis.com/fcm/send/{name}").subscription
    )
    assert given.status_code == 201, given.text
    return given.json["id"]


def _passkey(person_id: UUID) -> str:
    row = Passkey(
        id=new_id(), person_id=person_id, credential_id=uuid4().bytes, public_key=b"k",
        sign_count=0, transports=[], name="Phone", created_at=clock.now(),
    )  # fmt: skip
    with db.unit_of_work(db.system()) as session:
        session.add(row)
    return str(row.id)


def _session(person_id: UUID) -> str:
    with db.unit_of_work(db.system()) as session:
        opened = sessions.open_for_person(session, person_id=person_id, device="Safari on iPad")
    return str(opened.session.id)
