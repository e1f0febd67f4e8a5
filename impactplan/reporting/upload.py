"""What a file of measurements holds: its lines, and in words whatever of it was not used. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from impactplan.graph import PlanState
from impactplan.lib.spreadsheets import read_tables
from impactplan.lib.tables import MOST_COLUMNS, Cell, SheetError, Table, column_name, is_filled
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.reporting.headings import Headings, choose_table, count_filled_rows
from impactplan.reporting.lines import MOST_LINES, ImportLine, LineReader, compare_lines, show
from impactplan.workbook.wording import joined

MOST_ROWS = MOST_LINES + 20
"""A line of headings, and some around it that do not count."""
MOST_NAMED = 12
"""Rows or cells that are named; of more, their number is told."""
DIGITS = re.compile(r"\s*-?[\d.]+\s*")


@dataclass(frozen=True)
class Upload:
    lines: Sequence[ImportLine]
    sheet: str
    """The name of the sheet that was read."""
    rows: int
    """How many rows below the headings hold anything."""
    unused: Sequence[str]
    """What was not used besides lines that say why themselves, and why."""

    @property
    def good(self) -> list[ImportLine]:
        return [line for line in self.lines if line.is_good]

    @property
    def skipped(self) -> list[ImportLine]:
        return [line for line in self.lines if line.skipped]

    @property
    def wrong(self) -> list[ImportLine]:
        return [line for line in self.lines if line.problems]

    @property
    def choices(self) -> list[list[ImportLine]]:
        """Return the lines that contradict each other, together."""
        asked = sorted((line for line in self.lines if line.choice), key=lambda line: line.choice)
        return [list(group) for _choice, group in groupby(asked, key=lambda line: line.choice)]

    @property
    def blank(self) -> int:
        """Return how many rows hold no measurement, such as those of the template that were not filled in."""
        return self.rows - len(self.lines)


def read_upload(state: PlanState, data: bytes) -> Upload:
    """Read a file against the indicators and measurements of a plan. Raises SheetError and HeadingError."""
    return read_table(state, read_tables(data, MOST_ROWS))


def read_table(state: PlanState, tables: Sequence[Table]) -> Upload:
    """Read the one of some tables that holds measurements."""
    table, headings = choose_table(tables)
    if table.is_cut or len(table.rows) > MOST_ROWS + headings.row:
        raise SheetError("lines")
    reader = LineReader(state, headings.language)
    lines, blank = [], []
    for at in range(headings.row + 1, len(table.rows)):
        cells = {name: _cell_at(table, at, column) for name, column in headings.columns.items()}
        if any(is_filled(cell) for name, cell in cells.items() if name != "indicator"):
            lines.append(_read_row(reader, table, headings, at, cells))
        elif any(map(is_filled, table.rows[at])):
            blank.append(at)
    if len(lines) > MOST_LINES:
        raise SheetError("lines")
    unused = [
        *_name_sheets(tables, table),
        *_name_rows(table, headings, blank),
        *_name_columns(table, headings),
    ]
    return Upload(compare_lines(lines), table.name, len(lines) + len(blank), unused)


def _cell_at(table: Table, row: int, column: int) -> Cell:
    """Return a cell; one that is merged with others shows the same in all rows."""
    row, column = table.merged.get((row, column), (row, column))
    cells = table.rows[row]
    cell = cells[column] if column < len(cells) else None
    return " ".join(cell.split()) if type(cell) is str else cell


def _read_row(reader: LineReader, table: Table, headings: Headings, at: int, cells: Mapping[str, Cell]) -> ImportLine:
    if at in table.hidden:
        shown = {name: show(cell) for name, cell in cells.items()}
        why = _("This row is hidden in the file, by a filter for example. Show it there if it should be stored.")
        return ImportLine(at + 1, shown, skipped=why)
    return reader.read(at + 1, cells, [*_find_surplus(table, headings, at), *_find_merged(table, headings, at)])


def _find_surplus(table: Table, headings: Headings, at: int) -> list[str]:
    """Return what is wrong with a row of text that has more cells than the headings: its cells may have shifted."""
    row, width = table.rows[at], len(table.rows[headings.row])
    surplus = row[width:]
    if not table.separator or not surplus:
        return []
    numbers_touch = any(
        isinstance(one, str) and isinstance(other, str) and DIGITS.fullmatch(one) and re.fullmatch(r"\d+\D*", other)
        for one, other in pairwise(row)
    )
    if table.separator == "," and (any(map(is_filled, surplus)) or numbers_touch):
        return [
            _(
                "This line has more cells than there are headings. In this file a number with a comma must stand "
                'between quotes: "12,5".'
            )
        ]
    if any(map(is_filled, surplus)):
        return [_("This line has more cells than there are headings. Look whether they stand in the right columns.")]
    return []


def _find_merged(table: Table, headings: Headings, at: int) -> list[str]:
    """Return what is wrong with merged cells: one number cannot be that of several rows or columns."""
    problems = []
    for name, column in headings.columns.items():
        row, left = table.merged.get((at, column), (at, column))
        across = left != column
        down = name in {"value", "n"} and row != at
        if across or down:
            place = f"{column_name(column)}{at + 1}"
            problems.append(_("Cell %(cell)s is merged with another one. Split them, and fill in each.", cell=place))
    return problems


# --- what was not used, in words ---------------------------------------------------------------------------------


def _name_sheets(tables: Sequence[Table], used: Table) -> list[str]:
    unused = []
    for table in tables:
        if table is used:
            continue
        rows = ngettext("%(num)d row", "%(num)d rows", count_filled_rows(table))
        values = {"name": table.name, "rows": rows}
        if table.is_hidden:
            unused.append(_("Hidden sheet “%(name)s” (%(rows)s): a hidden sheet is not read.", **values))
        else:
            unused.append(_("Sheet “%(name)s” (%(rows)s): only one sheet is read at a time.", **values))
    return unused


def _name_rows(table: Table, headings: Headings, blank: Sequence[int]) -> list[str]:
    above = [at for at in range(headings.row) if any(map(is_filled, table.rows[at]))]
    unused = []
    if above:
        unused.append(
            ngettext(
                "Row %(rows)s: it stands above the headings.",
                "Rows %(rows)s: they stand above the headings.",
                len(above),
                rows=_name_numbers(above),
            )
        )
    if blank:
        unused.append(
            ngettext(
                "Row %(rows)s: there is no date, value or anything else of a measurement in it.",
                "Rows %(rows)s: there is no date, value or anything else of a measurement in them.",
                len(blank),
                rows=_name_numbers(blank),
            )
        )
    return unused


def _name_columns(table: Table, headings: Headings) -> list[str]:
    unused = []
    titles = table.rows[headings.row]
    filled: dict[int, list[int]] = {}
    for at in range(headings.row + 1, len(table.rows)):
        for column, cell in enumerate(table.rows[at]):
            if is_filled(cell):
                filled.setdefault(column, []).append(at)
    used = set(headings.columns.values())
    for column in sorted(set(filled) - used):
        name = column_name(column)
        title = titles[column] if column < len(titles) else None
        if column in headings.doubles:
            unused.append(
                _("Column %(column)s, “%(title)s”: another one says the same.", column=name, title=show(title))
            )
        elif is_filled(title):
            unused.append(
                _("Column %(column)s, “%(title)s”: it is no part of a measurement.", column=name, title=show(title))
            )
        elif not table.separator or column < len(titles):
            cells = _name_some([f"{name}{at + 1}" for at in filled[column]])
            unused.append(_("Cells without a heading: %(cells)s.", cells=cells))
    if table.beyond:
        unused.append(
            ngettext(
                "%(num)d cell beyond column %(column)s.",
                "%(num)d cells beyond column %(column)s.",
                table.beyond,
                column=column_name(MOST_COLUMNS - 1),
            )
        )
    for column in sorted(used & table.hidden_columns):
        unused.append(_("Column %(column)s is hidden in the file, and was read.", column=column_name(column)))
    return unused


def _name_numbers(rows: Sequence[int]) -> str:
    """Return the numbers of rows as one says them: 2, 5–9."""
    spans: list[list[int]] = []
    for at in rows:
        if spans and at == spans[-1][1] + 1:
            spans[-1][1] = at
        else:
            spans.append([at, at])
    return _name_some([f"{a + 1}" if a == b else f"{a + 1}–{b + 1}" for a, b in spans])


def _name_some(names: Iterable[str]) -> str:
    known = list(names)
    if len(known) <= MOST_NAMED:
        return joined(known, ", ")
    return _("%(names)s and %(count)d more", names=", ".join(known[:MOST_NAMED]), count=len(known) - MOST_NAMED)
