"""A long list as a table: which one a page shows, in which columns, and what stands in its cells.

A cell holds its value in words and the version that it is of. The control in which it is written is sent once for a
column; in the page it is put in the cell that somebody writes in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, session

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field, Kind
from impactplan.steps import Step
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import show_raw
from impactplan.workbook.new_rows import ANY_ROW
from impactplan.workbook.sections import Section
from impactplan.workbook.wording import BETWEEN_NAMES, name_item, show_value

LONG = 8
"""A list of more rows than this can be read as a table; ``components/ways.html`` names the number too."""
MOST_COLUMNS = 8
"""As many columns are shown where nobody chose them."""
FEWEST_COLUMNS = 5
WAY = "table-"
"""How the way of showing a page begins that is the table of a kind: ``?view=table-indicator``."""
CARDS = "cards"
_REMEMBERED, _MOST_REMEMBERED = "tables", 20
_SIGNS = (
    (re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE), r"\1• "),
    (re.compile(r"\*\*(\S(?:.*?\S)?)\*\*"), r"\1"),
    (re.compile(r"(^|[^*\w])\*(\S(?:[^*\n]*?\S)?)\*(?![*\w])", re.MULTILINE), r"\1\2"),
    (re.compile(r"\[([^\]\n]+)\]\([^)\s]+\)"), r"\1"),
)
_KEPT_AS_TYPED = {"text", "prose", "number", "integer", "year", "date"}


@dataclass(frozen=True)
class TableCell:
    text: str
    version: int
    keys: str = ""
    """What is chosen, where the text is not what was typed: keys or ids, with spaces between them."""
    typed: str = ""
    """What was typed, where the text is shown without the signs of its layout."""


@dataclass(frozen=True)
class TableRow:
    id: str
    number: int
    cells: Sequence[TableCell]
    is_locked: bool


@dataclass(frozen=True)
class TableColumn:
    declared: Field
    control: FieldView | None
    """What its cells are written in, empty; None where they are only read here."""


@dataclass(frozen=True)
class TableView:
    """A list as a table."""

    section: Section
    columns: Sequence[TableColumn]
    choices: Sequence[tuple[Field, bool]]
    """The fields that can have a column, and whether they have one."""
    rows: Sequence[TableRow]
    way: str
    cards: str
    """The way of showing the page that has the rows as cards."""

    @property
    def kind(self) -> Kind:
        return self.section.kind


def find_long_lists(state: PlanState, step: Step) -> list[Kind]:
    """Return the kinds whose rows are written on the page of a step and are more than a list shows well."""
    return [KINDS[key] for key in step.written if not KINDS[key].sheet and len(state.rows(key)) > LONG]


# --- which table a page shows ---


def choose_table(step: Step, opened: str | None, *, has_page: bool) -> Kind | None:
    """Return the kind whose list is asked for as a table, or was the last time that its reader was here.

    An open row stands among cards. A page that has ways of its own, and a phone, show a table only when it is asked
    for.
    """
    asked = request.values.get("view", "")
    if opened:
        return None
    if asked:
        return _remember(step, asked, has_page=has_page)
    if has_page or "Mobi" in request.headers.get("User-Agent", ""):
        return None
    return next((KINDS[key] for key in session.get(_REMEMBERED, {}) if _shows(step, key)), None)


def _shows(step: Step, key: str) -> bool:
    return key in {*step.shown, *step.draws} and not KINDS[key].sheet


def _remember(step: Step, asked: str, *, has_page: bool) -> Kind | None:
    """Return the kind of a way that is a table, and note for the next time which way was chosen."""
    key = asked.removeprefix(WAY) if asked.startswith(WAY) else ""
    is_table = _shows(step, key)
    if not has_page and (is_table or asked == CARDS):
        kept = {kind: names for kind, names in session.get(_REMEMBERED, {}).items() if not _shows(step, kind)}
        if is_table:
            kept[key] = _chosen_columns(key)
        _keep(kept)
    return KINDS[key] if is_table else None


def _chosen_columns(key: str) -> str:
    """Return the names of the columns that were asked for now or before."""
    if asked := request.args.getlist("columns"):
        return ",".join(name for name in asked if name in KINDS[key].fields)
    return str(session.get(_REMEMBERED, {}).get(key, ""))


def _keep(kept: Mapping[str, str]) -> None:
    kept = dict(list(kept.items())[-_MOST_REMEMBERED:])
    if session.get(_REMEMBERED, {}) != kept:
        session[_REMEMBERED] = kept


# --- the table ---


def view_table(state: PlanState, step: Step, kind: Kind, *, cards: str = CARDS) -> TableView:
    fields = table_fields(step, kind)
    shown = _choose_columns(fields, _chosen_columns(kind.key))
    written = {declared.name for declared in written_fields(step, kind)}
    empty = Item(ANY_ROW, kind.key, 0)
    controls = {view.name: view for view in view_fields(state, kind, empty, names=[field.name for field in shown])}
    words = _Words(state)
    rows = [
        TableRow(
            item.id,
            number,
            [words.cell(declared, item) for declared in shown],
            bool(kind.lock) and item[kind.lock] is not None,
        )
        for number, item in enumerate(state.rows(kind.key), 1)
    ]
    return TableView(
        Section(kind, borrowed=kind.key not in step.written),
        [TableColumn(field, controls[field.name] if field.name in written else None) for field in shown],
        [(declared, declared in shown) for declared in fields],
        rows,
        WAY + kind.key,
        cards,
    )


def table_fields(step: Step, kind: Kind) -> list[Field]:
    """Return the fields that can have a column: what names a row first, and what is written in the step."""
    fields = written_fields(step, kind)
    title = kind.fields.get(kind.title_field)
    return fields if title is None or title in fields else [title, *fields]


def written_fields(step: Step, kind: Kind) -> list[Field]:
    """Return the fields of a kind that are written in a step: what names a row, what is required, and the rest."""
    asked = kind.at_home if kind.key in step.written else kind.shown_in(step.key)

    def rank(declared: Field) -> int:
        return 0 if declared.name == kind.title_field else 1 if declared.required or declared.later_required else 2

    return sorted((declared for declared in asked.values() if not declared.fixed), key=rank)


def _choose_columns(fields: Sequence[Field], chosen: str) -> list[Field]:
    names = set(chosen.split(",")) & {declared.name for declared in fields}
    if names:
        return [declared for at, declared in enumerate(fields) if declared.name in names or at == 0]
    required = sum(bool(declared.required or declared.later_required) for declared in fields)
    return list(fields[: min(max(required, FEWEST_COLUMNS), MOST_COLUMNS)])


def without_signs(text: str) -> str:
    """Return a formatted text for a glance, as ``table/cells.js`` shows it too: without the signs of its layout."""
    for sign, shown in _SIGNS:
        text = sign.sub(shown, text)
    return text


class _Words:
    """Says what the cells hold; each item that others refer to is named once."""

    def __init__(self, state: PlanState) -> None:
        self.state = state
        self.names: dict[str, str] = {}

    def cell(self, declared: Field, item: Item) -> TableCell:
        value = item[declared.name]
        version = item.version(declared.name) if declared.is_stored else self.state.seq
        if not declared.is_filled(value):
            return TableCell("", version)
        if declared.type in _KEPT_AS_TYPED:
            typed = show_raw(declared, value)
            text = without_signs(typed) if declared.type == "prose" else typed
            return TableCell(text, version, typed=typed if typed != text else "")
        if declared.is_reference:
            ids = [value] if isinstance(value, str) else list(value)
            names = [name for item_id in ids if (name := self._name(item_id))]
            return TableCell(BETWEEN_NAMES.join(names), version, " ".join(ids))
        keys = " ".join(value) if declared.is_list else show_raw(declared, value)
        return TableCell(show_value(declared, value), version, keys)

    def _name(self, item_id: str) -> str:
        if item_id not in self.names:
            item: Any = self.state.find(item_id)
            self.names[item_id] = name_item(self.state, item) if item else ""
        return self.names[item_id]
