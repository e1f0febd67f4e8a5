"""The theory of change in small, for the first pages of a plan: a few boxes a column, each the way to its step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactplan.graph import PlanState
from impactplan.models import BOX_KINDS
from impactplan.steps import STEP_OF_KIND
from impactplan.strategy.pictures import order_boxes
from impactplan.workbook.addresses import step_address
from impactplan.workbook.registry import PlanMap
from impactplan.workbook.wording import name_of

MOST_SHOWN = 4
"""Boxes of a column; of more than this it says how many there are."""


@dataclass(frozen=True)
class MapBox:
    text: str
    href: str


@dataclass(frozen=True)
class MapColumn:
    title: str
    question: str
    tone: str
    href: str
    """The step in which its boxes are made."""
    boxes: Sequence[MapBox]
    more: int


def draw_map(state: PlanState) -> list[MapColumn]:
    columns = []
    for column, keys in order_boxes(state):
        shown = keys if len(keys) <= MOST_SHOWN else keys[: MOST_SHOWN - 1]
        step = "solutions" if column.key in {"activity", "output"} else "theory"
        columns.append(
            MapColumn(
                title=column.title,
                question=column.hint,
                tone=column.colour,
                href=step_address(state.plan_id, step),
                boxes=[_box(state, key) for key in shown],
                more=len(keys) - len(shown),
            )
        )
    return columns


def _box(state: PlanState, key: str) -> MapBox:
    item = state.by_id[key]
    address = step_address(state.plan_id, STEP_OF_KIND[item.kind].key, key, f"row-{key}")
    return MapBox(name_of(state, key) or "…", address)


MAP = PlanMap(draw_map, (*BOX_KINDS, "link"))
