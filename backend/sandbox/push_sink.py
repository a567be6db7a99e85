"""A push service that checks the sender and, unlike a real one, reads what it is given."""

import secrets
import sqlite3

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.sandbox.clock import OutsideClock
from backend.sandbox.mailbox_store import MailboxStore, Message, Scripts
from backend.sandbox.push_proof import (
    check_claims,
    decrypted,
    public_point,
    unpadded,
    verified_claims,
)
from backend.sandbox.routes import Routes
from backend.sandbox.server import Answer, Refused, Request, as_json, as_refusal

LONGEST_BODY_BYTES = 4096
GONE = 410


class PushSink:
    """Subscriptions whose keys are known here, so that what is sent can be read."""

    def __init__(self, store: MailboxStore, scripts: Scripts) -> None:
        self._store = store
        self._scripts = scripts
        self._clock = OutsideClock()
        self.url = ""

    def add_to(self, routes: Routes) -> None:
        """Add the doors of a push service."""
        routes.add("POST", "/push-subscriptions", self.subscribe)
        routes.add("DELETE", "/push-subscriptions/{name}", self.unsubscribe)
        routes.add("POST", "/push/{name}", self.receive)
        routes.add("POST", "/_sandbox/clock", self._clock.move)

    def subscribe(self, request: Request) -> Answer:
        """Return what a browser's `pushManager.subscribe()` would."""
        server_key = request.fields().get("application_server_key")
        key, auth = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        name = secrets.token_urlsafe(16)
        private = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self._store.sql.execute(
            "INSERT INTO subscriptions (subscription, private_key, auth, server_key)"
            " VALUES (?, ?, ?, ?)",
            (name, private, auth, server_key),
        )
        keys = {"p256dh": unpadded(public_point(key)), "auth": unpadded(auth)}
        endpoint = f"{self.url}/push/{name}"
        return as_json({"endpoint": endpoint, "expirationTime": None, "keys": keys}, 201)

    def unsubscribe(self, request: Request, name: str) -> Answer:
        """Let the person take the permission back: from now on 410."""
        del request
        query = "UPDATE subscriptions SET gone = 1 WHERE subscription = ?"
        self._store.sql.execute(query, (name,))
        return Answer(204)

    def receive(self, request: Request, name: str) -> Answer:
        """Check the sender, read the message and keep it."""
        script = self._scripts.pick("push", name)
        if script is not None and script.status >= 300:  # noqa: PLR2004 - what is no success
            refusal = as_refusal(Refused(script.status, "as_told", "Told to answer so."))
            refusal.headers = (("Retry-After", "1"),) if script.status == 429 else ()  # noqa: PLR2004
            return refusal
        row = self._store.sql.execute(
            "SELECT * FROM subscriptions WHERE subscription = ?", (name,)
        ).fetchone()
        if row is None:
            raise Refused(404, "not_found", "No such subscription.")
        if row["gone"]:
            raise Refused(GONE, "gone", "The person has unsubscribed.")
        number = self._taken(request, row)
        where = f"{self.url}/messages/{number}"
        return Answer(201, headers=(("Location", where),))

    def _taken(self, request: Request, row: sqlite3.Row) -> int:
        headers = request.headers
        claims = verified_claims(headers.get("authorization", ""), row["server_key"])
        check_claims(claims, self.url, self._clock.seconds())
        if not headers.get("ttl", "").isdigit():
            raise Refused(400, "ttl_needed", "TTL: a number of seconds is needed.")
        if headers.get("content-encoding") != "aes128gcm":
            raise Refused(415, "bad_encoding", "Content-Encoding: aes128gcm is needed.")
        if len(request.body) > LONGEST_BODY_BYTES:
            raise Refused(413, "too_large", f"At most {LONGEST_BODY_BYTES} bytes.")
        key = serialization.load_der_private_key(row["private_key"], None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - made by subscribe()
        try:
            text = decrypted(request.body, key, row["auth"]).decode()
        except ValueError:
            raise Refused(400, "unreadable", "The message does not decrypt.") from None
        details = {name: headers.get(name) for name in ("ttl", "urgency", "topic")}
        sent = Message("push", row["subscription"], str(claims["sub"]), text=text, details=details)
        return self._store.take(sent)
