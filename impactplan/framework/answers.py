"""The answer to the question of module 2, in one sentence."""

from __future__ import annotations

from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.workbook.wording import in_words, name_item, shortened


def answer(state: PlanState) -> str:
    """Say how many outcomes are measured, with how many indicators, from which data; empty without indicators."""
    indicators = state.rows("indicator")
    if not indicators:
        return ""
    known = {item["outcome"] for item in indicators if state.find(item["outcome"])}
    second = ngettext("%(num)d indicator", "%(num)d indicators", len(indicators))
    used = {data for item in indicators for data in (*(item["sources"] or ()), *(item["collections"] or ()))}
    data = [item for kind in ("collection", "source") for item in state.rows(kind) if item.id in used]
    if not known:
        return _("We measure with %(indicators)s; to which outcomes they belong is still open.", indicators=second)
    if not data:
        return _(
            "We measure %(outcomes)s with %(indicators)s; which data they take is still open.",
            outcomes=_outcomes(state, len(known)),
            indicators=second,
        )
    names = [name_item(state, item) for item in data]
    shown = shortened(names, 3)
    return _(
        "We measure %(outcomes)s with %(indicators)s, from: %(data)s.",
        outcomes=_outcomes(state, len(known)),
        indicators=second,
        data=in_words(shown),
    )


def begun(state: PlanState) -> str:
    """Say how many outcomes were chosen, while there is no indicator for them."""
    chosen = sum(item["measure"] == "now" for item in state.rows("outcome"))
    if not chosen:
        return ""
    text = ngettext(
        "We want to measure %(num)d outcome; how, is still open.",
        "We want to measure %(num)d outcomes; how, is still open.",
        chosen,
    )
    return str(text)


def _outcomes(state: PlanState, known: int) -> str:
    """Say how many outcomes are measured now and later, as the priorities do; before any choice, how many there are."""
    chosen = [item["measure"] for item in state.rows("outcome")]
    now, later = chosen.count("now"), chosen.count("later")
    if not now:
        return str(ngettext("%(num)d outcome", "%(num)d outcomes", known))
    text = ngettext("%(num)d outcome", "%(num)d outcomes", len(chosen))
    if now < len(chosen):
        text = _("%(now)s of %(outcomes)s now", now=now, outcomes=text)
    return _("%(now)s (%(later)s later)", now=text, later=later) if later else str(text)
