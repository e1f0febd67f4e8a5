"""Undoing a batch, by a new write like any other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from impactplan.models import KINDS, Revision, db
from impactplan.workbook.history import Rewound
from impactplan.workbook.operations import delete_item, restore_item, set_fields
from impactplan.workbook.positions import set_position
from impactplan.workbook.writing import Write, WriteError


class ChangedSinceError(WriteError):
    """What the batch wrote was written again since, so undoing it would overwrite that."""


def undo_batch(write: Write, batch: str) -> list[tuple[str, str]]:
    """Reverse a batch, newest entry first, and return the (kind, item) pairs it was about.

    Nothing is undone when any of it was changed since: then ChangedSinceError.
    """
    entries = _entries(write, batch)
    if not entries:
        raise ChangedSinceError
    touched: list[tuple[str, str]] = []
    for item_id, kind in dict.fromkeys((entry.item_id, entry.kind) for entry in reversed(entries)):
        log = list(
            db.session.execute(
                select(Revision)
                .where(Revision.plan_id == write.plan.id, Revision.item_id == item_id)
                .order_by(Revision.id)
            ).scalars()
        )
        _undo_item(write, kind, log, batch)
        touched.append((kind, item_id))
    return touched


def _entries(write: Write, batch: str) -> list[Any]:
    query = select(Revision).where(Revision.plan_id == write.plan.id, Revision.batch == batch, Revision.kind != "plan")
    return list(db.session.execute(query.order_by(Revision.id)).scalars())


def _undo_item(write: Write, kind: str, log: list[Any], batch: str) -> None:
    first = next(index for index, entry in enumerate(log) if entry.batch == batch)
    before = Rewound(log[0].item_id, kind, live=False)
    for entry in log[:first]:
        before.live = True if entry.action == "create" else before.live
        before.apply(entry)
    now = Rewound(log[0].item_id, kind)
    for entry in log:
        now.apply(entry)
    mine = [entry for entry in log if entry.batch == batch]
    later = [entry for entry in log if entry.id > mine[-1].id]
    fields = {entry.field for entry in mine if entry.action == "set"}
    if KINDS[kind].sheet:  # a sheet stays, so what it was begun with is taken out field by field
        fields |= {name for entry in mine if entry.action == "create" for name in entry.after["v"]["values"]}
    if any(entry.field in fields for entry in later if entry.action == "set"):
        raise ChangedSinceError
    if any(entry.action in {"delete", "restore"} for entry in later):
        raise ChangedSinceError
    _go_back(write, kind, before, now, fields, moved=any(entry.action == "move" for entry in mine))


def _go_back(write: Write, kind: str, before: Rewound, now: Rewound, fields: set[str], *, moved: bool) -> None:
    declared = KINDS[kind].fields
    if before.live and not now.live:
        restore_item(write, kind, now.id)
    if fields:
        values = {name: declared[name].from_json(before.values.get(name)) for name in fields}
        set_fields(write, kind, now.id, values, now.versions, typing=False)
    if moved and before.live:
        set_position(write, KINDS[kind], now.id, before.position)
    if now.live and not before.live and not KINDS[kind].sheet:
        delete_item(write, kind, now.id)
