"""The modules and steps of the workbook, as data: whoever shows, counts or exports steps reads this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel.speaklater import LazyString

from impactplan.lib.texts import lazy_gettext as _l


@dataclass(frozen=True)
class Module:
    number: int
    key: str
    title: LazyString
    short: LazyString
    question: LazyString
    """What the module answers; its part of a document opens with it."""


@dataclass(frozen=True)
class Step:
    key: str
    module: int
    title: LazyString
    kinds: tuple[str, ...]
    """The kinds of items written in this step, in the order of the page."""
    needs: Mapping[str, int] = field(default_factory=dict)
    """How many rows of a kind the step needs before it counts as complete."""
    borrows: tuple[str, ...] = ()
    """The kinds of earlier steps of which this step asks more fields (those that are declared ``later`` here)."""
    draws: tuple[str, ...] = ()
    """The kinds of earlier steps that stand in its drawing, where their rows are made and written as at home."""

    @property
    def shown(self) -> tuple[str, ...]:
        return (*self.borrows, *self.kinds)

    @property
    def written(self) -> tuple[str, ...]:
        """The kinds whose rows are made, written and removed on the page of the step."""
        return (*self.draws, *self.kinds)


MODULES = (
    Module(1, "strategy", _l("Impact strategy"), _l("Strategy"), _l("What do we want to change, for whom, and how?")),
    Module(
        2,
        "framework",
        _l("Impact framework and data collection"),
        _l("Framework and data"),
        _l("How will we see whether it changes?"),
    ),
    Module(
        3,
        "reporting",
        _l("Interpreting and reporting"),
        _l("Reporting"),
        _l("What happened, and how much of it is due to us?"),
    ),
    Module(
        4,
        "learning",
        _l("Learning, steering, impact culture"),
        _l("Learning"),
        _l("What do we learn from it, and what do we decide?"),
    ),
    Module(5, "integration", _l("Integrating impact"), _l("Integrating"), _l("How do we go on, and who does what?")),
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
        draws=("activity", "output"),
    ),
    Step("priorities", 2, _l("Priorities"), (), borrows=("outcome",)),
    Step("indicators", 2, _l("Indicators"), ("indicator",), {"indicator": 1}),
    Step("sources", 2, _l("Existing data"), ("source",), {"source": 1}),
    Step("collection", 2, _l("Data strategy"), ("collection",), {"collection": 1}),
    Step("feasibility", 2, _l("Feasibility"), ("capacity", "feasibility"), {"capacity": 1}),
    Step("results", 3, _l("Results"), ("measurement",), {"measurement": 1}, borrows=("indicator",)),
    Step("contribution", 3, _l("Our share (attribution)"), ("contribution",), {"contribution": 1}),
    Step("valuation", 3, _l("Valuation"), ("valuation", "social_return"), {"valuation": 1}),
    Step("insights", 3, _l("Insights"), ("insight",), {"insight": 1}, borrows=("link",)),
    Step("reports", 3, _l("Reports"), ("report", "negative_effect"), {"report": 1}),
    Step("decisions", 4, _l("Learning questions and decisions"), ("decision",), {"decision": 1}),
    Step("rhythm", 4, _l("Learning rhythm"), ("rhythm",), {"rhythm": 1}),
    Step("culture", 4, _l("Culture scan"), ("culture",), {"culture": 7}),
    Step("support", 4, _l("Support"), ("supporter",), {"supporter": 1}),
    Step("ledger", 4, _l("Impact ledger"), ("ledger_line",), {"ledger_line": 1}),
    Step("conditions", 5, _l("Conditions"), ("condition",), {"condition": 1}),
    Step("tasks", 5, _l("Division of tasks"), ("task",), {"task": 1}),
    Step("roadmap", 5, _l("Roadmap"), ("action",), {"action": 1}),
    Step("pitch", 5, _l("One page"), ("pitch",)),
)


@dataclass(frozen=True)
class Question:
    """What a module helps to answer, and the steps in which one does."""

    module: int
    text: LazyString
    steps: tuple[str, ...]


QUESTIONS = (
    Question(
        1, _l("What is impact management, what does it mean to our library, and for whom do we do it?"), ("purpose",)
    ),
    Question(1, _l("Which societal challenge do we contribute to?"), ("challenge",)),
    Question(1, _l("What do we have to offer?"), ("solutions",)),
    Question(1, _l("What is a theory of change, and how do we make our own?"), ("stakeholders", "theory")),
    Question(2, _l("Our theory of change stands: what do we look into first?"), ("priorities",)),
    Question(2, _l("How do effects become measurable?"), ("indicators",)),
    Question(
        2,
        _l("Which data do we have, what do they tell us, and what else do we need?"),
        ("sources", "collection"),
    ),
    Question(2, _l("Can we keep up what we want to measure?"), ("feasibility",)),
    Question(3, _l("When do we call it a success?"), ("results",)),
    Question(3, _l("Which part of the change is due to us?"), ("contribution",)),
    Question(3, _l("What are the effects worth, and what do we gain and risk by saying so?"), ("valuation",)),
    Question(3, _l("What do our data tell?"), ("insights",)),
    Question(
        3,
        _l("Whom do we tell, how do we reach them, and how do we speak of what we did not intend?"),
        ("reports",),
    ),
    Question(4, _l("How do data come into the choices that we make?"), ("decisions",)),
    Question(4, _l("What makes a strong impact culture?"), ("culture",)),
    Question(4, _l("How does measuring become a habit?"), ("rhythm",)),
    Question(4, _l("How do we win more people over?"), ("support",)),
    Question(4, _l("How do we keep account of our impact, year after year?"), ("ledger",)),
    Question(5, _l("How do we carry on in our own library after the course?"), ("roadmap", "pitch")),
    Question(5, _l("Which conditions must be met?"), ("conditions",)),
    Question(5, _l("What do I take on myself, and where can others help?"), ("tasks",)),
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


def questions_of(module: Module) -> tuple[Question, ...]:
    return tuple(question for question in QUESTIONS if question.module == module.number)
