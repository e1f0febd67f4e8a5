"""What is different between two moments of a plan: changes that, applied to the first, give the second. Pure.

Only the net difference counts: what was changed and changed back is no change. ``differences`` puts it in words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.lib.text import find_frame
from impactplan.models import KINDS
from impactplan.workbook.history import tidy
from impactplan.workbook.inverse import with_inverse_fields
from impactplan.workbook.stored import is_same

HEAD = ("title", "organisation")
"""What a plan holds besides its items."""


class Fate(StrEnum):
    """What became of an item."""

    ADDED = "added"
    REMOVED = "removed"
    RESTORED = "restored"
    """It was removed at the first moment, and had been there before."""
    KEPT = "kept"
    """It is there at both moments; something in it was changed, or it was moved."""


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class ItemChange:
    fate: Fate
    item: Item
    """As it is, or as it was before it was removed."""
    before: Item | None
    """None where it was not there."""
    fields: tuple[FieldChange, ...] = ()
    """Of an item that was not there before: all that is filled in."""
    moved: bool = False
    behind: str | None = None
    """Of an item that has a new place: the one behind which it stands; None for the first place."""
    edits: tuple[Any, ...] = ()
    """The entries of the log in between, the oldest first, as far as they were given."""

    @property
    def has_new_place(self) -> bool:
        return self.moved or self.fate in {Fate.ADDED, Fate.RESTORED}


@dataclass(frozen=True)
class Comparison:
    before: PlanState
    after: PlanState
    head: tuple[FieldChange, ...] = ()
    items: Mapping[str, tuple[ItemChange, ...]] = field(default_factory=dict)
    """By kind, in the order of the second moment; what was removed comes last."""
    entries: tuple[Any, ...] = ()
    """The entries of the log in between, as far as they were given."""

    def __bool__(self) -> bool:
        return bool(self.head) or any(self.items.values())

    def apply(self, state: PlanState) -> PlanState:
        """Return a state with these changes made to it: of the first moment, the second."""
        items = {key: _apply_to_kind(state.rows(key), self.items.get(key, ())) for key in {*state.items, *self.items}}
        named = {change.name: change.after for change in self.head}
        return replace(state, items=with_inverse_fields(items), **named)


def compare(
    before: PlanState, after: PlanState, entries: Iterable[Any] = (), kinds: Collection[str] | None = None
) -> Comparison:
    """Return what is different, in all kinds or some. By the entries of the log in between a row that was brought back
    is told from a new one."""
    edits: dict[str, list[Any]] = {}
    between = tuple(entries)
    for entry in between:
        edits.setdefault(entry.item_id, []).append(entry)
    head = [FieldChange(name, getattr(before, name), getattr(after, name)) for name in HEAD]
    return Comparison(
        before,
        after,
        tuple(change for change in head if change.before != change.after),
        {
            key: changes
            for key in KINDS
            if (kinds is None or key in kinds) and (changes := _compare_rows(before.rows(key), after.rows(key), edits))
        },
        between,
    )


def _compare_rows(
    before: Sequence[Item], after: Sequence[Item], edits: Mapping[str, Sequence[Any]]
) -> tuple[ItemChange, ...]:
    known, left = {item.id: item for item in before}, {item.id for item in after}
    was_moved = {item_id for item_id, own in edits.items() if any(entry.action == "move" for entry in own)}
    moved = find_moved(
        [item.id for item in before if item.id in left], [item.id for item in after if item.id in known], was_moved
    )
    changes = []
    behind: str | None = None
    for item in after:
        own, earlier = tuple(edits.get(item.id, ())), known.get(item.id)
        fields = compare_values(earlier, item)
        if earlier is None:
            new = not own or any(entry.action == "create" for entry in own)
            fate = Fate.ADDED if new else Fate.RESTORED
            changes.append(ItemChange(fate, item, None, fields, behind=behind, edits=own))
        elif fields or item.id in moved:
            kept = ItemChange(Fate.KEPT, item, earlier, fields, edits=own)
            changes.append(replace(kept, moved=True, behind=behind) if item.id in moved else kept)
        behind = item.id
    gone = [item for item in before if item.id not in left]
    changes += [ItemChange(Fate.REMOVED, item, item, edits=tuple(edits.get(item.id, ()))) for item in gone]
    return tuple(changes)


def compare_values(before: Item | None, after: Item) -> tuple[FieldChange, ...]:
    """Return the fields that an item holds itself and that are different; of a new one, those that are filled in."""
    kind = KINDS[after.kind]
    empty = tidy(kind, {})
    pairs = ((name, before[name] if before else empty[name], after[name]) for name in kind.stored)
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if not is_same(kind, name, new, old))


def find_moved(before: Sequence[str], after: Sequence[str], likely: Collection[str] = ()) -> set[str]:
    """Return which of the same rows were moved, as few as can be: all others kept their order among each other.

    Where it can be told in several ways, those are taken that the log says were moved (``likely``).
    """
    start, tail = find_frame(before, after)
    places = {row: place for place, row in enumerate(before)}
    rows = after[start : len(after) - tail]
    best: list[tuple[tuple[int, int], int]] = []  # of the orders that end with each row: the best, and the row before
    for at, row in enumerate(rows):
        worth, last = (0, 0), -1
        for earlier in range(at):
            if places[rows[earlier]] < places[row] and best[earlier][0] > worth:
                worth, last = best[earlier][0], earlier
        best.append(((worth[0] + 1, worth[1] + (row not in likely)), last))
    kept = set()
    at = max(range(len(rows)), key=lambda at: best[at][0], default=-1)
    while at >= 0:
        kept.add(rows[at])
        at = best[at][1]
    return set(rows) - kept


def _apply_to_kind(rows: Sequence[Item], changes: Sequence[ItemChange]) -> tuple[Item, ...]:
    by_id = {change.item.id: change for change in changes}
    rest = [item for item in rows if item.id not in by_id or not _leaves_place(by_id[item.id])]
    items = {item.id: item for item in rows}
    for change in changes:
        if change.fate is not Fate.REMOVED:
            item_id, kind = change.item.id, change.item.kind
            old = items.get(item_id) or Item(item_id, kind, 0)
            values = dict(old.values) | {one.name: one.after for one in change.fields}
            items[item_id] = replace(old, values=tidy(KINDS[kind], values))
    order = [item.id for item in rest]
    for change in changes:
        if change.has_new_place:
            order.insert(order.index(change.behind) + 1 if change.behind is not None else 0, change.item.id)
    return tuple(replace(items[item_id], position=place) for place, item_id in enumerate(order))


def _leaves_place(change: ItemChange) -> bool:
    return change.fate is Fate.REMOVED or change.moved
