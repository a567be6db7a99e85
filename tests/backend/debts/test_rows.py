"""The quick steps and the schema are one rule said twice."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from backend.debts.rows import DebtRow, checked, of_loaded, quick
from backend.debts.schemas import DebtRowIn
from tests.factories.debts import debt_row

ODD = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False), st.text(max_size=20), st.just({}),
    st.just([]), st.integers(-5, 5), st.just(2**53), st.just(2**53 - 1), st.just("１２"),
    st.just(""), st.just("2026-02-30"), st.just("2026-11-27"), st.just("2026-11-21T09:12:00"),
    st.just("0.1399"),
    st.just("11"), st.just("٣"), st.just("USD"), st.just("usd"), st.just("+8613800138000"),
    st.just("Mei\u202e"), st.just("梅"), st.just("e\u0301"), st.just("a@b.cn"),
    st.just("birth_year"),
    st.just("2026-11-21T09:12:00+23:59"), st.just("0001-01-01T00:00:00+14:00"), st.just([[]]),
    st.just([{"kind": "principal", "amount_minor": 1}]), st.just({"annual_rate": "0.1"}),
)  # fmt: skip
PLACES = (
    ("reference",), ("title",), ("currency",), ("charges",), ("paid_minor",), ("due_on",),
    ("due_minor",), ("as_of",), ("terms",), ("contact",), ("knowledge",), ("origin",),
    ("original_creditor",), ("more",), ("charges", 0), ("charges", 0, "kind"),
    ("charges", 0, "amount_minor"), ("charges", 2, "label"), ("charges", 1, "more"),
    ("terms", "annual_rate"), ("terms", "late_annual_rate"), ("terms", "late_fee_minor"),
    ("terms", "grace_days"), ("terms", "instalment_minor"), ("terms", "instalments_left"),
    ("terms", "more"), ("contact", "phone"), ("contact", "email"), ("contact", "name"),
    ("contact", "more"), ("knowledge", "question"), ("knowledge", "answer"), ("knowledge", "more"),
)  # fmt: skip


def by_the_schema(raw):
    try:
        return of_loaded(DebtRowIn().load(raw))
    except ValidationError:
        return None


def with_change(raw, place, value, *, gone=False):
    changed = copy.deepcopy(raw)
    inside = changed
    for step in place[:-1]:
        inside = inside[step]
    if gone and isinstance(inside, dict):
        inside.pop(place[-1], None)
    else:
        inside[place[-1]] = value
    return changed


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD, st.booleans()), max_size=2))
def test_what_the_quick_steps_take_the_schema_takes_to_the_same_row(changes):
    raw = debt_row()
    for place, value, gone in changes:
        try:
            raw = with_change(raw, place, value, gone=gone)
        except (TypeError, KeyError, IndexError):
            return  # an earlier change took the place away
    row = quick(raw)
    if row is not None:
        assert row == by_the_schema(raw)
        assert row == checked(raw)
    assert isinstance(checked(raw), DebtRow) is (by_the_schema(raw) is not None)


def test_the_quick_steps_are_sure_of_an_ordinary_row():
    assert quick(debt_row()) is not None
    assert (
        quick(debt_row(title="花呗账单", contact={"email": "Mei@Example.cn"})).email
        == "mei@example.cn"
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"charges": [{"kind": "principal", "amount_minor": 24.8}]}, "charges.0.amount_minor"),
        ({"charges": [{"kind": "principal", "amount_minor": -1}]}, "charges.0.amount_minor"),
        ({"charges": [{"kind": "principal", "amount_minor": 2**53}]}, "charges.0.amount_minor"),
        ({"charges": [{"kind": "principal", "amount_minor": True}]}, "charges.0.amount_minor"),
        ({"charges": [{"kind": "principal", "amount_minor": "2480"}]}, "charges.0.amount_minor"),
        ({"charges": [{"kind": "tip", "amount_minor": 1}]}, "charges.0.kind"),
        ({"charges": [{"kind": "fee", "amount_minor": 2**53 - 1}] * 2}, "charges"),
        ({"charges": []}, "charges"),
        ({"currency": "XYZ"}, "currency"),
        ({"currency": "cny"}, "currency"),
        ({"due_on": "2026-02-30"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"due_minor": 248_001}, "due_minor"),
        ({"as_of": "2026-11-21T09:12:00"}, "as_of"),
        ({"terms": {"annual_rate": 0.1399}}, "terms.annual_rate"),
        ({"terms": {"annual_rate": "10.1"}}, "terms.annual_rate"),
        ({"contact": {"name": "Mei"}}, "contact.phone"),
        ({"contact": {"phone": "13800138000"}}, "contact.phone"),
        ({"knowledge": {"question": "birth_year", "answer": "94"}}, "knowledge.answer"),
        ({"title": "line\nbreak"}, "title"),
        ({"surprise": 1}, "surprise"),
        ({"reference": "../etc"}, "reference"),
    ],
)
def test_a_row_that_is_wrong_names_its_field(changes, field):
    assert list(checked(debt_row() | changes)) == [field]


def test_a_row_that_is_no_object_is_refused_as_a_row():
    assert list(checked([1, 2])) == ["row"]
