"""What there is to think about at fields of module 4; none of it keeps anybody from saving."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from impactplan.graph import Item, PlanState
from impactplan.learning.culture import scored
from impactplan.learning.rhythm import EVERY
from impactplan.lib.dates import today

FOLLOWED_UP = {"adapt", "scale", "stop", "investigate"}
"""Decisions after which somebody has something to do."""


def note_decision(_state: PlanState, item: Item) -> Mapping[str, str]:
    notes = {}
    if not item["decision"]:
        if item["decided_on"] and item["decided_on"] < today():
            notes["decided_on"] = _("This day has passed, and no decision is filled in. What became of it?")
        elif item["evidence"]:
            notes["decision"] = _("The evidence is there. What do you decide upon it?")
    elif not item["decided_on"]:
        notes["decided_on"] = _("When was this decided?")
    elif item["decided_on"] > today():
        notes["decided_on"] = _("This day has still to come, while the decision is filled in already.")
    if item["decision"] in FOLLOWED_UP and not item["actions"]:
        notes["actions"] = _("A decision without an action stays a good intention. Who does what?")
    if item["rule"] and not any(mark.isdigit() for mark in item["rule"]) and len(item["rule"]) < 40:
        notes["rule"] = _("From which number or which sign on do you act? Then nobody has to argue about it later.")
    if item["question"] and not item["basis"] and item["decision"]:
        notes["basis"] = _("On which figure or insight does this rest?")
    return notes


def note_rhythm(_state: PlanState, item: Item) -> Mapping[str, str]:
    notes = {}
    if EVERY.get(item["rhythm"], 1) > 1 and not item["month"]:
        notes["month"] = _("Choose a month, and the moment gets its place in the year.")
    if item["who"] and not item["input"] and not item["agenda"]:
        notes["input"] = _("Without a figure or a story on the table it becomes a meeting like any other.")
    return notes


def note_culture(state: PlanState, item: Item) -> Mapping[str, str]:
    notes = {}
    now, goal = item["level_now"], item["level_goal"]
    if now is not None and goal is not None:
        if goal < now:
            notes["level_goal"] = _("The goal lies below the level of now. Is that what you mean?")
        elif goal - now > 2:
            notes["level_goal"] = _("More than two levels at once seldom succeeds. What can be done in a year?")
        if goal > now and not item["next_step"]:
            notes["next_step"] = _("What is the first thing that you will do differently?")
    if now is not None and now >= 4 and not item["evidence"]:
        notes["evidence"] = _("A high level asks for something that others can see or hear too.")
    twin = scored(state).get(item["dimension"]) if item["dimension"] else None
    if twin is not None and twin.id != item.id:
        notes["dimension"] = _("This dimension has another row already. Keep one of the two.")
    return notes


def note_supporter(_state: PlanState, item: Item) -> Mapping[str, str]:
    notes = {}
    attitude, influence = item["attitude"], item["influence"]
    if attitude is not None and attitude < 0 and (influence or 0) >= 4 and not item["concern"]:
        notes["concern"] = _(
            "Much influence and not in favour: do you know what worries them? Ask before you persuade."
        )
    if attitude is not None and attitude < 0 and item["concern"] and not item["needs"]:
        notes["needs"] = _("What would take this worry away?")
    if item["ambassador"] and attitude is not None and attitude <= 0:
        notes["ambassador"] = _("An ambassador who is not in favour? Look at the attitude once more.")
    if (influence or 0) >= 4 and (attitude or 0) <= 0 and item["needs"] and not item["actions"]:
        notes["actions"] = _("Who goes and talks with them? Plan it as an action.")
    return notes


def note_line(state: PlanState, item: Item) -> Mapping[str, str]:
    notes = {}
    planned, realised, gross = item["planned_reach"], item["realised_reach"], item["gross"]
    if item["period"] and item["period"] > today().year:
        notes["period"] = _("This year has still to come: plan the reach, and book the rest afterwards.")
    elif item["period"] and not item["corrects"] and _is_closed(state, item):
        notes["period"] = _("All other lines of this year are locked. Is this a late booking? Explain it below.")
    if not item["corrects"]:
        below = [name for name in ("planned_reach", "realised_reach", "gross", "cost") if (item[name] or 0) < 0]
        for name in below:
            notes[name] = _("Below zero? To take off what was booked wrongly, use the button at the locked line.")
    elif (corrected := state.find(item["corrects"])) and corrected["period"] != item["period"]:
        notes["period"] = _("A correction belongs in the period of the line that it corrects, so that both cancel out.")
    if gross is not None and realised is not None and 0 <= realised < gross:
        notes["gross"] = _("More people changed than were reached. One of the two cannot be right.")
    off = planned is not None and realised is not None and planned > 0 and abs(realised - planned) * 10 >= planned
    if off and not item["explanation"]:
        notes["explanation"] = _("This differs by a tenth or more from what was planned. Why?")
    if item["indicator"] and (indicator := state.find(item["indicator"])) and indicator["outcome"] != item["outcome"]:
        notes["indicator"] = _("This indicator belongs to another outcome.")
    return notes


def _is_closed(state: PlanState, item: Item) -> bool:
    others = [line for line in state.rows("ledger_line") if line["period"] == item["period"] and line.id != item.id]
    return bool(others) and all(line["locked_on"] is not None for line in others)
