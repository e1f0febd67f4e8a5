"""How the rows of a demo plan are written down.

Each row is (name within the plan's demo, values); a value that names an earlier row stands as ``to("S1")``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class To:
    """A reference to rows by their names within the demo."""

    names: tuple[str, ...]


def to(*names: str) -> To:
    return To(names)


@dataclass(frozen=True)
class Written:
    """Answers of sheets that somebody filled in after the rest of the plan, so many days ago."""

    account: str
    days_ago: float
    names: Mapping[str, tuple[str, ...]]

    def of(self, sheets: Sheets) -> Sheets:
        return {kind: {name: sheets[kind][name] for name in names} for kind, names in self.names.items()}


Rows = tuple[tuple[str, dict[str, Any]], ...]
Sheets = dict[str, dict[str, Any]]
