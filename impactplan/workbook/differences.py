"""The differences between two moments of a plan in words: by step, by row, by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.lib.text import Effort
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Kind
from impactplan.models.revision import Origin
from impactplan.steps import Step
from impactplan.workbook.addresses import step_address
from impactplan.workbook.comparison import Comparison, Fate, ItemChange
from impactplan.workbook.field_differences import FieldDifference, view_field
from impactplan.workbook.history import rewind
from impactplan.workbook.registry import describe
from impactplan.workbook.wording import BETWEEN_NAMES, name_item

IN_ONE_GO = {Origin.IMPORT, Origin.LAYOUT}
"""What such a batch did stands in one line, however many rows it is about."""


@dataclass(frozen=True)
class ItemDifference:
    kind: Kind
    item_id: str
    fate: Fate
    title: str
    detail: str
    href: str
    """Empty where it is gone."""
    moved: str
    """Where it stands now, if it was moved."""
    fields: Sequence[FieldDifference]
    who: Sequence[str]
    at: datetime | None


@dataclass(frozen=True)
class BatchDifference:
    """What was done in one go, and stands in one line."""

    origin: Origin
    who: str
    at: datetime
    items: Sequence[ItemDifference] = ()
    """Some of its rows."""
    count: int = 0
    about: str = ""
    """Of what was undone: what it was about."""


@dataclass(frozen=True)
class StepDifferences:
    """What is different in a step."""

    items: Sequence[ItemDifference] = ()
    batches: Sequence[BatchDifference] = ()
    set_aside: str | None = None
    """Why the step was set aside since."""
    taken_up: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many rows were added, removed, restored, changed and moved, what was done in one go among them."""
    ids: frozenset[str] = frozenset()
    """Of all its rows in which something is different."""
    left: int = 0
    """How many rows come after those that are shown."""

    def __bool__(self) -> bool:
        return bool(self.items or self.batches or self.set_aside is not None or self.taken_up)


def list_differences(
    step: Step, comparison: Comparison, effort: Effort, *, skip: int = 0, most: int = 100
) -> StepDifferences:
    """Return what is different in a step, with some of its rows; what is not about single rows comes with the first."""
    chosen = [part for change in _changes_in(step, comparison) if (part := _part_in(step, change)) is not None]
    rows, batches = _gather(chosen)
    before, after = ({row["reason"] for row in _aside(step, state)} for state in (comparison.before, comparison.after))
    made = [
        *(_view_batch(step, comparison, own[:most], len(own), effort) for own in batches.values()),
        *_list_undone(step, comparison, {change.item.id for change in chosen}),
    ]
    return StepDifferences(
        items=[view_change(step, comparison, change, effort) for change in rows[skip : skip + most]],
        batches=made if not skip else (),
        set_aside=next(iter(after), "") if after and not before and not skip else None,
        taken_up=bool(before and not after and not skip),
        counts=_count(chosen),
        ids=frozenset(change.item.id for change in chosen),
        left=max(len(rows) - skip - most, 0),
    )


def _aside(step: Step, state: PlanState) -> list[Item]:
    return [item for item in state.rows("set_aside") if item["step"] == step.key]


def _changes_in(step: Step, comparison: Comparison) -> Iterable[ItemChange]:
    """Return the changes of a step; that a row in which nobody ever typed went says nothing."""
    for kind in step.shown:
        for change in comparison.items.get(kind, ()):
            if change.fate is not Fate.REMOVED or not change.edits or change.edits[-1].origin != Origin.BLANK:
                yield change


def _part_in(step: Step, change: ItemChange) -> ItemChange | None:
    """Return of a change what a step shows; a step that borrows a kind shows its own fields of it, and no more."""
    kind = KINDS[change.item.kind]
    at_home = kind.key in step.kinds
    names = kind.at_home if at_home else kind.shown_in(step.key)
    fields = tuple(one for one in change.fields if one.name in names)
    if at_home and (fields or change.moved or change.fate is not Fate.KEPT):
        fate = Fate.KEPT if kind.sheet else change.fate  # a sheet is always there, if empty
        return ItemChange(fate, change.item, change.before, fields, change.moved, change.behind, change.edits)
    if fields and not at_home:
        return ItemChange(Fate.KEPT, change.item, change.before, fields, edits=change.edits)
    return None


