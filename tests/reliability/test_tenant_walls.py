"""The second wall: the database shows and takes only one's own, whatever a query forgets (R36)."""

from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from backend.plumbing.db import APP_ROLE
from tests.reliability.access import ACCESS, operations
from tests.reliability.conftest import Everybody
from tests.reliability.knocks import knock
from tests.reliability.tenants import Tenant

WALLS = ACCESS["walls"]


@pytest.fixture
def lived_in(everybody) -> Everybody:
    """Let everybody have asked for everything once, so that each table has rows of both."""
    callers = {
        "person": (everybody.anna, everybody.bo),
        "staff": (everybody.harbour, everybody.hill),
        "key": (everybody.harbour_system, everybody.hill_system),
    }
    for one in operations(*callers):
        for tenant in callers[one.door] if one.method == "POST" else ():
            knock(tenant, one, tenant.ids.get(one.name, tenant.ids.get(one.parameter or "")))
    return everybody


def ask(database: str, tenant: Tenant, query: Any, *values: Any) -> list[tuple[Any, ...]]:
    """Run one bare statement as the application would for a tenant; take it back at the end."""
    with (
        psycopg.connect(database, autocommit=True) as connection,
        connection.transaction() as work,
    ):
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(APP_ROLE)))
        for name, value in (
            ("scope", "person" if tenant.person_id else "lender"),
            ("person_id", str(tenant.person_id or "")),
            ("lender_id", str(tenant.lender_id or "")),
        ):
            connection.execute("select set_config(%s, %s, true)", [f"tideover.{name}", value])
        cursor = connection.execute(query, values)
        found = cursor.fetchall() if cursor.description else [(cursor.rowcount,)]
        raise psycopg.Rollback(work)
    return found


def all_rows(database: str, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table past every wall."""
    with psycopg.connect(database) as connection:
        query = sql.SQL("select to_jsonb(t) from {} t").format(sql.Identifier(table))
        return [row for (row,) in connection.execute(query)]


def own(table: str, rows: list[dict[str, Any]], tenant: Tenant) -> list[dict[str, Any]]:
    """Return the rows that the declared column gives to a tenant."""
    kind = "person" if tenant.person_id else "lender"
    column = WALLS[table].get(kind)
    me = str(tenant.person_id or tenant.lender_id)
    return [row for row in rows if column and row[column] == me]


def tables(database: str) -> set[str]:
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "select tablename from pg_tables where schemaname = 'public'"
            " and tablename not like 'procrastinate%%' and tablename <> 'alembic_version'"
        )
        return {name for (name,) in found}


def tenants_of(everybody: Everybody) -> list[Tenant]:
    return [everybody.anna, everybody.bo, everybody.harbour, everybody.hill]


def test_every_table_is_declared_and_walled(database, counted):
    with psycopg.connect(database) as connection:
        walled = {
            name
            for (name,) in connection.execute(
                "select relname from pg_class where relrowsecurity and relkind = 'r'"
            )
        }
        owned = connection.execute(
            "select table_name, array_agg(column_name::text) from information_schema.columns where"
            " table_schema = 'public' and column_name in ('person_id', 'lender_id') group by 1"
        ).fetchall()
    counted("tables behind the second wall", len(walled & set(WALLS)))
    assert tables(database) == set(WALLS)
    assert {name for name, columns in WALLS.items() if columns != {"open": "no tenant"}} <= walled
    undeclared = [
        (table, column)
        for table, columns in owned
        for column in columns
        if column not in WALLS[table].values() and column not in WALLS[table].get("not", [])
    ]
    assert undeclared == []


def test_a_bare_select_shows_each_tenant_its_own_rows_of_every_table(lived_in, database, counted):
    cells, empty = 0, []
    for table in sorted(tables(database)):
        rows = all_rows(database, table)
        for tenant in tenants_of(lived_in):
            if WALLS[table] == {"open": "no tenant"}:
                continue
            query = sql.SQL("select to_jsonb(t) from {} t").format(sql.Identifier(table))
            seen = [row for (row,) in ask(database, tenant, query)]
            mine = own(table, rows, tenant)
            shown = WALLS[table].get("also", "")
            cells += 1
            strange = [row for row in seen if row not in mine]
            if shown == "waiting for the person's contacts" and tenant.person_id:
                assert all(row["state"] == "open" for row in strange), table
                assert len(strange) < len(rows), table
            elif shown == "paid to the lender" and tenant.lender_id:
                parts = own("allocations", all_rows(database, "allocations"), tenant)
                assert {row["id"] for row in seen} == {row["payment_id"] for row in parts}
            else:
                assert strange == [], (table, tenant.name)
            assert all(row in seen for row in mine), (table, tenant.name)
            kind = "person" if tenant.person_id else "lender"
            if kind in WALLS[table] and not mine:
                empty.append((table, tenant.name))
    counted("bare selects of every table by every tenant", cells)
    assert empty == [], "a wall without rows behind it proves nothing"


def test_no_tenant_adds_changes_or_removes_a_row_of_another(lived_in, database, counted):
    cells = 0
    anna, bo, harbour, hill = tenants_of(lived_in)
    for table, columns in sorted(WALLS.items()):
        rows = all_rows(database, table)
        for tenant, other in ((anna, bo), (bo, anna), (harbour, hill), (hill, harbour)):
            column = columns.get("person" if tenant.person_id else "lender")
            theirs = own(table, rows, other)
            if column is None or not theirs:
                continue
            name, me, them = (
                sql.Identifier(table),
                tenant.person_id or tenant.lender_id,
                other.person_id or other.lender_id,
            )
            where = sql.SQL(" where {} = %s").format(sql.Identifier(column))
            for change in (
                sql.SQL("update {t} set {c} = %s").format(t=name, c=sql.Identifier(column)) + where,
                sql.SQL("delete from {t}").format(t=name) + where,
            ):
                values = (me, them) if b"update" in change.as_bytes() else (them,)
                assert touched(database, tenant, change, *values) == 0, (table, tenant.name)
                cells += 1
            copy = sql.SQL("insert into {t} select * from jsonb_populate_record(null::{t}, %s)")
            with pytest.raises(InsufficientPrivilege, match=r"row-level|permission"):
                ask(database, tenant, copy.format(t=name), psycopg.types.json.Jsonb(theirs[0]))
            cells += 1
    for tenant in tenants_of(lived_in):
        renamed = sql.SQL("update lenders set name = 'Ours'")
        assert touched(database, tenant, renamed) == 0
        cells += 1
    counted("changes of another's rows tried on the database itself", cells)


def touched(database: str, tenant: Tenant, change: Any, *values: Any) -> int:
    """Return how many rows a change touched; none when it was refused."""
    try:
        return ask(database, tenant, change, *values)[0][0]
    except InsufficientPrivilege:
        return 0
