"""The path: the modules with their steps, how far each is, and what stands beside the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_security import current_user

from impactplan.access import OpenPlan
from impactplan.access.people import signed_in
from impactplan.steps import MODULES, Module, Step, steps_of
from impactplan.workbook.marks import Mark, Marks, StepReview
from impactplan.workbook.registry import SidebarEntry, find_marks, find_sidebar_entries


@dataclass(frozen=True)
class PathStep:
    step: Step
    state: str
    current: bool
    marks: Sequence[Mark] = ()
    review: StepReview | None = None


Path = Sequence[tuple[Module, Sequence[PathStep | SidebarEntry]]]


def load_path(
    plan: OpenPlan,
    states: Mapping[str, str],
    current: Step | None = None,
    current_entry: str = "",
    entries: Mapping[int, Sequence[SidebarEntry]] | None = None,
    marks: Marks | None = None,
) -> Path:
    """Return the path of a plan for the signed-in user. ``current`` or ``current_entry`` (its key) is the page that it
    stands on; ``entries`` and ``marks`` are given where they were found already."""
    shown = find_marks(plan, None, signed_in(current_user)) if marks is None else marks
    entries = find_sidebar_entries(plan) if entries is None else entries
    path: list[tuple[Module, Sequence[PathStep | SidebarEntry]]] = []
    for module in MODULES:
        steps: list[PathStep | SidebarEntry] = [
            PathStep(
                step,
                states.get(step.key, "empty"),
                step is current,
                shown.steps.get(step.key, ()),
                shown.reviews.get(step.key),
            )
            for step in steps_of(module)
        ]
        beside = [replace(entry, current=entry.key == current_entry) for entry in entries.get(module.number, ())]
        path.append((module, [*steps, *beside]))
    return path
