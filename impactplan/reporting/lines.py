"""Measurements from a file: what each line was understood to say, and in words what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from impactplan.config import ROW_LIMIT
from impactplan.graph import Item, PlanState
from impactplan.lib import dates, numbers
from impactplan.lib.names import fold
from impactplan.lib.spreadsheets import Cell
from impactplan.models import KINDS
from impactplan.site.language import language as current_language
from impactplan.workbook.forms import read_submission
from impactplan.workbook.wording import joined

MEASUREMENT = "measurement"
NAMES = ("indicator", "measured_on", "wave", "value", "n", "note")
MOST_LINES = ROW_LIMIT
HEADINGS = {
    "indicator": {"indicator", "indicatoren", "indicators"},
    "measured_on": {"datum", "date", "meetdatum", "measured on", "dag", "day"},
    "wave": {"meetmoment", "meetronde", "ronde", "moment", "wave"},
    "value": {"waarde", "value", "resultaat", "result", "score", "uitkomst"},
    "n": {"n", "aantal", "aantal antwoorden", "number of answers", "respondenten", "respondents"},
    "note": {"opmerking", "opmerkingen", "toelichting", "note", "notes", "remark"},
}
"""What a column may be called besides the label of its field, in either language."""


class HeadingError(ValueError):
    """The columns that the file lacks, by the labels of their fields."""


@dataclass(frozen=True)
class ImportLine:
    number: int
    """Where it stands in the file; the headings stand in line 1."""
    shown: Mapping[str, str]
    """What was understood, by field, as one reads it; what was not understood stands as it was written."""
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    known: str = ""
    """Why it is passed over though nothing is wrong with it: it is there already."""

    @property
    def is_good(self) -> bool:
        return not self.problems and not self.known


def read_lines(state: PlanState, table: Sequence[Sequence[Cell]], language: str) -> list[ImportLine]:
    """Return the lines of a table that say something, against the indicators and measurements of the plan.

    Raises HeadingError when there is no column for the indicator or for the value.
    """
    start, columns = _find_headings(table)
    lines: list[ImportLine] = []
    seen: set[Any] = set()
    for number, row in enumerate(table[start + 1 :], start + 2):
        cells = {name: _tidy(row[at]) if at < len(row) else None for name, at in columns.items()}
        if any(cell not in {None, ""} for name, cell in cells.items() if name != "indicator"):
            lines.append(_read_line(state, number, cells, seen, language))
    return lines


def _tidy(cell: Cell) -> Cell:
    return " ".join(cell.split()) if isinstance(cell, str) else cell


def _find_headings(table: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]]:
    known = {name: {name, _folded(KINDS[MEASUREMENT].fields[name].label), *HEADINGS[name]} for name in NAMES}
    best: dict[str, int] = {}  # the row that comes nearest, to say what it lacks
    for at, row in enumerate(table[:20]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = next((name for name in NAMES if _folded(cell or "") in known[name]), None)
            if name is not None:
                columns.setdefault(name, place)
        if {"indicator", "value"} <= set(columns):
            return at, columns
        best = max(best, columns, key=len)
    lacking = [name for name in ("indicator", "value") if name not in best]
    raise HeadingError(joined([f"“{KINDS[MEASUREMENT].fields[name].label}”" for name in lacking], ", "))


def _folded(text: Any) -> str:
    return fold(str(text))


def _read_line(state: PlanState, number: int, cells: Mapping[str, Cell], seen: set[Any], language: str) -> ImportLine:
    problems: list[str] = []
    typed: dict[str, str] = {}
    shown = {name: _show(cell) for name, cell in cells.items()}
    for name, cell in cells.items():
        if cell in {None, ""}:
            continue
        try:
            typed[name] = READERS.get(name, _read_text)(state, cell, language)
        except ValueError as error:
            problems.append(str(error))
    if not cells.get("indicator"):
        problems.insert(0, _("There is no indicator."))
    if cells.get("measured_on") in {None, ""}:
        problems.append(_("There is no date."))
    if cells.get("value") in {None, ""}:
        problems.append(_("There is no value."))
    draft = read_submission(MEASUREMENT, MultiDict(typed), list(typed), written_in=language)
    problems += [message for messages in draft.errors.values() for message in messages]
    values = {name: value for name, value in draft.values.items() if value is not None}
    shown |= {name: _show_value(state, name, value) for name, value in values.items()}
    known = "" if problems else _find_known(state, values, seen, problems)
    return ImportLine(number, shown, values, tuple(problems), known)


def _show(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return numbers.format_number(cell, current_language())
    return dates.format_date(cell, current_language()) if isinstance(cell, date) else str(cell or "")


def _show_value(state: PlanState, name: str, value: Any) -> str:
    indicator = state.find(value) if name == "indicator" else None
    return str(indicator["name"]) if indicator else _show(Decimal(value) if isinstance(value, int) else value)


# --- cells into what one would have typed ------------------------------------------------------------------------


def _read_indicator(state: PlanState, cell: Cell, _language: str) -> str:
    sought = _folded(cell)
    indicators = [item for item in state.rows("indicator") if sought in {item.id, _folded(item.get("name", ""))}]
    if not indicators:
        raise ValueError(_("The plan has no indicator of this name. Copy the name from the template."))
    if len(indicators) > 1:
        raise ValueError(_("Several indicators have this name. Give each a name of its own first."))
    return indicators[0].id


def _read_date(_state: PlanState, cell: Cell, language: str) -> str:
    if isinstance(cell, Decimal):
        raise ValueError(_("The date is a bare number. Write it as 31-12-2026."))
    if isinstance(cell, str):
        cell = cell.partition("T")[0] if cell[:4].isdigit() else cell
        return cell.removesuffix(" 00:00:00").removesuffix(" 00:00")
    return dates.format_date_short(cell, language) if cell else ""


def _read_number(_state: PlanState, cell: Cell, language: str) -> str:
    """Return a number as the reader's language writes it; one that only the other language can mean is that one."""
    if isinstance(cell, date):
        raise ValueError(_("A day stands where a number is expected."))
    if isinstance(cell, Decimal):
        return numbers.format_number(cell, language)
    text = str(cell or "")
    if text.startswith("="):
        raise ValueError(_("There is a formula in this cell. Put its outcome there as a number."))
    for tried in (language, *(other for other in numbers.SEPARATORS if other != language)):
        try:
            return numbers.format_number(numbers.parse_number(text, tried), language)
        except numbers.NumberError:
            continue
    return text


