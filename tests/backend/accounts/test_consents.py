"""A consent is a row, a change of mind another one; neither is ever changed."""

import psycopg
import pytest

from backend.accounts import consents
from backend.plumbing.db import person, unit_of_work
from tests.factories.accounts import make_person


def test_the_last_word_counts(database):
    mei = make_person()
    with unit_of_work(person(mei.id)) as session:
        said = [consents.stands(session, person_id=mei.id, kind="push")]
        consents.give(session, person_id=mei.id, kind="push", text_version="2026-11")
        said.append(consents.stands(session, person_id=mei.id, kind="push"))
        consents.withdraw(session, person_id=mei.id, kind="push")
        consents.withdraw(session, person_id=mei.id, kind="push")
        said.append(consents.stands(session, person_id=mei.id, kind="push"))
        said.append(consents.stands(session, person_id=mei.id, kind="lender_sharing"))

    assert said == [False, True, False, False]
    with psycopg.connect(database) as connection:
        kept = connection.execute("select given, text_version from consents order by id").fetchall()
    assert kept == [(True, "2026-11"), (False, "2026-11")]


@pytest.mark.parametrize("change", ["update consents set given = true", "delete from consents"])
def test_what_was_said_stays_said(database, change):
    mei = make_person()
    with unit_of_work(person(mei.id)) as session:
        consents.give(session, person_id=mei.id, kind="push", text_version="2026-11")
    with psycopg.connect(database) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute(change)
