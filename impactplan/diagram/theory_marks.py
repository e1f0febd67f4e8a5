"""The numbered marks on links: each stands for an assumption that is written out beside the picture."""

from __future__ import annotations

from impactplan.diagram import svg, typography
from impactplan.diagram.routing import Point
from impactplan.diagram.text import Measure
from impactplan.diagram.typography import Face
from impactplan.lib.tokens import COLOURS

HEIGHT = 17.0
NUMBER = Face(12.5, HEIGHT, True, COLOURS["ink"])
_PADDING = 3.5


def width(count: int, measure: Measure) -> float:
    """Return the width of marks that hold the numbers up to ``count``: all have the same."""
    return max(HEIGHT, measure("8" * len(str(count)), NUMBER.size, NUMBER.bold) + 2 * _PADDING) if count else 0.0


def draw(number: int, centre: Point, wide: float) -> str:
    x, y = centre
    frame = svg.element(
        "rect",
        x=x - wide / 2,
        y=y - HEIGHT / 2,
        width=wide,
        height=HEIGHT,
        rx=HEIGHT / 2,
        fill=COLOURS["surface"],
        stroke=COLOURS["muted"],
        stroke_width=1.0,
    )
    return frame + typography.line(str(number), x, y - HEIGHT / 2, NUMBER, anchor="middle")
