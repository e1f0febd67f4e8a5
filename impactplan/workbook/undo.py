"""Undoing a batch, by a new write like any other; undoing that one does the batch again.

What counts is what stands there now: where it is as the batch left it, it can be undone, whatever happened in between
and was taken back. So one's own batches are walked back one by one, and forward again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from impactplan.models import KINDS, Revision, db
from impactplan.models.revision import Origin
from impactplan.workbook.derived import find_referrers
from impactplan.workbook.history import Rewound
from impactplan.workbook.operations import delete_items, restore_items, set_fields
from impactplan.workbook.positions import Place, set_positions
from impactplan.workbook.writing import Write, WriteError


class ChangedSinceError(WriteError):
    """What the batch wrote was written again since, so undoing it would overwrite that."""

    def __init__(self, entry: Any = None) -> None:
        super().__init__()
        self.actor_id: int | None = entry.actor_id if entry is not None else None
        """Who wrote it again, as far as it is known."""


@dataclass
class _Undoing:
    """An item that the batch is about: before the batch, as that left it, and now."""

    before: Rewound
    after: Rewound
    now: Rewound
    own: list[Any]
    later: list[Any]

    @property
    def kind(self) -> str:
        return self.now.kind

    @property
    def goes(self) -> bool:
        """Whether the batch made it, so that it is taken out; a sheet stays."""
        return self.now.live and not self.before.live and not KINDS[self.kind].sheet

    @property
    def fields(self) -> list[str]:
        """What is given back, field by field; so too what a sheet was begun with."""
        if self.goes:
            return []
        names = [entry.field for entry in self.own if entry.action == "set"]
        for entry in self.own:
            if entry.action == "create" and KINDS[self.kind].sheet:
                names += entry.after["v"]["values"]
        return list(dict.fromkeys(names))

    @property
    def moves(self) -> bool:
        return self.before.live and any(entry.action == "move" for entry in self.own)


def undo_batch(write: Write, batch: str) -> list[tuple[str, str]]:
    """Reverse a batch, newest entry first, and return the (kind, item) pairs it was about.

    Nothing is undone when any of it was changed since: then ChangedSinceError.
    """
    write.origin = Origin.UNDO
    entries = _entries(write, batch)
    if not entries:
        raise ChangedSinceError
    items = list(_read_items(write, batch, list(dict.fromkeys(entry.item_id for entry in reversed(entries)))))
    for item in items:
        _check_unchanged(write, item)
    restore_items(write, [(item.kind, item.now.id) for item in items if item.before.live and not item.now.live])
    for item in items:
        _give_back(write, item)
    set_positions(write, [Place(item.now.id, item.kind, item.before.position) for item in items if item.moves])
    _check_unused(write, [item.now.id for item in items if item.goes])
    delete_items(write, [(item.kind, item.now.id) for item in items if item.goes])
    return [(item.kind, item.now.id) for item in items]


def _entries(write: Write, batch: str) -> list[Any]:
    query = select(Revision).where(Revision.plan_id == write.plan.id, Revision.batch == batch, Revision.kind != "plan")
    return list(db.session.execute(query.order_by(Revision.id)).scalars())


def _read_items(write: Write, batch: str, ids: Sequence[str]) -> Iterator[_Undoing]:
    logs: dict[str, list[Any]] = {item_id: [] for item_id in ids}
    query = select(Revision).where(Revision.plan_id == write.plan.id, Revision.item_id.in_(ids)).order_by(Revision.id)
    for entry in db.session.execute(query).scalars():
        logs[entry.item_id].append(entry)
    for item_id, log in logs.items():
        kind = log[0].kind
        at = [index for index, entry in enumerate(log) if entry.batch == batch]
        own = [log[index] for index in at]
        yield _Undoing(
            _rewind(item_id, kind, log[: at[0]]),
            _rewind(item_id, kind, log[: at[-1] + 1]),
            _rewind(item_id, kind, log),
            own,
            log[at[-1] + 1 :],
        )


def _rewind(item_id: str, kind: str, log: Sequence[Any]) -> Rewound:
    item = Rewound(item_id, kind, live=False)
    for entry in log:
        item.live = True if entry.action == "create" else item.live
        item.apply(entry)
    return item


def _check_unchanged(write: Write, item: _Undoing) -> None:
    """Raise ChangedSinceError where an item is not as the batch left it. What one wrote oneself in a row that the batch
    made goes with it."""
    later = item.later[::-1]
    if item.after.live != item.now.live:
        raise ChangedSinceError(next((entry for entry in later if entry.action in {"delete", "restore"}), None))
    if item.moves and item.after.position != item.now.position:
        raise ChangedSinceError(next((entry for entry in later if entry.action == "move"), None))
    names = item.now.values if item.goes else item.fields
    for name in names:
        if item.after.values.get(name) != item.now.values.get(name):
            changed = next((entry for entry in later if entry.field == name), None)
            if not item.goes or (changed is not None and changed.actor_id != write.actor.id):
                raise ChangedSinceError(changed)


def _give_back(write: Write, item: _Undoing) -> None:
    if item.fields:
        declared = KINDS[item.kind].fields
        values = {name: declared[name].from_json(item.before.values.get(name)) for name in item.fields}
        set_fields(write, item.kind, item.now.id, values, item.now.versions, typing=False)


def _check_unused(write: Write, ids: Sequence[str]) -> None:
    """Raise ChangedSinceError where somebody else refers to what the batch made and is about to be taken out."""
    referrers = find_referrers(write.plan.id, ids) - set(ids) if ids else set()
    if referrers:
        wrote = Revision.action.in_(("create", "set"))
        query = select(Revision).where(Revision.plan_id == write.plan.id, Revision.item_id.in_(referrers), wrote)
        others = query.where(Revision.actor_id != write.actor.id).order_by(Revision.id.desc())
        if (entry := db.session.execute(others.limit(1)).scalars().first()) is not None:
            raise ChangedSinceError(entry)
