"""What accounts read and answer."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

import phonenumbers
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from backend.accounts.models import Channel, Locale
from backend.plumbing.fields import Moment, Strict, Text, YesNo

_BASE64URL = r"^[A-Za-z0-9_-]+$"
_LOCALE = validate.OneOf([locale.value for locale in Locale])
_CHANNEL = validate.OneOf([channel.value for channel in Channel])


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(name: str) -> None:
    if name not in _zones():
        raise ValidationError("Give a time zone by its IANA name, such as Asia/Shanghai.")


def _country(code: str) -> None:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValidationError("Give a country by its two ISO 3166 letters, such as CN.")


def _code() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Regexp(r"\A[0-9]{6}\Z", error="Give the six digits of the code."),
        metadata={"pattern": "^[0-9]{6}$", "example": "123456"},
    )


def _bytes(most: int, *, required: bool = True) -> fields.String:
    wanted = validate.And(
        validate.Length(1, most), validate.Regexp(_BASE64URL, error="Give base64url.")
    )
    return fields.String(required=required, allow_none=not required, validate=wanted)


class AddressIn(Strict):
    """Where to send a code."""

    channel = fields.String(required=True, validate=_CHANNEL)
    address = Text(most=254, least=3, required=True)
    locale = fields.String(load_default=Locale.ENGLISH.value, validate=_LOCALE)


class EmailIn(Strict):
    """A member of staff's e-mail address."""

    email = Text(most=254, least=3, required=True)
    locale = fields.String(load_default=Locale.ENGLISH.value, validate=_LOCALE)


class ChallengeOut(Strict):
    """A code was sent, if anybody reads there; answer this challenge with it."""

    challenge_id = fields.UUID(required=True, attribute="id")
    expires_at = Moment(required=True)


class MaskedChallengeOut(ChallengeOut):
    """A code was sent to a contact of the person's own."""

    masked = fields.String(required=True)


class CodeIn(Strict):
    """The code that answers a challenge."""

    challenge_id = fields.UUID(required=True)
    code = _code()


class PasskeyOptionsOut(Strict):
    """What the browser is asked for, as PublicKeyCredential's parse…OptionsFromJSON read it."""

    challenge_id = fields.UUID(required=True)
    public_key = fields.Dict(required=True)


class _FromBrowser(Schema):
    class Meta:
        """Browsers may say more than we read."""

        unknown = EXCLUDE


class AttestationIn(_FromBrowser):
    """What an authenticator said when it made a passkey."""

    clientDataJSON = _bytes(4_000)  # noqa: N815 - the specification's name
    attestationObject = _bytes(40_000)  # noqa: N815 - the specification's name
    transports = fields.List(
        fields.String(validate=validate.Length(1, 32)), validate=validate.Length(0, 10)
    )


class AssertionIn(_FromBrowser):
    """What an authenticator said when it used a passkey."""

    clientDataJSON = _bytes(4_000)  # noqa: N815 - the specification's name
    authenticatorData = _bytes(4_000)  # noqa: N815 - the specification's name
    signature = _bytes(4_000)
    userHandle = _bytes(128, required=False)  # noqa: N815 - the specification's name


class _CredentialIn(_FromBrowser):
    id = _bytes(1_400)
    rawId = _bytes(1_400)  # noqa: N815 - the specification's name
    type = fields.String(required=True, validate=validate.Equal("public-key"))


class NewCredentialIn(_CredentialIn):
    """A PublicKeyCredential just made, as its toJSON() gives it."""

    response = fields.Nested(AttestationIn, required=True)


class UsedCredentialIn(_CredentialIn):
    """A PublicKeyCredential just used, as its toJSON() gives it."""

    response = fields.Nested(AssertionIn, required=True)


class UsedPasskeyIn(Strict):
    """The passkey that answers a challenge."""

    challenge_id = fields.UUID(required=True)
    credential = fields.Nested(UsedCredentialIn, required=True)


class NewPasskeyIn(Strict):
    """The new passkey that answers a challenge."""

    challenge_id = fields.UUID(required=True)
    credential = fields.Nested(NewCredentialIn, required=True)
    name = Text(most=60, load_default=None, allow_none=True)


class PasskeyOut(Strict):
    """One passkey of a person."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    created_at = Moment(required=True)
    last_used_at = Moment(required=True, allow_none=True)


class PasskeysOut(Strict):
    """All passkeys of a person."""

    items = fields.List(fields.Nested(PasskeyOut), required=True)


class SessionOut(Strict):
    """One browser that a person is signed in on."""

    id = fields.UUID(required=True)
    device = fields.String(required=True)
    created_at = Moment(required=True)
    last_seen_at = Moment(required=True)
    current = fields.Boolean(required=True)


class SessionsOut(Strict):
    """All browsers that a person is signed in on."""

    items = fields.List(fields.Nested(SessionOut), required=True)


class ContactOut(Strict):
    """One contact, as its owner sees it."""

    id = fields.UUID(required=True)
    channel = fields.String(required=True, validate=_CHANNEL)
    masked = fields.String(required=True)
    verified_at = Moment(required=True)


class MeOut(Strict):
    """What a person sees of their own account."""

    id = fields.UUID(required=True)
    display_name = fields.String(required=True, allow_none=True)
    locale = fields.String(required=True, validate=_LOCALE)
    time_zone = fields.String(required=True)
    country = fields.String(required=True, allow_none=True)
    contacts = fields.List(fields.Nested(ContactOut), required=True)
    hide_amounts = fields.Boolean(required=True)
    passkeys = fields.Integer(required=True)
    stepped_up_until = Moment(required=True, allow_none=True)


class MeIn(Strict):
    """What a person changes about their account; what is left out stays."""

    display_name = Text(most=80, allow_none=True)
    locale = fields.String(validate=_LOCALE)
    time_zone = fields.String(validate=validate.And(validate.Length(1, 64), _zone))
    country = fields.String(
        allow_none=True,
        validate=validate.And(validate.Length(2, 2), _country),
        metadata={"pattern": "^[A-Z]{2}$"},
    )
    hide_amounts = YesNo()


class SteppedUpOut(Strict):
    """Until when this session may do what needs a fresh proof."""

    stepped_up_until = Moment(required=True)


class LenderNameOut(Strict):
    """A lender by name."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)


class StaffOut(Strict):
    """What a member of a lender's staff sees of their own account."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    lender = fields.Nested(LenderNameOut, required=True)


Loaded = dict[str, Any]
"""A body as its schema loaded it."""
