"""How the rows of module 1 read when they are closed."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.workbook.sections import Sentence
from impactplan.workbook.wording import chosen, joined, money, name_of, names_of, number, quantity


def term_of(item: Item) -> str:
    """Return the term of an outcome as one says it inside a sentence."""
    return {"short": _("Short term"), "mid": _("Middle term"), "long": _("Long term")}.get(item["term"], "").lower()


def audience(state: PlanState, item: Item) -> Sentence:
    return Sentence(
        name_of(state, item["stakeholder"]) or item.get("name", ""), joined([item["question"], item["moment"]])
    )


def stakeholder(_state: PlanState, item: Item) -> Sentence:
    return Sentence(item.get("name", ""), joined([chosen(item, "stakeholder_kind").lower(), number(item, "size")]))


def input_(_state: PlanState, item: Item) -> Sentence:
    amounts = [money(item["euros"]), number(item, "hours", _("hours")), number(item, "fte", _("fte")), item["in_kind"]]
    return Sentence(item.get("name", ""), joined(amounts))


def activity(state: PlanState, item: Item) -> Sentence:
    reached = names_of(state, item["stakeholders"])
    return Sentence(item.get("name", ""), joined([item["frequency"], reached and _("for %(whom)s", whom=reached)]))


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
