"""Laying the drawing out anew: the order of its boxes in which the fewest links cross."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from impactplan.diagram import theory_graph
from impactplan.graph import PlanState
from impactplan.models.revision import Origin
from impactplan.strategy.pictures import order_boxes, theory_spec
from impactplan.workbook.positions import order_places
from impactplan.workbook.writing import Write


def find_order(state: PlanState) -> Sequence[str] | None:
    """Return the ids of all boxes, column by column, in the order in which the fewest links cross; None where they
    stand in such an order already."""
    best = theory_graph.tidy(theory_spec(state))
    now = tuple(tuple(ids) for _column, ids in order_boxes(state))
    return list(chain.from_iterable(best)) if best != now else None


def tidy_up(write: Write, order: Sequence[str]) -> None:
    """Put the boxes in an order, as one batch that comparisons tell in one line."""
    write.origin = Origin.LAYOUT
    order_places(write, "outcome", order)
