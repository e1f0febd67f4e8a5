"""The notation for the rows of a demo plan.

Each row is (name within the demo, values); a value that refers to an earlier row is written ``to("S1")``.
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
class LaterAnswers:
    """Answers of sheets that an author filled in after the rest of the plan, so many days ago."""

    account: str
    days_ago: float
    names: Mapping[str, tuple[str, ...]]
    deleted: tuple[tuple[str, str], ...] = ()
    """Rows that were thrown away on that day: kind, and name within the demo."""

    def of(self, sheets: Sheets) -> Sheets:
        return {kind: {name: sheets[kind][name] for name in names} for kind, names in self.names.items()}


Rows = tuple[tuple[str, dict[str, Any]], ...]
Sheets = dict[str, dict[str, Any]]
