"""Writing an association from its inverse side: the items on the owning side change, each as its own edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from impactplan.models import KINDS, Field, Revision, db, item_table, reference_table
from impactplan.workbook.completeness import measure
from impactplan.workbook.history import rewind
from impactplan.workbook.inverse import referenced_ids
from impactplan.workbook.stored import load_items, values_of, write_references
from impactplan.workbook.writing import LockedError, Write


@dataclass(frozen=True)
class OwningItem:
    """An item on the owning side: its values, how many places its lists take, and what its field refers to now."""

    id: str
    versions: Mapping[str, int]
    values: Mapping[str, Any]
    places: Mapping[str, int]
    referenced: tuple[str, ...]


def load_owning_items(write: Write, declared: Field, item_id: str, chosen: Iterable[str]) -> list[OwningItem]:
    """Return, in one query and in their order, the live items that refer to this one or are chosen to."""
    kind, through = KINDS[declared.targets[0]], declared.through
    if kind.fields[through].type == "ref":
        names = select(kind.table.c.id).where(kind.table.c[through] == item_id)
    else:
        names = select(reference_table.c.item_id).where(
            reference_table.c.field == through, reference_table.c.target_id == item_id
        )
    owning_items = []
    for row in load_items(write, kind, item_table.c.id.in_(names) | item_table.c.id.in_(tuple(chosen))):
        values, places = values_of(kind, row)
        referenced = referenced_ids(values[through])
        owning_items.append(OwningItem(row.id, row.field_versions or {}, values, places, referenced))
    return owning_items


def set_association(
    write: Write, declared: Field, item_id: str, changing: Sequence[OwningItem], chosen: set[str]
) -> None:
    """Have the items refer to this one, or no longer; each is an edit of its own, in one statement for all."""
    kind, name = KINDS[declared.targets[0]], declared.through
    if kind.lock and any(owning.values[kind.lock] is not None for owning in changing):
        raise LockedError
    referenced = {
        owning.id: change_reference(kind.fields[name], owning.referenced, item_id, add=owning.id in chosen)
        for owning in changing
    }
    if kind.fields[name].type == "ref":
        table = kind.table
        statement = update(table).where(table.c.id == bindparam("the_id")).values({name: bindparam("the_value")})
        rows = [{"the_id": owning_id, "the_value": value} for owning_id, value in referenced.items()]
        db.session.execute(statement, rows)
    else:
        write_references(write, name, [(owning.id, referenced[owning.id], owning.places[name]) for owning in changing])
    columns = ("field_versions", *measure(kind, {}))
    changed = update(item_table).where(item_table.c.id == bindparam("the_id"))
    measured_rows = []
    for owning in changing:
        write.log("set", owning.id, kind.key, {"v": kind.fields[name].to_json(referenced[owning.id])}, name)
        versions = {**owning.versions, name: write.seq}
        measured = measure(kind, {**owning.values, name: referenced[owning.id]})
        measured_rows.append(
            {"the_id": owning.id, "the_field_versions": versions} | {f"the_{key}": measured[key] for key in measured}
        )
    db.session.execute(changed.values({column: bindparam(f"the_{column}") for column in columns}), measured_rows)
    write.touch(kind.key)


def is_overwritten(write: Write, declared: Field, item_id: str, changing: set[str], seen: int | None) -> bool:
    """Tell whether somebody changed, after ``seen``, the very association that is now changed; or whether the plan was
    put back since, so that what was seen need not be in the log."""
    if seen is None or seen >= write.seq - 1:
        return False
    put_back = select(Revision.id).where(Revision.plan_id == write.plan.id, Revision.seq > seen, Revision.is_put_back)
    if db.session.execute(put_back.limit(1)).first():
        return True
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
    return {item.id for item in items if item.live and item_id in referenced_ids(item.values.get(declared.through))}


def change_reference(declared: Field, referenced: tuple[str, ...], item_id: str, *, add: bool) -> Any:
    """Return the value of the owning field once it refers to the item, or no longer does."""
    if declared.type == "ref":
        return item_id if add else None
    rest = tuple(target for target in referenced if target != item_id)
    return (*rest, item_id) if add else rest
