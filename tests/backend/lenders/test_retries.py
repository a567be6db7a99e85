"""What is not accepted is tried again, until it is or until patience ends (row R25)."""

from datetime import timedelta
from itertools import pairwise

from backend.lenders import jobs, service, staff_mail
from backend.lenders.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from backend.lenders.schedule import JITTER, WAITS
from backend.plumbing import clock, db, mail
from tests.backend.lenders.outgoing import START, deliver_at, emit, rows
from tests.backend.lenders.receivers import receiver
from tests.factories import lenders


def test_a_receiver_that_answers_500_is_tried_eight_times_over_27_6_hours_under_one_id():
    lender = lenders.lender_id()
    with receiver(500) as listening:
        lenders.endpoint(lender, listening.url)
        with clock.moved_to(START):
            emit(lender)
        moments, moment = [], START
        while True:
            deliver_at(moment)
            (message,) = rows(WebhookMessage)
            moments.append(moment)
            if message.state != "waiting":
                break
            deliver_at(message.due_at - timedelta(seconds=1))  # too early: nothing happens
            moment = message.due_at
    assert message.state == "given_up"
    assert len(listening.heard) == len(moments) == 8
    assert len(set(listening.ids)) == 1
    for (earlier, later), wait in zip(pairwise(moments), WAITS, strict=True):
        assert wait <= later - earlier <= wait * (1 + JITTER)
    assert timedelta(hours=27.5) < moments[-1] - START < timedelta(hours=27.6 * (1 + JITTER))


def test_a_receiver_that_is_down_for_26_hours_gets_everything(counted):
    lender = lenders.lender_id()
    up_at = START + timedelta(hours=26)
    with receiver(lambda _: 200 if clock.now() >= up_at else 503) as listening:
        lenders.endpoint(lender, listening.url)
        with clock.moved_to(START):
            emit(lender, times=300)
        moment = START
        while waiting := rows(WebhookMessage, WebhookMessage.state == "waiting"):
            moment = max(moment, min(message.due_at for message in waiting))
            deliver_at(moment)
            moment += timedelta(minutes=10)
    accepted = rows(WebhookAttempt, WebhookAttempt.outcome == "accepted")
    assert len(accepted) == len({one.event_id for one in accepted}) == 300
    assert len(set(listening.ids)) == 300
    counted("events to a system down for 26 hours, none lost", len(accepted))


def test_an_answer_of_410_pauses_the_endpoint_at_once_and_keeps_what_was_meant_for_it():
    lender = lenders.lender_id()
    with receiver(410) as listening:
        made = lenders.endpoint(lender, listening.url)
        emit(lender)
        jobs.deliver()
        emit(lender)
        jobs.deliver()
        (endpoint,) = rows(WebhookEndpoint)
        assert (endpoint.state, endpoint.paused_because) == ("paused", "gone")
        assert [message.state for message in rows(WebhookMessage)] == ["held", "held"]
        assert len(listening.heard) == 1

        listening.answer = 204
        listening.says = b""
        with db.unit_of_work(db.lender(lender)) as session:
            service.change_endpoint(
                session, lender_id=lender, endpoint_id=made.row.id, changes={"state": "active"}
            )
        jobs.deliver()
    assert [message.state for message in rows(WebhookMessage)] == ["delivered", "delivered"]


def test_after_120_hours_of_nothing_but_refusals_the_endpoint_is_paused():
    lender = lenders.lender_id()
    with receiver(500) as listening:
        lenders.endpoint(lender, listening.url)
        for hours in range(0, 132, 11):
            with clock.moved_to(START + timedelta(hours=hours)):
                emit(lender)
                jobs.deliver()
                jobs.deliver_again()
            (endpoint,) = rows(WebhookEndpoint)
            assert (endpoint.state == "paused") == (hours >= 120)
    assert endpoint.paused_because == "nothing_accepted"


def test_staff_are_told_once_of_a_pause_that_they_did_not_ask_for():
    lender = lenders.lender_id()
    mei = lenders.staff_email(lender, "ops@harbour.example")
    lenders.staff_email(lenders.lender_id(name="Another"), "ops@another.example")
    sent = mail.memory().sent
    sent.clear()
    with receiver(410) as listening:
        lenders.endpoint(lender, listening.url)
        emit(lender)
        jobs.deliver()
    staff_mail.tell_staff()
    staff_mail.tell_staff()
    (letter,) = sent
    assert letter.to == mei
    assert listening.url in letter.text


def test_one_refusal_long_after_another_does_not_pause_an_endpoint():
    lender = lenders.lender_id()
    with receiver(500) as listening:
        lenders.endpoint(lender, listening.url)
        for days in (0, 10):
            with clock.moved_to(START + timedelta(days=days)):
                emit(lender)
                jobs.deliver()
                jobs.deliver_again()
    (endpoint,) = rows(WebhookEndpoint)
    assert endpoint.state == "active"


def test_one_accepted_message_starts_the_120_hours_anew():
    lender = lenders.lender_id()
    with receiver(500) as listening:
        lenders.endpoint(lender, listening.url)
        for hours in range(0, 200, 10):
            listening.answer = 200 if hours == 100 else 500
            with clock.moved_to(START + timedelta(hours=hours)):
                emit(lender)
                jobs.deliver()
                jobs.deliver_again()
    (endpoint,) = rows(WebhookEndpoint)
    assert endpoint.state == "active"
    assert endpoint.refusing_since == START + timedelta(hours=110)
