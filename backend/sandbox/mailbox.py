"""The mailbox: an SMTP server, an SMS gateway and a push service, and a page to read them on."""

import asyncio
import re
import secrets
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from backend.sandbox.mailbox_page import MailboxPage
from backend.sandbox.mailbox_store import MailboxStore, Message, Scripts
from backend.sandbox.push_sink import PushSink
from backend.sandbox.routes import Routes, behind_bearer
from backend.sandbox.server import Answer, Refused, Request, Server, as_json, as_refusal

LARGEST_MAIL_BYTES = 1024 * 1024
LONGEST_SMS_CHARACTERS = 1600
NO_CONTENT = 204
LEAST_REFUSAL = 300
KEPT_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post", "Message-ID", "Reply-To", "Language")

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


def part_text(mail: EmailMessage, kind: str) -> str:
    """Return the plain or the HTML text of a mail, or nothing."""
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


class MailTaker:
    """What the SMTP server does with a mail."""

    def __init__(self, store: MailboxStore, scripts: Scripts) -> None:
        self._store = store
        self._scripts = scripts

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail once for each recipient, or answer as told."""
        del server, session
        for recipient in envelope.rcpt_tos:
            script = self._scripts.pick("mail", recipient)
            if script is not None:
                await asyncio.sleep(script.seconds)
                if script.status >= LEAST_REFUSAL:
                    return f"{script.status} told to answer so"
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(raw, EmailMessage, policy=policy.default)
        for recipient in envelope.rcpt_tos:
            kept = {name: str(mail[name]) for name in KEPT_HEADERS if mail[name]}
            self._store.take(
                Message(
                    channel="mail",
                    recipient=recipient,
                    sender=str(mail["From"] or envelope.mail_from or ""),
                    subject=str(mail["Subject"] or ""),
                    text=part_text(mail, "plain"),
                    html=part_text(mail, "html"),
                    details=kept,
                )
            )
        return "250 kept"


class Mailbox:
    """Where the messages of a service arrive when nobody real is meant."""

    def __init__(self, home: Path) -> None:
        self._store = MailboxStore(home / "mailbox.sqlite")
        self._scripts = Scripts()
        self._token = self._store.kept("sms_token", f"sms_{secrets.token_urlsafe(24)}")
        self._push = PushSink(self._store, self._scripts)
        routes = Routes()
        routes.add("POST", "/sms", behind_bearer(lambda: self._token, self.take_sms))
        routes.add("GET", "/messages", self.list_messages)
        routes.add("DELETE", "/messages", self.forget_messages)
        routes.add("POST", "/_sandbox/answers", self.add_answer)
        routes.add("DELETE", "/_sandbox/answers", self.clear_answers)
        routes.add("GET", "/", MailboxPage(self._store).show)
        self._push.add_to(routes)
        self._server = Server(lambda request, reply: reply(routes.answer(request)))
        self._smtp: asyncio.Server | None = None

    async def start(self, ports: dict[str, int]) -> dict[str, str]:
        """Open the mailbox and return its addresses and the SMS token."""
        await self._server.start(ports.get("mailbox", 0))
        self._push.url = self._server.url
        loop = asyncio.get_running_loop()
        taker = MailTaker(self._store, self._scripts)
        self._smtp = await loop.create_server(
            lambda: SMTP(
                taker,
                data_size_limit=LARGEST_MAIL_BYTES,
                enable_SMTPUTF8=True,
                hostname="mailbox.sandbox",
                loop=loop,
            ),
            "127.0.0.1",
            ports.get("smtp", 0),
        )
        smtp = f"127.0.0.1:{self._smtp.sockets[0].getsockname()[1]}"
        return {"url": self._server.url, "smtp": smtp, "sms_token": self._token}

    async def stop(self) -> None:
        """Close every line and the file."""
        if self._smtp is not None:
            self._smtp.close()
        await self._server.stop()
        self._store.sql.close()

    def take_sms(self, request: Request) -> Answer:
        """Keep a text message, or answer as told."""
        fields = request.fields()
        to, text = fields.get("to"), fields.get("text")
        if not isinstance(to, str) or not _NUMBER.fullmatch(to):
            raise Refused(422, "invalid_field", "to: a number like +447700900123 is needed.")
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST_SMS_CHARACTERS:
            raise Refused(422, "invalid_field", f"text: 1 to {LONGEST_SMS_CHARACTERS} characters.")
        script = self._scripts.pick("sms", to)
        if script is not None and script.status >= LEAST_REFUSAL:
            refusal = as_refusal(Refused(script.status, "as_told", "Told to answer so."))
            refusal.delay_seconds = script.seconds
            return refusal
        key = request.headers.get("idempotency-key")
        number = self._store.take(
            Message("sms", to, str(fields.get("from", "")), text=text, key=key and f"sms:{key}")
        )
        answer = as_json({"id": f"sms_{number}"}, 202)
        answer.delay_seconds = script.seconds if script is not None else 0.0
        return answer

    def list_messages(self, request: Request) -> Answer:
        """Return messages, newest first."""
        after = request.asked("after", "0")
        if not (after.isascii() and after.isdigit()):
            raise Refused(422, "invalid_field", "after: the id of a message.")
        found = self._store.messages(request.asked("to"), request.asked("channel"), int(after))
        return as_json({"messages": found})

    def forget_messages(self, request: Request) -> Answer:
        """Empty the mailbox."""
        del request
        self._store.forget()
        return Answer(NO_CONTENT)

    def add_answer(self, request: Request) -> Answer:
        """Let a channel answer otherwise for a while."""
        self._scripts.add(request.fields())
        return Answer(NO_CONTENT)

    def clear_answers(self, request: Request) -> Answer:
        """Take every message again."""
        del request
        self._scripts.clear()
        return Answer(NO_CONTENT)
