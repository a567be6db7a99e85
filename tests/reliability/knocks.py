"""What each operation is sent when it is tried, and what it then answers to whoever it serves."""

from typing import Any
from uuid import uuid4

from tests.backend.nudges.sink import Device
from tests.factories.debts import debt_in
from tests.reliability.tenants import HEADER, MISSING, ROW, Tenant

_CODE = {"challenge_id": MISSING, "code": "123456"}
_USED = {
    "id": "aa", "rawId": "aa", "type": "public-key",
    "response": {"clientDataJSON": "aa", "authenticatorData": "aa", "signature": "aa"},
}  # fmt: skip
_MADE = {
    "id": "aa", "rawId": "aa", "type": "public-key",
    "response": {"clientDataJSON": "aa", "attestationObject": "aa"},
}  # fmt: skip
_LINK = {"token": "a-link-that-nobody-was-sent-0123456789abcdef"}

# A link, a code or a signature opens what it opens for whoever holds it: that is tried elsewhere.
EXPECTED: dict[str, tuple[int, str]] = {
    "POST /claims": (404, "claim_link_unknown"),
    "POST /claims/preview": (404, "claim_link_unknown"),
    "POST /claims/not-me": (404, "claim_link_unknown"),
    "POST /claims/need-time": (404, "claim_link_unknown"),
    "POST /hooks/rails/{rail_name}": (403, "event_not_genuine"),
    "POST /sign-in/sessions": (401, "code_refused"),
    "POST /staff/sign-in/sessions": (401, "code_refused"),
    "POST /sign-in/passkeys": (401, "passkey_refused"),
    "POST /me/contacts": (401, "code_refused"),
    "POST /me/passkeys": (401, "passkey_refused"),
    "POST /me/step-up": (401, "code_refused"),
    "POST /me/step-up/passkey": (401, "passkey_refused"),
}


def body_of(name: str, tenant: Tenant) -> Any:
    """Return the body with which an operation is tried; None when it takes none."""
    bodies: dict[str, Any] = {
        "POST /claims": {**_LINK, "answer": "1994"},
        "POST /claims/preview": _LINK,
        "POST /claims/not-me": _LINK,
        "POST /claims/need-time": _LINK,
        "POST /claims/{claim_id}": {"answer": "1994"},
        "POST /mandates": {"rail": "sandbox"},
        "PATCH /me": {"hide_amounts": True},
        "PATCH /me/contact-preferences": {"email": False},
        "POST /me/contacts": _CODE,
        "POST /me/contacts/codes": {"channel": "email", "address": "new@example.org"},
        "POST /me/passkeys": {"challenge_id": MISSING, "credential": _MADE},
        "POST /me/step-up": _CODE,
        "POST /me/step-up/passkey": {"challenge_id": MISSING, "credential": _USED},
        "POST /payments": {
            "mandate_id": tenant.ids.get("mandate_id", MISSING),
            "currency": "CNY",
            "allocations": [{"debt_id": tenant.ids.get("debt_id", MISSING), "amount_minor": 100}],
        },
        "POST /push-subscriptions": Device(
            f"https://fcm.googleapis.com/fcm/send/{tenant.name[-4:].strip()}-2"
        ).subscription,
        "POST /sign-in/codes": {"channel": "email", "address": "somebody@example.org"},
        "POST /sign-in/passkeys": {"challenge_id": MISSING, "credential": _USED},
        "POST /sign-in/sessions": _CODE,
        "POST /staff/sign-in/codes": {"email": "somebody@example.org"},
        "POST /staff/sign-in/sessions": _CODE,
        "POST /staff/api-keys": {"name": "second", "scopes": ["debts:read"]},
        "POST /staff/imports": (HEADER + ROW.format("T-1")).encode(),
        "PUT /lender/debts/{reference}": debt_in(),
        "POST /lender/debts/batch": (HEADER + ROW.format("B-1")).encode(),
        "POST /hooks/rails/{rail_name}": b"{}",
    }
    if name.endswith("webhook-endpoints"):
        return {"url": "http://127.0.0.1:9/hook"} if name.startswith("POST") else None
    if name.startswith("PATCH") and "webhook-endpoints" in name:
        return {"event_types": ["payment.succeeded"]}
    return bodies.get(name)


def knock(tenant: Tenant, one: Any, thing: str | None, extra: Any = None) -> Any:
    """Ask one operation as a tenant, naming a thing; `extra` goes into the body besides."""
    body = body_of(one.name, tenant)
    headers = {"Idempotency-Key": uuid4().hex}
    if isinstance(body, bytes):
        headers["Content-Type"] = "text/csv"
    if extra:
        body = {**body, **extra}
    return tenant.ask(one.method, "/api/v1" + one.named(thing), body, headers=headers)
