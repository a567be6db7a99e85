"""What a lender's system sends and reads."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from backend.debts.kinds import ChargeKind, Origin, Question
from backend.debts.states import DebtState
from backend.plumbing.fields import (
    MOST_MINOR,
    Currency,
    Day,
    Minor,
    Moment,
    Reference,
    Strict,
    Text,
    Whole,
    page_schema,
)

MOST_CHARGES = 50
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}", re.ASCII)
REFERENCE_SHAPE = "Letters, digits and . _ : / - up to 64 characters."
RATE = re.compile(r"(?:10|[0-9])(?:\.[0-9]{1,6})?", re.ASCII)
PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}", re.ASCII
)
ANSWERS = {
    Question.BIRTH_YEAR: re.compile(r"(?:19|20)[0-9]{2}", re.ASCII),
    Question.POSTCODE: re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{1,11}", re.ASCII),
    Question.REFERENCE_LAST4: re.compile(r"[A-Za-z0-9]{4}", re.ASCII),
    Question.GIVEN_NAME: re.compile(r"\S(?:.{0,62}\S)?"),
}
TOO_MUCH_TOGETHER = "Together the charges are more than can be kept exactly."
ASKED_TOO_MUCH = "More is asked than the charges come to."
NO_CONTACT = "Give a phone, an email, or both."
ANSWER_SHAPE = "The answer doesn't have the form of its question."


class Rate(fields.Field[Decimal]):
    """A yearly rate as a fraction, written as text so that it stays exact."""

    default_error_messages = {
        "invalid": 'Give a yearly rate as text, such as "0.1399", at most 10.'
    }

    def __init__(self, **kwargs: Any) -> None:
        """Say the pattern, so that the published schema tells it."""
        super().__init__(
            metadata={"type": "string", "pattern": f"^{RATE.pattern}$", "example": "0.1399"},
            **kwargs,
        )

    def _serialize(
        self, value: Decimal | None, attr: str | None, obj: Any, **kwargs: Any
    ) -> str | None:
        return None if value is None else f"{value.normalize():f}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        if not isinstance(value, str) or not RATE.fullmatch(value) or Decimal(value) > 10:  # noqa: PLR2004
            raise self.make_error("invalid")
        return Decimal(value)


def optional(kind: Any, **kwargs: Any) -> Any:
    """Return a field that may be left out or null."""
    return kind(load_default=None, allow_none=True, **kwargs)


def one_of(kinds: Any) -> validate.OneOf:
    """Return the check that a word is one of an enumeration."""
    words = [kind.value for kind in kinds]
    return validate.OneOf(words, error=f"Give one of: {', '.join(words)}.")


class ChargeIn(Strict):
    """One charge: what it is for and how much."""

    kind = fields.String(required=True, validate=one_of(ChargeKind))
    amount_minor = Minor(required=True)
    label = optional(Text, most=120)


class TermsIn(Strict):
    """What was agreed about time and its cost."""

    annual_rate = optional(Rate)
    late_fee_minor = optional(Minor, allow_zero=True)
    grace_days = optional(Whole, least=0, most=366)
    late_annual_rate = optional(Rate)
    instalment_minor = optional(Minor)
    instalments_left = optional(Whole, least=1, most=1200)


class ContactIn(Strict):
    """How the lender reaches the person; used once, for the invitation."""

    phone = fields.String(
        load_default=None,
        allow_none=True,
        validate=lambda text: _shape(PHONE, text, "Give a phone number as +8613800138000."),
        metadata={"pattern": f"^{PHONE.pattern}$"},
    )
    email = fields.String(
        load_default=None,
        allow_none=True,
        validate=[
            validate.Length(max=254),
            lambda text: _shape(EMAIL, text, "Give an address as name@example.com."),
        ],
        metadata={"format": "email"},
    )
    name = optional(Text, most=120)

    @validates_schema(skip_on_field_errors=True)
    def _reachable(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("phone") and not data.get("email"):
            raise ValidationError(NO_CONTACT, "phone")


class KnowledgeIn(Strict):
    """What only the right person can answer."""

    question = fields.String(required=True, validate=one_of(Question))
    answer = Text(required=True, most=64)

    @validates_schema(skip_on_field_errors=True)
    def _answerable(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not ANSWERS[Question(data["question"])].fullmatch(data["answer"]):
            raise ValidationError(ANSWER_SHAPE, "answer")


class DebtIn(Strict):
    """One debt as a lender's system knows it."""

    title = optional(Text, most=120)
    currency = Currency(required=True)
    charges = fields.List(
        fields.Nested(ChargeIn), required=True, validate=validate.Length(1, MOST_CHARGES)
    )
    paid_minor = optional(Minor, allow_zero=True)
    due_on = Day(
        required=True,
        validate=validate.Range(FIRST_DAY, LAST_DAY, error="Give a day from {min} to {max}."),
    )
    due_minor = optional(Minor, allow_zero=True)
    as_of = Moment(required=True)
    terms = fields.Nested(TermsIn, load_default=None, allow_none=True)
    contact = fields.Nested(ContactIn, required=True)
    knowledge = fields.Nested(KnowledgeIn, required=True)
    origin = fields.String(load_default=Origin.LENDER.value, validate=one_of(Origin))
    original_creditor = optional(Text, most=120)

    @validates_schema(skip_on_field_errors=True)
    def _adds_up(self, data: dict[str, Any], **_kwargs: Any) -> None:
        together = sum(charge["amount_minor"] for charge in data["charges"])
        if together > MOST_MINOR:
            raise ValidationError(TOO_MUCH_TOGETHER, "charges")
        if (data["due_minor"] or 0) > together:
            raise ValidationError(ASKED_TOO_MUCH, "due_minor")


class DebtRowIn(DebtIn):
    """One debt in a batch: it brings its reference along."""

    reference = Reference(required=True)


class LenderDebtOut(Strict):
    """One debt as its lender sees it; nothing in it tells whether a contact is known here."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    currency = fields.String(required=True)
    borrowed_minor = Minor(required=True, allow_zero=True)
    interest_minor = Minor(required=True, allow_zero=True)
    fees_minor = Minor(required=True, allow_zero=True)
    paid_minor = Minor(required=True, allow_zero=True)
    outstanding_minor = Minor(required=True, allow_zero=True)
    credit_minor = Minor(required=True, allow_zero=True)
    due_on = Day(required=True)
    due_minor = Minor(required=True, allow_zero=True)
    as_of = Moment(required=True)
    state = fields.String(required=True, validate=one_of(DebtState))
    version = fields.Integer(required=True)
    changed_at = Moment(required=True)
    stale = fields.Boolean(
        metadata={"description": "The push was older than what is kept, so nothing changed."}
    )


LenderDebtPage = page_schema(LenderDebtOut)


class RowErrorOut(Strict):
    """Why one row was not taken in."""

    row = fields.Integer(required=True)
    reference = fields.String(required=True, allow_none=True)

    class Meta:
        """Name a field that shares its name with the schema's own list of fields."""

        include = {
            "fields": fields.Dict(
                keys=fields.String(), values=fields.List(fields.String()), required=True
            )
        }


class BatchOut(Strict):
    """What became of the rows of one push."""

    received = fields.Integer(required=True)
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    errors = fields.List(fields.Nested(RowErrorOut), required=True)
    more_errors = fields.Integer(required=True)


def _shape(pattern: re.Pattern[str], text: str, message: str) -> None:
    if not pattern.fullmatch(text):
        raise ValidationError(message)
