"""How the steps of module 5 show their rows: conditions by state, tasks by doer, actions in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactplan.graph import Item, PlanState
from impactplan.integration.fitting import say_too_long
from impactplan.integration.onepage import Story, compose_story
from impactplan.integration.timing import FILLED_STATES, in_time_order, is_open, period, predecessors
from impactplan.integration.why import reasons
from impactplan.lib.texts import gettext as _
from impactplan.models.condition import CONDITION_STATES
from impactplan.models.task import DOERS
from impactplan.workbook.groups import Group, Heading, in_groups
from impactplan.workbook.sections import Layout, RowView, Section
from impactplan.workbook.suggestions import Suggestion
from impactplan.workbook.wording import chosen, joined, name_of, names_of

# --- conditions ---

STATE_SHAPES = {"missing": "empty", "partly": "partly", "present": "complete"}


@dataclass(frozen=True)
class ConditionsView:
    groups: Sequence[Group]
    suggestions: Sequence[Suggestion]


def state_of(item: Item) -> str:
    return str(item.get("state", ""))


def find_unnamed(state: PlanState) -> list[Suggestion]:
    """Return the preconditions of the theory of change that no condition names."""
    named = {item["precondition"] for item in state.rows("condition")}
    return [
        Suggestion(item["statement"], {"precondition": item.id, "statement": item["statement"]})
        for item in state.rows("precondition")
        if item.id not in named and item["statement"]
    ]


def view_conditions(state: PlanState, section: Section) -> ConditionsView:
    headings = [Heading(key, str(label), STATE_SHAPES[key]) for key, label in reversed(CONDITION_STATES)]
    headings.append(Heading("", _("State not said yet")))
    return ConditionsView(in_groups(section.rows, state_of, headings), find_unnamed(state))


def has_no_action(state: PlanState, item: Item) -> bool:
    return item["state"] == "missing" and not state.find_all(item["actions"])


@dataclass(frozen=True)
class ConditionShown:
    actions: str
    needs_action: bool


def show_condition(state: PlanState, item: Item) -> ConditionShown:
    return ConditionShown(names_of(state, item["actions"]), has_no_action(state, item))


# --- tasks ---


@dataclass(frozen=True)
class TaskMark:
    shape: str
    words: str


def doer_of(item: Item) -> str:
    return str(item.get("doer", ""))


def view_tasks(_state: PlanState, section: Section) -> Sequence[Group]:
    headings = [Heading(key, str(label)) for key, label in DOERS]
    return in_groups(section.rows, doer_of, [*headings, Heading("", _("Doer not named yet"))])


def show_task(_state: PlanState, item: Item) -> TaskMark | None:
    """Say whether a task was agreed; what one does oneself asks no agreement."""
    if item["agreed"]:
        return TaskMark("complete", _("agreed"))
    return None if item["doer"] in {None, "self"} else TaskMark("empty", _("not agreed yet"))


# --- roadmap ---


@dataclass(frozen=True)
class ActionShown:
    period: str
    who: str
    after: str
    answers_nothing: bool
    state: str
    shape: str


@dataclass(frozen=True)
class RoadmapView:
    rows: Sequence[RowView]
    suggestions: Sequence[Suggestion]


def find_unanswered(state: PlanState) -> list[Suggestion]:
    """Return the decisions, and the conditions that are missing, without an action."""
    decided = [
        Suggestion(
            item["question"],
            {"answers": item.id},
            _("Decided: %(decision)s", decision=chosen(item, "decision").lower()),
        )
        for item in state.rows("decision")
        if item["decision"] and item["question"] and not state.find_all(item["actions"])
    ]
    missing = [
        Suggestion(name_of(state, item.id), {"answers": item.id}, _("A condition that is missing"))
        for item in state.rows("condition")
        if has_no_action(state, item) and name_of(state, item.id)
    ]
    return [*decided, *missing]


def view_roadmap(state: PlanState, section: Section) -> RoadmapView:
    rows = {row.item.id: row for row in section.rows}
    ordered = [rows[item.id] for item in in_time_order(row.item for row in section.rows)]
    return RoadmapView(ordered, find_unanswered(state))


def show_action(state: PlanState, item: Item) -> ActionShown:
    responsible = item["responsible"] if item["responsible"] != item["accountable"] else ""
    return ActionShown(
        period=period(item),
        who=joined([item["accountable"], responsible and _("done by %(name)s", name=responsible)]),
        after=names_of(state, [earlier.id for earlier in predecessors(state, item)]),
        answers_nothing=is_open(item) and not reasons(state, item),
        state=chosen(item, "action_state").lower(),
        shape=FILLED_STATES.get(item["action_state"], "empty"),
    )


CONDITIONS = Layout(
    "integration/_conditions.html",
    view_conditions,
    closed="integration/_condition_closed.html",
    show=show_condition,
    group=state_of,
)
TASKS = Layout(
    "integration/_tasks.html", view_tasks, closed="integration/_task_closed.html", show=show_task, group=doer_of
)
ROADMAP = Layout(
    "integration/_roadmap.html",
    view_roadmap,
    closed="integration/_action_closed.html",
    show=show_action,
    group=lambda item: item.id,  # time orders them, so each stands by itself
)


@dataclass(frozen=True)
class PitchView:
    story: Story
    too_long: str
    """Which parts to shorten, where they do not fit on one A4."""


def view_pitch(state: PlanState, _section: Section) -> PitchView:
    story = compose_story(state)
    return PitchView(story, say_too_long(story))


PITCH = Layout("integration/_pitch.html", view_pitch, fields="integration/_pitch_fields.html")
