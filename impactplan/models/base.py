"""Column types and helpers that every table shares."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Executable, Table, TypeDecorator, inspect
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import Grouping

from impactplan.extensions import Base, db
from impactplan.lib.holding import holds_once, read_clock

__all__ = [
    "Base",
    "FixedNumber",
    "Qualified",
    "UtcDateTime",
    "as_loaded",
    "columns_of",
    "db",
    "execute",
    "insert_into",
    "insert_new",
    "is_id",
    "new_id",
    "now",
    "read",
    "table_of",
    "upsert",
]

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


def new_id() -> str:
    """Return a random id of about 59 bits: it can stand in an address and says nothing about how many there are."""
    holds_once()
    number = secrets.randbelow(len(_PAIRS) ** 6)  # drawn once: a page has dozens of ids
    pairs = []
    for _place in range(6):
        number, pair = divmod(number, len(_PAIRS))
        pairs.append(_PAIRS[pair])
    return "".join(reversed(pairs))


_ID = re.compile(f"[{_ALPHABET}]{{12}}")


def is_id(text: str) -> bool:
    """Tell whether a text has the form of an id, as a page makes them too."""
    return _ID.fullmatch(text) is not None


def now() -> datetime:
    holds_once()
    return read_clock()


def execute(statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> Any:
    """Run a statement about tables in the transaction of the session, past what the session does for entities.

    That is a third of the work of a short statement; every save runs eight of them.
    """
    return db.session.connection().execute(statement, values)


def read(statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
    """Run a query of columns past what the session does for entities, of which it makes none.

    What the session has not written yet goes first, as it does before a query of its own.
    """
    db.session.flush()
    return execute(statement, values)


E = TypeVar("E", bound=Base)


@cache
def columns_of(model: type[Base]) -> Mapping[str, Any]:
    """Return the columns of an entity, by the names of its attributes."""
    return {attribute.key: attribute.columns[0] for attribute in inspect(model).column_attrs}


def as_loaded(model: type[E], values: Sequence[Any], **related: Sequence[Any]) -> E:
    """Return the entity of a row that was read past the session, of ``columns_of`` in their order, as if the session
    had loaded it, with what it is related to. One that the session has stays as it is.

    A list in a column does not note here that something is added to it: give the column another list instead.
    """
    named = dict(zip(columns_of(model), values, strict=True))
    known = db.session.identity_map.get(identity_key(model, named["id"]))
    if isinstance(known, model):
        return known
    entity = model()
    vars(entity).update(named)
    for name, others in related.items():
        set_committed_value(entity, name, others)
    make_transient_to_detached(entity)
    db.session.add(entity)
    return entity


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


def insert_into(table: Table, dialect: str) -> Any:
    """Begin an INSERT … in a dialect, to which ON CONFLICT … can be added."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_there  # noqa: PLC0415  # 2 MB, for it alone

        return insert_there(table)
    return insert(table)


def insert_new(table: Table, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Build one INSERT … ON CONFLICT DO NOTHING for all rows, in the dialect of the current database."""
    return insert_into(table, db.engine.dialect.name).values(list(rows)).on_conflict_do_nothing()


def upsert(table: Table, rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> Any:
    """Build one INSERT … ON CONFLICT DO UPDATE for all rows, in the dialect of the current database."""
    statement = insert_into(table, db.engine.dialect.name).values(list(rows))
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=changed)
