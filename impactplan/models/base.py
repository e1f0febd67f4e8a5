"""Column types and helpers that every table shares."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Table, TypeDecorator
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import Grouping

from impactplan.extensions import Base, db

__all__ = ["Base", "FixedNumber", "Qualified", "UtcDateTime", "db", "new_id", "now", "table_of", "upsert"]

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_id() -> str:
    """Return a random id of about 59 bits: it can stand in an address and says nothing about how many there are."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def now() -> datetime:
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite, which keeps no zone, gets it back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FixedNumber(TypeDecorator[Decimal]):
    """An exact decimal with six places, kept as an integer: SQLite would store NUMERIC as a float."""

    impl = BigInteger
    cache_ok = True
    SCALE = Decimal(1_000_000)
    LIMIT = Decimal(1_000_000_000_000)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((Decimal(value) * self.SCALE).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        number = (Decimal(value) / self.SCALE).normalize()
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


class Qualified(Grouping[Any]):
    """A subquery inside RETURNING. SQLAlchemy names columns there without their table on SQLite, also deep inside a
    subquery, where ``a.x = b.x`` would quietly become ``x = x``."""

    inherit_cache = True


@compiles(Qualified)
def _name_tables(element: Qualified, compiler: SQLCompiler, **kwargs: object) -> str:
    return compiler.process(element.element, **{**kwargs, "include_table": True})


def table_of(model: type[Base]) -> Table:
    """Return the table that a class is mapped to."""
    return cast(Table, model.__table__)


def upsert(table: Table, rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> Any:
    """Build one INSERT … ON CONFLICT DO UPDATE for all rows, in the dialect of the current database."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(list(rows))
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=changed)
