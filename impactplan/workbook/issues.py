"""The issues of a plan: what is missing in its steps, and what the checks of the modules find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Field, Kind
from impactplan.steps import STEPS, Step
from impactplan.workbook.checks import BLOCKS, MISSING, Check, Issue, Severity
from impactplan.workbook.completeness import later_step, live_values, missing_in, needed_rows
from impactplan.workbook.registry import part_of
from impactplan.workbook.wording import name_item


@dataclass(frozen=True)
class MissingCheck:
    """What a step requires and what is not there: a field of an item, or a row of a kind."""

    step: Step

    @property
    def key(self) -> str:
        return f"{self.step.key}.missing"

    @property
    def severity(self) -> Severity:
        return BLOCKS

    @property
    def reads(self) -> frozenset[str]:
        """The kinds of the step, and those at the other end of what they require."""
        kinds = [KINDS[key] for key in self.step.shown]
        ends = {target for kind in kinds for declared in kind.fields.values() for target in declared.targets}
        return frozenset(self.step.shown) | ends

    def find_issues(self, state: PlanState) -> Iterator[Issue]:
        """Yield them in the order of the page."""
        for key in self.step.shown:
            kind = KINDS[key]
            for item in (state.sheet(key),) if kind.sheet else state.rows(key):
                for declared in missing_in(self.step, kind, live_values(state, item)):
                    yield self._field(state, kind, item, declared)
            for _row in range(needed_rows(self.step, kind) - len(state.rows(key))):
                text = _("There is no %(kind)s yet", kind=str(kind.label).lower())
                yield Issue(self.key, MISSING, BLOCKS, self.step.key, key, text)

    def _field(self, state: PlanState, kind: Kind, item: Item, declared: Field) -> Issue:
        text = str(declared.label) if kind.sheet else f"{name_item(state, item)}: {declared.label}"
        if later := later_step(state, kind, declared):
            text = _("%(item)s: follows at “%(step)s”", item=name_item(state, item), step=later.title)
        place = (item.id, declared.name)
        return Issue(self.key, MISSING, BLOCKS, self.step.key, kind.key, text, *place, frozenset({place}))

    def count_in_sql(self, _plan_id: ColumnElement[str]) -> None:
        """Return nothing: what is missing is kept with each item and added up."""


def checks_of(step: Step) -> Iterator[Check]:
    """Yield the checks of a step: of what is missing, of the step as a whole, and of the items shown in it."""
    yield MissingCheck(step)
    part = part_of(step.key)
    yield from part.checks
    for key in step.shown:
        if key in part.kinds:
            yield from part.kinds[key].checks


def find_issues(
    state: PlanState, steps: Iterable[Step] = STEPS, *, touching: Collection[str] | None = None, blocking: bool = False
) -> Iterator[Issue]:
    """Yield the issues of some steps; only by the checks that read one of the kinds in ``touching``, or that block."""
    for step in steps:
        for check in checks_of(step):
            if (touching is None or check.reads & set(touching)) and (not blocking or check.severity is BLOCKS):
                yield from check.find_issues(state)


def find_missing(state: PlanState, step: Step) -> list[Issue]:
    """Return what the step still needs."""
    return list(MissingCheck(step).find_issues(state))
