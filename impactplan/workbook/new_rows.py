"""A row that nobody typed in yet: it stands open on one page and is nowhere else, until its first value makes it.

Its id is made by the page, so that sending a value again, or two values at once, makes one row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from impactplan.extensions import PerApp
from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Kind, is_id, item_table, new_id
from impactplan.models.base import execute
from impactplan.steps import STEP_OF_KIND, Step
from impactplan.workbook.forms import read_submission
from impactplan.workbook.operations import SaveResult, create_item, find_same, set_fields
from impactplan.workbook.stored import check_targets, is_same
from impactplan.workbook.writing import TargetError, Write

PRESET = "set-"
"""What the names of values begin with that a button gives to the row that it opens."""
LAST = 2**62
"""Behind all rows that are there."""
ANY_ROW = "__row__"
"""What stands for the id of a row in a form of which a page makes the form of a row."""

Typed = MultiDict[str, str]
Joining = Callable[[Write, Kind, str, str], None]
"""Within the write that makes a row: from its kind, its id and the row that it was asked for behind."""
_joinings: PerApp[list[Joining]] = PerApp("joinings", list)


def register_joining(app: Flask, join: Joining) -> None:
    """Make known how a new row is joined to the row that it follows from."""
    _joinings.of(app).append(join)


@dataclass(frozen=True)
class NewRow:
    kind: Kind
    id: str
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What it begins with, as an address or a form says it."""
    follows: str = ""
    """The row that it is asked for behind, and joined to."""

    @property
    def values(self) -> dict[str, Any]:
        """Return what it begins with, as far as it can be read."""
        given = MultiDict((name, text) for name, texts in self.typed.items() for text in texts)
        return dict(read_submission(self.kind.key, given, list(self.typed)).values)

    def item(self) -> Item:
        return Item(self.id, self.kind.key, LAST, self.values)


def read_new_row(kind: Kind, item_id: str, sent: Typed) -> NewRow:
    """Return the row that an address or a form asks for, with its values from ``set-<field>``."""
    names = [name for name, declared in kind.stored.items() if PRESET + name in sent and not declared.fixed]
    typed = {name: tuple(sent.getlist(PRESET + name)) for name in names}
    return NewRow(kind, item_id, typed, sent.get("follows", ""))


def asked_row(step: Step, sent: Typed) -> NewRow | None:
    """Return the row that the address of a step opens, if it is one that can be made there."""
    key, item_id = sent.get("new", ""), sent.get("id", "")
    if key not in STEP_OF_KIND or key not in {*step.written, *step.draws} or KINDS[key].sheet:
        return None
    return read_new_row(KINDS[key], item_id if is_id(item_id) else new_id(), sent)


def empty_rows(step: Step, keys: Sequence[str]) -> list[NewRow]:
    """Return a row of each of these kinds that can be made in a step, for a page to make rows of its own of."""
    asked = [asked_row(step, MultiDict({"new": key})) for key in dict.fromkeys(keys)]
    return [replace(row, id=ANY_ROW) for row in asked if row is not None]


def sent_row(kind: Kind, item_id: str, sent: object) -> NewRow | None:
    """Return the row that a script says a value is the first one of; None where it says no such thing."""
    if not isinstance(sent, dict) or kind.sheet:
        return None
    typed: Typed = MultiDict()
    for name, texts in sent.items():
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
            typed.setlist(name, texts)
    return read_new_row(kind, item_id, typed)


def find_there(state: PlanState, row: NewRow) -> Item | None:
    """Return what is there already: the row itself, made meanwhile, or the only one that its kind has of this value."""
    there = state.find(row.id)
    if there is not None and there.kind == row.kind.key:
        return there
    only = row.kind.one_per
    value = row.values.get(only) if only else None
    return state.first_with(row.kind.key, only, value) if value else None


# --- its first value ---


def save_values(
    write: Write,
    kind: Kind,
    ref: str,
    values: Mapping[str, Any],
    seen: Mapping[str, int],
    row: NewRow | None,
    *,
    at_once: bool = False,
) -> SaveResult:
    """Write values of an item; where they are the first of a new row, that is made of them.

    The row that this was about may be another by then: the one that is there of a kind with one row per value. Where
    nobody typed anything there is nothing to make, unless it is needed ``at_once``.
    """
    if row is None:
        return set_fields(write, kind.key, ref, values, seen)
    if _is_known(write, ref):
        return _save_later(write, row, ref, values, seen)
    begins = _still_there(write, row)
    whole = {**begins, **values}
    if same := find_same(write, kind, whole):
        return set_fields(write, kind.key, same, values, seen)
    if not at_once and not any(_is_typed(kind, name, value, begins) for name, value in values.items()):
        return SaveResult(ref, dict.fromkeys(values, 0))
    create_item(write, kind.key, whole, item_id=ref)
    for join in _joinings.current if row.follows else ():
        join(write, kind, ref, row.follows)
    return SaveResult(ref, dict.fromkeys(whole, write.seq), values=whole)


def _save_later(write: Write, row: NewRow, ref: str, values: Mapping[str, Any], seen: Mapping[str, int]) -> SaveResult:
    """Write values of a row that was made since they were typed: what its button gave is nobody else's edit."""
    result, begins = set_fields(write, row.kind.key, ref, values, seen), row.values
    own = [
        conflict.field
        for conflict in result.conflicts
        if is_same(row.kind, conflict.field, conflict.theirs, begins.get(conflict.field))
    ]
    if not own:
        return result
    seen = {name: version for name, version in seen.items() if name not in own}
    return set_fields(write, row.kind.key, ref, values, seen)


def _is_typed(kind: Kind, name: str, value: Any, begins: Mapping[str, Any]) -> bool:
    """Tell whether a value makes a row: not one that a button gave, unless it is the text that the row is about."""
    declared = kind.fields[name]
    says = declared.is_text and name == kind.title_field
    return declared.is_filled(value) and (says or not is_same(kind, name, value, begins.get(name)))


def _is_known(write: Write, item_id: str) -> bool:
    """Tell whether there is, or was, such an item; one of another plan is for whoever writes to it to refuse."""
    return execute(select(item_table.c.id).where(item_table.c.id == item_id)).first() is not None


def _still_there(write: Write, row: NewRow) -> dict[str, Any]:
    """Return what a new row begins with, without references to what went away while it stood open."""
    values = row.values
    for name in list(values):
        try:
            check_targets(write, row.kind, {name: values[name]})
        except TargetError:
            del values[name]
    return values
