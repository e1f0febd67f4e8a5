"""What an item cannot refer to, though its kind fits: itself, and what would lead back to it. A form leaves it out; a
write refuses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import Field, Kind, item_table, reference_table
from impactplan.models.base import execute
from impactplan.workbook.inverse import referenced_ids
from impactplan.workbook.writing import CircleError, Write


def find_barred(state: PlanState, item: Item, declared: Field) -> set[str]:
    """Return the ids of what a reference of an item cannot lead to."""
    barred = {item.id} if item.kind in declared.targets else set()
    if declared.apart_from:
        barred |= set(referenced_ids(item.get(declared.apart_from)))
    if declared.no_circle is not None:
        ends = {row.id: referenced_ids(row[declared.name]) for row in state.rows(item.kind)}
        barred |= {row_id for row_id in ends if leads_to(ends, ends[row_id], item.id)}
    return barred


def leads_to(ends: Mapping[str, Iterable[str]], begins: Iterable[str], item_id: str) -> bool:
    """Tell whether one comes to an item by going on from some others, of each to all that it refers to."""
    ahead, seen = list(begins), set[str]()
    while ahead:
        at = ahead.pop()
        if at == item_id:
            return True
        if at not in seen:
            seen.add(at)
            ahead += ends.get(at, ())
    return False


def refuse_circles(
    write: Write, kind: Kind, item_id: str, changes: Mapping[str, Any], current: Mapping[str, Any]
) -> None:
    """Raise CircleError for a reference that would lead back to the item, or to where its other end lies."""
    for name, value in changes.items():
        declared = kind.fields[name]
        begins = referenced_ids(value) if declared.is_reference else ()
        if not begins or set(begins) <= set(referenced_ids(current.get(name))):
            continue  # nothing that was not there
        if declared.apart_from and {**current, **changes}.get(declared.apart_from) in begins:
            raise CircleError(name, _("It begins there too: choose another one."))
        if declared.no_circle is not None and leads_to(_ends(write, name, kind), begins, item_id):
            raise CircleError(name, str(declared.no_circle))


def _ends(write: Write, name: str, kind: Kind) -> dict[str, list[str]]:
    """Return what the live items of a plan refer to in a field that holds many references."""
    places = (
        select(reference_table.c.item_id, reference_table.c.target_id)
        .join(item_table, item_table.c.id == reference_table.c.item_id)
        .where(
            item_table.c.plan_id == write.plan.id,
            item_table.c.kind == kind.key,
            item_table.c.deleted_at.is_(None),
            reference_table.c.field == name,
            reference_table.c.target_id.is_not(None),
        )
    )
    ends: dict[str, list[str]] = {}
    for item_id, target_id in execute(places):
        ends.setdefault(item_id, []).append(target_id)
    return ends
