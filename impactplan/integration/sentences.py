"""How the rows of module 5 read when they are closed."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.integration.timing import who_and_when
from impactplan.lib.texts import gettext as _
from impactplan.workbook.sections import Sentence
from impactplan.workbook.wording import chosen, joined, name_of


def condition(state: PlanState, item: Item) -> Sentence:
    title = item["statement"] or name_of(state, item["precondition"]) or chosen(item, "condition_kind")
    owner = item["owner"] and _("owner: %(owner)s", owner=item["owner"])
    kind = chosen(item, "condition_kind")
    return Sentence(title, joined([kind if kind != title else "", owner]))


def task(_state: PlanState, item: Item) -> Sentence:
    return Sentence(item.get("name", ""), joined([chosen(item, "doer"), item["request"]]))


def action(_state: PlanState, item: Item) -> Sentence:
    return Sentence(item.get("name", ""), who_and_when(item))
