"""Writing an association from its far end: the lists of the items that hold it change, each as its own edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from impactplan.models import KINDS, Field, Revision, db, item_table, reference_table
from impactplan.workbook.completeness import measure
from impactplan.workbook.history import rewind
from impactplan.workbook.inverse import held_by
from impactplan.workbook.stored import load_items, values_of, write_references
from impactplan.workbook.writing import LockedError, Write


@dataclass(frozen=True)
class Near:
    """An item that holds, or is to hold, the association: its values, and the places that its lists take."""

    id: str
    versions: Mapping[str, int]
    values: Mapping[str, Any]
    places: Mapping[str, int]
    held: tuple[str, ...]


def load_near(write: Write, declared: Field, item_id: str, wanted: Iterable[str]) -> list[Near]:
    """Return, in one query and in their order, the live items that name this one or are wanted to."""
    kind, through = KINDS[declared.targets[0]], declared.through
    if kind.fields[through].type == "ref":
        names = select(kind.table.c.id).where(kind.table.c[through] == item_id)
    else:
        names = select(reference_table.c.item_id).where(
            reference_table.c.field == through, reference_table.c.target_id == item_id
        )
    found = []
    for row in load_items(write, kind, item_table.c.id.in_(names) | item_table.c.id.in_(tuple(wanted))):
        values, places = values_of(kind, row)
        found.append(Near(row.id, row.field_versions or {}, values, places, held_by(values[through])))
    return found


def hold(write: Write, declared: Field, item_id: str, changing: Sequence[Near], wanted: set[str]) -> None:
    """Have the items name this one, or name it no more; each is an edit of its own, written in as few statements."""
    kind, name = KINDS[declared.targets[0]], declared.through
    if kind.lock and any(one.values[kind.lock] is not None for one in changing):
        raise LockedError
    held = {one.id: change_held(kind.fields[name], one.held, item_id, add=one.id in wanted) for one in changing}
    if kind.fields[name].type == "ref":
        table = kind.table
        statement = update(table).where(table.c.id == bindparam("the_id")).values({name: bindparam("the_value")})
        db.session.execute(statement, [{"the_id": near_id, "the_value": value} for near_id, value in held.items()])
    else:
        write_references(write, name, [(one.id, held[one.id], one.places[name]) for one in changing])
    columns = ("field_versions", *measure(kind, {}))
    changed = update(item_table).where(item_table.c.id == bindparam("the_id"))
    rows = []
    for one in changing:
        write.log("set", one.id, kind.key, {"v": kind.fields[name].to_json(held[one.id])}, name)
        versions = {**one.versions, name: write.seq}
        measured = measure(kind, {**one.values, name: held[one.id]})
        rows.append(
            {"the_id": one.id, "the_field_versions": versions} | {f"the_{key}": measured[key] for key in measured}
        )
    db.session.execute(changed.values({column: bindparam(f"the_{column}") for column in columns}), rows)
    write.touch(kind.key)


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


def change_held(holding: Field, held: tuple[str, ...], item_id: str, *, add: bool) -> Any:
    """Return what the holding field becomes once it names the item, or does so no more."""
    if holding.type == "ref":
        return item_id if add else None
    rest = tuple(one for one in held if one != item_id)
    return (*rest, item_id) if add else rest
