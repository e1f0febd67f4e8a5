"""How the rows of module 3 read when they are closed."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS
from impactplan.workbook.registry import Sentence


def by_title(_state: PlanState, item: Item) -> Sentence:
    return Sentence(str(item.get(KINDS[item.kind].title_field, "")))


SENTENCES = {
    "measurement": by_title,
    "contribution": by_title,
    "valuation": by_title,
    "insight": by_title,
    "report": by_title,
    "negative_effect": by_title,
}
