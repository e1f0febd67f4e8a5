"""Storing a pasted list: its new boxes and the links between them, as one batch."""

from __future__ import annotations

from collections.abc import Callable

from impactplan.models.revision import Origin
from impactplan.strategy.chain import PRECONDITION, TERMS
from impactplan.strategy.guide_operations import box_values, link_values
from impactplan.strategy.paste_plan import PastePlan, PlannedBox
from impactplan.workbook.operations import create_items, set_fields
from impactplan.workbook.writing import Write

_ORDER: tuple[tuple[str, Callable[[PlannedBox], bool]], ...] = (
    ("activity", lambda box: box.column == "activity"),
    ("output", lambda box: box.column == "output"),
    ("outcome", lambda box: box.column in TERMS),
    ("impact", lambda box: box.column == "impact"),
    ("precondition", lambda box: box.column == PRECONDITION),
)


def store_paste(write: Write, plan: PastePlan) -> None:
    """Make the boxes of a paste that are new, and the links that are not there yet."""
    write.origin = Origin.IMPORT
    ids = {at: box.there.id for at, box in plan.drawn.items() if box.there is not None}
    for kind, belongs in _ORDER:
        places = [at for at, box in plan.new.items() if belongs(box)]
        all_values = []
        for at in places:
            values = box_values(plan.boxes[at].column, plan.boxes[at].pasted.text)
            if kind == "output":
                values["activity"] = next((ids[source] for source, target in plan.links if target == at), None)
            all_values.append(values)
        if all_values:
            ids |= dict(zip(places, create_items(write, kind, all_values), strict=True))
    links = []
    for source, target in plan.links:
        if plan.boxes[source].column != "activity":
            links.append(link_values(ids[source], ids[target]))
        elif not plan.boxes[target].is_new:  # an output that no activity made yet
            set_fields(write, "output", ids[target], {"activity": ids[source]}, {})
    if links:
        create_items(write, "link", links)
