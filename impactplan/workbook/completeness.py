"""What of an item is filled in and what is missing: the one place that decides it, for pages and derived tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field, Kind
from impactplan.steps import STEP_OF_KIND, Step

EMPTY, PARTLY, COMPLETE, ASIDE = "empty", "partly", "complete", "aside"


def filled_fields(kind: Kind, values: Mapping[str, Any]) -> int:
    """Count what is filled in; what the other end of an association holds is counted there."""
    return sum(
        declared.is_filled(values.get(name)) for name, declared in kind.stored.items() if not declared.only_later
    )


def missing_fields(kind: Kind, values: Mapping[str, Any]) -> list[Field]:
    """Return the fields that the kind's own step requires and that are empty."""
    return _missing_stored(kind, values) + [kind.fields[name] for name in needed_of(kind, values)[:1]]


def _missing_stored(kind: Kind, values: Mapping[str, Any]) -> list[Field]:
    return [
        declared
        for name, declared in kind.stored.items()
        if not declared.only_later and not declared.is_filled(values.get(name)) and declared.is_required(values)
    ]


def needed_of(kind: Kind, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the inverse fields of which the item still needs one."""
    return () if any(values.get(name) for name in kind.needs_one_of) else kind.needs_one_of


def later_step(state: PlanState, kind: Kind, declared: Field) -> Step | None:
    """Return the step at which the plan comes to what an item needs one of, while it has none of them yet."""
    needed = [target for name in kind.needs_one_of for target in kind.fields[name].targets]
    if declared.name not in kind.needs_one_of or any(map(state.rows, needed)):
        return None
    return STEP_OF_KIND[declared.targets[0]]


def missing_later(kind: Kind, values: Mapping[str, Any]) -> list[Field]:
    """Return the fields that a later step requires of the kind and that are empty."""
    return [
        declared
        for name, declared in kind.stored.items()
        if declared.later_required and not declared.is_filled(values.get(name))
    ]


def filled_later(kind: Kind, values: Mapping[str, Any]) -> int:
    """Count what is filled in for a later step; what its own step required was there already."""
    asked = [declared for declared in kind.stored.values() if declared.later and not declared.required]
    return sum(declared.is_filled(values.get(declared.name)) for declared in asked)


def missing_in(step: Step, kind: Kind, values: Mapping[str, Any]) -> list[Field]:
    return missing_fields(kind, values) if kind.key in step.written else missing_later(kind, values)


def measure(kind: Kind, values: Mapping[str, Any]) -> dict[str, int]:
    """Return the derived columns of an item. References in ``values`` must be to live items only.

    What it needs on the inverse side of an association changes without it, so that is counted with its step.
    """
    return {
        "filled": filled_fields(kind, values),
        "missing": len(_missing_stored(kind, values)),
        "later_filled": filled_later(kind, values),
        "later_missing": len(missing_later(kind, values)),
    }


def live_values(state: PlanState, item: Item) -> dict[str, Any]:
    """Return an item's values without the references to items that were deleted since."""
    values = dict(item.values)
    for name, declared in KINDS[item.kind].stored.items():
        if declared.type == "ref" and values.get(name) and not state.find(values[name]):
            values[name] = None
        elif declared.type == "refs" and values.get(name):
            values[name] = tuple(target.id for target in state.find_all(values[name]))
    return values


def needed_rows(step: Step, kind: Kind) -> int:
    """Return how many rows of a kind the step needs before it counts as complete."""
    return step.needs.get(kind.key, 0)
