"""Words in a picture: in lines under each other, kept inside it, and off each other."""

from __future__ import annotations

from collections.abc import Sequence

from impactplan.diagram import svg, typography
from impactplan.diagram.text import Measure, fit
from impactplan.diagram.typography import Face
from impactplan.lib.tokens import COLOURS


def block(lines: Sequence[str], x: float, top: float, face: Face, anchor: str | None = None) -> str:
    """Return lines of text under each other; the first begins at ``top``."""
    return "".join(typography.line(words, x, top + row * face.leading, face, anchor) for row, words in enumerate(lines))


def fitted(text: str, width: float, face: Face, measure: Measure) -> str:
    """Return a text on one line of at most ``width``."""
    return fit(text, width, face.size, measure, bold=face.bold)


def width_of(text: str, face: Face, measure: Measure) -> float:
    return measure(text, face.size, face.bold)


def within(middle: float, size: float, low: float, high: float) -> float:
    """Return the middle of something ``size`` large, moved so far that it stays between ``low`` and ``high``."""
    return min(max(middle, low + size / 2), max(high - size / 2, low + size / 2))


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = 0.0) -> list[float]:
    """Return a middle for each of these, in their order and off each other, as near as may be to those wanted.

    All stay between ``low`` and ``high`` if there is room for them; else they begin at ``low``.
    """
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    places = [0.0] * len(wanted)
    edge = low
    for at in order:  # from low to high, each off the one before it
        places[at] = max(within(wanted[at], sizes[at], low, high), edge + sizes[at] / 2)
        edge = places[at] + sizes[at] / 2 + gap
    edge = high
    for at in reversed(order):  # and back, where the last ones were pushed out
        places[at] = max(min(places[at], edge - sizes[at] / 2), low + sizes[at] / 2)
        edge = places[at] - sizes[at] / 2 - gap
    return places


def on_ground(text: str, x: float, top: float, face: Face, wide: float, ground: str) -> str:
    """Return a line of text centred at ``x`` on a small ground of its own, over whatever lies there."""
    under = svg.element(
        "rect", x=x - wide / 2 - 2, y=top, width=wide + 4, height=face.leading, rx=2, fill=COLOURS[ground]
    )
    return under + typography.line(text, x, top, face, anchor="middle")
