"""Tell a lender's staff that we paused their endpoint, when they did not ask for it."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.addresses import Address
from backend.accounts.models import Channel, Locale, Staff
from backend.lenders.models import EndpointState, PauseCause, WebhookEndpoint
from backend.lenders.service import TELL_STAFF
from backend.plumbing import clock, db, jobs, logs, mail
from backend.plumbing.delivery import NotTaken
from backend.plumbing.settings import settings

BATCH = 50


@dataclass(frozen=True, slots=True)
class _Notice:
    """A letter to one of the staff about one endpoint."""

    endpoint_id: UUID
    letter: mail.Letter


@jobs.job(TELL_STAFF)
def tell_staff() -> None:
    """Write to the staff of every endpoint that was paused without their asking."""
    with db.unit_of_work(db.system()) as session:
        paused = session.scalars(
            sa.select(WebhookEndpoint)
            .where(
                WebhookEndpoint.state == EndpointState.PAUSED,
                WebhookEndpoint.paused_because != PauseCause.STAFF,
                WebhookEndpoint.told_at.is_(None),
            )
            .order_by(WebhookEndpoint.id)
            .limit(BATCH)
        ).all()
        notices = [notice for endpoint in paused for notice in _notices(session, endpoint)]
    waiting = _send(notices)
    told = [endpoint.id for endpoint in paused if endpoint.id not in waiting]
    with db.unit_of_work(db.system()) as session:
        session.execute(
            sa.update(WebhookEndpoint)
            .where(WebhookEndpoint.id.in_(told), WebhookEndpoint.state == EndpointState.PAUSED)
            .values(told_at=clock.now())
        )


jobs.every(TELL_STAFF, seconds=300)


def _notices(session: Session, endpoint: WebhookEndpoint) -> list[_Notice]:
    staff = session.scalars(
        sa.select(Staff).where(Staff.lender_id == endpoint.lender_id, Staff.ended_at.is_(None))
    )
    return [_Notice(endpoint.id, _letter(endpoint, member)) for member in staff]


def _letter(endpoint: WebhookEndpoint, member: Staff) -> mail.Letter:
    subject, text = _WORDS[str(endpoint.paused_because)][Locale(member.locale)]
    return mail.Letter(
        # The same pause is the same letter, however often it is sent.
        key=f"{endpoint.id}.{endpoint.last_refused_at:%Y%m%d%H%M%S}.{member.id}",
        to=Address.unsealed(Channel.EMAIL, member.email_sealed).text,
        subject=subject,
        text=text.format(url=endpoint.url, page=f"{settings().origin}/lender"),
    )


def _send(notices: list[_Notice]) -> set[UUID]:
    """Send letters and return the endpoints of those that should be sent again later."""
    waiting: set[UUID] = set()
    with mail.sender() as line:
        for notice in notices:
            try:
                line.send(notice.letter)
            except NotTaken as not_taken:
                logs.get(__name__).warning(
                    "staff_notice_not_taken",
                    endpoint_id=str(notice.endpoint_id),
                    final=not_taken.final,
                )
                if not not_taken.final:
                    waiting.add(notice.endpoint_id)
    return waiting


_WORDS: dict[str, dict[Locale, tuple[str, str]]] = {
    PauseCause.GONE: {
        Locale.ENGLISH: (
            "A webhook endpoint is paused",
            (
                "Your webhook endpoint {url} answered 410, so we paused it. Messages are kept. Make"
                " it active again, or remove it: {page}"
            ),
        ),
        Locale.CHINESE: (
            "一个 Webhook 端点已暂停",
            (
                "您的 Webhook 端点 {url} 返回了 410，我们已将它暂停，消息会为您保留。"
                "请重新启用或移除它：{page}"
            ),
        ),
    },
    PauseCause.NOTHING_ACCEPTED: {
        Locale.ENGLISH: (
            "A webhook endpoint is paused",
            (
                "Your webhook endpoint {url} accepted nothing for 120 hours, so we paused it."
                " Messages are kept. Once it works, make it active again: {page}"
            ),
        ),
        Locale.CHINESE: (
            "一个 Webhook 端点已暂停",
            (
                "您的 Webhook 端点 {url} 连续 120 小时未接收任何消息，"
                "我们已将它暂停，消息会为您保留。"
                "恢复后请重新启用它：{page}"
            ),
        ),
    },
}
