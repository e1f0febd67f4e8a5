"""The whole plan in memory, frozen: what checks, diagrams, documents and differences look at, for any moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from impactplan.rules import RULES_OF_THUMB, RulesOfThumb


@dataclass(frozen=True)
class Item:
    """One item: a row, or a sheet such as ``purpose``. ``values`` holds its fields by name."""

    id: str
    kind: str
    position: int
    values: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def get(self, name: str, default: Any = None) -> Any:
        value = self.values.get(name)
        return default if value is None else value

    def version(self, name: str) -> int:
        return self.versions.get(name, 0)

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is filled in: neither a value nor, at either end, an association."""
        return all(value is None or value is False or value in ("", (), []) for value in self.values.values())


@dataclass(frozen=True)
class PlanState:
    """The live items of a plan at ``seq``, by kind and in their order."""

    plan_id: str
    title: str
    organisation: str
    language: str
    seq: int
    at: datetime
    items: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    rules: RulesOfThumb = RULES_OF_THUMB
    """The numbers that steer advice, as the course of the plan has set them."""
    shown_on: date | None = None
    """The day as of which it is told what is late and what is to come, if that is not today: of an earlier moment."""
    last_meeting: date | None = None
    """Of the round that the plan is made in, as far as it is known."""

    def rows(self, kind: str) -> tuple[Item, ...]:
        return self.items.get(kind, ())

    def sheet(self, kind: str) -> Item:
        """Return the only item of a kind; one that nobody wrote in yet is empty, under its kind as id."""
        items = self.items.get(kind, ())
        return items[0] if items else Item(id=kind, kind=kind, position=0)

    @cached_property
    def written(self) -> PlanState:
        """The plan without rows in which nothing was ever typed, for what shows or offers what a plan says. A row that
        another one names is told of all the same."""
        blank = {item.id for item in self if item.is_blank}
        if not blank:
            return self
        for item in self:
            for value in item.values.values():
                blank -= {value} if isinstance(value, str) else set(value) if isinstance(value, tuple) else set()
        items = {kind: tuple(item for item in rows if item.id not in blank) for kind, rows in self.items.items()}
        return replace(self, items=items)

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self}

    def find(self, item_id: str | None) -> Item | None:
        return self.by_id.get(item_id) if item_id else None

    def first_with(self, kind: str, name: str, value: object) -> Item | None:
        """Return the first item of a kind whose field holds the value; for no value, none. The index is made once."""
        if value is None:
            return None
        key = (kind, name)
        if key not in self._indexes:
            self._indexes[key] = {item[name]: item for item in reversed(self.rows(kind))}
        return self._indexes[key].get(value)

    @cached_property
    def _indexes(self) -> dict[tuple[str, str], dict[object, Item]]:
        return {}

    @cached_property
    def computed(self) -> dict[object, Any]:
        """What follows from the plan, kept by whoever computed it under a key of theirs: the plan in memory stays."""
        return {}

    def find_all(self, ids: Iterable[str] | None) -> tuple[Item, ...]:
        return tuple(item for item in map(self.find, ids or ()) if item is not None)

    def __iter__(self) -> Iterator[Item]:
        for rows in self.items.values():
            yield from rows
