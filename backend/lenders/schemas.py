"""What lenders' systems and staff say and hear about keys and webhooks."""

from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from backend.lenders.models import (
    EndpointState,
    EventType,
    MessageState,
    Origin,
    Outcome,
    PauseCause,
    Scope,
)
from backend.plumbing.fields import Moment, Strict, Text, page_schema
from backend.plumbing.pages import PageQuery

MOST_URL = 2_000


def _whole_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"https", "http"} and bool(parts.hostname) and not parts.fragment
        whole = whole and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise ValidationError("Give a whole address that begins with https://.")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValidationError("Write this address in plain ASCII, without spaces.")


def _one_of(states: Any) -> validate.OneOf:
    return validate.OneOf([state.value for state in states])


def _url(**kwargs: Any) -> fields.String:
    return fields.String(
        validate=[validate.Length(1, MOST_URL), _whole_address],
        metadata={"format": "uri"},
        **kwargs,
    )


def _event_types(**kwargs: Any) -> fields.List[str]:
    """Return a list of event types; null means all of them."""
    return fields.List(
        fields.String(validate=_one_of(EventType)),
        validate=validate.Length(1, len(EventType)),
        allow_none=True,
        **kwargs,
    )


class LenderOut(Strict):
    """The organisation whose key or staff asks."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    verified = fields.Boolean(required=True)
    country = fields.String(required=True)
    origin = fields.String(required=True, validate=_one_of(Origin))


class ApiKeyIn(Strict):
    """A key to be made."""

    name = Text(most=80, required=True)
    scopes = fields.List(
        fields.String(validate=_one_of(Scope)),
        required=True,
        validate=validate.Length(1, len(Scope)),
    )


class ApiKeyOut(Strict):
    """A key as it is known after it was made: by its last four characters."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    last_four = fields.String(required=True)
    scopes = fields.List(fields.String(validate=_one_of(Scope)), required=True)
    created_at = Moment(required=True)
    revoked_at = Moment(required=True, allow_none=True)


class NewApiKeyOut(ApiKeyOut):
    """A key just made; the key itself is shown this once."""

    key = fields.String(required=True)


class ApiKeysOut(Strict):
    """All keys of a lender."""

    items = fields.List(fields.Nested(ApiKeyOut), required=True)


class EndpointIn(Strict):
    """An address that wants to be told."""

    url = _url(required=True)
    event_types = _event_types(load_default=None)


class EndpointPatch(Strict):
    """What is to change on an endpoint."""

    url = _url()
    event_types = _event_types()
    state = fields.String(
        validate=validate.OneOf([EndpointState.ACTIVE.value, EndpointState.PAUSED.value])
    )


class EndpointOut(Strict):
    """An address that is told."""

    id = fields.UUID(required=True)
    url = fields.String(required=True)
    event_types = fields.List(
        fields.String(validate=_one_of(EventType)), required=True, allow_none=True
    )
    state = fields.String(required=True, validate=_one_of(EndpointState))
    paused_because = fields.String(required=True, allow_none=True, validate=_one_of(PauseCause))
    old_secret_until = Moment(required=True, allow_none=True)
    created_at = Moment(required=True)


class NewEndpointOut(EndpointOut):
    """An endpoint with its secret, which is shown this once."""

    secret = fields.String(required=True)


class EndpointsOut(Strict):
    """All endpoints of a lender."""

    items = fields.List(fields.Nested(EndpointOut), required=True)


class AttemptOut(Strict):
    """One try to deliver a message."""

    at = Moment(required=True)
    outcome = fields.String(required=True, validate=_one_of(Outcome))
    status = fields.Integer(required=True, allow_none=True)
    duration_ms = fields.Integer(required=True)
    said = fields.String(required=True)


class MessageOut(Strict):
    """One event on its way to one endpoint."""

    id = fields.UUID(required=True, attribute="event_id")
    endpoint_id = fields.UUID(required=True)
    type = fields.String(required=True, validate=_one_of(EventType))
    sequence = fields.Integer(required=True)
    state = fields.String(required=True, validate=_one_of(MessageState))
    tries = fields.Integer(required=True)
    due_at = Moment(required=True)
    created_at = Moment(required=True)
    delivered_at = Moment(required=True, allow_none=True)
    body = fields.String(required=True)
    attempts = fields.List(fields.Nested(AttemptOut), required=True)


class MessageQuery(PageQuery):
    """Which messages, and from where."""

    state = fields.String(load_default=None, validate=_one_of(MessageState))
    endpoint_id = fields.UUID(load_default=None)


MessagePage = page_schema(MessageOut)


class ReplayOut(Strict):
    """To how many endpoints an event goes once more."""

    messages = fields.Integer(required=True)
