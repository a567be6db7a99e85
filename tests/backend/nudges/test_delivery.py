"""A nudge is a row first; it leaves once, at a time that helps, on the channels a person wants."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.nudges import delivery as outbox
from backend.nudges import jobs, service
from backend.nudges.service import Contact
from backend.plumbing import clock, db, mail, sms
from backend.plumbing.delivery import NotTaken
from tests.backend.nudges.sending import (
    MORNING,
    NIGHT,
    NOON,
    SECOND,
    deliver,
    delivery,
    letters,
    queue,
    row,
    subscribe,
    texts,
    ways,
    wish,
)
from tests.backend.nudges.sink import push_service
from tests.factories.accounts import make_person

CLAIM = "/claim#" + "t" * 43


def test_a_nudge_by_day_stands_in_the_inbox_and_leaves_on_every_channel_there_is():
    mei = make_person(email="mei@example.org")
    nudge = queue(mei)
    assert ways(nudge)["inbox"] == ("sent", "shown")
    deliver()
    assert ways(nudge) == {
        "inbox": ("sent", "shown"),
        "email": ("sent", "handed_over"),
        "sms": ("sent", "handed_over"),
        "push": ("dead", "no_address"),
    }
    (letter,), (text,) = letters(), texts()
    assert letter.to == "mei@example.org"
    for said in (letter.text, text.text):
        assert "http://localhost:8000/inbox" in said
        assert row(nudge).code in said


def test_in_the_quiet_hours_the_inbox_has_it_and_the_rest_waits_for_nine():
    mei = make_person(email="mei@example.org")
    nudge = queue(mei, moment=NIGHT)
    deliver(NIGHT)
    assert ways(nudge)["inbox"] == ("sent", "shown")
    assert ways(nudge)["email"] == ways(nudge)["sms"] == ("waiting", "quiet_hours")
    assert delivery(nudge, "email").due_at == MORNING
    deliver(MORNING - SECOND)
    assert not letters()
    deliver(MORNING)
    assert (len(letters()), len(texts())) == (1, 1)


def test_quiet_hours_are_those_of_the_persons_own_zone_and_wish():
    shanghai = make_person(time_zone="Asia/Shanghai")  # noon in London is 20:00 there
    early = make_person(time_zone="Asia/Shanghai")
    wish(early, quiet_from="22:00", quiet_until="06:00")
    nudges = [queue(shanghai), queue(early)]
    deliver()
    assert [ways(nudge)["sms"][1] for nudge in nudges] == ["quiet_hours", "handed_over"]


def test_a_second_nudge_about_the_same_thing_is_not_written():
    mei, subject = make_person(), uuid4()
    assert queue(mei, subject_id=subject) is not None
    assert queue(mei, subject_id=subject) is None
    assert queue(mei, subject_id=subject, kind="payment_done") is not None
    assert queue(make_person(), subject_id=subject) is not None
    deliver()
    assert len(texts()) == 3


def test_a_channel_that_a_person_switched_off_stays_silent():
    mei = make_person(email="mei@example.org")
    wish(mei, email=False)
    nudge = queue(mei)
    deliver()
    assert ways(nudge)["email"] == ("dead", "switched_off")
    assert not letters()
    assert len(texts()) == 1


def test_a_channel_switched_off_while_a_nudge_waits_stays_silent_too():
    mei = make_person()
    nudge = queue(mei, moment=NIGHT)
    deliver(NIGHT)
    wish(mei, sms=False)
    deliver(MORNING)
    assert ways(nudge)["sms"] == ("dead", "switched_off")
    assert not texts()


def test_an_invitation_reaches_a_stranger_and_their_address_and_link_are_then_forgotten():
    nudge = queue(
        kind="claim_invite",
        contact=Contact("sms", "+447700900999", "zh-Hans"),
        link=CLAIM,
    )
    assert row(nudge).link is None
    deliver()
    (text,) = texts()
    assert text.to == "+447700900999"
    assert f"http://localhost:8000{CLAIM}" in text.text
    assert "私人内容" in text.text
    assert ways(nudge) == {"sms": ("sent", "handed_over")}
    assert row(nudge).contact_sealed is None


def test_a_strangers_number_tells_its_quiet_hours():
    nudge = queue(
        kind="claim_invite", contact=Contact("sms", "+8613800138000", "zh-Hans"), link=CLAIM
    )
    deliver(NOON)  # 20:00 in China
    assert ways(nudge) == {"sms": ("waiting", "quiet_hours")}
    assert delivery(nudge, "sms").due_at == NOON + timedelta(hours=13)


def test_an_invitation_to_the_same_stranger_about_the_same_thing_is_not_written_twice():
    subject, contact = uuid4(), Contact("email", "mei@example.org")
    first = queue(kind="claim_invite", contact=contact, link=CLAIM, subject_id=subject)
    again = Contact("email", "Mei@Example.org")
    assert first is not None
    assert queue(kind="claim_invite", contact=again, link=CLAIM, subject_id=subject) is None


def test_a_nudge_needs_exactly_one_receiver():
    with pytest.raises(ValueError, match="a person or"):
        queue()


def test_a_nudge_for_later_leaves_later():
    mei = make_person()
    queue(mei, due_at=NOON + timedelta(hours=2))
    deliver(NOON + timedelta(hours=2) - SECOND)
    assert not texts()
    deliver(NOON + timedelta(hours=2))
    assert len(texts()) == 1


def test_news_of_a_changed_contact_is_in_the_inbox_and_on_the_device_and_does_not_wait():
    mei, contact = make_person(email="mei@example.org"), uuid4()
    with push_service() as (listening, device), clock.moved_to(NIGHT):
        subscribe(mei, device)
        jobs.tell_contact_changed(str(mei.id), str(contact))
        jobs.tell_contact_changed(str(mei.id), str(contact))
        jobs.deliver()
    assert len(listening.heard) == 1
    assert not letters()  # accounts has written to both addresses itself
    assert not texts()


class Grumpy(sms.SmsInMemory):
    """A gateway that does not take the first messages."""

    def __init__(self, *, now: int = 0, for_good: int = 0) -> None:
        super().__init__()
        self.refusals = [True] * for_good + [False] * now

    def send(self, message):
        if self.refusals:
            raise NotTaken(final=self.refusals.pop(0))
        super().send(message)


def test_what_a_gateway_does_not_take_now_is_tried_again_later_under_the_same_key(monkeypatch):
    gateway = Grumpy(now=2)
    monkeypatch.setattr(sms, "memory", lambda: gateway)  # the way a setting would choose it
    nudge = queue(make_person())
    for moment, sent in ((0, 0), (29, 0), (30, 0), (149, 0), (150, 1)):
        deliver(NOON + timedelta(seconds=moment))
        assert len(gateway.sent) == sent
    assert gateway.sent[0].key == f"{nudge}.sms"


def test_what_a_gateway_refuses_for_good_is_dead(monkeypatch):
    monkeypatch.setattr(sms, "memory", lambda: Grumpy(for_good=1))
    nudge = queue(make_person())
    deliver()
    assert ways(nudge)["sms"] == ("dead", "not_taken")


def test_after_the_sixth_try_a_nudge_is_dead(monkeypatch):
    monkeypatch.setattr(sms, "memory", lambda: Grumpy(now=99))
    wide_awake = make_person()
    wish(wide_awake, quiet_from="00:00", quiet_until="00:00")
    nudge = queue(wide_awake)
    moment = NOON
    for _ in range(6):
        deliver(moment)
        moment = delivery(nudge, "sms").due_at
    assert ways(nudge)["sms"] == ("dead", "not_taken")


def test_a_nudge_that_could_not_leave_for_a_week_is_let_be():
    nudge = queue(make_person())
    deliver(NOON + timedelta(days=7))
    assert ways(nudge)["sms"] == ("dead", "too_late")
    assert not texts()


def test_a_worker_that_dies_before_it_sends_delays_a_nudge_by_its_lease_and_loses_nothing():
    mei = make_person(email="mei@example.org")
    queue(mei)
    with db.unit_of_work(db.system()) as session:
        outbox.claim(session, NOON)
    deliver(NOON + timedelta(seconds=119))
    assert not letters()
    deliver(NOON + timedelta(seconds=120))
    assert (len(letters()), len(texts())) == (1, 1)


def test_a_letter_that_a_dying_worker_may_have_sent_is_not_sent_twice():
    mei = make_person(email="mei@example.org")
    nudge = queue(mei)
    with db.unit_of_work(db.system()) as session:
        _, envelopes = outbox.claim(session, NOON)
        (letter,) = [one for one in envelopes if one.channel == "email"]
        assert outbox.begin(session, letter)
    deliver(NOON + timedelta(seconds=120))
    assert not letters()
    assert ways(nudge)["email"] == ("dead", "outcome_unknown")
    assert len(texts()) == 1  # a gateway knows the key again, so this may go


def test_a_worker_whose_lease_is_over_may_neither_begin_nor_record():
    mei = make_person(email="mei@example.org")
    nudge = queue(mei)
    with db.unit_of_work(db.system()) as session:
        _, late = outbox.claim(session, NOON)
    deliver(NOON + timedelta(seconds=121))
    with db.unit_of_work(db.system()) as session:
        assert not any(outbox.begin(session, one) for one in late)
        refused = [outbox.Handed(one, outbox.Outcome.REFUSED) for one in late]
        outbox.record(session, refused, NOON)
    assert ways(nudge)["email"] == ("sent", "handed_over")


def test_three_workers_send_two_hundred_nudges_once_each(counted):
    people = [make_person(email=f"p{n}@example.org") for n in range(40)]
    for person in people:
        for _ in range(5):
            queue(person, moment=clock.now())
            wish(person, quiet_from="00:00", quiet_until="00:00")
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(lambda _: jobs.deliver(), range(3)))
    keys = [one.key for one in (*letters(), *texts())]
    assert len(keys) == len(set(keys)) == 400
    counted("messages sent by three workers, each once", len(keys))


def test_nothing_is_sent_while_a_transaction_is_open():
    """The fakes refuse as the real senders do."""
    with db.unit_of_work(db.system()), pytest.raises(db.TransactionOpen):
        mail.memory().send(mail.Letter("1", "a@example.org", "a", "b"))


def test_one_nudge_that_cannot_be_read_does_not_stop_the_others():
    broken = queue(kind="claim_invite", contact=Contact("sms", "+447700900111", "xx"), link=CLAIM)
    queue(make_person())
    with push_service():
        deliver()
    assert len(texts()) == 1
    assert ways(broken)["sms"] == ("waiting", "try_again")


def test_the_wishes_of_one_person_are_not_those_of_another():
    one, other = make_person(), make_person()
    wish(one, sms=False)
    with db.unit_of_work(db.person(other.id)) as session:
        assert service.queries.wishes(session, person_id=one.id).sms  # the wall hides the row
