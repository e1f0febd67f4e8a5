"""The modules and steps of the workbook, as data: whoever shows, counts or exports steps reads this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Module:
    number: int
    key: str
    title: LazyString
    short: LazyString


@dataclass(frozen=True)
class Step:
    key: str
    module: int
    title: LazyString
    kinds: tuple[str, ...]
    """The kinds of items written in this step, in the order of the page."""
    needs: Mapping[str, int] = field(default_factory=dict)
    """How many rows of a kind the step needs before it counts as complete."""


MODULES = (
    Module(1, "strategy", _l("Impact strategy"), _l("Strategy")),
    Module(2, "framework", _l("Impact framework and data collection"), _l("Framework and data")),
    Module(3, "reporting", _l("Interpreting and reporting"), _l("Reporting")),
    Module(4, "learning", _l("Learning, steering, impact culture"), _l("Learning")),
    Module(5, "integration", _l("Integrating impact"), _l("Integrating")),
)

STEPS = (
    Step("purpose", 1, _l("Why and for whom"), ("purpose", "audience"), {"audience": 1}),
    Step("challenge", 1, _l("Societal challenge"), ("challenge",)),
    Step("stakeholders", 1, _l("Stakeholders"), ("stakeholder",), {"stakeholder": 1}),
    Step("solutions", 1, _l("What we offer"), ("input", "activity", "output"), {"activity": 1, "output": 1}),
    Step(
        "theory",
        1,
        _l("Theory of change"),
        ("outcome", "impact", "precondition", "link", "narrative"),
        {"outcome": 1, "impact": 1, "link": 1},
    ),
)

BY_KEY: Mapping[str, Step] = {step.key: step for step in STEPS}
STEP_OF_KIND: Mapping[str, Step] = {kind: step for step in STEPS for kind in step.kinds}


def module_of(step: Step) -> Module:
    return MODULES[step.module - 1]


def steps_of(module: Module) -> tuple[Step, ...]:
    return tuple(step for step in STEPS if step.module == module.number)


def next_step(step: Step) -> Step | None:
    index = STEPS.index(step) + 1
    return STEPS[index] if index < len(STEPS) else None
