"""Rows as text, copied from a spreadsheet program or typed: a line for each row, with a sign between its parts. Pure.

A spreadsheet program puts tabs between its cells. Who types puts semicolons, as a CSV file has them, or on a line whose
texts hold semicolons vertical bars. A part of several lines, or with such a sign in it, stands in quotes, in which a
quote is written twice.
"""

from __future__ import annotations

import re

LINE_IN_CELL = "\v"
"""Stands for a line end within a cell, which ``normalise`` has left none of."""
TAB, SEMICOLON, BAR = "\t", ";", "|"
_QUOTED = re.compile(r'(?:^|(?<=[\t\n]))"([^"]*(?:""[^"]*)*)"(?=[\t\n]|$)')
_QUOTED_PART = re.compile(r'(?:^|(?<=[;|\n])) *"([^"]*(?:""[^"]*)*)" *(?=[;|\n]|$)')
_HIDDEN = str.maketrans({"\n": LINE_IN_CELL, SEMICOLON: "\x01", BAR: "\x02"})
"""What stands in quotes divides nothing; ``normalise`` has left none of these signs either."""
_SHOWN = str.maketrans({LINE_IN_CELL: "\n", "\x01": SEMICOLON, "\x02": BAR})


def split_rows(text: str) -> list[str]:
    """Return the rows of a normalised text of cells, each in one line."""
    joined = _QUOTED.sub(lambda cell: cell[0].replace(TAB, " ").replace("\n", LINE_IN_CELL), text)
    return joined.split("\n")


def unquote(cell: str) -> str:
    """Return what stands in a cell, without the quotes that the program put around it."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"').strip()
    return cell


def read_cells(text: str) -> list[list[str]]:
    """Return the rows of cells that hold anything, in cells, which may hold several lines."""
    rows = [[unquote(cell.strip()).replace(LINE_IN_CELL, "\n") for cell in row.split(TAB)] for row in split_rows(text)]
    return [cells for cells in rows if any(cells)]


def read_lines(text: str) -> list[list[str]]:
    """Return the typed lines that hold anything, in parts, which may hold several lines if they stand in quotes."""
    joined = _QUOTED_PART.sub(lambda part: part[0].translate(_HIDDEN), text)
    rows = [
        [unquote(part.strip()).translate(_SHOWN) for part in line.split(BAR if BAR in line else SEMICOLON)]
        for line in joined.split("\n")
    ]
    return [parts for parts in rows if any(parts)]
