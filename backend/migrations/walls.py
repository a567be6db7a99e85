"""Row-level security, said in one line a table: the second wall behind each query."""

from alembic import op

from backend.plumbing.db import APP_ROLE

_SYSTEM = "(select current_setting('tideover.scope', true)) = 'system'"
_OWN = "{column} = (select nullif(current_setting('tideover.{who}_id', true), '')::uuid)"


def wall(table: str, *, person: str | None = None, lender: str | None = None) -> None:
    """Let a person or a lender see and change only the rows whose column names them."""
    rules = [_SYSTEM]
    rules += [_OWN.format(column=person, who="person")] if person else []
    rules += [_OWN.format(column=lender, who="lender")] if lender else []
    rule = " or ".join(rules)
    op.execute(f"alter table {table} enable row level security")
    op.execute(
        f"create policy own_rows on {table} to {APP_ROLE} using ({rule}) with check ({rule})"
    )


def wall_by(table: str, *, rule: str) -> None:
    """Let rows be seen by a rule of their own, and always by the system scope."""
    whole = f"{_SYSTEM} or ({rule})"
    op.execute(f"alter table {table} enable row level security")
    op.execute(
        f"create policy own_rows on {table} to {APP_ROLE} using ({whole}) with check ({whole})"
    )


def append_only(table: str) -> None:
    """Let rows be added and read, never changed or removed, by the application's role."""
    op.execute(f"revoke update, delete, truncate on {table} from {APP_ROLE}")
    op.execute(
        f"create trigger {table}_append_only before update or delete on {table}"
        " for each row execute function refuse_change()",
    )
