"""Draw where one stands and where one wants to be on several scales at once: a radar, now against goal."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.radar_rows import draw_rows
from impactplan.diagram.radar_spec import HIGHEST, Axis, Place, RadarSpec, RadarWords, draw_key, draw_point
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import LABEL, NOTE, PAD, STRONG, WIDTH, Face
from impactplan.lib.tokens import COLOURS

__all__ = ["HIGHEST", "Axis", "RadarSpec", "RadarWords", "radar"]

_RADIUS = 138.0
_LEAST = 560.0  # width
_LABEL_ROOM = 142.0  # width of the name beside an axis
_GAP = 14.0  # between the outermost ring and a name
_SCORE = Face(13.0, 16.5, True, COLOURS["module-4"])


@kept
def radar(
    spec: RadarSpec,
    *,
    measure: Measure,
    prefix: str,
    width: float = WIDTH,
    heading: bool = True,
    page: bool = False,
) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide.

    Where this is too narrow for a radar, it has a row for each axis. The first axis points up, the others follow
    clockwise; the centre is 0. An axis without a score breaks the line.
    ``prefix``, ``heading`` and ``page`` are as in ``theory_of_change``. Raises ValueError for fewer than three axes
    and for a score outside 1 to 5.
    """
    if len(spec.axes) < 3:
        raise ValueError("a radar has at least three axes")
    for axis in spec.axes:
        if any(score is not None and not 1 <= score <= HIGHEST for score in (axis.now, axis.goal)):
            raise ValueError(f"a score of {axis.name!r} is not from 1 to {HIGHEST}")
    inside = width - 2 * PAD
    drawn = draw_rows(spec, measure, inside, page) if width < _LEAST else _Radar(spec, measure, inside, page).drawn()
    return typography.framed(spec, drawn, measure=measure, prefix=prefix, width=width, shown=heading)


class _Radar:
    def __init__(self, spec: RadarSpec, measure: Measure, width: float, page: bool) -> None:
        self.spec, self.measure, self.width, self.page = spec, measure, width, page
        self.names = [
            wrap(axis.name, _LABEL_ROOM, STRONG.size, measure, bold=True, max_lines=3, language=spec.language).lines
            for axis in spec.axes
        ]
        above = max(self._label_height(0), LABEL.leading) + _GAP
        self.centre = (width / 2, above + _RADIUS)
        below = [self._label_box(at)[1] + self._label_height(at) for at in range(len(spec.axes))]
        self.height = max(self.centre[1] + _RADIUS, *below)

    def _label_height(self, at: int) -> float:
        return len(self.names[at]) * STRONG.leading + _SCORE.leading

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
        parts = [self._rings(), self._shape("goal"), self._shape("now")]
        parts += [self._label(at) for at in range(len(self.spec.axes))]
        parts.append(draw_key(self.spec.words))
        return "".join(parts), self.height

    def _rings(self) -> str:
        """Return a hairline per level, a spoke per axis, and the numbers of the levels along the first."""
        places = range(len(self.spec.axes))
        ways = [axes.through([self._place(at, level) for at in places], closed=True) for level in range(1, HIGHEST + 1)]
        ways += [axes.through([self.centre, self._place(at, HIGHEST)]) for at in places]
        numbers = [
            typography.line(str(level), self.centre[0] - 5, self._place(0, level)[1] - NOTE.leading / 2, NOTE, "end")
            for level in range(1, HIGHEST + 1)
        ]
        return axes.lines(*ways) + "".join(numbers)

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
        points = [draw_point(place, is_now) for place in places if place is not None]
        return line + "".join(points)

    def _label(self, at: int) -> str:
        axis, side = self.spec.axes[at], self._side(at)
        x, top = self._label_box(at)
        parts = [labels.block(self.names[at], x, top, STRONG, side)]
        scored = axis.now is not None or axis.goal is not None
        score = f"{axis.now or '?'} → {axis.goal or '?'}" if scored else self.spec.words.unscored
        face = _SCORE if scored else NOTE
        parts.append(typography.line(score, x, top + len(self.names[at]) * STRONG.leading, face, side))
        spoken = self.spec.spoken(axis)
        return svg.link(axis.href if self.page else None, spoken, svg.group(svg.title(spoken), *parts))


def _through(places: Sequence[Place | None]) -> str:
    """Return the line through neighbouring places, closed where all of them are there."""
    known = [place for place in places if place is not None]
    if len(known) == len(places):
        return axes.through(known, closed=True)
    pairs = zip(places, (*places[1:], places[0]), strict=True)
    joined = [axes.through([start, end]) for start, end in pairs if start is not None and end is not None]
    return "".join(joined) or axes.through(known[:1])
