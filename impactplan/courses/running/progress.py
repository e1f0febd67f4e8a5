"""How far the participants of a round are: states only, and of plans no more than their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from impactplan.courses.running.facts import EnrolmentFacts
from impactplan.steps import MODULES, Module, steps_of
from impactplan.workbook.step_states import HANDLED


@dataclass(frozen=True)
class ModuleStates:
    """How far a plan is in a module."""

    module: Module
    states: Sequence[str]

    @property
    def done(self) -> int:
        return sum(state in HANDLED for state in self.states)

    @property
    def count(self) -> int:
        return len(self.states)


def by_module(states: Mapping[str, str]) -> list[ModuleStates]:
    return [ModuleStates(module, [states.get(step.key, "empty") for step in steps_of(module)]) for module in MODULES]


@dataclass(frozen=True)
class Progress:
    enrolment: EnrolmentFacts
    modules: Sequence[ModuleStates]
    """Empty where there is no plan."""
    turn: Sequence[str] = ()
    """Who is to act in its feedback and since when, and nothing of what it is about."""


def view_progress(
    enrolments: Sequence[EnrolmentFacts],
    states: Mapping[str, Mapping[str, str]],
    turns: Mapping[str, Sequence[str]] | None = None,
) -> list[Progress]:
    """Return a row for each who takes part, by name."""
    return [
        Progress(
            enrolment,
            by_module(states.get(enrolment.plan_id, {})) if enrolment.plan_id else [],
            (turns or {}).get(enrolment.plan_id or "", ()),
        )
        for enrolment in enrolments
        if enrolment.state == "taking_part"
    ]
