"""The signature of the Standard Webhooks specification, over the bytes that are sent."""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """Return a fresh secret to share with one receiver."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(
    message: str, at: datetime, body: bytes, secrets_in_force: Iterable[str]
) -> dict[str, str]:
    """Return the headers that prove a body, with one signature for each secret in force.

    Source:  standardwebhooks.com, "Symmetric signatures" and "Secret rotation".
    """
    text = body.decode()
    signatures = [Webhook(secret).sign(message, at, text) for secret in secrets_in_force]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Tideover-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
