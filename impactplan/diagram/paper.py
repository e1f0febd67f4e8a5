"""What paper a theory of change takes, so that its smallest letters can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from impactplan.diagram.drawing import Drawing, draw
from impactplan.diagram.text import Measure
from impactplan.diagram.theory_spec import TheorySpec

LEAST_POINTS = 7.0
SMALLEST = 12.5
"""The smallest letters in the drawing, in pixels."""
_LEAST_SCALE = LEAST_POINTS / (SMALLEST * 0.75)
_HEADING = 115.0  # what the title of a section takes of a page


@dataclass(frozen=True)
class Paper:
    """A page with the room that it has for a picture, in pixels; its key names it for the style sheet."""

    key: str
    width: float
    height: float


A4 = Paper("a4", 971.0, 567.0)
"""Landscape."""
A3 = Paper("a3", 1436.0, 890.0)
"""Landscape."""
A3_TALL = Paper("a3-tall", 971.0, 1330.0)


@dataclass(frozen=True)
class Sheet:
    """A drawing on its paper, from ``top`` to ``bottom``: a high one goes on over several, each under the titles of the
    columns."""

    drawing: Drawing
    paper: Paper
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top + (self.drawing.head if self.top else 0.0)


def lay_on_paper(spec: TheorySpec, measure: Measure, *, under_heading: bool = False) -> list[Sheet]:
    """Return the drawing on the smallest paper on which no letter is below 7 points; a very high one on several sheets.

    ``under_heading`` means that the title of a section stands on the same page.
    """
    taken = _HEADING if under_heading else 0.0
    for paper in (A4, A3, A3_TALL):
        room = paper.height - taken
        for share in (1.0, 0.81, _LEAST_SCALE):
            drawing = draw(spec, measure=measure, width=paper.width / share)
            if min(paper.width / drawing.width, room / drawing.height) >= _LEAST_SCALE - 0.001:
                return [Sheet(drawing, paper, 0.0, drawing.height)]
    room = (A3_TALL.height - taken) * drawing.width / A3_TALL.width
    return [Sheet(drawing, A3_TALL, top, bottom) for top, bottom in _cuts(drawing, room)]


def _cuts(drawing: Drawing, room: float) -> Iterator[tuple[float, float]]:
    """Yield where each page begins and ends; a box that one cuts through stands whole on the next."""
    top, bottom = 0.0, room
    while bottom < drawing.height:
        cut = [box.y for box in drawing.boxes if box.y < bottom < box.y + box.height and box.y > top]
        yield top, bottom
        top = min([bottom, *cut]) - 8
        bottom = top + room - drawing.head
    yield top, drawing.height
