"""The kinds of text in pictures, and how one line of each is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from impactplan.diagram import svg
from impactplan.diagram.text import Measure, wrap
from impactplan.lib.tokens import COLOURS, FONTS


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


PAD = 4.0
"""The margin around a picture."""
HEADING = Face(16.0, 21.0, True, COLOURS["ink"])
LABEL = Face(12.5, 16.0, True, COLOURS["muted"])
NOTE = Face(12.5, 16.0, False, COLOURS["muted"])
NAME = Face(13.0, 16.5, False, COLOURS["ink"])
STRONG = Face(13.0, 16.5, True, COLOURS["ink"])
WIDTH = 624.0
"""As wide as a picture stands on a page of a step."""
PRINT_WIDTH = 856.0
"""As wide as one may be drawn for a page of paper: letters of 12.5 pixels are 7 points high there."""
NARROW = 324.0
"""As wide as one stands on a telephone; what does not say so scrolls there."""


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


class Message(Protocol):
    """What every picture says of itself: its message, and what is in it, for who cannot see it."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...


def finished(spec: Message, *drawn: str, width: float, height: float, prefix: str) -> str:
    """Return the whole picture around what was drawn, on a white ground of its own."""
    return svg.picture(
        _ground(width, height),
        *drawn,
        width=width,
        height=height,
        prefix=prefix,
        title_text=spec.title,
        description=spec.description,
        font=FONTS["sans"],
    )


def _ground(width: float, height: float) -> str:
    way = f"M0 0H{svg.number(width)}V{svg.number(height)}H0Z"
    return svg.element("path", d=way, fill=COLOURS["surface"], data_part="white")


class MessageInLanguage(Message, Protocol):
    """The same with the language of its words."""

    @property
    def language(self) -> str: ...


def framed(
    spec: MessageInLanguage, drawn: tuple[str, float], *, measure: Measure, prefix: str, width: float, shown: bool
) -> str:
    """Return the whole picture around what was drawn from (0, 0) and its height: a margin, and its message if shown."""
    body, height = drawn
    title, top = heading(spec.title, width - 2 * PAD, measure, spec.language) if shown else ("", 0.0)
    return finished(
        spec,
        svg.group(title, transform=f"translate({svg.number(PAD)} {svg.number(PAD)})") if title else "",
        svg.group(body, transform=f"translate({svg.number(PAD)} {svg.number(PAD + top)})"),
        width=width,
        height=PAD + top + height + PAD,
        prefix=prefix,
    )
