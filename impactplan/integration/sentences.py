"""How the rows of module 5 read when they are closed."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.integration.timing import who_and_when
from impactplan.lib.texts import gettext as _
from impactplan.workbook.sections import Sentence
from impactplan.workbook.sentence_parts import value
from impactplan.workbook.wording import chosen, joined, name_of


def condition(state: PlanState, item: Item) -> Sentence:
    kind = value("condition_kind", chosen(item, "condition_kind"))
    named = value("precondition", name_of(state, item["precondition"]))
    title = value("statement", item["statement"]) or named or kind
    owner = item["owner"] and _("owner: %(owner)s", owner=value("owner", item["owner"]))
    return Sentence(title, joined([kind if kind != title else "", owner]))


def task(_state: PlanState, item: Item) -> Sentence:
    return Sentence(
        value("name", item["name"]), joined([value("doer", chosen(item, "doer")), value("request", item["request"])])
    )


def action(_state: PlanState, item: Item) -> Sentence:
    return Sentence(value("name", item["name"]), who_and_when(item))
