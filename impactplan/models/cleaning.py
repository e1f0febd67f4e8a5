"""Clearing away what is old, a batch at a time, so that nobody who writes waits long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select

from impactplan.models.base import db

BATCH = 500


def delete_in_batches(
    table: Table, *where: ColumnElement[bool], after: Callable[[Sequence[Any]], None] | None = None
) -> int:
    """Delete the rows that the conditions name and return how many; each batch is committed in its own transaction.

    What goes is looked up before a write begins: on SQLite, one that searches keeps all others waiting. ``after`` is
    given the rows of each batch once these are gone, to clear away what belongs to them.
    """
    (key,) = table.primary_key.columns
    gone = 0
    while rows := db.session.execute(select(table).where(*where).limit(BATCH)).all():
        db.session.commit()  # ends the read transaction; nothing is expired
        db.session.execute(delete(table).where(key.in_([row._mapping[key] for row in rows])))
        db.session.commit()
        if after is not None:
            after(rows)
        gone += len(rows)
    db.session.commit()
    return gone
