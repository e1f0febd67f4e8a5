"""What there is to think about at the fields of module 3. Notes never keep anybody from saving."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.lib.names import fold
from impactplan.reporting.calculations import FIGURES
from impactplan.reporting.sentences import is_serious
from impactplan.workbook import result_summary
from impactplan.workbook.wording import name_of

Notes = Mapping[str, str]
Finder = Callable[[PlanState, Item], Notes]


def measurement(state: PlanState, item: Item) -> Notes:
    notes = {}
    day, n = item["measured_on"], item["n"]
    indicator = state.find(item["indicator"])
    if day and day > today():
        notes["measured_on"] = _("This day is still to come.")
    elif day and indicator and indicator["baseline_date"] and day < indicator["baseline_date"]:
        notes["measured_on"] = _("This is before the baseline was measured.")
    if n is not None and n < state.rules.smallest_cell:
        notes["n"] = _(
            "Fewer than %(count)s answers: keep this figure to yourselves, as people could be recognised in it.",
            count=state.rules.smallest_cell,
        )
    elif n is not None and _is_percentage(indicator) and n < state.rules.smallest_percentage_base:
        notes["n"] = _(
            "A percentage of fewer than %(count)s answers jumps with every answer. Say the numbers themselves.",
            count=state.rules.smallest_percentage_base,
        )
    value = item["value"]
    if value is not None and indicator and indicator["unit"] == "%" and not 0 <= value <= 100:
        notes["value"] = _("A percentage lies between 0 and 100.")
    return notes


def _is_percentage(indicator: Item | None) -> bool:
    return indicator is not None and (indicator["indicator_kind"] == "percentage" or indicator["unit"] == "%")


def thresholds(_state: PlanState, item: Item) -> Notes:
    """Return what to think about at the minimum of an indicator."""
    minimum, target, baseline = item["minimum"], item["target"], item["baseline"]
    notes = {}
    sign = -1 if result_summary.is_downward(item) else 1
    if minimum is not None and target is not None and sign * minimum > sign * target:
        notes["minimum"] = _("The minimum lies beyond the target: one of them is the wrong way round.")
    elif minimum is not None and minimum == target:
        notes["minimum"] = _("Minimum and target are the same, so nothing lies between failing and succeeding.")
    elif minimum is not None and baseline is not None and sign * minimum < sign * baseline:
        notes["minimum"] = _("The minimum is worse than the baseline: would you be content if things got worse?")
    both = target is not None and baseline is not None and item["direction"] != "not_above"
    if both and sign * target <= sign * baseline:
        notes["target"] = _("The target is not beyond the baseline.")
    return notes


def contribution(state: PlanState, item: Item) -> Notes:
    notes = {}
    if item["own_share"] == 100:
        notes["own_share"] = _(
            "100 % is a strong claim: nobody else had any part in it, no partner, no family, not the learner. "
            "Hardly ever does that hold."
        )
    elif _outside(item, "own_share"):
        notes["own_share"] = _("This lies outside the range that you give.")
    low, high = item["own_share_low"], item["own_share_high"]
    if low is not None and high is not None and low > high:
        notes["own_share_low"] = _("“At least” is more than “at most”.")
    if item["deadweight"] == 0 and not _has_comparison(state, item["outcome"]):
        notes["deadweight"] = _(
            "Zero says that nobody would have changed without you. Without a comparison group that is hard to maintain."
        )
    elif item["deadweight"] and _has_comparison(state, item["outcome"]):
        notes["deadweight"] = _(
            "An indicator of this outcome has a comparison group. If the gross change comes from it, deadweight is "
            "taken off already and must be 0 here."
        )
    if item["displacement"] and not item["story"]:
        notes["displacement"] = _("Say in the story where it moved from: who else gave this before?")
    if item["drop_off"] in {None, 0} and (item["duration"] or 0) > 1:
        notes["drop_off"] = _("Does it really last so long without anything wearing off?")
    for name in FIGURES:
        if item[name] is not None and not item[f"{name}_source"]:
            notes[f"{name}_source"] = _(
                "A figure without a source convinces nobody. An estimate has a source too: whose?"
            )
    return notes


def _outside(item: Item, name: str) -> bool:
    value, low, high = item[name], item[f"{name}_low"], item[f"{name}_high"]
    return value is not None and ((low is not None and value < low) or (high is not None and value > high))


def _has_comparison(state: PlanState, outcome: str | None) -> bool:
    return any(
        item["outcome"] == outcome and item["baseline_kind"] == "comparison_group" for item in state.rows("indicator")
    )


def valuation(state: PlanState, item: Item) -> Notes:
    if item["method"] != "monetary":
        return {}
    notes = {}
    if item["unit_price"] is not None and None in {item["unit_price_low"], item["unit_price_high"]}:
        notes["unit_price"] = _("One amount looks more certain than it is. Give a lowest and a highest one too.")
    elif _outside(item, "unit_price"):
        notes["unit_price"] = _("This lies outside the range that you give.")
    if item["price_year"] and item["price_year"] > today().year:
        notes["price_year"] = _("This year is still to come.")
    same = _proxy(item)
    others = [other for other in state.rows("valuation") if other.id != item.id and _proxy(other) == same]
    if same and others:
        notes["proxy"] = _(
            "The same proxy stands with “%(outcome)s”. Are these not the same euros, counted twice?",
            outcome=name_of(state, others[0]["outcome"]),
        )
    if item["unit_price"] is not None and not item["price_source"]:
        notes["price_source"] = _("An amount without a source convinces nobody.")
    return notes


def _proxy(item: Item) -> str:
    return fold(str(item.get("proxy", ""))) if item["method"] == "monetary" else ""


def same_proxies(state: PlanState) -> list[list[str]]:
    """Return the names of outcomes that are valued by the same proxy, per proxy."""
    found: dict[str, list[str]] = {}
    for item in state.rows("valuation"):
        if _proxy(item):
            found.setdefault(_proxy(item), []).append(name_of(state, item["outcome"]))
    return [names for names in found.values() if len(names) > 1]


def social_return(state: PlanState, item: Item) -> Notes:
    if item["input"] is None:
        return {}
    rows = [row["euros"] for row in state.rows("input") if row["euros"] is not None]
    if rows and sum(rows) != item["input"]:
        return {"input": _("This is not the sum of the inputs at “What we offer”. That can be right; say why below.")}
    return {}


def insight(_state: PlanState, item: Item) -> Notes:
    if item["finding"] and not item["results"]:
        return {"results": _("Which figures show it? An insight without a result is an opinion.")}
    return {}


def link(_state: PlanState, item: Item) -> Notes:
    if item["held"] == "no":
        return {"held": _("Then it becomes a learning question in module 4: what will you do otherwise?")}
    if item["held"] in {"yes", "partly"} and not item["held_because"]:
        return {"held_because": _("What shows that? A figure, a story, what colleagues saw.")}
    return {}


def report(state: PlanState, item: Item) -> Notes:
    notes = {}
    message = item.get("message", "")
    if message and not re.search(r"\d", message) and not item["story"]:
        notes["message"] = _("There is neither a number in this message nor a story with it: what will stay with them?")
    if item["story"] and not item["story_consent"]:
        notes["story_consent"] = _("Ask whether you may tell this story, also if no name is in it.")
    if item["next_date"] and item["next_date"] < today():
        notes["next_date"] = _("This day has passed. When is the next time?")
    if item["audience"] and only_upward(state):
        notes["audience"] = _(
            "All reports go up, to those who pay or decide. Tell the participants and the people who do the work too."
        )
    return notes


DOWN = frozenset({"target_group", "indirect", "deliverer", "intermediary"})
"""Whom one reports to when one does not report upward only."""


def only_upward(state: PlanState) -> bool:
    """Tell whether every report goes to funders, partners or deciders: none to participants or those who deliver.

    An audience that is only a name says nothing about who it is, so that its words are looked at.
    """
    audiences = [found for row in state.rows("report") if (found := state.find(row["audience"]))]
    return bool(audiences) and not any(_is_down(state, audience) for audience in audiences)


def _is_down(state: PlanState, audience: Item) -> bool:
    stakeholder = state.find(audience["stakeholder"])
    if stakeholder is not None:
        return stakeholder["stakeholder_kind"] in DOWN
    words = re.compile(
        r"deelnem|cursist|medewerk|collega|vrijwillig|docent|coach|particip|learner|staff|volunteer|team", re.I
    )
    return bool(words.search(audience.get("name", "")))


def negative_effect(state: PlanState, item: Item) -> Notes:
    notes = {}
    if is_serious(state, item) and not item["mitigation"]:
        notes["mitigation"] = _(
            "Severity times likelihood is %(limit)s or more: serious. What do you do about it?",
            limit=state.rules.serious_negative_effect,
        )
    if item["negative_state"] == "occurred" and not item["told"]:
        notes["told"] = _("It has occurred: who needs to know, and when?")
    if item["negative_state"] == "occurred" and not item["wording"]:
        notes["wording"] = _("It has occurred: find the words before somebody asks.")
    return notes


NOTES: Mapping[str, Mapping[str, Finder]] = {
    "results": {"measurement": measurement, "indicator": thresholds},
    "contribution": {"contribution": contribution},
    "valuation": {"valuation": valuation, "social_return": social_return},
    "insights": {"insight": insight, "link": link},
    "reports": {"report": report, "negative_effect": negative_effect},
}
