"""The page of the theory of change: the drawing, or the same as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from impactplan.graph import PlanState
from impactplan.models import BOX_KINDS
from impactplan.models.theory import EVIDENCE
from impactplan.strategy import builds
from impactplan.strategy.pictures import THEORY, columns, draw_on_page, theory_title
from impactplan.strategy.theory_list import TheoryList, view_list
from impactplan.workbook.marks import Marks
from impactplan.workbook.parts import PageLayout, PageWay, Picture
from impactplan.workbook.sections import Section
from impactplan.workbook.wording import name_item

DRAWN_ON_PAGE = 600
"""Boxes and links that a page draws, where one sees a part of them at a time."""


@dataclass(frozen=True)
class TheoryPage:
    title: str
    svg: Markup | None = None
    id: str = ""
    """Of the drawing: the same as long as it is drawn the same."""
    notes: Sequence[tuple[int, str, str]] = ()
    """The assumptions by the numbers on their links: (number, id of the link, text)."""
    list: TheoryList | None = None
    taken: Picture | None = None
    """What can be taken along, once there is something in it."""
    too_full: str = ""
    """Why it is not drawn."""
    stakeholders: Sequence[tuple[str, str]] = ()
    evidence: Sequence[tuple[str, str]] = ()
    """What it can be sifted by."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """By column: what an empty one asks."""


def view_theory(state: PlanState, sections: Sequence[Section], marks: Marks, way: str) -> TheoryPage:
    taken = THEORY if THEORY.is_drawn(state) else None
    if way == "list":
        return TheoryPage(theory_title(state), list=view_list(state, sections), taken=taken)
    if too_full := THEORY.too_full(state, DRAWN_ON_PAGE):
        return TheoryPage(theory_title(state), taken=taken, too_full=too_full)
    drawing, svg = draw_on_page(state)
    stakeholders = [(item.id, name_item(state, item)) for item in state.rows("stakeholder")]
    evidence = [(key, str(label)) for key, label in EVIDENCE]
    return TheoryPage(
        theory_title(state),
        svg,
        drawing.id,
        notes=drawing.notes,
        taken=taken,
        stakeholders=stakeholders,
        evidence=evidence,
        questions={column.key: column.hint for column in columns()},
    )


THEORY_PAGE = PageLayout(
    "strategy/_theory.html",
    view_theory,
    {"drawing": PageWay(("narrative",)), "list": PageWay((*BOX_KINDS, "link", "narrative"), builds.READS)},
    script="drawing.js",
    words="drawing",
    side="strategy/_side.html",
)
