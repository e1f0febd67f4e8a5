"""Draw where one stands and where one wants to be on several scales at once: a radar, now against goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from impactplan.diagram import svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import LABEL, NOTE, PAD, Face
from impactplan.lib.tokens import COLOURS

HIGHEST = 5

_RADIUS = 140.0
_LABEL_ROOM = 168.0  # width of the name beside an axis
_GAP = 14.0  # between the outermost ring and a name
_DOT = 4.0
_KEY = 26.0  # length of a sample in the key
_NAME = Face(11.5, 14.0, True, COLOURS["ink"])
_SCORE = Face(12.5, 16.0, True, COLOURS["module-4"])
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


@kept
def radar(
    spec: RadarSpec,
    *,
    measure: Measure,
    prefix: str,
    width: float = 720.0,
    heading: bool = True,
    page: bool = False,
) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide.

    The first axis points up, the others follow clockwise; the centre is 0. An axis without a score breaks the line.
    ``prefix``, ``heading`` and ``page`` are as in ``theory_of_change``. Raises ValueError for fewer than three axes
    and for a score outside 1 to 5.
    """
    if len(spec.axes) < 3:
        raise ValueError("a radar has at least three axes")
    for axis in spec.axes:
        if any(score is not None and not 1 <= score <= HIGHEST for score in (axis.now, axis.goal)):
            raise ValueError(f"a score of {axis.name!r} is not from 1 to {HIGHEST}")
    drawing = _Radar(spec, measure, width - 2 * PAD, page)
    return typography.framed(spec, drawing.drawn(), measure=measure, prefix=prefix, width=width, shown=heading)


