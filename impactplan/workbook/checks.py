"""The engine of checks: what a check is, and the issues that it gives. Pure; which checks a plan has is in ``issues``.

A check is a function of a PlanState. It declares what it reads, so that a save runs only the checks that it touches,
and every issue names the fields that it rests on, so that one knows when it has to be looked at anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import ColumnElement, func, select

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, item_table
from impactplan.workbook.inverse import referenced_ids

Find = Callable[[PlanState, Item], str]
"""Return the message of an issue with an item, or nothing while all is well."""
Condition = Callable[[Any], ColumnElement[bool]]
"""The same question put to the columns of the kind's table."""


class Category(StrEnum):
    MISSING = "missing"
    STRUCTURE = "structure"
    WORDING = "wording"
    EVIDENCE = "evidence"


class Severity(StrEnum):
    BLOCKS = "blocks"
    """A step with such an issue is not complete."""
    WARNS = "warns"
    HINTS = "hints"


MISSING, STRUCTURE, WORDING, EVIDENCE = Category
BLOCKS, WARNS, HINTS = Severity


@dataclass(frozen=True)
class Location:
    """Where an issue is corrected, as parts of an address: a step, the row to open in it, and the place on the page."""

    step: str
    row: str | None
    anchor: str


@dataclass(frozen=True)
class Issue:
    check: str
    category: Category
    severity: Severity
    step: str
    kind: str
    message: str
    item_id: str = ""
    """Empty where a whole row is missing."""
    field: str = ""
    rests_on: frozenset[tuple[str, str]] = frozenset()
    """The fields of items that it follows from, as (item id, field): while these stay, so does the issue."""

    @property
    def location(self) -> Location:
        if KINDS[self.kind].sheet:
            return Location(self.step, None, f"{self.kind}-{self.field}")
        if not self.item_id:
            return Location(self.step, None, f"add-{self.kind}")
        return Location(self.step, self.item_id, f"{self.item_id}-{self.field}")


class Check(Protocol):
    """What the engine asks of a check."""

    @property
    def key(self) -> str: ...

    @property
    def severity(self) -> Severity: ...

    @property
    def reads(self) -> frozenset[str]:
        """The kinds of items that it looks at."""

    def find_issues(self, state: PlanState) -> Iterator[Issue]: ...

    def count_in_sql(self, plan_id: ColumnElement[str]) -> ColumnElement[int] | None:
        """Return, of a check that blocks, how many issues it gives, so that a save need not load the plan to count
        them. It says the same as ``find_issues``; ``impactplan db check`` compares the two."""


@dataclass(frozen=True)
class FieldCheck:
    """A check of each item of a kind, whose issue stands at one of its fields."""

    step: str
    kind: str
    name: str
    field: str
    category: Category
    severity: Severity
    find: Find
    rests_on: tuple[str, ...]
    """Paths to what it reads, from the item: ``target``, ``indicator.unit``, or of every row of a kind
    ``input:euros``."""
    condition: Condition | None = None
    """The check in SQL, by which a save counts what blocks without loading the plan."""

    def __post_init__(self) -> None:
        if (self.severity is BLOCKS) is not (self.condition is not None):
            raise ValueError(f"{self.key}: a check that blocks, and no other, has a condition by which it is counted")

    @property
    def key(self) -> str:
        return f"{self.step}.{self.name}"

    @cached_property
    def reads(self) -> frozenset[str]:
        return frozenset({self.kind}.union(*(_kinds_on(self.kind, path) for path in self.rests_on)))

    def find_issues(self, state: PlanState) -> Iterator[Issue]:
        rows = (state.sheet(self.kind),) if KINDS[self.kind].sheet else state.rows(self.kind)
        for item in rows:
            if message := self.find(state, item):
                fields = frozenset(pair for path in self.rests_on for pair in _fields_on(state, item, path))
                yield Issue(
                    self.key,
                    self.category,
                    self.severity,
                    self.step,
                    self.kind,
                    message,
                    item.id,
                    self.field,
                    fields | {(item.id, self.field)},
                )

    def count_in_sql(self, plan_id: ColumnElement[str]) -> ColumnElement[int] | None:
        if self.condition is None:
            return None
        table = KINDS[self.kind].table
        tables = item_table.join(table, table.c.id == item_table.c.id)
        live = (item_table.c.plan_id == plan_id, item_table.c.kind == self.kind, item_table.c.deleted_at.is_(None))
        counted = select(func.count()).select_from(tables).where(*live, self.condition(table.c))
        return counted.correlate(None).scalar_subquery()


@dataclass
class FieldChecks:
    """The checks of a kind in a step, in the order in which they are shown at a field. Each is added by a decorator."""

    step: str
    kind: str
    checks: list[FieldCheck] = field(default_factory=list)

    def at(
        self, name: str, category: Category, severity: Severity, *rests_on: str, condition: Condition | None = None
    ) -> Callable[[Find], Find]:
        """Add a function as a check whose issue stands at a field. ``rests_on`` are the other fields that it reads."""

        def add(find: Find) -> Find:
            key = find.__name__.strip("_")
            self.checks.append(
                FieldCheck(self.step, self.kind, key, name, category, severity, find, (name, *rests_on), condition)
            )
            return find

        return add

    def __iter__(self) -> Iterator[FieldCheck]:
        return iter(self.checks)


def notes_at(checks: Iterable[FieldCheck], state: PlanState, item: Item) -> Mapping[str, str]:
    """Return what there is to think about at the fields of an item, one message a field: that of the first check. What
    holds of several fields is said at the first of them."""
    notes: dict[str, str] = {}
    for check in checks:
        if check.field not in notes and (message := check.find(state, item)) and message not in notes.values():
            notes[check.field] = message
    return notes


def _kinds_on(kind: str, path: str) -> Iterator[str]:
    """Yield the kinds that a path leads past, and those that its last field refers to."""
    start, _colon, rest = path.rpartition(":")
    kinds = {start or kind}
    yield from kinds
    for name in rest.split("."):
        kinds = {target for key in kinds if name in KINDS[key].fields for target in KINDS[key].fields[name].targets}
        yield from kinds


def _fields_on(state: PlanState, item: Item, path: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that a path leads past, of the items that are there now."""
    start, _colon, rest = path.rpartition(":")
    items = state.rows(start) if start else (item,)
    for name in rest.split("."):
        having = [(each, KINDS[each.kind].fields[name]) for each in items if name in KINDS[each.kind].fields]
        yield from ((each.id, name) for each, _declared in having)
        named = (referenced_ids(each[name]) for each, declared in having if declared.is_reference)
        items = tuple(target for ids in named for target in state.find_all(ids))
