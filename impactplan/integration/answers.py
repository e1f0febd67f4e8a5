"""The question of module 5 in one sentence: how do we go on, and who does what?"""

from __future__ import annotations

from flask_babel import gettext as _

from impactplan.graph import Item, PlanState
from impactplan.integration.timing import in_time_order, is_open
from impactplan.workbook.wording import day, in_words, name_of, quoted


def how_we_go_on(state: PlanState) -> str:
    """Name the first action and who answers for it, and the conditions that are missing."""
    named = [action for action in in_time_order(state.rows("action")) if name_of(state, action.id)]
    ahead = [action for action in named if is_open(action)]
    if not named:
        return ""
    first = _begin(state, ahead[0]) if ahead else _("All actions are finished")
    missing = [
        quoted(name_of(state, item.id))
        for item in state.rows("condition")
        if item["state"] == "missing" and name_of(state, item.id)
    ]
    if not missing:
        return f"{first}."
    if len(missing) > 2:
        return _("%(first)s; %(count)s conditions are still missing.", first=first, count=len(missing))
    return _("%(first)s; what is still missing: %(conditions)s.", first=first, conditions=in_words(missing))


def _begin(state: PlanState, action: Item) -> str:
    values = {"action": quoted(name_of(state, action.id)), "who": action["accountable"], "day": day(action, "start")}
    if values["who"] and values["day"]:
        return _("The next step is %(action)s (%(who)s, from %(day)s)", **values)
    if values["who"]:
        return _("The next step is %(action)s (%(who)s)", **values)
    return _("The next step is %(action)s; nobody is accountable yet", **values)