def _gather(changes: Iterable[ItemChange]) -> tuple[list[ItemChange], dict[str, list[ItemChange]]]:
    """Put the rows that one batch made or changed in one go together; the others stand by themselves."""
    rows: list[ItemChange] = []
    batches: dict[str, list[ItemChange]] = {}
    for change in changes:
        made_by = {(entry.batch, entry.origin) for entry in change.edits}
        batch, origin = next(iter(made_by)) if len(made_by) == 1 else ("", None)
        if origin in IN_ONE_GO:
            batches.setdefault(batch, []).append(change)
        else:
            rows.append(change)
    return rows, batches


def _view_batch(
    step: Step, comparison: Comparison, changes: Sequence[ItemChange], count: int, effort: Effort
) -> BatchDifference:
    entry = changes[0].edits[-1]
    items = [view_change(step, comparison, change, effort) for change in changes]
    return BatchDifference(Origin(entry.origin), _who(entry), entry.at, items, count)


def _list_undone(step: Step, comparison: Comparison, shown: set[str]) -> Iterable[BatchDifference]:
    """Return what was done and undone in between, of which nothing is left to see."""
    batches: dict[str, list[Any]] = {}
    for entry in comparison.entries:
        if entry.origin == Origin.UNDO and entry.kind in step.kinds and entry.item_id not in shown:
            batches.setdefault(entry.batch, []).append(entry)
    for own in batches.values():
        ids = dict.fromkeys(entry.item_id for entry in own)
        rewound = rewind(entry for entry in comparison.entries if entry.item_id in ids)
        items = [
            comparison.after.find(item_id) or comparison.before.find(item_id) or rewound[item_id].item()
            for item_id in ids
        ]
        names = dict.fromkeys(_name(comparison.after, item) for item in items)
        yield BatchDifference(Origin.UNDO, _who(own[-1]), own[-1].at, about=BETWEEN_NAMES.join(names))


def _name(state: PlanState, item: Item) -> str:
    kind = KINDS[item.kind]
    return str(kind.label) if kind.sheet else name_item(state, item)


def _who(entry: Any) -> str:
    return str(entry.who or _("somebody who left"))


def _count(changes: Iterable[ItemChange]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for change in changes:
        word = "moved" if change.moved and not change.fields else str(change.fate)
        counts[word] = counts.get(word, 0) + 1
    return counts


def view_change(step: Step, comparison: Comparison, change: ItemChange, effort: Effort) -> ItemDifference:
    item, kind = change.item, KINDS[change.item.kind]
    state = comparison.before if change.fate is Fate.REMOVED else comparison.after
    sentence = describe(state, item)
    row = None if kind.sheet else item.id
    anchor = f"section-{kind.key}" if kind.sheet else f"row-{item.id}"
    return ItemDifference(
        kind=kind,
        item_id=item.id,
        fate=change.fate,
        title=str(kind.label) if kind.sheet else name_item(state, item),
        detail="" if kind.sheet else sentence.detail,
        href="" if change.fate is Fate.REMOVED else step_address(state.plan_id, step.key, row, anchor),
        moved=_say_place(comparison.after, change) if change.moved else "",
        fields=[
            view_field(comparison, kind, one, item.version(one.name), effort)
            for one in change.fields
            if one.name != kind.title_field or change.fate is Fate.KEPT
        ],
        who=list(dict.fromkeys(_who(entry) for entry in reversed(change.edits))),
        at=change.edits[-1].at if change.edits else None,
    )


def _say_place(state: PlanState, change: ItemChange) -> str:
    behind = state.find(change.behind)
    return _("now after “%(name)s”", name=name_item(state, behind)) if behind else _("now the first")
