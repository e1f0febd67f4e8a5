"""Measurements from a file: what each line was understood to say, and in words what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.config import ROW_LIMIT
from impactplan.graph import Item, PlanState
from impactplan.lib import dates, numbers
from impactplan.lib.names import fold
from impactplan.lib.tables import Cell, Formula, Percentage, is_filled
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.reporting import checks
from impactplan.reporting.headings import MEASUREMENT, NAMES
from impactplan.site.language import language as current_language
from impactplan.site.language import typed_in
from impactplan.workbook.checks import notes_at
from impactplan.workbook.forms import parse
from impactplan.workbook.reading import read_number
from impactplan.workbook.wording import joined

MOST_LINES = ROW_LIMIT
MOST_SHOWN = 300
"""Characters of a cell that the preview shows."""
LONGEST_NAME = 1000
"""Whatever is longer is the name of no indicator, and is not looked up."""
THOUSANDS_OR_FRACTION = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
"""What one language takes for thousands, and the other for a fraction."""
MeasurementKey = tuple[Any, ...]


@dataclass(frozen=True)
class ImportLine:
    number: int
    """Where it stands in the file; the first row is 1."""
    shown: Mapping[str, str]
    """What was understood, by field, as one reads it; what was not understood stands as it was written."""
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    skipped: str = ""
    """Why it is passed over though nothing is wrong with it."""
    choice: int = 0
    """Another line says something else of the same day: the number of the first of them. One of them can be chosen."""
    notes: tuple[str, ...] = ()
    """What there is to think about, as at the fields of the form; it keeps nobody from storing."""

    @property
    def is_good(self) -> bool:
        return not self.problems and not self.skipped and not self.choice


class LineReader:
    """Reads lines against the indicators and the measurements of a plan."""

    def __init__(self, state: PlanState, language: str, *, is_kept: bool = False) -> None:
        """``language`` is that of the file, "" where it may be any.

        ``is_kept`` is for what the page kept of an earlier reading: indicators by their ids, numbers beyond doubt.
        """
        self.state, self.language, self.is_kept = state, language, is_kept
        self.warnings: list[str] = []
        self.indicators: dict[str, list[Item]] = defaultdict(list)
        for item in state.rows("indicator"):
            self.indicators[item.id if is_kept else fold(item.get("name", ""))].append(item)
        self.present: dict[MeasurementKey, list[Item]] = defaultdict(list)
        for item in state.rows(MEASUREMENT):
            self.present[_key_of(item.values)].append(item)

    def read(self, number: int, cells: Mapping[str, Cell], problems: Iterable[str] = ()) -> ImportLine:
        """Return one line; ``problems`` are those of its row."""
        all_problems = list(problems)
        self.warnings = []
        shown = {name: show(cell) for name, cell in cells.items()}
        values: dict[str, Any] = {}
        for name in NAMES:  # the indicator first: its unit is that of the value
            if is_filled(cell := cells.get(name)):
                try:
                    values[name] = self._read_cell(name, cell, values)
                except ValueError as error:
                    all_problems.append(str(error))
        missing = {
            "indicator": _("There is no indicator."),
            "measured_on": _("There is no date."),
            "value": _("There is no value."),
        }
        all_problems += [words for name, words in missing.items() if not is_filled(cells.get(name))]
        values = {name: value for name, value in values.items() if value is not None}
        shown |= {name: self._show_value(name, value) for name, value in values.items()}
        line = ImportLine(number, shown, values, tuple(all_problems))
        return line if all_problems else self._compare_with_plan(line)

    def _read_cell(self, name: str, cell: Cell, values: Mapping[str, Any]) -> Any:
        if isinstance(cell, Formula):
            raise ValueError(
                _(
                    "There is a formula in this cell, and its outcome is not in the file. Open the file in a "
                    "spreadsheet program and save it there, or write the outcome in its place."
                )
            )
        if name == "indicator":
            return self._find_indicator(cell)
        with typed_in("en" if isinstance(cell, Decimal) else self.language):
            if name in {"value", "n"}:
                indicator = self.state.find(values.get("indicator")) if name == "value" else None
                unit = indicator.get("unit", "") if indicator else ""
                text = self._write_number(cell, unit)
                if read_number(text, unit).is_estimate:  # it refuses what the unit of the indicator does not allow
                    self.warnings.append(
                        _("“%(text)s”: the number is kept, not that it is an estimate. Say so in the note.", text=text)
                    )
            elif name == "measured_on":
                text = _write_date(cell)
            else:
                text = cell if isinstance(cell, str) else show(cell)
            return parse(KINDS[MEASUREMENT].fields[name], [text])

    def _find_indicator(self, cell: Cell) -> str:
        name = show(cell) if not isinstance(cell, str) else cell
        key = name if self.is_kept else fold(name) if len(name) <= LONGEST_NAME else ""
        matches = self.indicators.get(key, []) if key else []
        if not matches:
            raise ValueError(_("The plan has no indicator of this name. Copy the name from the template."))
        if len(matches) > 1:
            raise ValueError(_("Several indicators have this name. Give each a name of its own first."))
        return matches[0].id

    def _write_number(self, cell: Cell, unit: str) -> str:
        """Return a number as one would type it; that of a workbook in English, where nothing else is said."""
        if isinstance(cell, date):
            raise ValueError(_("There is a date where a number is expected."))
        if isinstance(cell, Decimal):
            certain = isinstance(cell, Percentage) or (self.is_kept and numbers.find_unit(unit) == "percent")
            return format(cell, "f") + (" %" if certain else "")
        text = str(cell or "")
        if text.lstrip().startswith("="):
            raise ValueError(_("There is a formula in this cell. Put its outcome there as a number."))
        if not self.language and (grouped := THOUSANDS_OR_FRACTION.search(text[:LONGEST_NAME])):
            plain = grouped[0].replace(".", "").replace(",", "")
            raise ValueError(
                _(
                    "“%(text)s” can be read in two ways. If you mean %(plain)s, write that.",
                    text=grouped[0],
                    plain=plain,
                )
            )
        return text

    def _show_value(self, name: str, value: Any) -> str:
        indicator = self.state.find(value) if name == "indicator" else None
        return str(indicator["name"]) if indicator else show(Decimal(value) if isinstance(value, int) else value)

    def _compare_with_plan(self, line: ImportLine) -> ImportLine:
        """Pass over what the plan has already; another value at the same place is a problem."""
        values = line.values
        present = self.present.get(_key_of(values), [])
        same = [item for item in present if item["value"] == values["value"]]
        if any(all(item[name] == values[name] for name in ("n", "note") if name in values) for item in same):
            return replace(line, skipped=_("This measurement is in the plan already."))
        if same:
            return replace(line, skipped=_("The plan has this value already; its number of answers and note stay."))
        if present:
            shown = joined([show(item["value"]) for item in present if item["value"] is not None], ", ")
            message = _(
                "On this date the plan has %(value)s. Change it there if that is wrong.", value=shown or _("no value")
            )
            return replace(line, problems=(message,))
        item = Item(id="", kind=MEASUREMENT, position=0, values=values)
        return replace(line, notes=(*self.warnings, *map(str, notes_at(checks.MEASUREMENT, self.state, item).values())))


def compare_lines(lines: Sequence[ImportLine]) -> list[ImportLine]:
    """Pass over what stands in the lines twice, and ask which is right where they contradict each other."""
    groups: dict[MeasurementKey, list[ImportLine]] = defaultdict(list)
    for line in lines:
        if line.is_good:
            groups[_key_of(line.values)].append(line)
    changed: dict[int, ImportLine] = {}
    for group in groups.values():
        different: dict[MeasurementKey, ImportLine] = {}
        for line in group:
            content = tuple(line.values.get(name) for name in ("value", "n", "note"))
            if content in different:
                changed[line.number] = replace(line, skipped=_("This line stands in the file twice."))
            else:
                different[content] = line
        if len(different) > 1:
            first = min(line.number for line in different.values())
            changed |= {line.number: replace(line, choice=first) for line in different.values()}
    return [changed.get(line.number, line) for line in lines]


def show(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return numbers.format_number(cell, current_language())
    text = dates.format_date(cell, current_language()) if isinstance(cell, date) else str(cell or "")
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _write_date(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        raise ValueError(_("The date is a bare number. Write it as 31-12-2026."))
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell or "").strip()
    text = text.partition("T")[0] if text[:4].isdigit() else text
    return text.removesuffix(" 00:00:00").removesuffix(" 00:00")


def _key_of(values: Mapping[str, Any]) -> MeasurementKey:
    return (values.get("indicator"), values.get("measured_on"), fold(values.get("wave") or ""))


# --- lines kept in the page between looking and storing ----------------------------------------------------------


def keep_line(line: ImportLine) -> list[Any]:
    """Return a line as plain data, in which no language plays a part."""
    fields = KINDS[MEASUREMENT].fields
    return [fields[name].to_json(line.values.get(name)) for name in NAMES]


def read_kept(state: PlanState, kept: Any) -> list[ImportLine]:
    """Read what was kept against the plan, which may have changed; whatever else was sent is a ValueError."""
    if not isinstance(kept, list) or len(kept) > MOST_LINES:
        raise ValueError
    reader = LineReader(state, "en", is_kept=True)
    lines = []
    for number, row in enumerate(kept, start=1):
        if not isinstance(row, list) or len(row) != len(NAMES):
            raise ValueError
        lines.append(reader.read(number, {name: _take_up(name, cell) for name, cell in zip(NAMES, row, strict=True)}))
    return compare_lines(lines)


def _take_up(name: str, cell: Any) -> Cell:
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
