"""What module 3 answers, in one sentence: how many targets were reached, and what of it is due to us."""

from __future__ import annotations

from impactplan.calculators.sampling import NotComputable
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.workbook import result_summary
from impactplan.workbook.wording import joined, name_of, rounded


def answer(state: PlanState) -> str:
    """Return the answer to the module's question, as far as the plan holds it."""
    return joined([_targets(state), _net(state)], " ")


def begun(state: PlanState) -> str:
    """Say how much was measured, while there is nothing to hold it against."""
    count = len(state.rows("measurement"))
    if not count:
        return ""
    text = ngettext(
        "There is %(num)d measurement; what it tells is still open.",
        "There are %(num)d measurements; what they tell is still open.",
        count,
    )
    return str(text)


def _targets(state: PlanState) -> str:
    got, count = result_summary.reached(state)
    measured = sum(result_summary.latest(state, item) is not None for item in state.rows("indicator"))
    if not measured or not count:
        return ""
    text = ngettext(
        "%(got)s of the %(num)d indicator reached its target.",
        "%(got)s of the %(num)d indicators reached their target.",
        count,
        got=got,
    )
    return str(text)


def _net(state: PlanState) -> str:
    item = main_contribution(state)
    if item is None:
        return ""
    gross, net = rounded(item["gross"]), rounded(result_summary.net_of(item))
    extremes = result_summary.net_range(item)
    between = extremes and _("(%(low)s to %(high)s)", low=rounded(extremes[0]), high=rounded(extremes[1]))
    return _(
        "“%(outcome)s”: of %(gross)s people who changed, about %(net)s%(between)s because of us.",
        outcome=(name_of(state, item["outcome"]) or "…").rstrip("."),
        gross=gross,
        net=net,
        between=f" {between}" if between else "",
    )


def main_contribution(state: PlanState) -> Item | None:
    """Return the contribution with the largest net change."""
    ranked = []
    for item in state.rows("contribution"):
        try:
            ranked.append((result_summary.net_of(item), -item.position, item))
        except NotComputable:
            continue
    return max(ranked, key=lambda entry: entry[:2])[2] if ranked else None
