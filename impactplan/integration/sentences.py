"""How the rows of module 5 read when they are closed."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS
from impactplan.workbook.registry import Sentence


def by_title(_state: PlanState, item: Item) -> Sentence:
    return Sentence(str(item.get(KINDS[item.kind].title_field, "")))


SENTENCES = {
    "condition": by_title,
    "task": by_title,
    "action": by_title,
}
