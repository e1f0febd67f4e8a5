"""The one next step that home offers. Pure.

The step where a user left off comes first, if it is not finished: they know what they were doing. Otherwise the first
open step of the module that the course is in, and otherwise the first open step of all. Where every step is handled,
the trainer may ask something of one, and there may be a module to look back on.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from impactplan.courses.programme.standing import ENDED, RUNNING, Standing
from impactplan.steps import MODULES, STEPS, Step, steps_of

OPEN = {"empty", "partly"}
START, LEFT_OFF, IN_MODULE, FIRST_OPEN, FEEDBACK, REFLECT, DONE = (
    "start",
    "left_off",
    "in_module",
    "first_open",
    "feedback",
    "reflect",
    "done",
)


@dataclass(frozen=True)
class NextStep:
    why: str
    step: Step | None = None
    at: datetime | None = None
    """When the user last worked on it."""
    module: int = 0
    """To reflect on."""


def choose_next_step(
    states: Mapping[str, str],
    last: tuple[Step, datetime] | None = None,
    module: int = 0,
    reflections: Sequence[int] = (),
    asked_of: Container[str] = (),
) -> NextStep:
    """Return the next step of a plan, from the states of its steps, the last edit, the module of the course, the
    modules whose reflection is open and the steps in which it is the authors' turn."""
    if all(states.get(step.key, "empty") == "empty" for step in STEPS):
        return NextStep(START)
    if last is not None and states.get(last[0].key) in OPEN:
        return NextStep(LEFT_OFF, last[0], last[1])
    still_open = [step for step in STEPS if states.get(step.key, "empty") in OPEN]
    for step in still_open:
        if step.module == module:
            return NextStep(IN_MODULE, step)
    if still_open:
        return NextStep(FIRST_OPEN, still_open[0])
    for step in STEPS:
        if step.key in asked_of:
            return NextStep(FEEDBACK, step)
    return NextStep(REFLECT, module=reflections[0]) if reflections else NextStep(DONE)


def find_open_reflections(states: Mapping[str, str], reflected: Collection[int], standing: Standing) -> list[int]:
    """Return the modules that are behind somebody, in the plan or in the course, and not reflected on yet."""
    passed = len(MODULES) if standing.phase == ENDED else standing.module - 1 if standing.phase == RUNNING else 0
    return [
        module.number
        for module in MODULES
        if module.number not in reflected
        and (module.number <= passed or all(states.get(step.key, "empty") not in OPEN for step in steps_of(module)))
    ]
