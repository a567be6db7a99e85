"""Send codes and notices after the commit; forget what is over."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts import messages
from backend.accounts.addresses import Address
from backend.accounts.models import (
    AccountMessage,
    AccountSession,
    Channel,
    CodeChallenge,
    MessageKind,
    PasskeyChallenge,
    Staff,
)
from backend.plumbing import clock, jobs, logs, mail, rate_limits, sealing, sms
from backend.plumbing.db import system, unit_of_work
from backend.plumbing.delivery import NotTaken

BATCH = 50
# Longer than a batch of slow sends may take; a killed worker's rows are free again after it.
LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=5)
KEEP_CHALLENGES = timedelta(days=1)
KEEP_SENT = timedelta(days=30)
KEEP_ENDED = timedelta(days=90)


@jobs.job(messages.SEND)
def send_codes() -> None:
    """Send every code and notice that is due, a batch at a time."""
    while True:
        with unit_of_work(system()) as session:
            due = _claim(session)
        with mail.sender() as line:
            for message in due:
                _finish(message, _send(message, line))
        if len(due) < BATCH:
            return


@jobs.job("accounts.forget_old")
def forget_old() -> None:
    """Remove challenges, sent messages, ended sessions and counters that are long over."""
    now = clock.now()
    with unit_of_work(system()) as session:
        for rows, over in (
            (PasskeyChallenge, PasskeyChallenge.expires_at < now - KEEP_CHALLENGES),
            (CodeChallenge, CodeChallenge.expires_at < now - KEEP_CHALLENGES),
            (AccountMessage, AccountMessage.finished_at < now - KEEP_SENT),
            (AccountSession, AccountSession.expires_at < now - KEEP_ENDED),
        ):
            session.execute(sa.delete(rows).where(over))
    rate_limits.forget_ended()


jobs.every(messages.SEND, seconds=5)
jobs.every("accounts.forget_old", cron="17 3 * * *")


def _claim(session: Session) -> list[AccountMessage]:
    now = clock.now()
    free = (
        sa.select(AccountMessage.id)
        .where(AccountMessage.finished_at.is_(None), AccountMessage.due_at <= now)
        .order_by(AccountMessage.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    claimed = session.scalars(
        sa.update(AccountMessage)
        .where(AccountMessage.id.in_(free))
        .values(due_at=now + LEASE, attempts=AccountMessage.attempts + 1)
        .returning(AccountMessage)
    )
    return sorted(claimed, key=lambda message: message.id)


def _send(message: AccountMessage, line: mail.Mail) -> str | None:
    """Return the outcome, or None when it is worth another try."""
    if clock.now() >= message.expires_at or message.address_sealed is None:
        return "late"
    address = Address.unsealed(message.channel, message.address_sealed)
    if message.kind == MessageKind.STAFF_CODE and not _is_staff(address):
        return "nobody"
    code = "" if message.code_sealed is None else sealing.unseal(message.code_sealed)
    said = messages.words(MessageKind(message.kind), message.locale, code)
    try:
        _hand_over(str(message.id), address, said, line)
    except NotTaken as not_taken:
        logs.get(__name__).warning(
            "account_message_not_taken", message_id=str(message.id), final=not_taken.final
        )
        return "refused" if not_taken.final else None
    return "sent"


def _hand_over(key: str, address: Address, said: messages.Words, line: mail.Mail) -> None:
    if address.channel is Channel.SMS:
        sms.sender().send(sms.Text(key=key, to=address.text, text=said.text))
    else:
        line.send(mail.Letter(key, address.text, said.subject, said.text, html=said.html))


def _is_staff(address: Address) -> bool:
    with unit_of_work(system()) as session:
        known = sa.select(Staff.id).where(
            Staff.email_hash == address.hash, Staff.ended_at.is_(None)
        )
        return session.scalar(known) is not None


def _finish(message: AccountMessage, outcome: str | None) -> None:
    now = clock.now()
    with unit_of_work(system()) as session:
        if outcome is None:
            _try_later(session, message.id, now + FIRST_RETRY * 3 ** (message.attempts - 1))
            return
        session.execute(
            sa.update(AccountMessage)
            .where(AccountMessage.id == message.id)
            .values(finished_at=now, outcome=outcome, address_sealed=None, code_sealed=None)
        )


def _try_later(session: Session, message_id: UUID, due_at: datetime) -> None:
    session.execute(
        sa.update(AccountMessage).where(AccountMessage.id == message_id).values(due_at=due_at)
    )
