"""Column types that keep the rules: whole minor units, aware instants, UUIDs we made."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import mapped_column

from backend.plumbing.ids import new_id


class AwareInstant(sa.TypeDecorator[datetime]):
    """A moment with its zone, kept as timestamptz and read back in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a moment without a zone before it reaches the database."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment in UTC."""
        return value if value is None else value.astimezone(UTC)


Id = Annotated[UUID, mapped_column(sa.Uuid, primary_key=True, default=new_id)]
Ref = Annotated[UUID, mapped_column(sa.Uuid)]
Instant = Annotated[datetime, mapped_column(AwareInstant)]
Day = Annotated[date, mapped_column(sa.Date)]
MinorUnits = Annotated[int, mapped_column(sa.BigInteger)]
Count = Annotated[int, mapped_column(sa.BigInteger)]
CurrencyCode = Annotated[str, mapped_column(sa.CHAR(3))]
Digest = Annotated[bytes, mapped_column(sa.LargeBinary)]
Sealed = Annotated[bytes, mapped_column(sa.LargeBinary)]
Facts = Annotated[dict[str, Any], mapped_column(pg.JSONB)]


def enum_check(column: str, states: type[StrEnum]) -> sa.CheckConstraint:
    """Return the CHECK that keeps a text column inside an enumeration, by value."""
    values = ", ".join(f"'{state.value}'" for state in states)
    return sa.CheckConstraint(f"{column} in ({values})", name=column)
