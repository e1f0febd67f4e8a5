"""The kinds of text in pictures, and how one line of each is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.diagram import svg
from impactplan.diagram.text import Measure, wrap
from impactplan.lib.tokens import COLOURS


@dataclass(frozen=True)
class Face:
    """Size and line height in pixels, weight and colour of a kind of text."""

    size: float
    leading: float
    bold: bool
    colour: str

    @property
    def baseline(self) -> float:
        """How far the letters stand below the top of their row."""
        return self.leading * 0.5 + self.size * 0.34


HEADING = Face(16.0, 21.0, True, COLOURS["ink"])
LABEL = Face(11.0, 14.0, True, COLOURS["muted"])
NOTE = Face(11.0, 14.0, False, COLOURS["muted"])


def line(
    content: str, x: float, top: float, face: Face, anchor: str | None = None, right_to_left: bool | None = None
) -> str:
    """Return one line of text whose row starts at ``top``; ``anchor`` as in SVG's text-anchor."""
    return svg.text(
        content,
        right_to_left=right_to_left,
        x=x,
        y=top + face.baseline,
        font_size=face.size,
        font_weight=600 if face.bold else None,
        fill=face.colour,
        text_anchor=anchor,
    )


def heading(message: str, width: float, measure: Measure, language: str) -> tuple[str, float]:
    """Return a picture's message on at most three lines from (0, 0), and the height it takes."""
    lines = wrap(message, width, HEADING.size, measure, bold=True, max_lines=3, language=language).lines
    drawn = [line(words, 0, row * HEADING.leading, HEADING) for row, words in enumerate(lines)]
    return "".join(drawn), len(lines) * HEADING.leading + 14 if lines else 0.0
