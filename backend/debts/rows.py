"""One row of a push, checked by hand-written steps that agree with the schema.

A batch of ten thousand debts spends most of its time in validation. `quick` takes what it is sure
of and returns None for everything else; the schema then has the word, and its messages.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from marshmallow import ValidationError

from backend.debts.schemas import (
    ANSWERS,
    EMAIL,
    FIRST_DAY,
    LAST_DAY,
    MOST_CHARGES,
    PHONE,
    RATE,
    REFERENCE,
    DebtRowIn,
)
from backend.plumbing.fields import MOST_MINOR
from budgeting.currencies import EXPONENTS

Fields = dict[str, list[str]]


class DebtRow(NamedTuple):
    """One debt as it goes to the database."""

    reference: str
    title: str | None
    currency: str
    origin: str
    original_creditor: str | None
    borrowed_minor: int
    interest_minor: int
    fees_minor: int
    lender_paid_minor: int | None
    asked_minor: int | None
    due_on: date
    annual_rate: Decimal | None
    late_annual_rate: Decimal | None
    late_fee_minor: int | None
    grace_days: int | None
    instalment_minor: int | None
    instalments_left: int | None
    as_of: datetime
    charges: tuple[tuple[str, int, str | None], ...]
    phone: str | None
    email: str | None
    name: str | None
    question: str
    answer: str


class _Unsure(Exception):
    """The quick steps are not sure; the schema decides."""


def checked(raw: object) -> DebtRow | Fields:
    """Return the row, or what is wrong with each field as the schema says it."""
    row = quick(raw)
    if row is not None:
        return row
    if not isinstance(raw, dict):
        return {"row": ["Each row is one object with the fields of a debt."]}
    try:
        return of_loaded(_SCHEMA.load(raw))
    except ValidationError as wrong:
        return flat(wrong.messages)


def quick(raw: object) -> DebtRow | None:
    """Return the row when every step is sure of it, and None otherwise."""
    if type(raw) is not dict or not raw.keys() <= _KNOWN:
        return None
    try:
        charges, sums = _charges(raw["charges"])
        asked = _amount(raw.get("due_minor"))
        if asked is not None and asked > sum(sums):
            return None
        currency = raw["currency"]
        return DebtRow._make(
            (
                _matched(REFERENCE, raw["reference"]),
                _text(raw.get("title"), 120),
                currency if currency in EXPONENTS else _unsure(),
                _word(raw.get("origin", "lender"), _ORIGINS),
                _text(raw.get("original_creditor"), 120),
                *sums,
                _amount(raw.get("paid_minor")),
                asked,
                _day(raw["due_on"]),
                *_terms(raw.get("terms")),
                _moment(raw["as_of"]),
                charges,
                *_contact(raw["contact"]),
                *_knowledge(raw["knowledge"]),
            )
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError, _Unsure):
        return None


def of_loaded(data: dict[str, Any]) -> DebtRow:
    """Return the row of what the schema has loaded."""
    charges = tuple((line["kind"], line["amount_minor"], line["label"]) for line in data["charges"])
    terms = data["terms"] or {}
    contact, knowledge = data["contact"], data["knowledge"]
    return DebtRow._make(
        (
            data["reference"],
            data["title"],
            data["currency"],
            data["origin"],
            data["original_creditor"],
            *(sum(amount for kind, amount, _ in charges if kind == wanted) for wanted in _KINDS),
            data["paid_minor"],
            data["due_minor"],
            data["due_on"],
            *(terms.get(name) for name in _TERMS),
            data["as_of"],
            charges,
            contact["phone"] or None,
            contact["email"].lower() if contact["email"] else None,
            contact["name"],
            knowledge["question"],
            knowledge["answer"],
        )
    )


def flat(messages: Any, path: str = "") -> Fields:
    """Return nested messages with dotted names, such as charges.0.amount_minor."""
    if isinstance(messages, dict):
        found: Fields = {}
        for name, inner in messages.items():
            step = "row" if name == "_schema" else str(name)
            found |= flat(inner, f"{path}.{step}" if path else step)
        return found
    return {path: [str(message) for message in messages]}


_SCHEMA = DebtRowIn()
_KNOWN = frozenset(_SCHEMA.fields)
_KINDS = ("principal", "interest", "fee")
_ORIGINS = frozenset({"lender", "collector"})
_TERMS = (
    "annual_rate", "late_annual_rate", "late_fee_minor", "grace_days", "instalment_minor",
    "instalments_left",
)  # fmt: skip
_TERMS_KNOWN = frozenset(_TERMS)
_CHARGE_KNOWN = frozenset({"kind", "amount_minor", "label"})
_CONTACT_KNOWN = frozenset({"phone", "email", "name"})
_KNOWLEDGE_KNOWN = frozenset({"question", "answer"})
_NO_TERMS = (None,) * len(_TERMS)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# The scripts most titles and names are written in, where one form is the only form.
_PLAIN = re.compile(r"[\x20-\x7e\u4e00-\u9fff\u3001\u3002\uff08\uff09]*")


def _unsure() -> Any:
    raise _Unsure


def _amount(value: object, least: int = 0) -> int | None:
    if value is None:
        return None
    if type(value) is int and least <= value <= MOST_MINOR:
        return value
    raise _Unsure


def _count(value: object, least: int, most: int) -> int | None:
    if value is None:
        return None
    if type(value) is int and least <= value <= most:
        return value
    raise _Unsure


def _text(value: object, most: int) -> str | None:
    if value is None:
        return None
    if type(value) is str and 0 < len(value) <= most and _PLAIN.fullmatch(value):
        return value
    raise _Unsure


def _matched(pattern: re.Pattern[str], value: Any) -> str:
    if pattern.fullmatch(value):
        return str(value)
    raise _Unsure


def _word(value: Any, words: frozenset[str]) -> str:
    if value in words:
        return str(value)
    raise _Unsure


def _day(value: Any) -> date:
    day = date.fromisoformat(_matched(_DAY, value))
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise _Unsure


def _moment(value: Any) -> datetime:
    return datetime.fromisoformat(_matched(_MOMENT, value)).astimezone(UTC)


def _charges(
    value: Any,
) -> tuple[tuple[tuple[str, int, str | None], ...], tuple[int, int, int]]:
    if type(value) is not list or not 1 <= len(value) <= MOST_CHARGES:
        raise _Unsure
    sums = {"principal": 0, "interest": 0, "fee": 0}
    lines = []
    for line in value:
        kind, amount = line["kind"], line["amount_minor"]
        if type(amount) is not int or amount < 1 or not line.keys() <= _CHARGE_KNOWN:
            raise _Unsure
        sums[kind] += amount
        lines.append((kind, amount, _text(line.get("label"), 120)))
    if sum(sums.values()) > MOST_MINOR:
        raise _Unsure
    return tuple(lines), (sums["principal"], sums["interest"], sums["fee"])


def _terms(value: Any) -> tuple[Any, ...]:
    if value is None:
        return _NO_TERMS
    if not value.keys() <= _TERMS_KNOWN:
        raise _Unsure
    return (
        _rate(value.get("annual_rate")),
        _rate(value.get("late_annual_rate")),
        _amount(value.get("late_fee_minor")),
        _count(value.get("grace_days"), 0, 366),
        _amount(value.get("instalment_minor"), 1),
        _count(value.get("instalments_left"), 1, 1200),
    )


def _rate(value: Any) -> Decimal | None:
    if value is None:
        return None
    rate = Decimal(_matched(RATE, value))
    if rate <= 10:  # noqa: PLR2004 - a thousand per cent a year, as in the schema
        return rate
    raise _Unsure


def _contact(value: Any) -> tuple[str | None, str | None, str | None]:
    phone, email = value.get("phone"), value.get("email")
    if not value.keys() <= _CONTACT_KNOWN or (phone is None and email is None):
        raise _Unsure
    if phone is not None:
        phone = _matched(PHONE, phone)
    if email is not None:
        email = _matched(EMAIL, email).lower()
        if len(email) > 254:  # noqa: PLR2004 - the longest address, RFC 5321
            raise _Unsure
    return phone, email, _text(value.get("name"), 120)


def _knowledge(value: Any) -> tuple[str, str]:
    if not value.keys() <= _KNOWLEDGE_KNOWN:
        raise _Unsure
    question, answer = value["question"], _text(value["answer"], 64)
    if answer is None or not ANSWERS[question].fullmatch(answer):
        raise _Unsure
    return str(question), answer
