"""A push service on loopback that proves who sent a push and reads it, as no real one can."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from tests.backend.lenders.receivers import Heard, receiver


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def padded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """A browser whose keys are known here."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = b"sixteen bytes ok"

    @property
    def subscription(self) -> dict:
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": unpadded(point), "auth": unpadded(self.auth)}
        return {"endpoint": self.endpoint, "keys": keys}

    def read(self, heard: Heard) -> dict:
        """Return what a push says."""
        text = http_ece.decrypt(
            heard.body, private_key=self.private, auth_secret=self.auth, version="aes128gcm"
        )
        return json.loads(text)


def claims(heard: Heard) -> dict:
    """Return what the sender's token says, once its signature is proved."""
    header = heard.headers["authorization"]
    assert Vapid02.verify(header)
    token = header.split("t=")[1].split(",")[0]
    return json.loads(padded(token.split(".")[1]))


def sender_key(heard: Heard) -> str:
    return heard.headers["authorization"].split("k=")[1]


@contextmanager
def push_service(answer=201) -> Iterator:
    with receiver(answer) as listening:
        yield listening, Device(listening.url.replace("/hook", "/push/1"))
