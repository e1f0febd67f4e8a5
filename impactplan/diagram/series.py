"""Draw measurements in time as small multiples: each with its baseline, its minimum and its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.scales import DayScale, Scale
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import LABEL, NOTE, PAD, STRONG, WIDTH, Face
from impactplan.lib.tokens import COLOURS

MOST_PANELS = 12
"""More panels than this are not drawn: the picture has to stay on one page."""

_GAP = 28.0
_TWO_FROM, _THREE_FROM = 560.0, 840.0  # a narrower picture has fewer panels on a row
_VALUE = Face(12.5, 15.0, True, COLOURS["ink"])
_PLOT = 104.0
_INSIDE = 25.0  # room for a value above or below its mark
_RIGHT = 98.0  # room for the words at the ends of the lines
_MARK = 4.5
_COLOURS = {"reached": "good", "between": "warns", "below": "blocks", "none": "ink"}


Rect = tuple[float, float, float, float]
"""Left, top, width and height."""


@dataclass(frozen=True)
class SeriesPoint:
    """One measurement: ``value`` in the unit of its panel, ``text`` as one reads it."""

    day: date
    value: float
    text: str
    band: str = "none"
    """below, between, reached or none."""


@dataclass(frozen=True)
class Level:
    """A line to measure up to. ``label`` stands at its end, such as “target 70 %”."""

    value: float
    label: str


@dataclass(frozen=True)
class Panel:
    title: str
    points: Sequence[SeriesPoint]
    spoken: str
    """The panel in one sentence, for who cannot see it."""
    baseline: SeriesPoint | None = None
    minimum: Level | None = None
    target: Level | None = None
    href: str | None = None

    @property
    def values(self) -> list[float]:
        levels = [level.value for level in (self.minimum, self.target) if level]
        return [point.value for point in self.dated] + levels

    @property
    def dated(self) -> list[SeriesPoint]:
        return sorted([*([self.baseline] if self.baseline else []), *self.points], key=lambda point: point.day)


@dataclass(frozen=True)
class SeriesSpec:
    panels: Sequence[Panel]
    title: str
    description: str
    more: str = ""
    """What is said of panels that are not drawn, or while there are none."""
    language: str = "nl"


@kept
def measurements_in_time(
    spec: SeriesSpec, *, measure: Measure, prefix: str, width: float = WIDTH, page: bool = False
) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide: at most MOST_PANELS, up to three on a row.

    All panels share the same time, from the first day to the last; each has a scale of its own, which need not begin
    at zero. A mark tells its band by its shape: a square below the minimum, a triangle between minimum and target, a
    disc with a tick where the target is reached. ``prefix`` and ``page`` are as in ``theory_of_change``.
    """
    panels = list(spec.panels[:MOST_PANELS])
    across = 1 + sum(width >= least for least in (_TWO_FROM, _THREE_FROM))
    room = (width - 2 * PAD - _GAP * (across - 1)) / across
    days = [point.day for panel in panels for point in panel.dated]
    span = (min(days), max(days)) if days else (date.min, date.min)
    parts, y = [], 0.0
    for start in range(0, len(panels), across):
        pair = panels[start : start + across]
        titles = [_title_lines(panel, room, measure, spec.language) for panel in pair]
        head = max(map(len, titles)) * STRONG.leading + 10
        for at, (panel, lines) in enumerate(zip(pair, titles, strict=True)):
            drawn = _Plot(panel, span, room, measure).drawn(head)
            heading = labels.block(lines, 0, 0, STRONG)
            named = svg.link(panel.href if page else None, panel.title, heading)
            place = f"translate({svg.number(PAD + at * (room + _GAP))} {svg.number(PAD + y)})"
            parts.append(svg.group(svg.title(panel.spoken), named, drawn, transform=place))
        y += head + _PLOT + NOTE.leading + _GAP
    if spec.more:
        parts.append(typography.line(spec.more, PAD, PAD + y, NOTE))
        y += NOTE.leading + 8
    height = 2 * PAD + max(0.0, y - 8)
    return typography.finished(spec, *parts, width=width, height=height, prefix=prefix)


def _title_lines(panel: Panel, room: float, measure: Measure, language: str) -> Sequence[str]:
    return wrap(panel.title, room, STRONG.size, measure, bold=True, max_lines=2, language=language).lines


