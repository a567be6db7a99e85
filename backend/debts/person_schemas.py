"""What a person sends and reads about debts and claims."""

from marshmallow import fields, validate

from backend.debts.kinds import Origin, Question
from backend.debts.schemas import one_of
from backend.plumbing.fields import MOST_MINOR, Day, Digits, Minor, Moment, Strict, Text
from backend.plumbing.pages import MOST_ROWS

STATES = ("due", "soon", "late", "checking", "settled", "paused", "plan")
STEPS = ("due", "late_fee", "interest", "nothing_more")


class DebtLenderOut(Strict):
    """Who is owed."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    verified = fields.Boolean(required=True)
    origin = fields.String(required=True, validate=one_of(Origin))


class StepOut(Strict):
    """One thing that happens next, and when."""

    on = Day(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(STEPS))
    amount_minor = Minor(required=True, allow_none=True, allow_zero=True)


class DebtOut(Strict):
    """One debt as the person who owes it sees it."""

    id = fields.UUID(required=True)
    lender = fields.Nested(DebtLenderOut, required=True)
    title = fields.String(required=True, allow_none=True)
    masked_reference = fields.String(required=True)
    currency = fields.String(required=True)
    borrowed_minor = Minor(required=True, allow_zero=True)
    interest_minor = Minor(required=True, allow_zero=True)
    fees_minor = Minor(required=True, allow_zero=True)
    paid_minor = Minor(required=True, allow_zero=True)
    outstanding_minor = Minor(required=True, allow_zero=True)
    due_on = Day(required=True)
    due_minor = Minor(required=True, allow_zero=True)
    days_until_due = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    next = fields.List(fields.Nested(StepOut), required=True)
    payable = fields.Boolean(required=True)
    as_of = Moment(required=True)


class TotalOut(Strict):
    """What is owed in one currency; currencies are never added up."""

    currency = fields.String(required=True)
    outstanding_minor = Minor(required=True, allow_zero=True)
    count = fields.Integer(required=True)


class DebtsQuery(Strict):
    """Which debts, how many, and from where."""

    state = fields.String(load_default=None, validate=validate.OneOf(("open", "settled")))
    limit = Digits(least=1, most=MOST_ROWS, load_default=50)
    cursor = fields.String(load_default=None, validate=validate.Length(max=400))


class DebtsOut(Strict):
    """One page of debts, with what is owed in all by currency."""

    items = fields.List(fields.Nested(DebtOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    as_of = Moment(required=True)
    totals = fields.List(fields.Nested(TotalOut), required=True)


class ChoicesQuery(Strict):
    """How much a person thinks of paying now."""

    part_minor = Digits(least=1, most=MOST_MINOR, load_default=None)


class AllOut(Strict):
    """Paying everything now."""

    pay_minor = Minor(required=True)
    left_minor = Minor(required=True, allow_zero=True)
    finished_on = Day(required=True)


class PartOut(Strict):
    """Paying a part now, and what then follows."""

    pay_minor = Minor(required=True)
    left_minor = Minor(required=True, allow_zero=True)
    interest_minor = Minor(required=True, allow_zero=True)
    interest_until = Day(required=True)
    least_minor = Minor(required=True)
    most_minor = Minor(required=True)
    finished_on = Day(required=True, allow_none=True)
    next = fields.List(fields.Nested(StepOut), required=True)


class NothingOut(Strict):
    """Paying nothing now, and what then follows."""

    next = fields.List(fields.Nested(StepOut), required=True)
    fee_minor = Minor(required=True, allow_zero=True)
    interest_minor = Minor(required=True, allow_zero=True)
    interest_until = Day(required=True)


class ChoicesOut(Strict):
    """The choice card of one debt."""

    currency = fields.String(required=True)
    outstanding_minor = Minor(required=True)
    today = Day(required=True)
    all = fields.Nested(AllOut, required=True)
    part = fields.Nested(PartOut, required=True)
    nothing = fields.Nested(NothingOut, required=True)
    plan = fields.Dict(required=True, allow_none=True)


class TodayOut(Strict):
    """A person's first screen."""

    name = fields.String(required=True, allow_none=True)
    today = Day(required=True)
    next = fields.List(fields.Nested(DebtOut), required=True)
    more_this_month = fields.Integer(required=True)
    late_count = fields.Integer(required=True)
    totals = fields.List(fields.Nested(TotalOut), required=True)
    waiting_claims = fields.Integer(required=True)
    unread_nudges = fields.Integer(required=True)
    checking = fields.List(fields.Dict(), required=True)
    as_of = Moment(required=True)


class TokenIn(Strict):
    """The token of a claim link."""

    token = Text(required=True, most=100)


class ClaimIn(TokenIn):
    """The token of a claim link, and the answer to its question."""

    answer = Text(required=True, most=64)


class AnswerIn(Strict):
    """The answer to the question of a waiting claim."""

    answer = Text(required=True, most=64)


class ClaimLenderOut(Strict):
    """Who invites, and whether we have checked that it is them."""

    name = fields.String(required=True)
    verified = fields.Boolean(required=True)


class PreviewOut(Strict):
    """What a claim link shows before anybody has proved who they are."""

    lender = fields.Nested(ClaimLenderOut, required=True)
    masked_reference = fields.String(required=True)
    masked_amount_hint = fields.String(required=True, allow_none=True)
    currency = fields.String(required=True)
    due_on = Day(required=True)
    question = fields.String(required=True, validate=one_of(Question))
    tries_left = fields.Integer(required=True)
    expires_at = Moment(required=True)


class WaitingOut(PreviewOut):
    """One invitation that waits for a verified contact of the person."""

    id = fields.UUID(required=True)


class WaitingListOut(Strict):
    """The invitations that wait."""

    items = fields.List(fields.Nested(WaitingOut), required=True)


class QuietOut(Strict):
    """Until when nothing more is sent."""

    quiet_until = Moment(required=True)
