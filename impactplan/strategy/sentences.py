"""How the rows of module 1 read when they are closed."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from impactplan.graph import Item, PlanState
from impactplan.lib.numbers import format_euros, format_number
from impactplan.models import KINDS
from impactplan.site.language import language
from impactplan.workbook.registry import Sentence


def joined(parts: Iterable[str | None], by: str = " · ") -> str:
    return by.join(part for part in parts if part)


def chosen(item: Item, name: str) -> str:
    """Return the label of a choice, or nothing."""
    return KINDS[item.kind].fields[name].label_of(item[name]) if item[name] else ""


def number(item: Item, name: str, unit: str = "") -> str:
    return joined([format_number(item[name], language()), unit], " ") if item[name] is not None else ""


def term_of(item: Item) -> str:
    """Return the term of an outcome as one says it inside a sentence."""
    return {"short": _("Short term"), "mid": _("Middle term"), "long": _("Long term")}.get(item["term"], "").lower()


def name_of(state: PlanState, item_id: str | None) -> str:
    found = state.find(item_id)
    return SENTENCES[found.kind](state, found).title if found else ""


def audience(state: PlanState, item: Item) -> Sentence:
    return Sentence(
        name_of(state, item["stakeholder"]) or item.get("name", ""), joined([item["question"], item["moment"]])
    )


def stakeholder(_state: PlanState, item: Item) -> Sentence:
    return Sentence(item.get("name", ""), joined([chosen(item, "stakeholder_kind").lower(), number(item, "size")]))


def input_(_state: PlanState, item: Item) -> Sentence:
    money = format_euros(item["euros"], language()) if item["euros"] is not None else ""
    amounts = [money, number(item, "hours", _("hours")), number(item, "fte", _("fte")), item["in_kind"]]
    return Sentence(item.get("name", ""), joined(amounts))


def activity(state: PlanState, item: Item) -> Sentence:
    reached = joined((name_of(state, found) for found in item.get("stakeholders", ())), ", ")
    return Sentence(item.get("name", ""), joined([item["frequency"], reached and _("for %(whom)s", whom=reached)]))


def quantity(item: Item) -> str:
    """Return how much an output is, such as “75 people per year”."""
    period = item["period"] and _("per %(period)s", period=item["period"].removeprefix("per "))
    return joined([number(item, "quantity"), item["unit"], period], " ")


def output(state: PlanState, item: Item) -> Sentence:
    source = name_of(state, item["activity"])
    return Sentence(item.get("name", ""), joined([quantity(item), source and _("from %(activity)s", activity=source)]))


def outcome(state: PlanState, item: Item) -> Sentence:
    marks = [
        chosen(item, name)
        for name, plain in (("direction", "positive"), ("intention", "intended"))
        if item[name] != plain
    ]
    parts = [term_of(item), chosen(item, "outcome_kind").lower(), name_of(state, item["stakeholder"])]
    return Sentence(item.get("statement", ""), joined([*parts, *(mark.lower() for mark in marks)]))


def impact(_state: PlanState, item: Item) -> Sentence:
    ceiling = _("above the accountability ceiling: named, not claimed") if item["above_ceiling"] else ""
    return Sentence(item.get("statement", ""), ceiling)


def precondition(_state: PlanState, item: Item) -> Sentence:
    return Sentence(item.get("statement", ""))


def link(state: PlanState, item: Item) -> Sentence:
    ends = [name_of(state, item[end]) or "…" for end in ("source", "target")]
    arrow = " ⊣ " if item["effect"] == "inhibits" else " → "
    evidence = chosen(item, "evidence")
    return Sentence(
        joined(ends, arrow) if item["source"] or item["target"] else "",
        joined([item["assumption"], evidence and _("evidence: %(evidence)s", evidence=evidence.lower())]),
    )


SENTENCES = {
    "audience": audience,
    "stakeholder": stakeholder,
    "input": input_,
    "activity": activity,
    "output": output,
    "outcome": outcome,
    "impact": impact,
    "precondition": precondition,
    "link": link,
}
