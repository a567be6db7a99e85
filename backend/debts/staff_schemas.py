"""What a lender's staff read about debts and imports."""

from marshmallow import fields, validate

from backend.debts.kinds import ClaimState, ImportState
from backend.debts.schemas import BatchOut, ChargeIn, LenderDebtOut, TermsIn, one_of, optional
from backend.plumbing.fields import Digits, Moment, Strict, Text
from backend.plumbing.pages import MOST_ROWS


class StaffDebtsQuery(Strict):
    """What is sought, how much of it, and from where."""

    q = optional(Text, most=64)
    limit = Digits(least=1, most=MOST_ROWS, load_default=50)
    cursor = fields.String(load_default=None, validate=validate.Length(max=400))


class MoveOut(Strict):
    """One step of a debt from state to state."""

    from_state = fields.String(required=True)
    to_state = fields.String(required=True)
    cause = fields.String(required=True)
    at = Moment(required=True)


class ClaimStateOut(Strict):
    """How far the newest invitation is; not to whom it went or whether they are known here."""

    state = fields.String(required=True, validate=one_of(ClaimState))
    invited_at = Moment(required=True, allow_none=True)
    expires_at = Moment(required=True, allow_none=True)
    quiet_until = Moment(required=True, allow_none=True)


class StaffDebtOut(LenderDebtOut):
    """One debt on its own page."""

    charges = fields.List(fields.Nested(ChargeIn), required=True)
    moves = fields.List(fields.Nested(MoveOut), required=True)
    terms = fields.Nested(TermsIn, required=True)
    claim = fields.Nested(ClaimStateOut, required=True, allow_none=True)


class ImportOut(BatchOut):
    """How far an import is."""

    id = fields.UUID(required=True)
    state = fields.String(required=True, validate=one_of(ImportState))
    reason = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True)
    created_at = Moment(required=True)
    finished_at = Moment(required=True, allow_none=True)
