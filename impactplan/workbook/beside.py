"""The picture beside the work: of the row that is open, drawn from what is saved by now."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS
from impactplan.steps import Step
from impactplan.workbook.parts import Moves, RowPicture
from impactplan.workbook.registry import kind_part, part_of

WIDTH = 318.0
"""As wide as the panel has room, where a picture stands in it."""


@dataclass(frozen=True)
class Beside:
    title: str
    svg: Markup
    kind: str
    ref: str
    moves: Moves | None
    labels: tuple[str, str]
    """What its two axes are called, where its point can be moved."""


def kinds_beside(step: Step) -> frozenset[str]:
    """Return the kinds that the pictures beside the forms of a step look at; none where it has no such picture."""
    pictures = {kind: part.picture for kind, part in part_of(step.key).kinds.items() if part.picture}
    return frozenset(pictures).union(*(picture.reads for picture in pictures.values()))


def draw_beside(state: PlanState, step: Step, ref: str) -> Beside | None:
    """Return the picture of a row, or of the sheet that a step has a picture of; None where there is nothing to see."""
    item = state.find(ref) or _find_sheet(state, step)
    picture = _picture_of(step, item) if item else None
    svg = picture.draw(state, item, "p-beside", WIDTH) if item and picture else None
    if item is None or picture is None or not svg:
        return None
    moves, fields = picture.moves, KINDS[item.kind].fields
    labels = (str(fields[moves.up].label), str(fields[moves.across].label)) if moves else ("", "")
    return Beside(picture.title(state, item), svg, item.kind, item.id, moves, labels)


def _find_sheet(state: PlanState, step: Step) -> Item | None:
    sheets = [item for kind in step.shown if KINDS[kind].sheet for item in state.rows(kind)]
    return next((sheet for sheet in sheets if _picture_of(step, sheet)), None)


def _picture_of(step: Step, item: Item) -> RowPicture | None:
    return kind_part(step.key, item.kind).picture if item.kind in step.shown else None
