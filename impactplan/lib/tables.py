"""What a table from a file comes to: its cells, and what of it a reader may not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

MOST_COLUMNS = 60
Cell = str | Decimal | date | None


class Formula(str):
    """A formula whose outcome is not in the file."""

    __slots__ = ()


class Percentage(Decimal):
    """A number that the file shows with a percent sign, as it is shown: 62.5 of 62.5 %."""


class SheetError(ValueError):
    """A file that cannot be read.

    ``reason`` is "empty", "type", "ods", "old", "broken", "quotes", "large", "sheets" or "lines".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Table:
    """A sheet, or a file of text. Rows and columns count from 0 here."""

    rows: Sequence[Sequence[Cell]]
    name: str = ""
    """Of the sheet."""
    is_hidden: bool = False
    hidden: frozenset[int] = frozenset()
    """Rows that are not shown, as a filter leaves them."""
    hidden_columns: frozenset[int] = frozenset()
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Of a cell that is part of a merged one: which cell holds what it shows."""
    beyond: int = 0
    """How many filled cells lie beyond the last column that is read."""
    separator: str = ""
    """What stands between the cells of a file of text."""
    is_cut: bool = False
    """Whether there are more rows than were asked for."""


def is_filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def column_name(at: int) -> str:
    """Return the letters by which a program names a column: A, Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
