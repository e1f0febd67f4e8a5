"""The content of a database as lines of text, the same whatever database it came from, and back again.

The tables are those that the database has, not those of the models: so a backup can be made, and put back, at any
migration. A line is a JSON array with the values of a row, in the order of the table's columns.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    cast,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator

from impactplan.extensions import db

ROWS_AT_ONCE = 500


class DamagedError(Exception):
    """What is there is not what was written; the message says what."""


class _JsonInPostgresql(TypeDecorator[str]):
    """JSON read and written as the text that it is: nothing is lost between null and ``null``, or in its order."""

    impl = Text
    cache_ok = True

    def column_expression(self, column: Any) -> Any:
        return cast(column, Text)

    def bind_expression(self, value: Any) -> Any:
        return cast(value, postgresql.JSON)


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Yield a connection that sees the database as it is at this moment, whatever is written meanwhile."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    options = {} if is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with db.engine.connect().execution_options(**options) as connection, connection.begin():
        if is_sqlite:
            connection.exec_driver_sql("BEGIN")  # the driver begins before a write only
        wait_for_nothing(connection)
        yield connection


def wait_for_nothing(connection: Connection) -> None:
    """Lift the limit that a page's statements have: reading or filling a whole table takes its time."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def reflect_tables(connection: Connection) -> list[Table]:
    """Return the tables that there are, those that others refer to first."""
    metadata = MetaData()
    as_text: Any = _JsonInPostgresql() if connection.dialect.name == "postgresql" else Text()

    @event.listens_for(metadata, "column_reflect")
    def keep_json_as_text(_inspector: object, _table: Table, column: Any) -> None:
        if isinstance(column["type"], JSON):
            column["type"] = as_text

    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def dump_rows(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield the rows of a table as lines, in an order that every database agrees on."""
    key = list(table.primary_key.columns) or list(table.columns)
    order = [
        column.collate("C") if isinstance(column.type, String) and connection.dialect.name == "postgresql" else column
        for column in key
    ]
    rows = connection.execute(select(table).order_by(*order).execution_options(yield_per=ROWS_AT_ONCE))
    try:
        for row in rows:
            yield _encode_row(row)
    except (ValueError, TypeError) as error:
        raise DamagedError(f"the table {table.name} holds a value that cannot be read ({error})") from error


def _encode_row(row: Iterable[Any]) -> bytes:
    return json.dumps([_encode(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _encode(value: Any) -> Any:
    if isinstance(value, datetime):  # a moment without a zone is one in UTC, as SQLite keeps it
        return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _decoder(type_: Any) -> Callable[[Any], Any] | None:
    """Return what makes a value of this type from what stands in a line, if it is not that itself."""
    if isinstance(type_, DateTime):
        zone = UTC if type_.timezone else None
        return lambda value: datetime.fromisoformat(value).replace(tzinfo=zone)
    if isinstance(type_, Date):
        return date.fromisoformat
    if isinstance(type_, Time):
        return time.fromisoformat
    return base64.b64decode if isinstance(type_, LargeBinary) else None


def load_rows(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Fill an empty table and return how many rows it has."""
    names = [column.name for column in table.columns]
    decoders = [(name, decode) for name in names if (decode := _decoder(table.c[name].type))]
    count, rows = 0, (dict(zip(names, json.loads(line), strict=True)) for line in lines)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        for row in batch:
            for name, decode in decoders:
                if row[name] is not None:
                    row[name] = decode(row[name])
        connection.execute(insert(table), batch)
        count += len(batch)
    _go_on_counting(connection, table)
    return count


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Have PostgreSQL number the next row after the last one that was filled in."""
    if connection.dialect.name != "postgresql":
        return
    quoted = connection.dialect.identifier_preparer.format_table(table)
    for column in table.primary_key.columns:
        sequence = select(func.pg_get_serial_sequence(quoted, column.name)).scalar_subquery()
        if connection.scalar(select(sequence)) is not None:
            highest = select(func.max(column)).scalar_subquery()
            connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def digest_of(lines: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()
