"""What a pasted table, or lines that somebody typed, come to as rows of a plan: which column is which field, what each
cell says, and what is wrong. Pure: what is looked at here is stored by ``routes_pasting``.

A paste makes new rows, or from a row on fills the rows that are there (``at``), and what remains of it is new. In a row
that is there an empty cell changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from werkzeug.datastructures import MultiDict

from impactplan.graph import Item, PlanState
from impactplan.lib.names import fold
from impactplan.lib.pasted import TAB, read_cells, read_lines
from impactplan.lib.text import normalise
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.models import Field, Kind, new_id
from impactplan.models.fields import UNCERTAIN
from impactplan.site.language import LANGUAGES
from impactplan.workbook.forms import read_submission
from impactplan.workbook.named_choices import NamedChoices
from impactplan.workbook.wording import name_item, show_value

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 200, 40, 200_000
LEAVE = "leave"
"""Chosen for a column that is not taken."""


class TooLargeError(ValueError):
    """There is more in a paste than is taken at a time."""


@dataclass(frozen=True)
class Paste:
    """What was pasted, and what somebody chose about it since."""

    text: str
    at: str = ""
    """The row from which rows are filled."""
    start: str = ""
    """The field of the first column, where no headings tell."""
    order: Sequence[str] = ()
    """The fields in the order of the table that it was pasted into."""
    headings: bool | None = None
    """Whether the first row is headings; None where nobody said so."""
    columns: Mapping[int, str] = field(default_factory=dict)
    corrected: Mapping[str, str] = field(default_factory=dict)
    """By the key of a cell."""
    left_out: frozenset[str] = frozenset()
    """Keys of rows."""

    @property
    def is_typed(self) -> bool:
        """Tell whether it is lines: cells have tabs between them, or were pasted in a table."""
        return not self.start and TAB not in self.text


@dataclass(frozen=True)
class PlannedCell:
    key: str
    declared: Field
    text: str
    shown: str = ""
    """How it was understood, where that is not as it stands there."""
    before: str = ""
    """What stands in the row now, and is replaced."""
    error: str = ""
    is_corrected: bool = False
    offered: Sequence[str] = ()
    """What it could be instead, where that is one of a list."""


@dataclass(frozen=True)
class PlannedRow:
    id: str
    """The id that it gets if it is new: the rows below it may name it."""
    key: str
    number: int
    cells: Sequence[PlannedCell | None]
    """By column; None in a column that is left out."""
    values: Mapping[str, Any]
    target: Item | None = None
    """The row of the plan that is filled; None for a new one."""
    title: str = ""
    """What that row is called now."""
    is_left_out: bool = False
    note: str = ""

    @property
    def errors(self) -> list[PlannedCell]:
        return [] if self.is_left_out else [cell for cell in self.cells if cell is not None and cell.error]


@dataclass(frozen=True)
class RowsPlan:
    columns: Sequence[Field | None]
    titles: Sequence[str]
    """What the columns are called in the paste, or their number."""
    has_headings: bool
    rows: Sequence[PlannedRow]
    usual: Sequence[Field | None]
    """What the columns would be if nobody chose otherwise."""
    finds_headings: bool

    @property
    def left_columns(self) -> list[str]:
        """What the columns are called that are no field, and that nobody chose to leave out."""
        columns = zip(self.titles, self.columns, self.usual, strict=True)
        return [title for title, declared, usual in columns if declared is None and usual is None]

    @property
    def taken(self) -> list[PlannedRow]:
        return [row for row in self.rows if not row.is_left_out and row.values]

    @property
    def new(self) -> list[PlannedRow]:
        return [row for row in self.taken if row.target is None]

    @property
    def changed(self) -> list[PlannedRow]:
        return [row for row in self.taken if row.target is not None]

    @property
    def faults(self) -> int:
        return sum(len(row.errors) for row in self.rows)

    @cached_property
    def seen(self) -> str:
        """What tells one plan of a paste from another: which columns are taken, and what stands there now. Only what
        was looked at is stored."""
        names = [declared.name for declared in self.columns if declared is not None]
        there = [
            (row.target.id, [row.target.version(name) for name in names]) if row.target is not None else ""
            for row in self.rows
        ]
        return sha256(repr((names, self.has_headings, there)).encode()).hexdigest()[:32]


def plan_rows(state: PlanState, kind: Kind, fields: Sequence[Field], paste: Paste, *, own: bool = True) -> RowsPlan:
    """Return what becomes of a paste in some fields; ``own`` tells whether rows can be made. Raises TooLargeError."""
    if len(paste.text) > MOST_CHARACTERS:
        raise TooLargeError
    text = normalise(paste.text)
    table = read_lines(text) if paste.is_typed else read_cells(text)
    width = max(map(len, table), default=0)
    if len(table) > MOST_ROWS + 1 or width > MOST_COLUMNS:
        raise TooLargeError
    known = _known_headings(fields)
    named = _find_headings(table[0], known) if table else {}
    has_headings = paste.headings if paste.headings is not None else bool(named)
    first, body = (table[0], table[1:]) if has_headings and table else ([], table)
    if len(body) > MOST_ROWS:
        raise TooLargeError
    usual = _usual_columns(width, fields, named if has_headings else {}, paste)
    columns = _choose_columns(fields, usual, paste)
    titles = [first[at] if at < len(first) and first[at] else str(at + 1) for at in range(width)]
    planner = _Planner(state, kind, columns, paste, own=own)
    rows = [planner.plan(number, row) for number, row in enumerate(body, 1)]
    return RowsPlan(columns, titles, has_headings, rows, usual, bool(named))


def _known_headings(fields: Sequence[Field]) -> dict[str, Field]:
    """Return what a column may be called: the label of its field, in any language."""
    known: dict[str, Field] = {}
    for code in LANGUAGES:
        with force_locale(code):
            for declared in fields:
                known.setdefault(_bare(str(declared.label)), declared)
    return known


def _bare(heading: str) -> str:
    return fold(heading).strip(" :*?.")


def _find_headings(cells: Sequence[str], known: Mapping[str, Field]) -> dict[int, Field]:
    """Return the field that each heading names, if the row is one of headings: its first cell names one, or half of
    them do."""
    named: dict[int, Field] = {}
    for at, cell in enumerate(cells):
        declared = known.get(_bare(cell.partition("(")[0])) or known.get(_bare(cell))
        if declared is not None and declared not in named.values():
            named[at] = declared
    return named if 0 in named or 2 * len(named) >= sum(map(bool, cells)) else {}


def order_parts(fields: Sequence[Field], paste: Paste) -> list[Field]:
    """Return the fields in the order in which their values stand where no headings tell."""
    by_name = {declared.name: declared for declared in fields}
    names = [name for name in dict.fromkeys([*paste.order, *by_name]) if name in by_name]
    return [by_name[name] for name in names[names.index(paste.start) if paste.start in by_name else 0 :]]


def _usual_columns(width: int, fields: Sequence[Field], named: Mapping[int, Field], paste: Paste) -> list[Field | None]:
    if named:
        return [named.get(at) for at in range(width)]
    in_order = order_parts(fields, paste)
    return [in_order[at] if at < len(in_order) else None for at in range(width)]


def _choose_columns(fields: Sequence[Field], usual: Sequence[Field | None], paste: Paste) -> list[Field | None]:
    by_name = {declared.name: declared for declared in fields}
    chosen = [by_name.get(paste.columns[at]) if at in paste.columns else declared for at, declared in enumerate(usual)]
    return [declared if declared not in chosen[:at] else None for at, declared in enumerate(chosen)]


class _Planner:
    def __init__(
        self, state: PlanState, kind: Kind, columns: Sequence[Field | None], paste: Paste, *, own: bool
    ) -> None:
        self.state, self.kind, self.columns, self.paste, self.own = state, kind, columns, paste, own
        self.choices = NamedChoices(state)
        self.counted: Counter[str] = Counter()
        rows = state.rows(kind.key)
        begin = next((at for at, item in enumerate(rows) if item.id == paste.at), None)
        self.targets = rows[begin:] if begin is not None else ()
        self.titles = {fold(title) for item in rows if isinstance(title := item[kind.title_field], str)}
        self.taken = {item[kind.one_per] for item in rows} if kind.one_per else set()

    def plan(self, number: int, row: Sequence[str]) -> PlannedRow:
        text = "\t".join(row)
        self.counted[text] += 1
        key = sha256(f"{text}\n{self.counted[text]}".encode()).hexdigest()[:12]
        target = self.targets[number - 1] if number <= len(self.targets) else None
        texts = {
            declared.name: self.paste.corrected.get(f"{key}-{declared.name}", row[at] if at < len(row) else "")
            for at, declared in enumerate(self.columns)
            if declared is not None
        }
        values, errors = self._read(texts, target)
        note, must_leave = self._look(values, target)
        left_out = must_leave or key in self.paste.left_out
        if not left_out and self.kind.one_per:
            self._claim(values, errors)
        cells = [self._cell(key, declared, texts, values, errors, target) for declared in self.columns]
        title = name_item(self.state, target) if target is not None else ""
        item_id = target.id if target is not None else new_id()
        if target is None and not left_out:
            self.choices.add(self.kind, item_id, values.get(self.kind.title_field))
        return PlannedRow(item_id, key, number, cells, values, target, title, left_out, note)

    def _read(self, texts: Mapping[str, str], target: Item | None) -> tuple[dict[str, Any], dict[str, str]]:
        typed: MultiDict[str, str] = MultiDict()
        errors: dict[str, str] = {}
        for name, text in texts.items():
            if not text.strip():
                continue
            try:
                typed.setlist(name, self.choices.read(self.kind.fields[name], text))
            except ValueError as error:
                errors[name] = str(error)
        draft = read_submission(self.kind.key, typed, list(typed))
        unsaid = [name for name in draft.uncertain if target is None or target[name] is None]
        values = dict(draft.values) | dict.fromkeys(unsaid, UNCERTAIN)
        if target is not None:
            values = {name: value for name, value in values.items() if value != target[name]}
        return values, errors | {name: messages[0] for name, messages in draft.errors.items()}

    def _look(self, values: Mapping[str, Any], target: Item | None) -> tuple[str, bool]:
        """Return what there is to say about a row, and whether it cannot be taken."""
        if target is not None:
            locked = bool(self.kind.lock) and target[self.kind.lock] is not None
            return (_("This row is locked: it stays as it is."), True) if locked else ("", False)
        if not self.own:
            return _("There is no such row in this list: rows are made in the step that they belong to."), True
        title = values.get(self.kind.title_field)
        if isinstance(title, str) and fold(title) in self.titles:
            return _("There is such a row already."), False
        return "", False

    def _claim(self, values: Mapping[str, Any], errors: dict[str, str]) -> None:
        """Let a row have a value that one row at most can have."""
        value = values.get(self.kind.one_per)
        if value and value in self.taken:
            errors[self.kind.one_per] = _("There is such a row already.")
        self.taken.add(value)

    def _cell(
        self,
        key: str,
        declared: Field | None,
        texts: Mapping[str, str],
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        target: Item | None,
    ) -> PlannedCell | None:
        if declared is None:
            return None
        name, text = declared.name, texts[declared.name]
        shown = self.choices.show(declared, values[name]) if name in values else ""
        before = show_value(declared, target[name], self.state) if target is not None and name in values else ""
        return PlannedCell(
            f"{key}-{name}",
            declared,
            text,
            shown if shown != text.strip() and not declared.is_text else "",
            before,
            errors.get(name, ""),
            f"{key}-{name}" in self.paste.corrected,
            self.choices.offer(declared) if name in errors else (),
        )
