"""A list that somebody pasted, read as boxes of a theory of change. Pure: it knows nothing of a plan.

Two shapes are understood. In an outline, what stands deeper follows from what it stands under; depth is told by spaces
or tabs, by the bullets of a word processor and by numbers (1., 1.1, a). In a table, as spreadsheets and whiteboards
copy it, the cells of a row follow from each other, and an empty cell means what stands above it. In both, a line that
names a column (``Outputs:``, ``Effecten (lange termijn)``) heads what comes under it.

Every line that holds anything comes back once, as a box or as a heading; a box that cannot be taken says why in its
``flaw``: ``long`` (more characters than any box holds), ``blank`` (no letter or number in it), ``apart`` (under a
heading that the drawing has no column for). ``character`` is no reason to leave it out: one was dropped that cannot be
kept. The one error is TooManyLinesError.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from impactplan.lib.pasted import LINE_IN_CELL, split_rows, unquote
from impactplan.lib.text import drop_broken, find_forbidden, normalise
from impactplan.strategy.pasted_markers import NOT_DRAWN, cut_marker, find_column

MOST_LINES = 200
MOST_BOXES = 300
"""In the cells of a table."""
LONGEST = 1000
MOST_CELLS = 12
"""Of a row; a theory of change has six columns."""
_TAB = 4
_INLINE = re.compile(r"([^:\n]{3,40}):\s+(?=\S)")
_SAYS = re.compile(r"[^\W_]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


class TooManyLinesError(ValueError):
    """There are more lines or cells in a paste than are taken at a time."""


@dataclass(frozen=True)
class PastedBox:
    """A line or a cell of the paste."""

    number: int
    """Of the line in the paste, from 1."""
    text: str
    level: int
    """How deep it stands, from 0: under headings, from where these stand."""
    under: int | None = None
    """The place in the list of the box that it follows from, or that follows from it."""
    column: str = ""
    """The column that a heading gives it; else the level tells."""
    flaw: str = ""


@dataclass(frozen=True)
class PastedList:
    boxes: Sequence[PastedBox]
    headings: Sequence[int]
    """The lines that name a column."""
    is_table: bool = False


@dataclass
class _Entry:
    """What a line can stand under."""

    indent: float
    marker: str
    level: int
    box: int | None
    """None for a heading."""
    column: str = ""


def read_list(text: str) -> PastedList:
    """Make out the boxes in a text. Raises TooManyLinesError before it looks into the lines."""
    clean = normalise(text)
    lines = [(number, line) for number, line in enumerate(clean.split("\n"), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise TooManyLinesError
    if any("\t" in cut_marker(_plain(line).strip(), set())[1].strip() for _number, line in lines):
        return _read_table(clean)
    return _read_outline(lines)


def _plain(line: str) -> str:
    whole = drop_broken(line) if find_forbidden(line) else line
    return _INVISIBLE.sub("", whole).replace("\u00a0", " ")


def _to_box(number: int, raw: str, text: str, level: int, under: int | None, column: str) -> PastedBox:
    """Return a box with what there is to say about it."""
    text = " ".join(text.split()).removesuffix(":").rstrip()
    flaw = "character" if find_forbidden(raw) else ""
    if len(text) > LONGEST:
        flaw = "long"
    elif not _SAYS.search(text):
        flaw = "blank"
    elif column == NOT_DRAWN:
        flaw, column = "apart", ""
    return PastedBox(number, text, level, under, column, flaw)


# --- an outline ---


def _read_outline(lines: Sequence[tuple[int, str]]) -> PastedList:
    boxes: list[PastedBox] = []
    headings: list[int] = []
    stack: list[_Entry] = []
    numbers: set[str] = set()
    for number, raw in lines:
        line = _plain(raw)
        marker, text = cut_marker(line.strip(), numbers)
        column = find_column(text)
        indent = _indent(line)
        _climb(stack, indent, marker, heads=bool(column))
        level = stack[-1].level + (stack[-1].box is not None) if stack else 0
        if column:
            headings.append(number)
            stack.append(_Entry(indent - 0.5, "", level, None, column))
            continue
        named = _INLINE.match(text)
        inline = find_column(named[1]) if named else ""
        text = text[named.end() :] if named and inline else text
        under = next((entry.box for entry in reversed(stack) if entry.box is not None), None)
        heading = inline or (stack[-1].column if stack and stack[-1].box is None else "")
        boxes.append(_to_box(number, raw, text, level, under, heading))
        stack.append(_Entry(indent, marker, level, len(boxes) - 1))
    return PastedList(boxes, headings)


def _indent(line: str) -> int:
    blank = line[: len(line) - len(line.lstrip())]
    return len(blank.expandtabs(_TAB))


def _climb(stack: list[_Entry], indent: int, marker: str, *, heads: bool) -> None:
    """Take off the stack what a line with this indent and marker does not stand under.

    A heading keeps what stands beside it as well as what stands under it, until the next heading.
    """
    while stack and stack[-1].indent > indent:
        stack.pop()
    while heads and stack and stack[-1].indent >= indent - 0.5:
        stack.pop()
    beside = [entry for entry in stack if entry.indent == indent]
    if not beside:
        return
    same = next((entry for entry in beside if entry.marker == marker), None)
    if same is None and marker:
        return  # another kind of bullet than any before it: one level deeper
    del stack[stack.index(same if same is not None else beside[0]) :]


# --- a table ---


def _read_table(text: str) -> PastedList:
    boxes: list[PastedBox] = []
    headings: list[int] = []
    columns: dict[int, str] = {}
    above: dict[int, int] = {}
    for number, raw, cells in _rows(text):
        if named := _read_heading_row(cells, first=not boxes):
            headings.append(number)
            columns, above = named, {}
            continue
        if not any(cells):
            boxes.append(_to_box(number, raw, "", 0, None, ""))
        for at, cell in enumerate(cells):
            if not cell:
                continue
            for right in [place for place in above if place >= at]:
                del above[right]
            left = max((place for place in above if place < at), default=None)
            column = columns.get(at, "")
            boxes.append(_to_box(number, raw, cell, at, above[left] if left is not None else None, column))
            above[at] = len(boxes) - 1
        if len(boxes) > MOST_BOXES:
            raise TooManyLinesError
    return PastedList(boxes, headings, is_table=True)


def _read_heading_row(cells: Sequence[str], *, first: bool) -> dict[int, str]:
    """Return the columns that a row of headings names; one that it names and the drawing lacks is not drawn."""
    named = {at: find_column(cell) for at, cell in enumerate(cells) if cell}
    known = sum(map(bool, named.values()))
    if known < (1 if first else 2) or known * 2 < len(named):
        return {}
    return {at: column or NOT_DRAWN for at, column in named.items()}


def _rows(text: str) -> list[tuple[int, str, list[str]]]:
    """Return the rows with anything in them: their number, their text, their cells.

    A cell of several lines stands in quotes; what is beyond the last cell that is read is part of that one.
    """
    rows = []
    number = 1
    for line in split_rows(text):
        if line.strip():
            cells = [_cell(cell) for cell in line.split("\t", MOST_CELLS - 1)]
            rows.append((number, line, cells))
        number += 1 + line.count(LINE_IN_CELL)
    return rows


def _cell(cell: str) -> str:
    text = unquote(" ".join(_plain(cell).split()))
    return cut_marker(text, set())[1].strip()
