"""What an account tells its owner outside the app: rows now, words at the time of sending."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from uuid import UUID

from sqlalchemy.orm import Session

from backend.accounts.addresses import Address
from backend.accounts.models import AccountMessage, Locale, MessageKind
from backend.plumbing import clock, jobs, sealing

SEND = "accounts.send_codes"
NOTICE_LIFETIME = timedelta(days=3)


def queue(
    session: Session,
    *,
    kind: MessageKind,
    address: Address,
    locale: str,
    person_id: UUID | None = None,
    code: str | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Write one message to be sent after this transaction, and wake the job that sends it."""
    now = clock.now()
    session.add(
        AccountMessage(
            kind=kind,
            person_id=person_id,
            channel=address.channel,
            locale=locale,
            address_sealed=address.sealed(),
            address_hash=address.hash,
            code_sealed=None if code is None else sealing.seal(code),
            created_at=now,
            expires_at=expires_at or now + NOTICE_LIFETIME,
            due_at=now,
            attempts=0,
        )
    )
    jobs.wake(session, SEND)


@dataclass(frozen=True, slots=True)
class Words:
    """A message in one language, without a name, an amount or a lender."""

    subject: str
    text: str

    @property
    def html(self) -> str:
        """The text as one calm paragraph."""
        return (
            '<!doctype html><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            '<p style="font:1.125rem/1.6 system-ui,sans-serif;max-width:32em;margin:2em auto">'
            f"{escape(self.text)}</p>"
        )


def words(kind: MessageKind, locale: str, code: str) -> Words:
    """Return what one message says; the code goes in where the words leave room for it."""
    subject, text = _WORDS[kind][Locale(locale)]
    return Words(subject, text.format(code=code))


_CODE = {
    Locale.ENGLISH: (
        "Your Tideover code",
        "Your Tideover code is {code}. It works for 10 minutes. We never ask for it.",
    ),
    Locale.CHINESE: (
        "您的 Tideover 验证码",
        "您的 Tideover 验证码是 {code}，10 分钟内有效。我们绝不会向您索要它。",
    ),
}
_WORDS: dict[MessageKind, dict[Locale, tuple[str, str]]] = {
    MessageKind.CODE: _CODE,
    MessageKind.STAFF_CODE: _CODE,
    MessageKind.CONTACT_CHANGED: {
        Locale.ENGLISH: (
            "Your Tideover contacts have changed",
            (
                "A phone number or e-mail address of your Tideover account was added or changed."
                " If this was you, there is nothing to do. If not, open Tideover, sign in another"
                " way and check your account."
            ),
        ),
        Locale.CHINESE: (
            "您的 Tideover 联系方式已更改",
            (
                "您的 Tideover 账户添加或更改了电话号码或电子邮箱。若是您本人操作，无需理会；"
                "若不是，请打开 Tideover，用其他方式登录并检查账户。"
            ),
        ),
    },
    MessageKind.PASSKEY_ADDED: {
        Locale.ENGLISH: (
            "A passkey was added",
            (
                "A passkey was added to your Tideover account. If this was you, there is nothing to"
                " do. If not, open Tideover, sign in and remove it under Me."
            ),
        ),
        Locale.CHINESE: (
            "已添加通行密钥",
            (
                "您的 Tideover 账户添加了一个通行密钥。若是您本人操作，无需理会；"
                "若不是，请打开 Tideover 登录，在“我的”中移除它。"
            ),
        ),
    },
    MessageKind.PASSKEY_REMOVED: {
        Locale.ENGLISH: (
            "A passkey was removed",
            (
                "A passkey was removed from your Tideover account. If this was you, there is"
                " nothing to do. If not, open Tideover, sign in and check your account."
            ),
        ),
        Locale.CHINESE: (
            "已移除通行密钥",
            (
                "您的 Tideover 账户移除了一个通行密钥。若是您本人操作，无需理会；"
                "若不是，请打开 Tideover 登录并检查账户。"
            ),
        ),
    },
}