class _Radar:
    def __init__(self, spec: RadarSpec, measure: Measure, width: float, page: bool) -> None:
        self.spec, self.measure, self.width, self.page = spec, measure, width, page
        self.names = [
            wrap(axis.name, _LABEL_ROOM, _NAME.size, measure, bold=True, max_lines=3, language=spec.language).lines
            for axis in spec.axes
        ]
        above = max(self._label_height(0), LABEL.leading) + _GAP
        self.centre = (width / 2, above + _RADIUS)
        below = [self._label_box(at)[1] + self._label_height(at) for at in range(len(spec.axes))]
        self.height = max(self.centre[1] + _RADIUS, *below)

    def _label_height(self, at: int) -> float:
        return len(self.names[at]) * _NAME.leading + _SCORE.leading

    def _place(self, at: int, score: float) -> Place:
        angle = 2 * pi * at / len(self.spec.axes) - pi / 2
        reach = _RADIUS * score / HIGHEST
        return self.centre[0] + reach * cos(angle), self.centre[1] + reach * sin(angle)

    def _side(self, at: int) -> str:
        """Return at which side of the picture an axis ends, as SVG's text-anchor of its name."""
        x, _y = self._place(at, HIGHEST)
        away = x - self.centre[0]
        return "middle" if abs(away) < 1 else "start" if away > 0 else "end"

    def _label_box(self, at: int) -> Place:
        """Return where the name of an axis is anchored, and its top."""
        x, y = self._place(at, HIGHEST)
        side, height = self._side(at), self._label_height(at)
        if side == "middle":
            return x, y - _GAP / 2 - height if y < self.centre[1] else y + _GAP / 2
        rise = (y - self.centre[1]) / _RADIUS  # from −1 at the top to 1 at the foot
        return x + (_GAP if side == "start" else -_GAP), y - height / 2 + rise * height / 3

    def drawn(self) -> tuple[str, float]:
        """Return the radar from (0, 0), and its height."""
        axes = range(len(self.spec.axes))
        parts = [self._rings(), self._shape("goal"), self._shape("now")]
        parts += [self._label(at) for at in axes]
        parts.append(self._key())
        return "".join(parts), self.height

    def _rings(self) -> str:
        """Return a hairline per level, a spoke per axis, and the numbers of the levels along the first."""
        axes = range(len(self.spec.axes))
        lines = [_path([self._place(at, level) for at in axes]) + "Z" for level in range(1, HIGHEST + 1)]
        lines += [_path([self.centre, self._place(at, HIGHEST)]) for at in axes]
        drawn = svg.element("path", d="".join(lines), fill="none", stroke=COLOURS["line"], stroke_width=1)
        numbers = [
            typography.line(str(level), self.centre[0] - 5, self._place(0, level)[1] - NOTE.leading / 2, NOTE, "end")
            for level in range(1, HIGHEST + 1)
        ]
        return drawn + "".join(numbers)

    def _shape(self, which: str) -> str:
        """Return the line through the scores of now or of the goal, with a point at each."""
        scores = [getattr(axis, which) for axis in self.spec.axes]
        places = [self._place(at, score) if score is not None else None for at, score in enumerate(scores)]
        is_now = which == "now"
        look: dict[str, svg.Value | None] = {
            "fill": COLOURS["module-4"] if is_now and None not in places else "none",
            "fill_opacity": 0.12 if is_now and None not in places else None,
            "stroke": COLOURS["module-4"] if is_now else COLOURS["ink"],
            "stroke_width": 2.5 if is_now else 1.5,
            "stroke_dasharray": None if is_now else "5 4",
            "stroke_linejoin": "round",
        }
        line = svg.element("path", d=_through(places), **look) if any(places) else ""
        points = [_point(place, is_now) for place in places if place is not None]
        return line + "".join(points)

    def _label(self, at: int) -> str:
        axis, side = self.spec.axes[at], self._side(at)
        x, top = self._label_box(at)
        parts = [
            typography.line(words, x, top + row * _NAME.leading, _NAME, side)
            for row, words in enumerate(self.names[at])
        ]
        scored = axis.now is not None or axis.goal is not None
        score = f"{axis.now or '?'} → {axis.goal or '?'}" if scored else self.spec.words.unscored
        face = _SCORE if scored else NOTE
        parts.append(typography.line(score, x, top + len(self.names[at]) * _NAME.leading, face, side))
        words = self.spec.words
        spoken = f"{axis.name} · {words.now} {axis.now or '–'} · {words.goal} {axis.goal or '–'}"
        return svg.link(axis.href if self.page else None, spoken, svg.group(svg.title(spoken), *parts))

    def _key(self) -> str:
        """Return what the two lines are, at the upper left."""
        parts = []
        for row, (word, is_now) in enumerate(((self.spec.words.now, True), (self.spec.words.goal, False))):
            middle = row * 18 + LABEL.leading / 2
            parts.append(
                svg.element(
                    "path",
                    d=_path([(0, middle), (_KEY, middle)]),
                    stroke=COLOURS["module-4"] if is_now else COLOURS["ink"],
                    stroke_width=2.5 if is_now else 1.5,
                    stroke_dasharray=None if is_now else "5 4",
                    fill="none",
                )
            )
            parts.append(_point((_KEY / 2, middle), is_now))
            parts.append(typography.line(word, _KEY + 8, row * 18, LABEL))
        return "".join(parts)


def _path(places: Sequence[Place]) -> str:
    return "M" + "L".join(f"{svg.number(x)} {svg.number(y)}" for x, y in places)


def _through(places: Sequence[Place | None]) -> str:
    """Return the line through neighbouring places, closed where all of them are there."""
    known = [place for place in places if place is not None]
    if len(known) == len(places):
        return _path(known) + "Z"
    pairs = zip(places, (*places[1:], places[0]), strict=True)
    joined = [_path([start, end]) for start, end in pairs if start is not None and end is not None]
    return "".join(joined) or _path(known[:1])


def _point(place: Place, is_now: bool) -> str:
    x, y = place
    ground = COLOURS["module-4"] if is_now else COLOURS["surface"]
    edge = COLOURS["module-4"] if is_now else COLOURS["ink"]
    return svg.element("circle", cx=x, cy=y, r=_DOT, fill=ground, stroke=edge, stroke_width=1.5)
