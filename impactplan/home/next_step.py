"""The one next step that home offers. Pure.

The step where a user left off comes first, if it is not finished: they know what they were doing. Otherwise the first
open step of the module that the course is in, and otherwise the first open step of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from impactplan.steps import STEPS, Step

OPEN = {"empty", "partly"}
START, LEFT_OFF, IN_MODULE, FIRST_OPEN, DONE = "start", "left_off", "in_module", "first_open", "done"


@dataclass(frozen=True)
class NextStep:
    why: str
    step: Step | None = None
    at: datetime | None = None
    """When the user last worked on it."""


def choose_next_step(states: Mapping[str, str], last: tuple[Step, datetime] | None = None, module: int = 0) -> NextStep:
    """Return the next step of a plan, from the states of its steps, the last edit and the module of the course."""
    if all(states.get(step.key, "empty") == "empty" for step in STEPS):
        return NextStep(START)
    if last is not None and states.get(last[0].key) in OPEN:
        return NextStep(LEFT_OFF, last[0], last[1])
    still_open = [step for step in STEPS if states.get(step.key, "empty") in OPEN]
    for step in still_open:
        if step.module == module:
            return NextStep(IN_MODULE, step)
    return NextStep(FIRST_OPEN, still_open[0]) if still_open else NextStep(DONE)
