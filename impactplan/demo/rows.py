"""How the rows of a demo plan are written down.

Each row is (name within the plan's demo, values); a value that names an earlier row stands as ``to("S1")``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class To:
    """A reference to rows by their names within the demo."""

    names: tuple[str, ...]


def to(*names: str) -> To:
    return To(names)


Rows = tuple[tuple[str, dict[str, Any]], ...]
Sheets = dict[str, dict[str, Any]]
