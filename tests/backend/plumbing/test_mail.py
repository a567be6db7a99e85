"""Letters over real SMTP: two parts, UTF-8, and no way to write a header of one's own."""

import asyncio
import threading
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from aiosmtpd.smtp import SMTP

from backend.plumbing import mail
from backend.plumbing.delivery import NotTaken, RouteNotSet
from backend.plumbing.mail import Letter, MailOverSmtp
from backend.plumbing.settings import settings


class PostOffice:
    """An SMTP server in a thread, that keeps what it takes and refuses what it is told to."""

    def __init__(self) -> None:
        self.taken = []
        self.lines = 0
        self.answer = "250 kept"
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(self._line, "127.0.0.1", 0)
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def _line(self) -> SMTP:
        self.lines += 1
        return SMTP(self, enable_SMTPUTF8=False, loop=self._loop)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer[0] == "5":
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answer.startswith("2"):
            self.taken.append(message_from_bytes(envelope.content, policy=default))
        return self.answer

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()


@pytest.fixture
def office(database):
    made = PostOffice()
    yield made
    made.close()


def to(office: PostOffice) -> MailOverSmtp:
    return MailOverSmtp(urlsplit(f"smtp://127.0.0.1:{office.port}"))


def letter(**changes) -> Letter:
    made = {
        "key": "01a1fff0",
        "to": "mei@example.org",
        "subject": "您好 – Tideover",
        "text": "您有一条新消息。",
        "html": "<p>您有一条新消息。</p>",
    }
    return Letter(**made | changes)


def test_a_letter_arrives_in_two_parts_in_any_script(office):
    with to(office) as line:
        line.send(letter(unsubscribe_url="https://tideover.example/stop?t=abc"))

    [taken] = office.taken
    assert taken["Subject"] == "您好 – Tideover"
    assert taken["To"] == "mei@example.org"
    assert taken["From"] == "Tideover <hello@tideover.example>"
    assert taken["Message-ID"] == "<01a1fff0@localhost>"
    assert taken["List-Unsubscribe"] == "<https://tideover.example/stop?t=abc>"
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    parts = [(part.get_content_type(), part.get_content().strip()) for part in taken.iter_parts()]
    assert parts == [
        ("text/plain", "您有一条新消息。"),
        ("text/html", "<p>您有一条新消息。</p>"),
    ]


def test_a_block_keeps_one_line_for_many_letters(office):
    with to(office) as line:
        for number in range(20):
            line.send(letter(key=str(number)))
    assert (len(office.taken), office.lines) == (20, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hello\r\nBcc: eve@example.org"},
        {"subject": "Hello\nX-Evil: 1"},
        {"to": "mei@example.org\r\nBcc: eve@example.org"},
        {"to": "mei@example.org, eve@example.org"},
        {"to": ""},
        {"key": "1@x>\r\nX-Evil: 1"},
        {"unsubscribe_url": "https://x.example/>\r\nX-Evil: 1"},
        {"unsubscribe_url": "https://x.example/ y"},
    ],
)
def test_a_header_cannot_be_slipped_in(office, changes):
    with to(office) as line, pytest.raises(NotTaken) as refused:
        line.send(letter(**changes))
    assert refused.value.final
    assert office.taken == []


@pytest.mark.parametrize("word", [".", "..", "QUIT", "\r\n.\r\nMAIL FROM:<eve@x>"])
def test_the_text_cannot_end_the_letter(office, word):
    with to(office) as line:
        line.send(letter(text=f"before\n{word}\nafter", html=None))
    [taken] = office.taken
    assert taken.get_content().split() == f"before\n{word}\nafter".split()


@pytest.mark.parametrize(("answer", "final"), [("550 no such box", True), ("451 later", False)])
def test_a_refusal_says_whether_asking_again_helps(office, answer, final):
    office.answer = answer
    with to(office) as line, pytest.raises(NotTaken) as refused:
        line.send(letter())
    assert refused.value.final is final


def test_a_server_that_is_away_is_asked_again_later(database):
    gone = PostOffice()
    gone.close()
    with to(gone) as line, pytest.raises(NotTaken) as refused:
        line.send(letter())
    assert not refused.value.final


def test_a_line_that_broke_is_dialled_again(office):
    with to(office) as line:
        line.send(letter())
        line._line.sock.shutdown(2)  # noqa: SLF001 - as a network would
        with pytest.raises(NotTaken):
            line.send(letter())
        line.send(letter())
    assert len(office.taken) == 2


def test_what_smtp_would_refuse_is_refused_in_memory_too(database):
    kept = mail.MailInMemory()
    with pytest.raises(NotTaken):
        kept.send(letter(subject="Hello\nBcc: eve@example.org"))
    assert kept.sent == []


def test_without_a_way_to_send_nothing_is_lost_in_silence(database, monkeypatch):
    monkeypatch.delenv("TIDEOVER_SMTP_URL")
    settings.cache_clear()
    with pytest.raises(RouteNotSet):
        mail.sender()
    monkeypatch.undo()
    settings.cache_clear()
    assert mail.sender() is mail.memory()
