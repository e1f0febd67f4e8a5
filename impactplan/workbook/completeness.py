"""What of an item is filled in and what is missing: the one place that decides it, for pages and derived tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field, Kind
from impactplan.steps import Step

EMPTY, PARTLY, COMPLETE, ASIDE = "empty", "partly", "complete", "aside"


@dataclass(frozen=True)
class Gap:
    """Something required that is not there: a field of an item, or a row of a kind."""

    kind: Kind
    item: Item | None = None
    field: Field | None = None


def filled_fields(kind: Kind, values: Mapping[str, Any]) -> int:
    return sum(declared.is_filled(values.get(name)) for name, declared in kind.fields.items())


def missing_fields(kind: Kind, values: Mapping[str, Any]) -> list[Field]:
    return [
        declared
        for name, declared in kind.fields.items()
        if not declared.is_filled(values.get(name)) and declared.is_required(values)
    ]


def measure(kind: Kind, values: Mapping[str, Any]) -> dict[str, int]:
    """Return the derived columns of an item. References in ``values`` must be to live items only."""
    return {"filled": filled_fields(kind, values), "missing": len(missing_fields(kind, values))}


def live_values(state: PlanState, item: Item) -> dict[str, Any]:
    """Return an item's values without the references to items that were deleted since."""
    values = dict(item.values)
    for name, declared in KINDS[item.kind].fields.items():
        if declared.type == "ref" and values.get(name) and not state.find(values[name]):
            values[name] = None
        elif declared.type == "refs" and values.get(name):
            values[name] = tuple(found.id for found in state.find_all(values[name]))
    return values


def find_gaps(state: PlanState, step: Step) -> list[Gap]:
    """Return what the step still needs, in the order of its page."""
    gaps: list[Gap] = []
    for key in step.kinds:
        kind = KINDS[key]
        items = (state.sheet(key),) if kind.sheet else state.rows(key)
        for item in items:
            gaps += [Gap(kind, item, declared) for declared in missing_fields(kind, live_values(state, item))]
        gaps += [Gap(kind)] * max(0, step.needs.get(key, 0) - len(state.rows(key)))
    return gaps


def filled_state(filled: int, missing: int, set_aside: bool) -> str:
    if set_aside:
        return ASIDE
    if not filled:
        return EMPTY
    return PARTLY if missing else COMPLETE
