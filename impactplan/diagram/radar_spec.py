"""What a radar is made from, and what it has in common with its rows: the key and the points."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.diagram import axes, svg, typography
from impactplan.diagram.typography import LABEL
from impactplan.lib.tokens import COLOURS

HIGHEST = 5
_DOT = 4.0
_KEY, _KEY_ROW = 26.0, 19.0  # length of a sample in the key
Place = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """One scale of 1 to 5; None where nothing was scored yet."""

    name: str
    now: int | None = None
    goal: int | None = None
    href: str | None = None


@dataclass(frozen=True)
class RadarWords:
    now: str
    goal: str
    unscored: str


@dataclass(frozen=True)
class RadarSpec:
    axes: tuple[Axis, ...]
    title: str
    description: str
    words: RadarWords
    language: str = "nl"

    def spoken(self, axis: Axis) -> str:
        return f"{axis.name} · {self.words.now} {axis.now or '–'} · {self.words.goal} {axis.goal or '–'}"


def draw_key(words: RadarWords) -> str:
    """Return what the two kinds of points are, from (0, 0)."""
    parts = []
    for row, (word, is_now) in enumerate(((words.now, True), (words.goal, False))):
        middle = row * _KEY_ROW + LABEL.leading / 2
        look = ("module-4", 2.5, None) if is_now else ("ink", 1.5, "5 4")
        parts.append(axes.lines(axes.level(middle, 0, _KEY), colour=look[0], width=look[1], dash=look[2]))
        parts.append(draw_point((_KEY / 2, middle), is_now))
        parts.append(typography.line(word, _KEY + 8, row * _KEY_ROW, LABEL))
    return "".join(parts)


def draw_point(place: Place, is_now: bool) -> str:
    x, y = place
    ground = COLOURS["module-4"] if is_now else COLOURS["surface"]
    edge = COLOURS["module-4"] if is_now else COLOURS["ink"]
    return svg.element("circle", cx=x, cy=y, r=_DOT, fill=ground, stroke=edge, stroke_width=1.5)
