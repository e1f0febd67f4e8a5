"""The plans of a round, as its trainer sees them in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from impactplan.courses.running.facts import Seat
from impactplan.courses.running.progress import ModuleStates, by_module
from impactplan.lib.names import fold

BY_CHANGE, BY_NAME = "change", "name"


@dataclass(frozen=True)
class PlanRow:
    """A plan with those who write it in the round."""

    plan_id: str
    title: str
    changed: datetime | None
    people: Sequence[str]
    libraries: Sequence[str]
    modules: Sequence[ModuleStates]

    @property
    def begun(self) -> bool:
        return any(state != "empty" for one in self.modules for state in one.states)


def list_plans(seats: Sequence[Seat], states: Mapping[str, Mapping[str, str]], order: str) -> list[PlanRow]:
    """Return the plans of those who take part: the last changed first, or by library."""
    writers: dict[str, list[Seat]] = {}
    for seat in seats:
        if seat.state == "taking_part" and seat.plan_id:
            writers.setdefault(seat.plan_id, []).append(seat)
    rows = [
        PlanRow(
            plan_id,
            found[0].plan,
            found[0].plan_changed,
            [seat.name for seat in found],
            list(dict.fromkeys(seat.library for seat in found if seat.library)),
            by_module(states.get(plan_id, {})),
        )
        for plan_id, found in writers.items()
    ]
    if order == BY_NAME:
        return sorted(rows, key=lambda row: (fold(", ".join(row.libraries)), fold(row.title)))
    return sorted(rows, key=lambda row: row.changed.timestamp() if row.changed else 0, reverse=True)
