"""The plans of a round, as its trainer sees them in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from impactplan.courses.running.facts import EnrolmentFacts
from impactplan.courses.running.progress import ModuleStates, by_module
from impactplan.lib.names import fold

BY_CHANGE, BY_NAME = "change", "name"


@dataclass(frozen=True)
class PlanRow:
    """A plan with its authors in the round."""

    plan_id: str
    title: str
    changed: datetime | None
    people: Sequence[str]
    libraries: Sequence[str]
    modules: Sequence[ModuleStates]

    @property
    def begun(self) -> bool:
        return any(state != "empty" for module in self.modules for state in module.states)


def list_plans(
    enrolments: Sequence[EnrolmentFacts], states: Mapping[str, Mapping[str, str]], order: str
) -> list[PlanRow]:
    """Return the plans of those who take part: the most recently changed first, or by library."""
    authors_of: dict[str, list[EnrolmentFacts]] = {}
    for enrolment in enrolments:
        if enrolment.state == "taking_part" and enrolment.plan_id:
            authors_of.setdefault(enrolment.plan_id, []).append(enrolment)
    rows = [
        PlanRow(
            plan_id,
            authors[0].plan,
            authors[0].plan_changed,
            [enrolment.name for enrolment in authors],
            list(dict.fromkeys(enrolment.library for enrolment in authors if enrolment.library)),
            by_module(states.get(plan_id, {})),
        )
        for plan_id, authors in authors_of.items()
    ]
    if order == BY_NAME:
        return sorted(rows, key=lambda row: (fold(", ".join(row.libraries)), fold(row.title)))
    return sorted(rows, key=lambda row: row.changed.timestamp() if row.changed else 0, reverse=True)
