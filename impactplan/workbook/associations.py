"""Writing an association from its far end: the lists of the items that hold it change, each as its own edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from impactplan.models import KINDS, Field, PlanItem, PlanReference, Revision, db
from impactplan.workbook.history import rewind
from impactplan.workbook.inverse import held_by
from impactplan.workbook.writing import TargetError, Write

item_table: Any = PlanItem.__table__
reference_table: Any = PlanReference.__table__


def load_naming(write: Write, declared: Field, item_id: str) -> list[str]:
    """Return the live items whose field names this one, in their order."""
    near = KINDS[declared.targets[0]]
    if near.fields[declared.through].type == "ref":
        names = select(near.table.c.id).where(near.table.c[declared.through] == item_id)
    else:
        names = select(reference_table.c.item_id).where(
            reference_table.c.field == declared.through, reference_table.c.target_id == item_id
        )
    query = (
        select(item_table.c.id)
        .where(
            item_table.c.plan_id == write.plan.id,
            item_table.c.kind == near.key,
            item_table.c.deleted_at.is_(None),
            item_table.c.id.in_(names),
        )
        .order_by(item_table.c.position, item_table.c.id)
    )
    return list(db.session.execute(query).scalars())


def is_overwritten(write: Write, declared: Field, item_id: str, changing: set[str], seen: int | None) -> bool:
    """Tell whether somebody changed, after ``seen``, the very association that is now changed."""
    if seen is None or seen >= write.seq - 1:
        return False
    since = select(Revision.item_id).where(
        Revision.plan_id == write.plan.id,
        Revision.item_id.in_(changing),
        Revision.seq > seen,
        func.coalesce(Revision.field, declared.through) == declared.through,
        Revision.action != "move",
    )
    touched = set(db.session.execute(since).scalars())
    if not touched:
        return False
    query = select(Revision).where(Revision.plan_id == write.plan.id, Revision.item_id.in_(touched))
    entries = list(db.session.execute(query.order_by(Revision.id)).scalars())
    then, now = (_naming_in(log, declared, item_id) for log in ([e for e in entries if e.seq <= seen], entries))
    return then != now


def _naming_in(entries: Iterable[Any], declared: Field, item_id: str) -> set[str]:
    items = rewind(entries).values()
    return {item.id for item in items if item.live and item_id in held_by(item.values.get(declared.through))}


def load_held(write: Write, declared: Field, name: str, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what the items that will change hold now; one that may not be chosen is a TargetError."""
    near, wanted = KINDS[declared.targets[0]], list(ids)
    live = select(item_table.c.id).where(
        item_table.c.plan_id == write.plan.id,
        item_table.c.kind == near.key,
        item_table.c.id.in_(wanted),
        item_table.c.deleted_at.is_(None),
    )
    if near.fields[declared.through].type == "ref":
        rows = db.session.execute(
            select(near.table.c.id, near.table.c[declared.through]).where(near.table.c.id.in_(live))
        )
        held = {row[0]: held_by(row[1]) for row in rows}
    else:
        table = reference_table
        same = (table.c.item_id == item_table.c.id) & (table.c.field == declared.through)
        rows = db.session.execute(
            select(item_table.c.id, table.c.target_id)
            .select_from(item_table.join(table, same, isouter=True))
            .where(item_table.c.id.in_(live))
            .order_by(table.c.slot)
        )
        held = {}
        for near_id, target in rows:
            held[near_id] = (*held.get(near_id, ()), *held_by(target))
    if set(held) != set(wanted):
        raise TargetError(name)
    return held


def change_held(declared: Field, held: tuple[str, ...], item_id: str, *, add: bool) -> Any:
    """Return what the holding field becomes once it names the item, or does so no more."""
    if KINDS[declared.targets[0]].fields[declared.through].type == "ref":
        return item_id if add else None
    rest = tuple(one for one in held if one != item_id)
    return (*rest, item_id) if add else rest
