"""How the rows of module 4 read when they are closed."""

from __future__ import annotations

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.workbook.sections import Sentence
from impactplan.workbook.sentence_parts import value
from impactplan.workbook.wording import chosen, joined, lowered


def culture(_state: PlanState, item: Item) -> Sentence:
    now, goal = (chosen_level(item, name) for name in ("level_now", "level_goal"))
    levels = [value("level_now", now or "?"), value("level_goal", goal or "?")]
    step = joined(levels, " → ") if now or goal else ""
    first = item["next_step"] and _("first: %(step)s", step=value("next_step", lowered(item["next_step"])))
    return Sentence(value("dimension", chosen(item, "dimension")), joined([step, first]))


def chosen_level(item: Item, name: str) -> str:
    return "" if item[name] is None else str(item[name])
