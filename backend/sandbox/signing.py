"""The secret behind a webhook's signature."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hmac import compare_digest

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from backend.sandbox.server import Refused

TOLERANCE_SECONDS = 300


def hook_of(secret: str) -> Webhook:
    """Return what signs and verifies with a secret.

    Raises:  Refused when the secret is empty or not base64.
    """
    try:
        return Webhook(secret)
    except (EmptyWebhookSecretError, ValueError) as reason:
        raise Refused(422, "invalid_field", f"secret: {reason}") from None


def proves(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Return whether the headers prove a body by a secret, at an outside world's own time.

    Source:  standardwebhooks.com; the library's own check knows only the machine's time.
    """
    try:
        sent = int(headers.get("webhook-timestamp", ""))
        text = body.decode()
    except ValueError:
        return False
    if abs(now - sent) > TOLERANCE_SECONDS:
        return False
    moment = datetime.fromtimestamp(sent, UTC)
    expected = hook_of(secret).sign(headers.get("webhook-id", ""), moment, text)
    given = headers.get("webhook-signature", "").split(" ")
    return any(compare_digest(expected.encode(), one.encode()) for one in given)
