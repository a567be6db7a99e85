"""What a push service can prove about a message: who sent it, and, with the keys, what it says."""

import base64
import json
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.sandbox.server import Refused

LONGEST_TOKEN_SECONDS = 24 * 3600
SIGNATURE_BYTES = 64
SALT_BYTES = 16
HEAD_BYTES = 21
LAST_RECORD = b"\x02"


def unpadded(raw: bytes) -> str:
    """Return base64 as the web push standards write it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def padded(text: str) -> bytes:
    """Return the bytes behind base64 without padding.

    Raises:  ValueError when it is none.
    """
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a public key as 65 bytes."""
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def verified_claims(authorization: str, server_key: str | None) -> dict[str, Any]:
    """Return what the sender's signed token says.

    Raises:  Refused when the token is missing, badly signed or signed by another key.
    Source:  RFC 8292, sections 2 and 3.
    """
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if scheme.lower() != "vapid" or not {"t", "k"} <= parts.keys():
        raise Refused(401, "vapid_needed", "Authorization: vapid t=…, k=… is needed.")
    if server_key is not None and parts["k"].rstrip("=") != server_key.rstrip("="):
        raise Refused(403, "other_sender", "This subscription belongs to another sender.")
    try:
        signed, _, signature = parts["t"].rpartition(".")
        head, _, claims = signed.partition(".")
        raw = padded(signature)
        if json.loads(padded(head)).get("alg") != "ES256" or len(raw) != SIGNATURE_BYTES:
            raise Refused(403, "bad_token", "The token is not signed with ES256.")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), padded(parts["k"]))
        half = SIGNATURE_BYTES // 2
        numbers = (int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
        key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(hashes.SHA256()))
        said: dict[str, Any] = json.loads(padded(claims))
    except (InvalidSignature, ValueError, AttributeError):
        raise Refused(403, "bad_token", "The token does not verify.") from None
    return said


def check_claims(claims: dict[str, Any], origin: str, now: float) -> None:
    """Let a token pass that is meant for us, in time, and says whom to ask.

    Raises:  Refused otherwise.
    Source:  RFC 8292, section 2: audience, at most 24 hours, a contact.
    """
    expiry = claims.get("exp")
    if claims.get("aud") != origin:
        raise Refused(403, "bad_audience", f"aud: {origin} is needed.")
    if not isinstance(expiry, int | float) or not now < expiry <= now + LONGEST_TOKEN_SECONDS:
        raise Refused(403, "bad_expiry", "exp: within the next 24 hours.")
    if urlsplit(str(claims.get("sub", ""))).scheme not in {"mailto", "https"}:
        raise Refused(403, "bad_contact", "sub: a mailto or https address.")


def derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """Return key bytes by HKDF with SHA-256."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def decrypted(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """Return the message inside one aes128gcm record.

    Raises:  ValueError when the body is no such record for this key.
    Source:  RFC 8291, section 3.4; RFC 8188, section 2.
    """
    salt, id_length = body[:SALT_BYTES], body[HEAD_BYTES - 1 : HEAD_BYTES]
    if not id_length:
        raise ValueError("no head")
    end = HEAD_BYTES + id_length[0]
    sender_point = body[HEAD_BYTES:end]
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender_point)
    info = b"WebPush: info\0" + public_point(key) + sender_point
    secret = derived(auth, key.exchange(ec.ECDH(), sender), info, 32)
    content_key = derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    try:
        record = AESGCM(content_key).decrypt(nonce, body[end:], None).rstrip(b"\0")
    except InvalidTag:
        raise ValueError("another key, or altered") from None
    if not record.endswith(LAST_RECORD):
        raise ValueError("not one whole record")
    return record.removesuffix(LAST_RECORD)
