"""Threads and remarks as a page reads them: columns instead of entities, which cost a page six times as much.

One statement brings them beside rows of another kind, in which they are nothing. So what would be worked on in every
row, such as a moment, comes as the database has it, and is read only where there is one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import JSON, ColumnElement, String, inspect, type_coerce

from impactplan.models import Base, Remark, Thread
from impactplan.models.base import UtcDateTime

T = TypeVar("T")


@dataclass(frozen=True)
class ThreadRecord:
    id: str
    step: str
    kind: str | None
    item_id: str | None
    field: str | None
    quote: str
    circle: str
    reflection_of: int | None
    begun_by: int | None
    begun_side: str
    begun_at: datetime
    state: str
    awaits: str
    seq: int
    changed_at: datetime


@dataclass(frozen=True)
class RemarkRecord:
    id: str
    number: int
    thread_id: str
    author_id: int | None
    side: str
    body: str
    asks: bool
    answer: str | None
    review_id: str | None
    sent_at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None


AnyThread: TypeAlias = Thread | ThreadRecord
AnyRemark: TypeAlias = Remark | RemarkRecord


class Columns:
    """The columns of a table in a statement, and what is made of them in a row."""

    def __init__(self, model: type[Base], start: int, record: Any = None) -> None:
        names = [one.name for one in (fields(record) if record else inspect(model).columns)]
        attributes = [getattr(model, name) for name in names]
        self.make = record or model
        self.names = names
        self.columns: list[ColumnElement[Any]] = [
            type_coerce(one, String).label(f"{model.__tablename__}_{name}")
            if isinstance(one.type, UtcDateTime | JSON)
            else one.label(f"{model.__tablename__}_{name}")
            for name, one in zip(names, attributes, strict=True)
        ]
        self.place = slice(start, start + len(names))
        self._read = [
            (name, _to_moment if isinstance(one.type, UtcDateTime) else _to_json)
            for name, one in zip(names, attributes, strict=True)
            if isinstance(one.type, UtcDateTime | JSON)
        ]

    def read(self, row: Sequence[Any]) -> Any:
        values = dict(zip(self.names, row[self.place], strict=True))
        for name, read in self._read:
            values[name] = read(values[name])
        return self.make(**values)


def _to_moment(value: Any) -> datetime | None:
    """Read a moment as a database has it: SQLite in letters, and without a zone."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC) if value else None


def _to_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
