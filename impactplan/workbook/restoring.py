"""Bringing fields or a whole row back as they were at an earlier moment, by a new write like any other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from impactplan.models import KINDS, Kind, Revision, db, item_table
from impactplan.workbook.history import Rewound, rewind
from impactplan.workbook.inverse import referenced_ids
from impactplan.workbook.operations import SaveResult, restore_item, set_fields
from impactplan.workbook.queries import ENTRY
from impactplan.workbook.writing import NotFoundError, TargetError, Write


@dataclass(frozen=True)
class Restored:
    """What became of it: the item, and what could not be brought back."""

    item_id: str
    conflicts: Sequence[str] = ()
    """The fields that somebody wrote since the page was read."""
    left_out: bool = False
    """Whether references to rows that were removed since are left out."""


def restore_fields(
    write: Write, kind_key: str, item_id: str, seq: int, names: Collection[str], seen: Mapping[str, int]
) -> Restored:
    """Give fields of an item the values that they had at a seq. What was written since it was seen is left alone."""
    kind = KINDS[kind_key]
    then = _load_item_at(write, item_id, kind, seq)
    values = _values_of(kind, then, names)
    kept = _without_dead(write, kind, values)
    if len(values) == 1 and kept != values:
        raise TargetError(next(iter(values)))
    return _set(write, kind, item_id, kept, seen, left_out=kept != values)


def restore_row(write: Write, kind_key: str, item_id: str, seq: int) -> Restored:
    """Bring a row back that was removed, as it was at a seq."""
    kind = KINDS[kind_key]
    then = _load_item_at(write, item_id, kind, seq)
    values = _values_of(kind, then, kind.stored)
    restore_item(write, kind_key, item_id)
    kept = _without_dead(write, kind, values)
    return _set(write, kind, item_id, kept, {}, left_out=kept != values)


def _load_item_at(write: Write, item_id: str, kind: Kind, seq: int) -> Rewound:
    """Return an item as it was at a seq; NotFoundError if it was not there. A sheet was, if empty."""
    same = Revision.plan_id == write.plan.id, Revision.item_id == item_id, Revision.kind == kind.key
    log = db.session.execute(select(*ENTRY).where(*same, Revision.seq <= seq).order_by(Revision.id))
    item = rewind(log).get(item_id) or Rewound(item_id, kind.key, live=kind.sheet)
    if not item.live:
        raise NotFoundError
    return item


def _values_of(kind: Kind, item: Rewound, names: Collection[str]) -> dict[str, Any]:
    """Return the values of fields that somebody may write; what an operation wrote stays as it is."""
    declared = {name: field for name, field in kind.stored.items() if name in names and not field.fixed}
    return {name: field.from_json(item.values.get(name)) for name, field in declared.items()}


def _without_dead(write: Write, kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values without the references to rows that are not there any more."""
    referring = {name: referenced_ids(value) for name, value in values.items() if kind.fields[name].is_reference}
    ids = {target for targets in referring.values() for target in targets}
    if not ids:
        return dict(values)
    there = item_table.c.plan_id == write.plan.id, item_table.c.deleted_at.is_(None), item_table.c.id.in_(ids)
    live = set(db.session.scalars(select(item_table.c.id).where(*there)))
    kept = dict(values)
    for name, targets in referring.items():
        left = tuple(target for target in targets if target in live)
        if left != targets:
            kept[name] = left if kind.fields[name].is_list else None
    return kept


def _set(
    write: Write, kind: Kind, item_id: str, values: Mapping[str, Any], seen: Mapping[str, int], *, left_out: bool
) -> Restored:
    result = set_fields(write, kind.key, item_id, values, seen, typing=False) if values else SaveResult(item_id)
    return Restored(item_id, [conflict.field for conflict in result.conflicts], left_out)
