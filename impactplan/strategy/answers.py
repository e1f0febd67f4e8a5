"""The question of module 1, answered in one sentence from the plan."""

from __future__ import annotations

from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.workbook.wording import in_words, lowered

NAMED = 2
"""More groups than this are not named in one sentence."""


def answer_strategy(state: PlanState) -> str:
    impacts = [item["statement"] for item in state.rows("impact") if item["statement"]]
    groups = [item for item in state.rows("stakeholder") if item["stakeholder_kind"] == "target_group" and item["name"]]
    if not impacts or not groups:
        return ""
    names = [item["name"] for item in groups[:NAMED]]
    if len(groups) > NAMED:
        names.append(_("others"))
    return _(
        "For %(whom)s we work towards this: %(impact)s.",
        whom=in_words(names),
        impact=lowered(impacts[0]).rstrip("."),
    )
