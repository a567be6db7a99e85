"""What a person's app says and hears about nudges."""

import re
from datetime import time
from typing import Any

from marshmallow import fields, validate

from backend.nudges.models import Channel, DeliveryState, Kind
from backend.plumbing.fields import Moment, Strict, page_schema

MOST_ENDPOINT = 1_000
_WALL = re.compile(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", re.ASCII)


class WallTime(fields.Field[time]):
    """A time on the wall as HH:MM."""

    default_error_messages = {"invalid": "Give a time as HH:MM, such as 20:00."}

    def __init__(self, **kwargs: Any) -> None:
        """Say the pattern, so that the published schema tells it."""
        shape = {"type": "string", "pattern": _WALL.pattern, "example": "20:00"}
        super().__init__(metadata=shape, **kwargs)

    def _serialize(
        self, value: time | None, attr: str | None, obj: Any, **kwargs: Any
    ) -> str | None:
        return None if value is None else value.strftime("%H:%M")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> time:
        if not isinstance(value, str) or not _WALL.fullmatch(value):
            raise self.make_error("invalid")
        return time.fromisoformat(value)


class NudgeOut(Strict):
    """A message in the inbox."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in Kind]))
    at = Moment(required=True)
    read_at = Moment(required=True, allow_none=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    link = fields.String(required=True)
    code = fields.String(required=True)


InboxPage = page_schema(NudgeOut)


class ChannelOut(Strict):
    """What became of a message on one channel."""

    channel = fields.String(
        required=True, validate=validate.OneOf([channel.value for channel in Channel])
    )
    state = fields.String(
        required=True, validate=validate.OneOf([state.value for state in DeliveryState])
    )
    at = Moment(required=True)


class WhyOut(Strict):
    """Why a person got a message, and what became of it."""

    reasons = fields.List(fields.String(), required=True)
    channels = fields.List(fields.Nested(ChannelOut), required=True)


class PushKeyOut(Strict):
    """The key by which a browser knows our pushes."""

    public_key = fields.String(required=True)


class PushSecretsIn(Strict):
    """A browser's keys, as it gives them."""

    p256dh = fields.String(required=True, validate=validate.Length(80, 100))
    auth = fields.String(required=True, validate=validate.Length(20, 30))


class PushSubscriptionIn(Strict):
    """What a browser's subscription says of itself."""

    endpoint = fields.String(
        required=True, validate=validate.Length(1, MOST_ENDPOINT), metadata={"format": "uri"}
    )
    expiration_time = fields.Integer(data_key="expirationTime", allow_none=True)
    """Browsers send it along; a subscription that has ended answers 410."""
    keys = fields.Nested(PushSecretsIn, required=True)


class PushSubscriptionOut(Strict):
    """A device that shows nudges."""

    id = fields.UUID(required=True)


class PreferencesOut(Strict):
    """How and when a person wants to be reached."""

    quiet_from = WallTime(required=True)
    quiet_until = WallTime(required=True)
    email = fields.Boolean(required=True)
    sms = fields.Boolean(required=True)
    push = fields.Boolean(required=True)


class Switch(fields.Boolean):
    """On or off, said as JSON says it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class PreferencesPatch(Strict):
    """What is to change."""

    quiet_from = WallTime()
    quiet_until = WallTime()
    email = Switch()
    sms = Switch()
    push = Switch()
