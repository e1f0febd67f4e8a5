"""How the rows of module 4 read when they are closed."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS
from impactplan.workbook.registry import Sentence


def by_title(_state: PlanState, item: Item) -> Sentence:
    return Sentence(str(item.get(KINDS[item.kind].title_field, "")))


SENTENCES = {
    "decision": by_title,
    "rhythm": by_title,
    "culture": by_title,
    "supporter": by_title,
    "ledger_line": by_title,
}
