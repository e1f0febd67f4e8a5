"""The thin lines of a picture: of its axes, between its rows, at its levels."""

from __future__ import annotations

from collections.abc import Iterable

from impactplan.diagram import svg
from impactplan.lib.tokens import COLOURS


def level(y: float, left: float, right: float) -> str:
    """Return a level line as the data of a path."""
    return f"M{svg.number(left)} {svg.number(y)}H{svg.number(right)}"


def plumb(x: float, top: float, bottom: float) -> str:
    """Return an upright line as the data of a path."""
    return f"M{svg.number(x)} {svg.number(top)}V{svg.number(bottom)}"


def through(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Return straight lines from point to point as the data of a path."""
    return "M" + "L".join(f"{svg.number(x)} {svg.number(y)}" for x, y in points) + ("Z" if closed else "")


def lines(*ways: str, colour: str = "line", width: float = 1.0, dash: str | None = None) -> str:
    """Return one stroke along all of these."""
    return svg.element(
        "path", d="".join(ways), fill="none", stroke=COLOURS[colour], stroke_width=width, stroke_dasharray=dash
    )


def diamond(x: float, y: float, half: float) -> str:
    """Return a square on its point as the data of a path."""
    return through(((x, y - half), (x + half, y), (x, y + half), (x - half, y)), closed=True)
