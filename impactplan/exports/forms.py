"""The choices in the form for a document."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.exports.options import Options
from impactplan.steps import MODULES, Module, Step, steps_of


@dataclass(frozen=True)
class StepChoice:
    step: Step
    chosen: bool


def view_parts(options: Options) -> list[tuple[Module, list[StepChoice]]]:
    """Return the steps to choose from, by module, with the current choice."""
    return [
        (module, [StepChoice(step, options.shows(step.key)) for step in steps])
        for module in MODULES
        if (steps := steps_of(module))
    ]
