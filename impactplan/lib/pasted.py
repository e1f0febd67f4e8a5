"""What was copied from a spreadsheet program, as text: a line for each row, with tabs between its cells. Pure.

A cell of several lines, or with a tab in it, stands in quotes, in which a quote is written twice.
"""

from __future__ import annotations

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
    rows = [[unquote(cell.strip()).replace(LINE_IN_CELL, "\n") for cell in row.split("\t")] for row in split_rows(text)]
    return [cells for cells in rows if any(cells)]
