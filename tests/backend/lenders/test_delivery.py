"""Events reach a lender's system at least once, signed, in the face of anything (rows R25, R26)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from standardwebhooks import Webhook

from backend.lenders import jobs, outbox, service
from backend.lenders.errors import EventTooLarge, MessageNotFound
from backend.lenders.models import WebhookAttempt, WebhookMessage
from backend.plumbing import clock, db
from tests.backend.lenders.outgoing import PAYMENT, START, deliver_at, emit, rows
from tests.backend.lenders.receivers import receiver
from tests.factories import lenders


def test_an_event_written_by_a_persons_payment_arrives_signed_over_the_bytes_that_were_sent():
    lender = lenders.lender_id()
    with receiver() as listening:
        made = lenders.endpoint(lender, listening.url)
        emit(lender)
        jobs.deliver()

    (one,) = listening.heard
    event = Webhook(made.secret).verify(one.body, one.headers)
    assert event["type"] == "payment.succeeded"
    assert event["data"] == {"payment_id": str(PAYMENT), "amount_minor": 1_500, "to": "海港"}
    assert event["sequence"] == 1
    (message,) = rows(WebhookMessage)
    assert message.state == "delivered"
    assert message.body.encode() == one.body
    assert one.headers["webhook-id"] == f"msg_{message.event_id.hex}"
    assert one.headers["content-type"] == "application/json"
    (attempt,) = rows(WebhookAttempt)
    assert (attempt.outcome, attempt.status, attempt.said) == ("accepted", 200, "thank you")


def test_an_event_of_a_transaction_that_is_undone_is_never_sent():
    lender = lenders.lender_id()
    with receiver() as listening:
        lenders.endpoint(lender, listening.url)
        with pytest.raises(ZeroDivisionError), db.unit_of_work(db.system()) as session:
            service.emit(
                session, lender_id=lender, type="debt.claimed", data={}, aggregate_id=PAYMENT
            )
            raise ZeroDivisionError
        jobs.deliver()
    assert not listening.heard


def test_only_endpoints_that_want_an_event_and_belong_to_its_lender_get_it():
    lender, other = lenders.lender_id(), lenders.lender_id(name="Another")
    with receiver() as all_types, receiver() as claims, receiver() as elsewhere:
        lenders.endpoint(lender, all_types.url)
        lenders.endpoint(lender, claims.url, ["debt.claimed"])
        lenders.endpoint(other, elsewhere.url)
        emit(lender)
        emit(lender, kind="debt.claimed")
        jobs.deliver()
    assert len(all_types.heard) == 2
    assert len(claims.heard) == 1
    assert not elsewhere.heard


def test_events_of_one_debt_are_numbered_and_arrive_in_order():
    lender = lenders.lender_id()
    debts = [uuid4() for _ in range(5)]
    with receiver() as listening:
        lenders.endpoint(lender, listening.url)
        for _ in range(4):
            for debt in debts:
                emit(lender, aggregate=debt)
        jobs.deliver()
    heard = [json.loads(one.body) for one in listening.heard]
    for debt in debts:
        assert [e["sequence"] for e in heard if e["data"]["payment_id"] == str(debt)] == [
            1,
            2,
            3,
            4,
        ]


def test_events_of_one_debt_emitted_at_the_same_time_get_numbers_of_their_own():
    lender = lenders.lender_id()
    lenders.endpoint(lender, "http://127.0.0.1:9/hook")
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: emit(lender, times=5), range(8)))
    numbers = sorted(message.sequence for message in rows(WebhookMessage))
    assert numbers == list(range(1, 41))


def test_a_lender_without_an_endpoint_costs_no_row():
    lender = lenders.lender_id()
    emit(lender)
    assert not rows(WebhookMessage)


def test_an_event_over_256_kb_is_refused():
    lender = lenders.lender_id()
    with db.unit_of_work(db.system()) as session, pytest.raises(EventTooLarge):
        service.emit(
            session,
            lender_id=lender,
            type="debt.claimed",
            data={"note": "x" * 256_000},
            aggregate_id=PAYMENT,
        )


def test_a_redirect_is_refused_and_not_followed():
    lender = lenders.lender_id()
    with receiver() as canary, receiver(301) as listening:
        listening.headers["Location"] = canary.url
        lenders.endpoint(lender, listening.url)
        emit(lender)
        jobs.deliver()
    assert not canary.heard
    (attempt,) = rows(WebhookAttempt)
    assert (attempt.outcome, attempt.status) == ("redirected", 301)


def test_a_receiver_that_is_not_there_is_unreachable_and_tried_again():
    lender = lenders.lender_id()
    with receiver() as listening:
        url = listening.url
    lenders.endpoint(lender, url)
    emit(lender)
    jobs.deliver()
    (attempt,) = rows(WebhookAttempt)
    assert attempt.outcome == "unreachable"
    (message,) = rows(WebhookMessage)
    assert (message.state, message.tries) == ("waiting", 1)


def test_an_endless_answer_is_read_to_16_kb_and_its_first_500_characters_are_kept():
    lender = lenders.lender_id()
    with receiver() as listening:
        listening.says = b"no\x00 thanks \x1b[31m" + b"x" * 5_000_000
        lenders.endpoint(lender, listening.url)
        emit(lender)
        jobs.deliver()
    (attempt,) = rows(WebhookAttempt)
    assert attempt.outcome == "accepted"
    assert attempt.said.startswith("no  thanks  [31mxxx")
    assert len(attempt.said) == 500


def test_two_hundred_events_travel_over_few_connections(counted):
    lender = lenders.lender_id()
    with receiver() as listening:
        lenders.endpoint(lender, listening.url)
        for _ in range(200):
            emit(lender, aggregate=uuid4())
        jobs.deliver()
    assert len(set(listening.ids)) == 200
    assert listening.connections <= jobs.SENDERS
    counted("connections for 200 events", listening.connections)


def test_replay_sends_a_delivered_event_again_under_the_same_id():
    lender = lenders.lender_id()
    with receiver() as listening:
        lenders.endpoint(lender, listening.url)
        emit(lender)
        jobs.deliver()
        (message,) = rows(WebhookMessage)
        with db.unit_of_work(db.lender(lender)) as session:
            service.replay(session, lender_id=lender, event_id=message.event_id)
        jobs.deliver()
    first, second = listening.heard
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_another_lenders_event_cannot_be_replayed():
    lender, other = lenders.lender_id(), lenders.lender_id(name="Another")
    lenders.endpoint(lender, "http://127.0.0.1:9/hook")
    emit(lender)
    (message,) = rows(WebhookMessage)
    with db.unit_of_work(db.lender(other)) as session, pytest.raises(MessageNotFound):
        service.replay(session, lender_id=other, event_id=message.event_id)


def test_while_a_secret_rotates_both_sign_for_24_hours_and_then_the_new_one_alone():
    lender = lenders.lender_id()
    with receiver() as listening:
        made = lenders.endpoint(lender, listening.url)
        with clock.moved_to(START), db.unit_of_work(db.lender(lender)) as session:
            rotated = service.rotate_secret(session, lender_id=lender, endpoint_id=made.row.id)
        for moment in (START, START + timedelta(hours=23, minutes=59), START + timedelta(hours=24)):
            with clock.moved_to(moment):
                emit(lender)
            deliver_at(moment)
    signatures = [one.headers["webhook-signature"].split() for one in listening.heard]
    assert [len(found) for found in signatures] == [2, 2, 1]
    one = listening.heard[1]
    at = START + timedelta(hours=23, minutes=59)
    expected = [
        Webhook(secret).sign(one.headers["webhook-id"], at, one.body.decode())
        for secret in (rotated.secret, made.secret)
    ]
    assert signatures[1] == expected


def test_a_claim_that_was_lost_is_taken_up_again_after_its_lease_and_the_late_result_is_dropped():
    lender = lenders.lender_id()
    with receiver() as listening:
        lenders.endpoint(lender, listening.url)
        with clock.moved_to(START):
            emit(lender)
            with db.unit_of_work(db.system()) as session:
                (lost,) = outbox.claim(session, START, refusing=False)
        deliver_at(START + timedelta(seconds=119))
        assert not listening.heard
        deliver_at(START + timedelta(seconds=121))
        assert len(listening.heard) == 1

        late = outbox.Tried(lost, START, outbox.Outcome.REFUSED, 500, 3, "")
        with db.unit_of_work(db.system()) as session:
            outbox.record(session, [late], [], START)
    (message,) = rows(WebhookMessage)
    assert (message.state, message.fence, message.tries) == ("delivered", 2, 1)


def test_two_workers_share_the_work_and_send_each_event_once():
    lender = lenders.lender_id()
    with receiver() as listening:
        lenders.endpoint(lender, listening.url)
        for _ in range(300):
            emit(lender, aggregate=uuid4())
        with ThreadPoolExecutor(2) as workers:
            list(workers.map(lambda _: jobs.deliver(), range(2)))
    assert len(listening.ids) == len(set(listening.ids)) == 300


def test_ending_an_endpoint_keeps_its_log_and_sends_nothing_more():
    lender = lenders.lender_id()
    with receiver() as listening:
        made = lenders.endpoint(lender, listening.url)
        emit(lender)
        with db.unit_of_work(db.lender(lender)) as session:
            service.end_endpoint(session, lender_id=lender, endpoint_id=made.row.id)
        emit(lender)
        jobs.deliver()
    assert not listening.heard
    assert [message.state for message in rows(WebhookMessage)] == ["given_up"]
