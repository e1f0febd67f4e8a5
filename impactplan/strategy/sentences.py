"""How the rows of module 1 read when they are closed."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.workbook.sections import Sentence
from impactplan.workbook.sentence_parts import value
from impactplan.workbook.wording import chosen, joined, money, name_of, names_of, number, quantity


def term_of(item: Item) -> str:
    """Return the term of an outcome as one says it inside a sentence."""
    return {"short": _("Short term"), "mid": _("Medium term"), "long": _("Long term")}.get(item["term"], "").lower()


def audience(state: PlanState, item: Item) -> Sentence:
    return Sentence(
        value("stakeholder", name_of(state, item["stakeholder"])) or value("name", item["name"]),
        joined([value("question", item["question"]), value("moment", item["moment"])]),
    )


def stakeholder(_state: PlanState, item: Item) -> Sentence:
    return Sentence(
        value("name", item["name"]),
        joined(
            [value("stakeholder_kind", chosen(item, "stakeholder_kind").lower()), value("size", number(item, "size"))]
        ),
    )


def input_(_state: PlanState, item: Item) -> Sentence:
    amounts = [
        value("euros", money(item["euros"])),
        value("hours", number(item, "hours", _("hours"))),
        value("fte", number(item, "fte", _("fte"))),
        value("in_kind", item["in_kind"]),
    ]
    return Sentence(value("name", item["name"]), joined(amounts))


def activity(state: PlanState, item: Item) -> Sentence:
    reached = value("stakeholders", names_of(state, item["stakeholders"]))
    parts = [value("frequency", item["frequency"]), reached and _("for %(whom)s", whom=reached)]
    return Sentence(value("name", item["name"]), joined(parts))


def output(state: PlanState, item: Item) -> Sentence:
    source = value("activity", name_of(state, item["activity"]))
    return Sentence(
        value("name", item["name"]),
        joined([value("quantity", quantity(item)), source and _("from %(activity)s", activity=source)]),
    )


def outcome(state: PlanState, item: Item) -> Sentence:
    marks = [
        value(name, chosen(item, name).lower())
        for name, plain in (("direction", "positive"), ("intention", "intended"))
        if item[name] != plain
    ]
    parts = [
        value("term", term_of(item)),
        value("outcome_kind", chosen(item, "outcome_kind").lower()),
        value("stakeholder", name_of(state, item["stakeholder"])),
    ]
    return Sentence(value("statement", item["statement"]), joined([*parts, *marks]))


def impact(_state: PlanState, item: Item) -> Sentence:
    ceiling = _("above the accountability ceiling: named, not claimed") if item["above_ceiling"] else ""
    return Sentence(value("statement", item["statement"]), value("above_ceiling", ceiling))


def precondition(_state: PlanState, item: Item) -> Sentence:
    return Sentence(value("statement", item["statement"]))


def link(state: PlanState, item: Item) -> Sentence:
    ends = [value(end, name_of(state, item[end]) or "…") for end in ("source", "target")]
    arrow = f" {value('effect', '⊣' if item['effect'] == 'inhibits' else '→')} "
    evidence = chosen(item, "evidence")
    return Sentence(
        joined(ends, arrow) if item["source"] or item["target"] else "",
        joined(
            [
                value("assumption", item["assumption"]),
                evidence and _("evidence: %(evidence)s", evidence=value("evidence", evidence.lower())),
            ]
        ),
    )
