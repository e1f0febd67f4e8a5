"""The question of module 1, answered in one sentence from the plan."""

from __future__ import annotations

from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.workbook.wording import in_words, lowered

NAMED = 2
"""More groups than this are not named in one sentence."""
BLANK = "…"


def answer_strategy(state: PlanState) -> str:
    whom, impact = _whom(state), _impact(state)
    return _say(whom, impact) if whom and impact else ""


def begun(state: PlanState) -> str:
    """Say the half of it that is there, with a blank for the other."""
    whom, impact = _whom(state), _impact(state)
    return _say(whom or BLANK, impact or BLANK) if whom or impact else ""


def _say(whom: str, impact: str) -> str:
    return _("For %(whom)s we work towards this: %(impact)s.", whom=whom, impact=impact).replace(f"{BLANK}.", BLANK)


def _whom(state: PlanState) -> str:
    groups = [item for item in state.rows("stakeholder") if item["stakeholder_kind"] == "target_group" and item["name"]]
    names = [lowered(item["name"]) for item in groups[:NAMED]]
    return in_words([*names, _("others")] if len(groups) > NAMED else names)


def _impact(state: PlanState) -> str:
    impacts = [item["statement"] for item in state.rows("impact") if item["statement"]]
    return lowered(impacts[0]).rstrip(".") if impacts else ""
