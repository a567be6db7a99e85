from datetime import timedelta
from uuid import UUID

import pytest

from backend.plumbing import clock, db, idempotency
from backend.plumbing.ids import new_id


def _enter(owner: UUID, body: bytes, key: str = "pay-rent-0001") -> idempotency.Kept | None:
    with db.unit_of_work(db.system()) as session:
        return idempotency.enter(session, owner=owner, route="pay", key=key, body=body)


def _keep(owner: UUID, body: str) -> None:
    with db.unit_of_work(db.system()) as session:
        idempotency.keep(
            session, owner=owner, route="pay", key="pay-rent-0001", status=201, body=body
        )


def test_the_first_use_of_a_key_is_ours_to_answer() -> None:
    assert _enter(new_id(), b"{}") is None


def test_a_repetition_gets_the_first_answer_to_the_byte() -> None:
    owner = new_id()
    _enter(owner, b"{}")
    _keep(owner, '{"receipt":7}')

    kept = _enter(owner, b"{}")

    assert kept is not None
    assert (kept.status, kept.body) == (201, '{"receipt":7}')


def test_the_same_key_with_another_body_is_refused() -> None:
    owner = new_id()
    _enter(owner, b'{"amount_minor":100}')
    _keep(owner, "{}")

    with pytest.raises(idempotency.IdempotencyKeyReused):
        _enter(owner, b'{"amount_minor":900}')


def test_a_key_whose_first_use_is_open_is_still_running_for_half_a_minute_only() -> None:
    owner = new_id()
    _enter(owner, b"{}")

    with pytest.raises(idempotency.StillRunning):
        _enter(owner, b"{}")
    with clock.moved_to(clock.now() + timedelta(seconds=31)):
        later = _enter(owner, b"{}")

    assert later is not None
    assert later.status is None


def test_two_owners_may_use_the_same_key() -> None:
    assert _enter(new_id(), b"a") is None
    assert _enter(new_id(), b"b") is None
