"""Rows that were made once, written again in a few statements: other ids, and times as if they were made now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, select

from impactplan.models import db, is_id, new_id, now
from impactplan.models.base import execute


def filled_tables() -> list[str]:
    """Return which tables have rows, in an order to delete them in; one question tells of all."""
    names = [table.name for table in reversed(db.metadata.sorted_tables)]  # our own
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    cursor = db.session.connection().connection.cursor()  # past what would be compiled
    try:
        cursor.execute(asked)
        filled = {name for (name,) in cursor.fetchall()}
    finally:
        cursor.close()
    return [name for name in names if name in filled]


class RowsCopy:
    """All that is in the database."""

    def __init__(self) -> None:
        self.taken = now()
        found = {table: execute(select(table)).mappings().all() for table in db.metadata.sorted_tables}
        self.rows: dict[Table, list[dict[str, Any]]] = {
            table: [dict(row) for row in rows] for table, rows in found.items() if rows
        }

    def write(self) -> Callable[[str], str]:
        """Write all rows; return what tells the new id for an old one."""
        ids: defaultdict[str, str] = defaultdict(new_id)
        later = now() - self.taken
        for table, rows in self.rows.items():
            execute(insert(table), [{name: _renew(value, ids, later) for name, value in row.items()} for row in rows])
        db.session.commit()
        return ids.__getitem__


def _renew(value: Any, ids: Mapping[str, str], later: timedelta) -> Any:
    if isinstance(value, str):
        return ids[value] if is_id(value) else value
    if isinstance(value, datetime):
        return value + later
    if isinstance(value, dict):
        return {name: _renew(inside, ids, later) for name, inside in value.items()}
    return [_renew(inside, ids, later) for inside in value] if isinstance(value, list) else value
