"""What was copied from a spreadsheet program, as text: a line for each row, with tabs between its cells. Pure.

A cell of several lines, or with a tab in it, stands in quotes, in which a quote is written twice. A CSV file that was
copied from an editor has semicolons between its cells.
"""

from __future__ import annotations

import csv
import re

LINE_IN_CELL = "\v"
"""Stands for a line end within a cell, which ``normalise`` has left none of."""
_QUOTED = re.compile(r'(?:^|(?<=[\t\n]))"([^"]*(?:""[^"]*)*)"(?=[\t\n]|$)')


def split_rows(text: str) -> list[str]:
    """Return the rows of a normalised text, each in one line."""
    joined = _QUOTED.sub(lambda cell: cell[0].replace("\t", " ").replace("\n", LINE_IN_CELL), text)
    return joined.split("\n")


def unquote(cell: str) -> str:
    """Return what stands in a cell, without the quotes that the program put around it."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"').strip()
    return cell


def read_cells(text: str) -> list[list[str]]:
    """Return the rows that hold anything, in cells, which may hold several lines."""
    rows = _read_csv(text) or [
        [unquote(cell.strip()).replace(LINE_IN_CELL, "\n") for cell in row.split("\t")] for row in split_rows(text)
    ]
    return [cells for cells in rows if any(cells)]


def _read_csv(text: str) -> list[list[str]]:
    """Return the rows of a CSV file, or none where it is not one: semicolons of a text have a space behind them."""
    if "\t" in text or ";" not in text or "; " in text:
        return []
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(keepends=True), delimiter=";") if row]
    widths = {len(row) for row in rows}
    return rows if len(rows) > 1 and len(widths) == 1 and widths != {1} else []
