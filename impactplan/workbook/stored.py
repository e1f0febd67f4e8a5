"""How one item is read and kept: its columns, its references, and what may be referred to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, exists, func, select
from sqlalchemy.orm import aliased

from impactplan.access.people import signed_in
from impactplan.access.plans import THE_PLAN, THE_USER
from impactplan.models import KINDS, Kind, Revision, db, item_table, reference_table, upsert
from impactplan.models.base import execute
from impactplan.workbook.derived import MEASURED
from impactplan.workbook.history import tidy
from impactplan.workbook.writing import TargetError, Write


def load_item(write: Write, kind: Kind, ref: str, changes: Mapping[str, Any]) -> Any:
    """Read, in one query, a live item with its live references, the last log entry of the field that changes, whether
    the writer did something else since, and how many of the references in the changes lead to a live item."""
    targets = {name: named for name, value in changes.items() if (named := _targets(kind, name, value))}
    query = _one_item(kind.key, tuple(targets), is_sheet=kind.sheet and ref == kind.key)
    values = {"the_item": ref, **_bound(write, next(iter(changes), None))}
    row = execute(query, values | {f"targets_{name}": named for name, named in targets.items()}).first()
    for name, named in targets.items() if row is not None else ():
        if getattr(row, f"n_{name}") != len(named):
            raise TargetError(name)
    return row


@cache
def _one_item(kind: str, referring: tuple[str, ...], *, is_sheet: bool) -> Any:
    query = _item_query(kind, referring)
    return query if is_sheet else query.where(item_table.c.id == bindparam("the_item"))


def load_items(write: Write, kind: Kind, which: Any) -> Sequence[Any]:
    """Read, in one query, the live items of a kind for which a condition holds, in their order."""
    ordered = _item_query(kind.key, ()).where(which).order_by(item_table.c.position, item_table.c.id)
    return db.session.execute(ordered, _bound(write, None)).all()


def _bound(write: Write, field: str | None) -> dict[str, Any]:
    return {"the_plan": write.plan.id, "the_user": signed_in(write.actor).id, "the_field": field}


@cache
def _item_query(key: str, referring: tuple[str, ...]) -> Any:
    """Return the query of the live items of a kind in a plan, with a count for each of the fields that refer to
    others."""
    kind, field = KINDS[key], bindparam("the_field", type_=String)
    newest = (
        select(func.max(Revision.id))
        .where(Revision.item_id == item_table.c.id, Revision.field == field)
        .correlate(item_table)
        .scalar_subquery()
    )
    later = aliased(Revision)
    wrote_since = exists().where(later.plan_id == THE_PLAN, later.seq > Revision.seq, later.actor_id == THE_USER)
    return (
        select(
            item_table.c.id,
            item_table.c.field_versions,
            *(item_table.c[name] for name in MEASURED),
            *(_live_column(kind, name).label(f"f_{name}") for name in kind.stored),
            *(_target_count(kind, name).label(f"n_{name}") for name in referring),
            Revision.batch.label("last_batch"),
            Revision.action.label("last_action"),
            Revision.actor_id.label("last_actor"),
            Revision.at.label("last_at"),
            Revision.seq.label("last_seq"),
            Revision.origin.label("last_origin"),
            wrote_since.correlate(Revision).label("wrote_since"),
        )
        .select_from(item_table)
        .join(kind.table, and_(kind.table.c.id == item_table.c.id, kind.table.c.plan_id == item_table.c.plan_id))
        .join(Revision, Revision.id == newest, isouter=True)
        .where(item_table.c.plan_id == THE_PLAN, item_table.c.kind == kind.key, item_table.c.deleted_at.is_(None))
    )


def _live_column(kind: Kind, name: str) -> Any:
    """Return the column of a field; a reference to an item that is gone reads as none."""
    declared, target = kind.fields[name], item_table.alias(f"t_{name}")
    if declared.type == "ref":
        column = kind.table.c[name]
        return select(target.c.id).where(target.c.id == column, target.c.deleted_at.is_(None)).scalar_subquery()
    if declared.type != "refs":
        return kind.table.c[name]
    places = reference_table.alias(f"r_{name}")
    place = cast(places.c.slot, String) + ":" + func.coalesce(target.c.id, "")
    return (
        select(func.aggregate_strings(place, ","))
        .select_from(places.join(target, (target.c.id == places.c.target_id) & target.c.deleted_at.is_(None), True))
        .where(places.c.item_id == item_table.c.id, places.c.field == name)
        .correlate(item_table)
        .scalar_subquery()
    )


def _targets(kind: Kind, name: str, value: Any) -> list[str]:
    if not value or not kind.fields[name].is_reference:
        return []
    return [value] if isinstance(value, str) else list(value)


def _target_count(kind: Kind, name: str) -> Any:
    """Count the items that a value refers to and that may be referred to."""
    target = item_table.alias(f"c_{name}")
    return (
        select(func.count())
        .select_from(target)
        .where(
            target.c.plan_id == THE_PLAN,
            target.c.id.in_(bindparam(f"targets_{name}", expanding=True)),
            target.c.kind.in_(kind.fields[name].targets),
            target.c.deleted_at.is_(None),
        )
        .scalar_subquery()
    )


def check_targets(write: Write, kind: Kind, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if targets := _targets(kind, name, value):
            bound = {"the_plan": write.plan.id, f"targets_{name}": targets}
            if db.session.execute(select(_target_count(kind, name)), bound).scalar() != len(targets):
                raise TargetError(name)


def values_of(kind: Kind, row: Any) -> tuple[dict[str, Any], dict[str, int]]:
    """Return an item's values, and how many places its many-reference fields take."""
    values, places = {}, {}
    for name, declared in kind.stored.items():
        value = getattr(row, f"f_{name}")
        if declared.type == "refs":
            slots = (
                sorted((int(slot), target) for slot, _, target in (s.partition(":") for s in value.split(",")))
                if value
                else []
            )
            places[name] = len(slots)
            value = [target for _, target in slots if target]
        values[name] = value
    return tidy(kind, values), places


def write_references(write: Write, name: str, lists: Iterable[tuple[str, Sequence[str], int]]) -> None:
    """Write lists of references in one statement, each as (item, targets, places so far); places that fall away
    stay behind empty."""
    rows = [
        {
            "item_id": item_id,
            "field": name,
            "slot": slot,
            "plan_id": write.plan.id,
            "target_id": targets[slot] if slot < len(targets) else None,
        }
        for item_id, targets, before in lists
        for slot in range(max(len(targets), before))
    ]
    if rows:
        db.session.execute(upsert(reference_table, rows, ("item_id", "field", "slot")))


def to_column(kind: Kind, name: str, value: Any) -> Any:
    if kind.fields[name].type == "choices":
        return list(value) if value else None
    return value if value != "" else None


def is_same(kind: Kind, name: str, mine: Any, theirs: Any) -> bool:
    declared = kind.fields[name]
    if not declared.is_filled(mine) and not declared.is_filled(theirs):
        return True
    if declared.is_list:
        return tuple(mine or ()) == tuple(theirs or ())
    return bool(mine == theirs)