def _read_text(_state: PlanState, cell: Cell, _language: str) -> str:
    return _show(cell)


READERS: Mapping[str, Callable[[PlanState, Cell, str], str]] = {
    "indicator": _read_indicator,
    "measured_on": _read_date,
    "value": _read_number,
    "n": _read_number,
}


# --- what is there already ---------------------------------------------------------------------------------------


def _place(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return (values.get("indicator"), values.get("measured_on"), _folded(values.get("wave") or ""))


def _find_known(state: PlanState, values: Mapping[str, Any], seen: set[Any], problems: list[str]) -> str:
    """Return why a line is passed over; another value at the same place is a problem that is added."""
    place, value = _place(values), values.get("value")
    there = [item for item in state.rows(MEASUREMENT) if _place(item.values) == place]
    if any(item["value"] == value for item in there):
        return _("This measurement is in the plan already.")
    if there:
        known = joined([_show(item["value"]) for item in there if item["value"] is not None], ", ")
        problems.append(
            _("On this day the plan has %(value)s. Change it there if that is wrong.", value=known or _("no value"))
        )
        return ""
    if (place, value) in seen:
        return _("This line stands in the file twice.")
    if place in seen:
        problems.append(_("The file has another value for this indicator on this day."))
    seen |= {place, (place, value)}
    return ""


# --- lines kept in the page between looking and storing ----------------------------------------------------------


def keep(lines: Sequence[ImportLine]) -> list[list[Any]]:
    """Return the good lines as plain data, in which no language plays a part."""
    fields = KINDS[MEASUREMENT].fields
    return [[fields[name].to_json(line.values.get(name)) for name in NAMES] for line in lines if line.is_good]


def take_up(rows: Any) -> list[list[Cell]]:
    """Return what was kept as a table with headings; whatever else was sent is a ValueError."""
    if not isinstance(rows, list) or len(rows) > MOST_LINES:
        raise ValueError
    table: list[list[Cell]] = [list(NAMES)]
    for row in rows:
        if not isinstance(row, list) or len(row) != len(NAMES):
            raise ValueError
        table.append([_take_up_cell(name, cell) for name, cell in zip(NAMES, row, strict=True)])
    return table


def _take_up_cell(name: str, cell: Any) -> Cell:
    if name == "value" and isinstance(cell, str):
        if not re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,6})?", cell):
            raise ValueError
        return Decimal(cell)
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    raise ValueError


def template_rows(indicators: Sequence[Item]) -> list[list[str]]:
    """Return the template: headings, and a line to fill in for each indicator of the plan."""
    fields = KINDS[MEASUREMENT].fields
    headings = [str(fields[name].label) for name in NAMES]
    named = [item for item in indicators if item["name"]]
    return [
        [*headings, str(KINDS["indicator"].fields["unit"].label)],
        *([item["name"], "", "", "", "", "", item.get("unit", "")] for item in named),
    ]


TEMPLATE_WIDTHS = (60, 14, 24, 12, 18, 40, 16)
