"""A first version of the story behind the theory of change, told from its boxes and links."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.strategy.chain import TERMS, column_of
from impactplan.workbook.wording import in_words, lowered, name_of, shortened

MOST_NAMED, MOST_SOURCES = 5, 2
"""A story names a few of many: the drawing has them all."""


def draft_narrative(state: PlanState) -> str:
    """Tell the theory of change in short paragraphs: what we do, what changes in each term, where that leads."""
    paragraphs = [_tell_activities(state)]
    for term in TERMS:
        wanted = [item for item in state.rows("outcome") if item["statement"] and item["direction"] != "negative"]
        paragraphs.append(_tell_outcomes(state, term, [item for item in wanted if column_of(item) == term]))
    paragraphs += [_tell_negative(state), _tell_impacts(state), _tell_doubts(state)]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _names(state: PlanState, items: list[Item] | tuple[Item, ...]) -> str:
    names = [lowered(name) for item in items if (name := name_of(state, item.id))]
    return in_words(shortened(names, MOST_NAMED))


def _points(texts: list[str]) -> str:
    return "\n".join(f"- {text}" for text in shortened(texts, MOST_NAMED))


def _tell_activities(state: PlanState) -> str:
    activities = _names(state, state.rows("activity"))
    if not activities:
        return ""
    outputs = _names(state, state.rows("output"))
    text = _("What we do: %(activities)s.", activities=activities)
    delivers = outputs and _("That delivers: %(outputs)s.", outputs=outputs)
    return f"{text} {delivers}" if delivers else text


def _tell_outcomes(state: PlanState, term: str, outcomes: list[Item]) -> str:
    if not outcomes:
        return ""
    rules = state.rules
    opening = {
        "short": _("In the short term this changes:"),
        "mid": _("After %(short)s to %(long)s years this follows:", short=rules.short_term, long=rules.long_term),
        "long": _("In the long run we expect:"),
    }[term]
    return f"{opening}\n\n" + _points([f"{item['statement']}{_because(state, item)}" for item in outcomes])


def _because(state: PlanState, outcome: Item) -> str:
    sources = [
        lowered(name_of(state, link["source"]))
        for link in state.rows("link")
        if link["target"] == outcome.id and link["effect"] != "inhibits" and name_of(state, link["source"])
    ]
    return " " + _("– builds on: %(sources)s", sources="; ".join(shortened(sources, MOST_SOURCES))) if sources else ""


def _tell_negative(state: PlanState) -> str:
    effects = [
        item["statement"] for item in state.rows("outcome") if item["direction"] == "negative" and item["statement"]
    ]
    return (
        _(
            "We keep an eye on what we do not want: %(effects)s.",
            effects=in_words(shortened([*map(lowered, effects)], MOST_NAMED)),
        )
        if effects
        else ""
    )


def _tell_impacts(state: PlanState) -> str:
    names = _names(state, state.rows("impact"))
    return _("In this way we contribute to: %(impacts)s.", impacts=names) if names else ""


def _tell_doubts(state: PlanState) -> str:
    assumptions = [
        item["assumption"] for item in state.rows("link") if item["evidence"] in {None, "none"} and item["assumption"]
    ]
    if not assumptions:
        return ""
    return _("This we assume, but have no evidence for yet:") + "\n\n" + _points(assumptions)
