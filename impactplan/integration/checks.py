"""Checks of conditions, tasks, actions and the one page."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.integration.layouts import has_no_action
from impactplan.integration.raci import busiest, key_of, names_two, split_names
from impactplan.integration.timing import is_open, too_early, waits_for_itself
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.workbook.checks import BLOCKS, HINTS, MISSING, STRUCTURE, WARNS, FieldChecks
from impactplan.workbook.naming import is_named
from impactplan.workbook.wording import day, name_of, quoted

CONDITION = FieldChecks("conditions", "condition")
TASK = FieldChecks("tasks", "task")
ACTION = FieldChecks("roadmap", "action")
PITCH = FieldChecks("pitch", "pitch")


@CONDITION.at(
    "actions",
    STRUCTURE,
    BLOCKS,
    "state",
    condition=lambda row: (row.state == "missing") & ~is_named(row.id, "condition", "actions"),
)
def _missing_without_action(state: PlanState, item: Item) -> str:
    if has_no_action(state, item):
        return _("This is missing, and no action brings it about yet. Choose one, or make it.")
    return ""


@CONDITION.at("owner", MISSING, WARNS, "state")
def _nobody_sees_to_it(_state: PlanState, item: Item) -> str:
    return _("Nobody takes care of this yet.") if item["state"] in {"missing", "partly"} and not item["owner"] else ""


@TASK.at("request", MISSING, HINTS, "doer")
def _not_asked(_state: PlanState, item: Item) -> str:
    if item["doer"] in {None, "self"} or item["request"]:
        return ""
    return _("They do not know yet what you ask of them.")


@ACTION.at("accountable", STRUCTURE, WARNS)
def _two_accountable(_state: PlanState, item: Item) -> str:
    if names_two(item["accountable"]):
        return _("This looks like two people. With two accountable, nobody is: name one.")
    return ""


_PEOPLE = ("action:action_state", *(f"action:{name}" for name in ("accountable", "responsible")))


@ACTION.at("accountable", STRUCTURE, WARNS, *_PEOPLE)
def _accountable_for_most(state: PlanState, item: Item) -> str:
    return _busiest_in(state, item, "accountable")


@ACTION.at("responsible", STRUCTURE, WARNS, "accountable", *_PEOPLE)
def _responsible_for_most(state: PlanState, item: Item) -> str:
    return "" if _busiest_in(state, item, "accountable") else _busiest_in(state, item, "responsible")


def _busiest_in(state: PlanState, item: Item, field: str) -> str:
    """Say that one person has a part in too many of the actions, if a field names that person and it is one."""
    key, count, total = busiest(state)
    if names_two(item["accountable"]) or total < state.rules.fewest_actions_to_divide:
        return ""
    name = next((name for name in split_names(item[field]) if key_of(name) == key), "")
    if not name or 100 * count <= state.rules.most_actions_of_one_person * total:
        return ""
    return _("%(name)s has a part in %(count)s of the %(total)s actions. Who steps in?",
             name=name, count=count, total=total)  # fmt: skip


def _ends_early(item: Item) -> bool:
    return bool(item["start"] and item["end"] and item["end"] < item["start"])


def _is_late(item: Item) -> bool:
    return bool(is_open(item) and item["end"] and item["end"] < today())


@ACTION.at("end", STRUCTURE, WARNS, "start")
def _ends_before_it_begins(_state: PlanState, item: Item) -> str:
    return _("This ends before it begins.") if _ends_early(item) else ""


@ACTION.at("end", STRUCTURE, WARNS, "action_state")
def _late(_state: PlanState, item: Item) -> str:
    return _("This date has passed, and the action is not finished.") if _is_late(item) else ""


@ACTION.at("start", STRUCTURE, WARNS, "end", "depends_on.end", "depends_on.name")
def _begins_too_early(state: PlanState, item: Item) -> str:
    early = too_early(state, item)
    if early is None:
        return ""
    return _("%(action)s, which must come first, ends only on %(day)s.",
             action=quoted(name_of(state, early.id)), day=day(early, "end"))  # fmt: skip


@ACTION.at("start", STRUCTURE, WARNS, "end", "action_state")
def _not_begun(_state: PlanState, item: Item) -> str:
    begun = item["action_state"] not in {None, "planned"} or not item["start"] or item["start"] >= today()
    if begun or _ends_early(item) or _is_late(item):
        return ""
    return _("This date has passed, and the action is only planned.")


@ACTION.at("depends_on", STRUCTURE, WARNS, "action:depends_on")
def _waits_for_itself(state: PlanState, item: Item) -> str:
    if waits_for_itself(state, item):
        return _("These actions wait for each other in a circle: none of them can begin.")
    return ""


@ACTION.at("answers", STRUCTURE, WARNS, "action_state")
def _answers_nothing(state: PlanState, item: Item) -> str:
    if state.find_all(item["answers"]) or item["action_state"] in {"done", "dropped"}:
        return ""
    return _("It answers nothing yet: no decision, condition, actor, effect or dimension.")


@PITCH.at("request_date", STRUCTURE, WARNS)
def _date_passed(_state: PlanState, item: Item) -> str:
    return _("This date has passed.") if item["request_date"] and item["request_date"] < today() else ""
