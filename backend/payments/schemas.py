"""What payments take in and give out."""

from typing import Any

from marshmallow import fields, post_load, validate

from backend.payments.rails import REASONS
from backend.payments.rails.registry import RAILS
from backend.payments.service import Part
from backend.payments.states import CHECKING, MandateState
from backend.plumbing.fields import Currency, Minor, Moment, Strict, page_schema

MOST_DEBTS = 20


class MandateIn(Strict):
    """Which way to pay to set up."""

    rail = fields.String(required=True, validate=validate.OneOf(sorted(RAILS)))


class MandateOut(Strict):
    """A permission to a rail to collect."""

    id = fields.UUID(required=True)
    rail = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([s.value for s in MandateState]))
    label = fields.String(required=True)
    approve_url = fields.String(required=True, allow_none=True)
    created_at = Moment(required=True)


class MandatesOut(Strict):
    """All permissions of a person."""

    items = fields.List(fields.Nested(MandateOut), required=True)


class AllocationIn(Strict):
    """The part of a payment that one debt gets."""

    debt_id = fields.UUID(required=True)
    amount_minor = Minor(required=True)

    @post_load
    def part(self, data: dict[str, Any], **_: object) -> Part:
        """Return the part as the service takes it."""
        return Part(**data)


class PaymentIn(Strict):
    """What to pay, to whom, with what. One currency a payment."""

    mandate_id = fields.UUID(required=True)
    currency = Currency(required=True)
    allocations = fields.List(
        fields.Nested(AllocationIn), required=True, validate=validate.Length(1, MOST_DEBTS)
    )


class AllocationOut(Strict):
    """What one debt got, and what is still owed there."""

    debt_id = fields.UUID(required=True)
    lender_name = fields.String(required=True)
    amount_minor = Minor(required=True)
    outstanding_after_minor = Minor(required=True, allow_none=True, allow_zero=True)


class PaymentOut(Strict):
    """A payment as a person sees it; `checking` is all that is not known yet."""

    id = fields.UUID(required=True)
    state = fields.String(
        required=True, validate=validate.OneOf([CHECKING, "succeeded", "refused", "returned"])
    )
    amount_minor = Minor(required=True)
    currency = Currency(required=True)
    allocations = fields.List(fields.Nested(AllocationOut), required=True)
    reason = fields.String(
        required=True, allow_none=True, validate=validate.OneOf([*sorted(REASONS), None])
    )
    receipt_number = fields.String(required=True, allow_none=True)
    created_at = Moment(required=True)
    finished_at = Moment(required=True, allow_none=True)


class LenderPaymentOut(Strict):
    """The part of a payment that went to a lender's debt."""

    payment_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    amount_minor = Minor(required=True)
    currency = Currency(required=True)
    outstanding_minor = Minor(required=True, allow_zero=True)
    at = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(["succeeded", "returned"]))


PaymentPage = page_schema(PaymentOut)
LenderPaymentPage = page_schema(LenderPaymentOut)
