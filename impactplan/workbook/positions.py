"""The order of the rows of a kind: where each stands, and putting it elsewhere."""

from __future__ import annotations

from collections.abc import Container, Sequence

from sqlalchemy import select, update

from impactplan.models import KINDS, Kind, db, item_table
from impactplan.workbook.writing import NotFoundError, Write

GAP = 2**20
"""The distance between neighbouring rows, so that a row can be put between them without renumbering."""


def move_item(
    write: Write,
    kind_key: str,
    item_id: str,
    *,
    index: int | None = None,
    by: int = 0,
    among: Container[str] | None = None,
) -> None:
    """Put a row at an index among its kind (or those rows of it that stand in its group), or some places up or down."""
    kind = KINDS[kind_key]
    rows = positions_of(write, kind)
    order = [row_id for row_id, _ in rows if among is None or row_id in among]
    if item_id not in order:
        raise NotFoundError
    at = order.index(item_id)
    to = max(0, min(len(order) - 1, at + by if index is None else index))
    if to == at:
        return
    rows = [row for row in rows if row[0] != item_id]
    ids = [row_id for row_id, _ in rows]
    # Up: just before the row that stands there. Down: right behind it.
    place = ids.index(order[to]) + (to > at)
    behind = ids[place - 1] if place else None
    set_position(write, kind, item_id, place_behind(write, kind, rows, behind, first=place == 0))


def set_position(write: Write, kind: Kind, item_id: str, position: int) -> None:
    db.session.execute(update(item_table).where(item_table.c.id == item_id).values(position=position))
    write.log("move", item_id, kind.key, {"v": position})
    write.touch(kind.key)


def positions_of(write: Write, kind: Kind) -> list[tuple[str, int]]:
    rows = db.session.execute(
        select(item_table.c.id, item_table.c.position)
        .where(
            item_table.c.plan_id == write.plan.id,
            item_table.c.kind == kind.key,
            item_table.c.deleted_at.is_(None),
        )
        .order_by(item_table.c.position, item_table.c.id)
    )
    return [(row.id, row.position) for row in rows]


def place_behind(
    write: Write, kind: Kind, rows: Sequence[tuple[str, int]], after: str | None, *, first: bool = False
) -> int:
    """Return a free position behind a row (or at the very front, or at the end), making room where there is none."""
    if not rows:
        return GAP
    ids = [row_id for row_id, _ in rows]
    if first:
        return rows[0][1] - GAP
    index = ids.index(after) if after in ids else len(rows) - 1
    if index == len(rows) - 1:
        return rows[-1][1] + GAP
    low, high = rows[index][1], rows[index + 1][1]
    if high - low < 2:
        for number, row_id in enumerate(ids, 1):
            set_position(write, kind, row_id, number * GAP)
        low, high = (index + 1) * GAP, (index + 2) * GAP
    return (low + high) // 2
