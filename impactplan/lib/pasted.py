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
_PARTS = {sign: re.compile(rf' *"([^"]*(?:""[^"]*)*)" *(?=[{sign}\n]|\Z)|([^{sign}\n]*)') for sign in (BAR, SEMICOLON)}
"""A part of a line in quotes, or without, by the sign that ends it."""


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
    rows: list[list[str]] = []
    at = 0
    while at <= len(text):
        matches = _choose_reading(_read_line(text, at, SEMICOLON), _read_line(text, at, BAR))
        rows.append([_say(match).strip() for match in matches])
        at = matches[-1].end() + 1
    return [parts for parts in rows if any(parts)]


def _read_line(text: str, at: int, divider: str) -> list[re.Match[str]]:
    """Return the parts of the line that begins there, if this sign divides it."""
    parts: list[re.Match[str]] = []
    while part := _PARTS[divider].match(text, at):
        parts.append(part)
        at = part.end() + 1
        if text[part.end() : at] != divider:
            break
    return parts


def _choose_reading(by_semicolons: list[re.Match[str]], by_bars: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the parts of a line: bars divide it if it has any, apart from those in quotes between semicolons.

    Where one reading leaves a quote open and the other does not, it is the other.
    """
    if len(by_bars) > 1 and _leaves_open(by_semicolons) != _leaves_open(by_bars):
        return by_bars if _leaves_open(by_semicolons) else by_semicolons
    is_quoted = any(BAR in (part[1] or "") for part in by_semicolons)
    is_bare = any(BAR in (part[2] or "") for part in by_semicolons)
    return by_bars if is_bare or (len(by_bars) > 1 and not is_quoted) else by_semicolons


def _leaves_open(parts: list[re.Match[str]]) -> bool:
    return any((part[2] or "").lstrip().startswith('"') for part in parts)


def _say(part: re.Match[str]) -> str:
    return part[2] if part[1] is None else part[1].replace('""', '"')
