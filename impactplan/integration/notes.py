"""What to think about at the fields of module 5; nothing here keeps anybody from saving."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from impactplan.graph import Item, PlanState
from impactplan.integration.layouts import lacks_action
from impactplan.integration.raci import busiest, key_of, names_two, split_names
from impactplan.integration.timing import is_open, too_early, waits_for_itself
from impactplan.lib.dates import today
from impactplan.workbook.wording import day, name_of, quoted


def on_condition(state: PlanState, item: Item) -> Mapping[str, str]:
    found = {}
    if lacks_action(state, item):
        found["actions"] = _("This is missing, and no action brings it about yet. Choose one, or make it.")
    if item["state"] in {"missing", "partly"} and not item["owner"]:
        found["owner"] = _("Nobody sees to this yet.")
    return found


def on_task(_state: PlanState, item: Item) -> Mapping[str, str]:
    if item["doer"] in {None, "self"} or item["request"]:
        return {}
    return {"request": _("They do not know yet what you ask of them.")}


def on_action(state: PlanState, item: Item) -> Mapping[str, str]:
    return _on_people(state, item) | _on_time(state, item) | _on_order(state, item) | _on_answers(state, item)


def _on_people(state: PlanState, item: Item) -> dict[str, str]:
    if names_two(item["accountable"]):
        return {"accountable": _("This looks like two people. With two accountable, nobody is: name one.")}
    key, count, total = busiest(state)
    if total < state.rules.fewest_actions_to_divide or 100 * count <= state.rules.most_actions_of_one_person * total:
        return {}
    for field in ("accountable", "responsible"):
        for name in split_names(item[field]):
            if key_of(name) == key:
                values = {"name": name, "count": count, "total": total}
                return {field: _("%(name)s has a part in %(count)s of the %(total)s actions. Who steps in?", **values)}
    return {}


def _on_time(state: PlanState, item: Item) -> dict[str, str]:
    start, end = item["start"], item["end"]
    found = {}
    if start and end and end < start:
        found["end"] = _("This ends before it begins.")
    elif is_open(item) and end and end < today():
        found["end"] = _("This day has passed, and the action is not finished.")
    elif item["action_state"] in {None, "planned"} and start and start < today():
        found["start"] = _("This day has passed, and the action is only planned.")
    if early := too_early(state, item):
        found["start"] = _(
            "%(action)s, which must come first, ends only on %(day)s.",
            action=quoted(name_of(state, early.id)),
            day=day(early, "end"),
        )
    return found


def _on_order(state: PlanState, item: Item) -> dict[str, str]:
    if not waits_for_itself(state, item):
        return {}
    return {"depends_on": _("These actions wait for each other in a circle: none of them can begin.")}


def _on_answers(state: PlanState, item: Item) -> dict[str, str]:
    if state.find_all(item["answers"]) or item["action_state"] in {"done", "dropped"}:
        return {}
    return {"answers": _("It answers nothing yet: no decision, condition, actor, effect or dimension.")}


def on_pitch(_state: PlanState, item: Item) -> Mapping[str, str]:
    if item["request_date"] and item["request_date"] < today():
        return {"request_date": _("This day has passed.")}
    return {}


NOTES = {"pitch": on_pitch, "condition": on_condition, "task": on_task, "action": on_action}
