"""The secret behind a webhook's signature."""

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from backend.sandbox.server import Refused


def hook_of(secret: str) -> Webhook:
    """Return what signs and verifies with a secret.

    Raises:  Refused when the secret is empty or not base64.
    """
    try:
        return Webhook(secret)
    except (EmptyWebhookSecretError, ValueError) as reason:
        raise Refused(422, "invalid_field", f"secret: {reason}") from None