class _Plot:
    def __init__(self, panel: Panel, span: tuple[date, date], width: float, measure: Measure) -> None:
        self.panel, self.measure = panel, measure
        self.right = width - _RIGHT
        low, high = min(panel.values, default=0.0), max(panel.values, default=1.0)
        self._x = DayScale(*span, 8, self.right - 8)
        self._y = Scale(low, high, _PLOT - _INSIDE, _INSIDE)

    def drawn(self, top: float) -> str:
        parts = [self._frame(), *self._levels(), self._way()]
        parts += [self._baseline(self.panel.baseline)] if self.panel.baseline else []
        parts += [mark(point.band, self._x(point.day), self._y(point.value)) for point in self.panel.points]
        parts.append(self._ends())
        return svg.group(*parts, transform=f"translate(0 {svg.number(top)})")

    def _frame(self) -> str:
        return svg.element("rect", width=self.right, height=_PLOT, fill=COLOURS["panel"], rx=4)

    def _levels(self) -> list[str]:
        """Return the minimum and the target as lines, with their words at the end, kept apart where they are near."""
        levels = [
            (level, colour, dash)
            for level, colour, dash in (
                (self.panel.target, "good", None),
                (self.panel.minimum, "warns", "5 4"),
            )
            if level is not None
        ]
        wanted = [self._y(level.value) for level, _colour, _dash in levels]
        rows = labels.spread(wanted, [NOTE.leading] * len(levels), 0, _PLOT)
        parts = []
        for (level, colour, dash), row in zip(levels, rows, strict=True):
            y = self._y(level.value)
            parts.append(axes.lines(axes.level(y, 0, self.right), colour=colour, width=1.5, dash=dash))
            face = Face(NOTE.size, NOTE.leading, False, COLOURS[colour])
            words = labels.fitted(level.label, _RIGHT - 6, face, self.measure)
            parts.append(typography.line(words, self.right + 6, row - face.leading / 2, face))
        return parts

    def _way(self) -> str:
        points = self.panel.dated
        if len(points) < 2:
            return ""
        return axes.lines(axes.through(map(self._place, points)), colour="ink", width=1.5)

    def _place(self, point: SeriesPoint) -> tuple[float, float]:
        return self._x(point.day), self._y(point.value)

    def _baseline(self, point: SeriesPoint) -> str:
        return svg.element(
            "circle",
            cx=self._x(point.day),
            cy=self._y(point.value),
            r=_MARK - 0.5,
            fill=COLOURS["surface"],
            stroke=COLOURS["ink"],
            stroke_width=1.5,
        )

    def _ends(self) -> str:
        """Return the values of the first and the last point at them, off all lines, and their years below."""
        points = self.panel.dated
        if not points:
            return ""
        first, last = points[0], points[-1]
        shown = [last] if first is last else [first, last]
        parts = self._years(shown)
        taken: list[Rect] = []
        for point in reversed(shown):
            place = self._free_place(point, taken)
            taken.append(place)
            left, top, wide, _high = place
            parts.append(labels.on_ground(point.text, left + wide / 2, top, _VALUE, wide, "panel"))
        return "".join(parts)

    def _free_place(self, point: SeriesPoint, taken: Sequence[Rect]) -> Rect:
        """Return where a value stands with the fewest lines, marks and words behind it."""
        x, y = self._place(point)
        wide, high = labels.width_of(point.text, _VALUE, self.measure), _VALUE.leading
        middle = labels.within(x, wide, 3, self.right - 3)
        places = [
            (left, min(max(top, 0.0), _PLOT - high), wide, high)
            for left in (
                middle - wide / 2,
                *(x + side for side in (-wide - 10, 10) if 3 <= x + side <= self.right - wide),
            )
            for top in (y - 7 - high, y + 7, y - 12 - high, y + 12, y - high / 2)
        ]
        return min(places, key=lambda place: (self._crossed(place, taken), places.index(place)))

    def _crossed(self, place: Rect, taken: Sequence[Rect]) -> float:
        """Return how much a place has behind it."""
        left, top, wide, high = place
        levels = [level.value for level in (self.panel.minimum, self.panel.target) if level]
        crossed = sum(2 for value in levels if top - 1 < self._y(value) < top + high + 1)
        places = [self._place(point) for point in self.panel.dated]
        crossed += sum(4 for x, y in places if left - 6 < x < left + wide + 6 and top - 6 < y < top + high + 6)
        crossed += sum(9 for other in taken if _overlap(place, other))
        return crossed + sum(1 for start, end in pairwise(places) if _cuts(start, end, place))

    def _years(self, shown: Sequence[SeriesPoint]) -> list[str]:
        """Return the years of the first and the last point, or of the last where they are the same or would touch."""
        wides = [labels.width_of(str(point.day.year), LABEL, self.measure) for point in shown]
        middles = [
            labels.within(self._x(point.day), wide, 3, self.right - 3) for point, wide in zip(shown, wides, strict=True)
        ]
        if len(shown) > 1 and (shown[0].day.year == shown[1].day.year or middles[1] - middles[0] < wides[1] + 8):
            shown, middles = shown[1:], middles[1:]
        return [
            typography.line(str(point.day.year), middle, _PLOT + 2, LABEL, anchor="middle")
            for point, middle in zip(shown, middles, strict=True)
        ]


def _overlap(one: Rect, other: Rect) -> bool:
    (x1, y1, w1, h1), (x2, y2, w2, h2) = one, other
    return x1 < x2 + w2 and x2 < x1 + w1 and y1 < y2 + h2 and y2 < y1 + h1


def _cuts(start: tuple[float, float], end: tuple[float, float], place: Rect) -> bool:
    """Tell whether the line between two points runs through a place."""
    left, top, wide, high = place
    steps = 24
    return any(
        left < start[0] + (end[0] - start[0]) * step / steps < left + wide
        and top < start[1] + (end[1] - start[1]) * step / steps < top + high
        for step in range(steps + 1)
    )


def mark(band: str, x: float, y: float) -> str:
    """Return the mark of a measurement: its shape says what its colour says."""
    colour, size = COLOURS[_COLOURS[band]], _MARK
    edge: dict[str, str | float] = {"fill": colour, "stroke": COLOURS["surface"], "stroke_width": 1.0}
    if band == "below":
        return svg.element("rect", x=x - size, y=y - size, width=2 * size, height=2 * size, **edge)
    if band == "between":
        way = f"M{svg.number(x)} {svg.number(y - size - 1.5)}l{svg.number(size + 1.5)} 10h-{svg.number(2 * size + 3)}z"
        return svg.element("path", d=way, **edge)
    disc = svg.element("circle", cx=x, cy=y, r=size + (1.5 if band == "reached" else 0), **edge)
    if band != "reached":
        return disc
    tick = f"M{svg.number(x - 2.6)} {svg.number(y)}l2 2.2 3.4-4.2"
    return disc + svg.element("path", d=tick, fill="none", stroke=COLOURS["surface"], stroke_width=1.5)
