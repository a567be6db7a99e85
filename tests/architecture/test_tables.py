"""Rows keep the rules: whole minor units, aware instants, ids that never run out."""

import sqlalchemy as sa

from backend import tables
from backend.plumbing.columns import AwareInstant
from backend.plumbing.db import Base
from tests.architecture.sources import modules, python_files, shown

COLUMNS = [column for table in tables.metadata.tables.values() for column in table.columns]


def named(*endings: str) -> list[sa.Column]:
    return [column for column in COLUMNS if column.name.endswith(endings)]


def test_every_row_type_is_gathered(counted):
    gathered = {module.__name__ for module in tables.GATHERED}
    row_types = {mapper.class_.__module__ for mapper in Base.registry.mappers}
    files = {
        shown(path).removesuffix(".py").replace("/", ".")
        for path in python_files("backend")
        if path.name == "models.py"
    }
    for _ in modules():  # everything is imported now, so that a forgotten one would show
        pass
    assert {mapper.class_.__module__ for mapper in Base.registry.mappers} == row_types
    counted("modules of row types gathered", len(row_types))
    assert row_types | files <= gathered


def test_money_is_kept_in_whole_minor_units():
    wrong = [str(column) for column in named("_minor") if type(column.type) is not sa.BigInteger]
    fractions = [
        str(column)
        for column in COLUMNS
        if isinstance(column.type, sa.Numeric | sa.Float) and not column.name.endswith("_rate")
    ]
    assert not wrong
    assert not fractions, "a fraction is a rate, named _rate; money is _minor and whole"


def test_money_stands_beside_its_currency():
    alone = {
        table.name
        for table in tables.metadata.tables.values()
        if any(column.name.endswith("_minor") for column in table.columns)
        and not any(column.name.endswith("currency") for column in table.columns)
    }
    assert not alone


def test_instants_are_aware_and_days_are_dates():
    naive = [
        str(column)
        for column in COLUMNS
        if isinstance(column.type, sa.DateTime) and not column.type.timezone
    ]
    instants = [str(column) for column in named("_at") if not isinstance(column.type, AwareInstant)]
    days = [str(column) for column in named("_on") if not isinstance(column.type, sa.Date)]
    assert (naive, instants, days) == ([], [], [])


def test_ids_are_uuids_or_whole_numbers_of_64_bits():
    narrow = [
        str(column)
        for column in COLUMNS
        if isinstance(column.type, sa.Integer) and not isinstance(column.type, sa.BigInteger)
    ]
    ids = [
        str(column)
        for column in named("_id")
        if not isinstance(column.type, sa.Uuid | sa.BigInteger | sa.LargeBinary)
    ]
    assert (narrow, ids) == ([], [])


def test_every_table_has_a_key():
    assert not [table.name for table in tables.metadata.tables.values() if not table.primary_key]
