"""The messages as a page, newest first, that looks again by itself."""

from html import escape
from typing import Any

from backend.sandbox.mailbox_store import LINK, MailboxStore
from backend.sandbox.pages import language_of, page
from backend.sandbox.server import Answer, Request

SHOWN = 100
REFRESH_SECONDS = 5

WORDS = {
    "en": {
        "title": "Sandbox mailbox",
        "none": "Nothing has arrived yet. This page looks again every five seconds.",
        "mail": "E-mail",
        "sms": "Text message",
        "push": "Push message",
    },
    "zh": {
        "title": "沙盒信箱",
        "none": "还没有消息。本页每五秒自动更新。",
        "mail": "电子邮件",
        "sms": "短信",
        "push": "推送消息",
    },
}


def linked(text: str) -> str:
    """Return the text as markup whose web addresses can be followed."""
    pieces, end = [], 0
    for match in LINK.finditer(text):
        address = escape(match.group())
        pieces.append(escape(text[end : match.start()]))
        pieces.append(f'<a href="{address}" rel="noreferrer">{address}</a>')
        end = match.end()
    return "".join([*pieces, escape(text[end:])])


def shown(message: dict[str, Any], words: dict[str, str]) -> str:
    """Return one message as markup."""
    minute = message["received_at"][:16].replace("T", " ")
    quiet = f"{words[message['channel']]} → {message['to']} · {minute} UTC"
    subject = f"<h2>{escape(message['subject'])}</h2>" if message["subject"] else ""
    text = linked(message["text"])
    return f'<article><p class="quiet">{escape(quiet)}</p>{subject}<pre>{text}</pre></article>'


class MailboxPage:
    """The page for a person who tries the service out."""

    def __init__(self, store: MailboxStore) -> None:
        self._store = store

    def show(self, request: Request) -> Answer:
        """Show the newest messages."""
        language = language_of(request)
        words = WORDS[language]
        found = self._store.messages(request.asked("to"), request.asked("channel"), limit=SHOWN)
        inner = "".join(shown(message, words) for message in found) or f"<p>{words['none']}</p>"
        return page(words["title"], inner, language, REFRESH_SECONDS)
