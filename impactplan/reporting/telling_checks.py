"""Checks of insights, of reports, and of what is said of negative effects."""

from __future__ import annotations

import re

from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.reporting.sentences import is_serious
from impactplan.workbook.checks import EVIDENCE, HINTS, MISSING, STRUCTURE, WARNS, WORDING, FieldChecks

INSIGHT = FieldChecks("insights", "insight")
LINK = FieldChecks("insights", "link")
REPORT = FieldChecks("reports", "report")
NEGATIVE_EFFECT = FieldChecks("reports", "negative_effect")


@INSIGHT.at("results", EVIDENCE, WARNS, "finding")
def _no_result(_state: PlanState, item: Item) -> str:
    if item["finding"] and not item["results"]:
        return _("Which figures show it? An insight without a result is an opinion.")
    return ""


@LINK.at("held", STRUCTURE, HINTS)
def _did_not_hold(_state: PlanState, item: Item) -> str:
    if item["held"] == "no":
        return _("Then it becomes a learning question in module 4: what will you do differently?")
    return ""


@LINK.at("held_because", EVIDENCE, WARNS, "held")
def _held_without_reason(_state: PlanState, item: Item) -> str:
    if item["held"] in {"yes", "partly"} and not item["held_because"]:
        return _("What shows that? A figure, a story, what colleagues saw.")
    return ""


@REPORT.at("message", WORDING, WARNS, "story")
def _neither_number_nor_story(_state: PlanState, item: Item) -> str:
    message = item.get("message", "")
    if message and not re.search(r"\d", message) and not item["story"]:
        return _("There is neither a number in this message nor a story with it: what will stay with them?")
    return ""


@REPORT.at("story_consent", EVIDENCE, WARNS, "story")
def _no_consent(_state: PlanState, item: Item) -> str:
    if item["story"] and not item["story_consent"]:
        return _("Ask whether you may tell this story, also if no name is in it.")
    return ""


@REPORT.at("next_date", STRUCTURE, WARNS)
def _date_passed(_state: PlanState, item: Item) -> str:
    if item["next_date"] and item["next_date"] < today():
        return _("This date has passed. When is the next time?")
    return ""


@REPORT.at("audience", STRUCTURE, WARNS, "report:audience.name", "report:audience.stakeholder.stakeholder_kind")
def _told_upward_only(state: PlanState, item: Item) -> str:
    if not item["audience"] or not only_upward(state):
        return ""
    return _("All reports go up, to those who pay or decide. Tell the participants and the people who do the work too.")


PARTICIPANTS_AND_STAFF = frozenset({"target_group", "indirect", "deliverer", "intermediary"})
"""Kinds of stakeholder for whom or by whom the work is done: who reports to them too does not report upward only."""
_PARTICIPANTS_AND_STAFF_WORDS = re.compile(
    r"deelnem|cursist|medewerk|collega|vrijwillig|docent|coach|particip|learner|staff|volunteer|team", re.IGNORECASE
)


def only_upward(state: PlanState) -> bool:
    """Tell whether every report goes to funders, partners or deciders: none to participants or those who deliver.

    An audience that is only a name says nothing about who it is, so that its words are looked at.
    """
    audiences = [audience for row in state.rows("report") if (audience := state.find(row["audience"]))]
    return bool(audiences) and not any(_takes_part_or_delivers(state, audience) for audience in audiences)


def _takes_part_or_delivers(state: PlanState, audience: Item) -> bool:
    stakeholder = state.find(audience["stakeholder"])
    if stakeholder is not None:
        return stakeholder["stakeholder_kind"] in PARTICIPANTS_AND_STAFF
    return bool(_PARTICIPANTS_AND_STAFF_WORDS.search(audience.get("name", "")))


# That nothing is done about it blocks by itself, serious or not.
@NEGATIVE_EFFECT.at("mitigation", MISSING, HINTS, "severity", "likelihood")
def _serious_unmitigated(state: PlanState, item: Item) -> str:
    if not is_serious(state, item) or item["mitigation"]:
        return ""
    return _(
        "Severity times likelihood is %(limit)s or more: serious. What do you do about it?",
        limit=state.rules.serious_negative_effect,
    )


@NEGATIVE_EFFECT.at("told", MISSING, WARNS, "negative_state")
def _nobody_notified(_state: PlanState, item: Item) -> str:
    if item["negative_state"] == "occurred" and not item["told"]:
        return _("It has occurred: who needs to know, and when?")
    return ""


@NEGATIVE_EFFECT.at("wording", MISSING, HINTS, "negative_state")
def _no_words(_state: PlanState, item: Item) -> str:
    if item["negative_state"] == "occurred" and not item["wording"]:
        return _("It has occurred: find the words before somebody asks.")
    return ""
