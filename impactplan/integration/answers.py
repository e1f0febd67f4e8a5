"""The question of module 5 in one sentence: how do we go on, and who does what?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from impactplan.graph import Item, PlanState
from impactplan.integration.timing import in_time_order, is_late, is_open
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.workbook.wording import day, in_words, joined, name_of, quoted, shown_day


def how_we_go_on(state: PlanState) -> str:
    """Name the first action and who answers for it, and the conditions that are missing."""
    named = [action for action in in_time_order(state.rows("action")) if name_of(state, action.id)]
    if not named:
        return ""
    first = _begin(state, named)
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


def begun(state: PlanState) -> str:
    """Say how many conditions were named, while no action was."""
    count = len(state.rows("condition"))
    if not count:
        return ""
    text = ngettext(
        "%(num)d condition is named; what we do first is still open.",
        "%(num)d conditions are named; what we do first is still open.",
        count,
    )
    return str(text)


def _begin(state: PlanState, actions: Sequence[Item]) -> str:
    """Name what is to begin; where all has begun, what began last and still goes on."""
    running = [action for action in actions if action["action_state"] == "running"]
    planned = [action for action in actions if is_open(action) and action not in running]
    if planned:
        return _next(state, nearest(planned, shown_day(state)))
    return _under_way(state, running[-1]) if running else _("All actions are finished")


def nearest(actions: Sequence[Item], day: date) -> Item:
    """Return, of actions in the order of time, the first from a day on, or else the last that should have begun."""
    dated = [action for action in actions if action["start"]]
    coming = [action for action in dated if action["start"] >= day]
    return (coming or dated[::-1] or list(actions))[0]


def _values(state: PlanState, action: Item, name: str) -> dict[str, str]:
    who, when = action["accountable"] or "", day(action, name)
    return {"action": quoted(name_of(state, action.id)), "who": who, "day": when}


def _with_who(values: Mapping[str, str]) -> str:
    return joined([values["action"], values["who"] and f"({values['who']})"], " ")


def _next(state: PlanState, action: Item) -> str:
    values = _values(state, action, "start")
    if action["start"] and action["start"] < shown_day(state):
        late = {"action": _with_who(values), "day": values["day"]}
        return _("The next step is %(action)s; it should have begun on %(day)s", **late)
    if values["who"] and values["day"]:
        return _("The next step is %(action)s (%(who)s, from %(day)s)", **values)
    if values["who"]:
        return _("The next step is %(action)s (%(who)s)", **values)
    return _("The next step is %(action)s; nobody is accountable yet", **values)


def _under_way(state: PlanState, action: Item) -> str:
    values = _values(state, action, "end")
    if is_late(state, action):
        late = {"action": _with_who(values), "day": values["day"]}
        return _("Now under way is %(action)s; it should have been finished on %(day)s", **late)
    if values["who"] and values["day"]:
        return _("Now under way is %(action)s (%(who)s, until %(day)s)", **values)
    if values["who"]:
        return _("Now under way is %(action)s (%(who)s)", **values)
    return _("Now under way is %(action)s; nobody is accountable yet", **values)
