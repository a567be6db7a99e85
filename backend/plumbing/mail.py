"""E-mail: one letter in two parts, over SMTP or kept in memory."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import SplitResult, unquote, urlsplit

from backend.plumbing import clock, outside
from backend.plumbing.delivery import NotTaken, RouteNotSet
from backend.plumbing.settings import settings

MEMORY = "memory:"
_SECONDS = 15.0
_SUBMISSION, _SUBMISSION_OVER_TLS = 587, 465
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one address."""

    key: str
    """The same for the same letter, however often it is sent; becomes the Message-ID."""
    to: str
    subject: str
    text: str
    html: str | None = None
    unsubscribe_url: str | None = None
    """Where one POST ends letters of this kind (RFC 8058)."""


class Mail(Protocol):
    """A way to send letters; a block keeps one connection for several."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
    def send(self, letter: Letter) -> None:
        """Hand one letter over.

        Raises: NotTaken.
        """


def sender() -> Mail:
    """Return the way that the settings choose; use it in a `with` block.

    Raises: RouteNotSet when they choose none.
    """
    url = settings().smtp_url
    if url is None:
        raise RouteNotSet("TIDEOVER_SMTP_URL")
    return memory() if url == MEMORY else MailOverSmtp(urlsplit(url))


@cache
def memory() -> "MailInMemory":
    """Return this process's mail kept in memory."""
    return MailInMemory()


@dataclass
class MailInMemory:
    """Keeps what it is given; for tests and for trying things out."""

    sent: list[Letter] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Keep on keeping."""

    def send(self, letter: Letter) -> None:
        """Keep the letter, written as for SMTP, so that what SMTP refuses is refused here."""
        outside.check_no_transaction()
        written(letter)
        self.sent.append(letter)


@dataclass
class MailOverSmtp:
    """Speaks SMTP, over TLS unless the server is on this machine or we are in the sandbox."""

    url: SplitResult
    _line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._hang_up()

    def send(self, letter: Letter) -> None:
        """Hand one letter to the server.

        Raises: NotTaken.
        """
        outside.check_no_transaction()
        message = written(letter)
        try:
            self._line = self._line or self._dialled()
            self._line.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise NotTaken(final=all(code >= _PERMANENT for code in codes)) from refused
        except smtplib.SMTPResponseException as refused:
            self._hang_up()
            raise NotTaken(final=False) from refused
        except (smtplib.SMTPException, OSError) as broken:
            self._hang_up()
            raise NotTaken(final=False) from broken

    def _dialled(self) -> smtplib.SMTP:
        host = self.url.hostname or ""
        if self.url.scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                host,
                self.url.port or _SUBMISSION_OVER_TLS,
                timeout=_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            line = smtplib.SMTP(host, self.url.port or _SUBMISSION, timeout=_SECONDS)
        try:
            if self.url.scheme != "smtps" and not self._may_be_plain(host):
                line.starttls(context=ssl.create_default_context())
            if self.url.username:
                line.login(unquote(self.url.username), unquote(self.url.password or ""))
        except BaseException:
            line.close()
            raise
        return line

    @staticmethod
    def _may_be_plain(host: str) -> bool:
        return settings().sandbox or host in {"localhost", "127.0.0.1", "::1"}

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()


def written(letter: Letter) -> EmailMessage:
    """Return the letter as a message: plain text first, HTML beside it, in UTF-8.

    Raises: NotTaken when a header would hold a line break or the address can't be written.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = settings().mail_from
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{letter.key}@{settings().host}>"
        if letter.unsubscribe_url is not None:
            _offer_unsubscribe(message, letter.unsubscribe_url)
    except (ValueError, IndexError) as wrong:
        raise NotTaken(final=True) from wrong
    message.set_content(letter.text, charset="utf-8")
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html", charset="utf-8")
    return message


def _offer_unsubscribe(message: EmailMessage, url: str) -> None:
    if not url.isascii() or not url.isprintable() or set("<> ") & set(url):
        raise ValueError("an address in a header")
    message["List-Unsubscribe"] = f"<{url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
