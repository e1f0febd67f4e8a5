"""Rows that stand together under headings, such as those of one state or one doer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from impactplan.graph import Item
from impactplan.workbook.sections import RowView


@dataclass(frozen=True)
class Heading:
    key: str
    title: str
    shape: str = ""
    """One of the shapes of state: empty, partly, complete or aside."""


@dataclass(frozen=True)
class Group:
    heading: Heading
    rows: Sequence[RowView]


def in_groups(rows: Iterable[RowView], key: Callable[[Item], str], headings: Iterable[Heading]) -> list[Group]:
    """Return the headings that have rows, each with its own; a row of no heading goes to the last one."""
    listed = list(headings)
    by_heading: dict[str, list[RowView]] = {heading.key: [] for heading in listed}
    for row in rows:
        place = key(row.item)
        by_heading[place if place in by_heading else listed[-1].key].append(row)
    return [Group(heading, by_heading[heading.key]) for heading in listed if by_heading[heading.key]]
