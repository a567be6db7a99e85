"""Web push: whose services we speak to, what a subscription must hold, and our own keys."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Session

from backend.nudges.errors import PushKeysWrong, PushServiceUnknown
from backend.nudges.models import PushKey, PushSubscription
from backend.plumbing import clock, sealing
from backend.plumbing.settings import settings

HOSTS = frozenset({"fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"})
HOST_ENDINGS = (".push.apple.com", ".notify.windows.com")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HTTPS_PORTS = (None, 443)
_POINT_BYTES, _AUTH_BYTES, _KEY_BYTES = 65, 16, 32
_NAME = "vapid"


@dataclass(frozen=True, slots=True)
class Keys:
    """Our key pair towards push services, as base64url without padding."""

    public: str
    private: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser to push to."""

    id: UUID
    endpoint: str
    p256dh: str
    auth: str

    @classmethod
    def unsealed(cls, row: PushSubscription) -> "Subscription":
        """Return the subscription that a row holds."""
        known = json.loads(sealing.unseal(row.subscription_sealed))
        return cls(row.id, known["endpoint"], known["keys"]["p256dh"], known["keys"]["auth"])


def check(subscription: dict[str, Any]) -> None:
    """Go on only with a subscription at a known push service whose keys can be right.

    Raises:  PushServiceUnknown; PushKeysWrong.
    """
    if not is_known_service(subscription["endpoint"]):
        raise PushServiceUnknown(fields={"endpoint": [PushServiceUnknown.message()]})
    try:
        point = _decoded(subscription["keys"]["p256dh"])
        auth = _decoded(subscription["keys"]["auth"])
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, binascii.Error) as wrong:
        raise PushKeysWrong(fields={"keys": [PushKeysWrong.message()]}) from wrong
    if len(point) != _POINT_BYTES or len(auth) != _AUTH_BYTES:
        raise PushKeysWrong(fields={"keys": [PushKeysWrong.message()]})


def is_known_service(endpoint: str) -> bool:
    """Return whether an address belongs to a push service that browsers use."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None:
        return False
    if settings().sandbox and host in _LOOPBACK and parts.scheme in {"http", "https"}:
        return True
    known = host in HOSTS or host.endswith(HOST_ENDINGS)
    return known and parts.scheme == "https" and port in _HTTPS_PORTS


def keys(session: Session) -> Keys:
    """Return our key pair, made and kept sealed at the first call; the system alone may ask."""
    row = session.get(PushKey, _NAME)
    if row is None:
        session.execute(pg.insert(PushKey).values(**_fresh()).on_conflict_do_nothing())
        row = session.scalars(sa.select(PushKey)).one()
    return Keys(row.public_key, sealing.unseal(row.private_sealed))


def _fresh() -> dict[str, Any]:
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = private.private_numbers().private_value.to_bytes(_KEY_BYTES)
    return {
        "name": _NAME,
        "public_key": _encoded(point),
        "private_sealed": sealing.seal(_encoded(number)),
        "created_at": clock.now(),
    }


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    return base64.b64decode(padded.encode(), altchars=b"-_", validate=True)
