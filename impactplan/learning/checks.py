"""Checks of decisions, of the learning rhythm, of the culture scan and of who supports it."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.learning.culture import scored
from impactplan.learning.rhythm import EVERY
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.workbook.checks import EVIDENCE, HINTS, MISSING, STRUCTURE, WARNS, WORDING, FieldChecks

DECISION = FieldChecks("decisions", "decision")
RHYTHM = FieldChecks("rhythm", "rhythm")
CULTURE = FieldChecks("culture", "culture")
SUPPORTER = FieldChecks("support", "supporter")

FOLLOWED_UP = {"adapt", "scale", "stop", "investigate"}
"""Decisions after which somebody has something to do."""


def _is_overdue(item: Item) -> bool:
    return not item["decision"] and bool(item["decided_on"]) and item["decided_on"] < today()


@DECISION.at("decided_on", STRUCTURE, WARNS, "decision")
def _overdue(_state: PlanState, item: Item) -> str:
    if _is_overdue(item):
        return _("This date has passed, and no decision is filled in. What became of it?")
    return ""


@DECISION.at("decided_on", MISSING, WARNS, "decision")
def _decided_when(_state: PlanState, item: Item) -> str:
    return _("When was this decided?") if item["decision"] and not item["decided_on"] else ""


@DECISION.at("decided_on", STRUCTURE, WARNS, "decision")
def _decided_in_the_future(_state: PlanState, item: Item) -> str:
    if item["decision"] and item["decided_on"] and item["decided_on"] > today():
        return _("This date is still to come, while the decision is filled in already.")
    return ""


@DECISION.at("decision", MISSING, WARNS, "decided_on", "evidence")
def _undecided(_state: PlanState, item: Item) -> str:
    if not item["decision"] and item["evidence"] and not _is_overdue(item):
        return _("The evidence is there. What do you decide?")
    return ""


@DECISION.at("actions", STRUCTURE, WARNS, "decision")
def _decision_without_action(_state: PlanState, item: Item) -> str:
    if item["decision"] in FOLLOWED_UP and not item["actions"]:
        return _("A decision without an action stays a good intention. Who does what?")
    return ""


@DECISION.at("rule", WORDING, HINTS)
def _vague_rule(_state: PlanState, item: Item) -> str:
    if item["rule"] and not any(mark.isdigit() for mark in item["rule"]) and len(item["rule"]) < 40:
        return _("From which number or which sign on do you act? Then nobody has to argue about it later.")
    return ""


@DECISION.at("basis", EVIDENCE, WARNS, "question", "decision")
def _no_basis(_state: PlanState, item: Item) -> str:
    if item["question"] and not item["basis"] and item["decision"]:
        return _("Which figure or insight is this based on?")
    return ""


@RHYTHM.at("month", MISSING, HINTS, "rhythm")
def _no_month(_state: PlanState, item: Item) -> str:
    if EVERY.get(item["rhythm"], 1) > 1 and not item["month"]:
        return _("Choose a month, and the moment gets its place in the year.")
    return ""


@RHYTHM.at("input", MISSING, HINTS, "who", "agenda")
def _nothing_on_the_table(_state: PlanState, item: Item) -> str:
    if item["who"] and not item["input"] and not item["agenda"]:
        return _("Without a figure or a story on the table it becomes a meeting like any other.")
    return ""


def _levels(item: Item) -> tuple[int, int] | None:
    """Return the level of now and the goal, if both are there."""
    now, goal = item["level_now"], item["level_goal"]
    return (now, goal) if now is not None and goal is not None else None


@CULTURE.at("level_goal", STRUCTURE, WARNS, "level_now")
def _goal_below_now(_state: PlanState, item: Item) -> str:
    levels = _levels(item)
    if levels and levels[1] < levels[0]:
        return _("The goal lies below the level of now. Is that what you mean?")
    return ""


@CULTURE.at("level_goal", STRUCTURE, HINTS, "level_now")
def _goal_far_away(_state: PlanState, item: Item) -> str:
    levels = _levels(item)
    if levels and levels[1] - levels[0] > 2:
        return _("More than two levels at once seldom succeeds. What can be done in a year?")
    return ""


@CULTURE.at("next_step", MISSING, HINTS, "level_now", "level_goal")
def _no_next_step(_state: PlanState, item: Item) -> str:
    levels = _levels(item)
    if levels and levels[1] > levels[0] and not item["next_step"]:
        return _("What is the first thing that you will do differently?")
    return ""


@CULTURE.at("evidence", EVIDENCE, WARNS, "level_now")
def _high_without_evidence(_state: PlanState, item: Item) -> str:
    if item["level_now"] is not None and item["level_now"] >= 4 and not item["evidence"]:
        return _("A high level asks for something that others can see or hear too.")
    return ""


@CULTURE.at("dimension", STRUCTURE, WARNS, "culture:dimension")
def _dimension_twice(state: PlanState, item: Item) -> str:
    twin = scored(state).get(item["dimension"]) if item["dimension"] else None
    if twin is not None and twin.id != item.id:
        return _("This dimension has another row already. Keep one of the two.")
    return ""


def _is_against(item: Item) -> bool:
    return item["attitude"] is not None and item["attitude"] < 0


@SUPPORTER.at("concern", EVIDENCE, WARNS, "attitude", "influence")
def _concern_unknown(_state: PlanState, item: Item) -> str:
    if _is_against(item) and (item["influence"] or 0) >= 4 and not item["concern"]:
        return _("Much influence and not in favour: do you know what worries them? Ask before you persuade.")
    return ""


@SUPPORTER.at("needs", MISSING, HINTS, "attitude", "concern")
def _needs_unknown(_state: PlanState, item: Item) -> str:
    return _("What would take this worry away?") if _is_against(item) and item["concern"] and not item["needs"] else ""


@SUPPORTER.at("ambassador", STRUCTURE, WARNS, "attitude")
def _ambassador_not_in_favour(_state: PlanState, item: Item) -> str:
    if item["ambassador"] and item["attitude"] is not None and item["attitude"] <= 0:
        return _("An ambassador who is not in favour? Look at the attitude once more.")
    return ""


@SUPPORTER.at("actions", STRUCTURE, HINTS, "attitude", "influence", "needs")
def _nobody_goes_and_talks(_state: PlanState, item: Item) -> str:
    if (item["influence"] or 0) >= 4 and (item["attitude"] or 0) <= 0 and item["needs"] and not item["actions"]:
        return _("Who goes and talks with them? Plan it as an action.")
    return ""
