"""The order of rows: where each stands, and putting it elsewhere.

Rows stand in order among their kind. The boxes of the theory of change stand in order among all boxes, as rows of
several kinds share a column there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from impactplan.models import BOX_KINDS, KINDS, Kind, db, item_table
from impactplan.models.base import execute
from impactplan.workbook.writing import NotFoundError, Write

GAP = 2**20
"""The distance between neighbouring rows, so that a row can be put between them without renumbering."""


@dataclass(frozen=True)
class Place:
    id: str
    kind: str
    position: int


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
    places = load_places(write, kind)
    order = [place.id for place in places if place.kind == kind_key and (among is None or place.id in among)]
    if item_id not in order:
        raise NotFoundError
    at = order.index(item_id)
    to = max(0, min(len(order) - 1, at + by if index is None else index))
    if to == at:
        return
    others = [place for place in places if place.id != item_id]
    ids = [place.id for place in others]
    # Up: just before the row that stands there. Down: right behind it.
    behind = ids.index(order[to]) + (to > at)
    position = place_behind(write, others, ids[behind - 1] if behind else None, first=behind == 0)
    set_positions(write, [Place(item_id, kind_key, position)])


def move_behind(write: Write, kind_key: str, item_id: str, after: str | None) -> None:
    """Put a row right behind another one that it stands in order with, or before all of them."""
    places = load_places(write, KINDS[kind_key])
    others = [place for place in places if place.id != item_id]
    ids = [place.id for place in others]
    own = next((at for at, place in enumerate(places) if place.id == item_id and place.kind == kind_key), None)
    if own is None or (after is not None and after not in ids):
        raise NotFoundError
    if (places[own - 1].id if own else None) == after:
        return
    position = place_behind(write, others, after, first=after is None)
    set_positions(write, [Place(item_id, kind_key, position)])


_SET_POSITION = (
    update(item_table)
    .where(item_table.c.id == bindparam("the_item"))
    .values(position=bindparam("the_position", type_=item_table.c.position.type))
)


def set_positions(write: Write, places: Sequence[Place]) -> None:
    rows = [{"the_item": place.id, "the_position": place.position} for place in places]
    if not rows:
        return
    execute(_SET_POSITION, rows)
    for place in places:
        write.log("move", place.id, place.kind, {"v": place.position})
        write.touch(place.kind)


def load_places(write: Write, kind: Kind) -> list[Place]:
    """Return the rows of a kind, and of the kinds that it stands in order with, in that order."""
    rows = db.session.execute(
        select(item_table.c.id, item_table.c.kind, item_table.c.position)
        .where(
            item_table.c.plan_id == write.plan.id,
            item_table.c.kind.in_(BOX_KINDS if kind.key in BOX_KINDS else [kind.key]),
            item_table.c.deleted_at.is_(None),
        )
        .order_by(item_table.c.position, item_table.c.id)
    )
    return [Place(*row) for row in rows]


def count_rows(places: Iterable[Place], kind: Kind) -> int:
    return sum(place.kind == kind.key for place in places)


def place_behind(write: Write, places: Sequence[Place], after: str | None, *, first: bool = False) -> int:
    """Return a free position behind a row (or at the very front, or at the end), making room where there is none."""
    if not places:
        return GAP
    if first:
        return places[0].position - GAP
    ids = [place.id for place in places]
    index = ids.index(after) if after in ids else len(places) - 1
    if index == len(places) - 1:
        return places[-1].position + GAP
    low, high = places[index].position, places[index + 1].position
    if high - low < 2:
        set_positions(write, [Place(place.id, place.kind, at * GAP) for at, place in enumerate(places, 1)])
        low, high = (index + 1) * GAP, (index + 2) * GAP
    return (low + high) // 2


def order_places(write: Write, kind_key: str, order: Sequence[str]) -> None:
    """Put all rows that stand in order with a kind in another order. What is not named comes last, as it stands."""
    places = load_places(write, KINDS[kind_key])
    at = {item_id: number for number, item_id in enumerate(order)}
    ordered = sorted(places, key=lambda place: at.get(place.id, len(at)))
    if ordered == places:
        return
    moved = [Place(place.id, place.kind, number * GAP) for number, place in enumerate(ordered, 1)]
    there = set(places)
    set_positions(write, [place for place in moved if place not in there])
