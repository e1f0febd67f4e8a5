"""Draw measurements in time as small multiples: each with its baseline, its minimum and its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from impactplan.diagram import svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure, fit, wrap
from impactplan.diagram.typography import LABEL, NOTE, Face
from impactplan.lib.tokens import COLOURS, FONTS

MOST_PANELS = 12
"""More panels than this are not drawn: the picture has to stay on one page."""

_PAD = 4.0
_GAP = 28.0
_TITLE = Face(12.5, 16.0, True, COLOURS["ink"])
_VALUE = Face(12.0, 15.0, True, COLOURS["ink"])
_PLOT = 98.0
_INSIDE = 22.0  # room for a value above or below its mark
_RIGHT = 92.0  # room for the words at the ends of the lines
_MARK = 4.5
_COLOURS = {"reached": "good", "between": "warns", "below": "blocks", "none": "ink"}


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
    spec: SeriesSpec, *, measure: Measure, prefix: str, width: float = 720.0, page: bool = False
) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide: two panels beside each other, at most MOST_PANELS.

    All panels share the same time, from the first day to the last; each has a scale of its own, which need not begin
    at zero. A mark tells its band by its shape: a square below the minimum, a triangle between minimum and target, a
    disc with a tick where the target is reached. ``prefix`` and ``page`` are as in ``theory_of_change``.
    """
    panels = list(spec.panels[:MOST_PANELS])
    room = (width - 2 * _PAD - _GAP) / 2
    days = [point.day for panel in panels for point in panel.dated]
    span = (min(days), max(days)) if days else (date.min, date.min)
    parts, y = [], 0.0
    for start in range(0, len(panels), 2):
        pair = panels[start : start + 2]
        titles = [_title_lines(panel, room, measure, spec.language) for panel in pair]
        head = max(map(len, titles)) * _TITLE.leading + 10
        for at, (panel, lines) in enumerate(zip(pair, titles, strict=True)):
            drawn = _Plot(panel, span, room, measure).drawn(head)
            heading = "".join(typography.line(text, 0, row * _TITLE.leading, _TITLE) for row, text in enumerate(lines))
            named = svg.link(panel.href if page else None, panel.title, heading)
            place = f"translate({svg.number(_PAD + at * (room + _GAP))} {svg.number(_PAD + y)})"
            parts.append(svg.group(svg.title(panel.spoken), named, drawn, transform=place))
        y += head + _PLOT + NOTE.leading + _GAP
    if spec.more:
        parts.append(typography.line(spec.more, _PAD, _PAD + y, NOTE))
        y += NOTE.leading + 8
    return svg.picture(
        *parts,
        width=width,
        height=2 * _PAD + max(0.0, y - 8),
        prefix=prefix,
        title_text=spec.title,
        description=spec.description,
        font=FONTS["sans"],
    )


def _title_lines(panel: Panel, room: float, measure: Measure, language: str) -> Sequence[str]:
    return wrap(panel.title, room, _TITLE.size, measure, bold=True, max_lines=2, language=language).lines


class _Plot:
    def __init__(self, panel: Panel, span: tuple[date, date], width: float, measure: Measure) -> None:
        self.panel, self.span, self.measure = panel, span, measure
        self.right = width - _RIGHT
        self.width = width
        low, high = min(panel.values, default=0.0), max(panel.values, default=1.0)
        self.low, self.high = (low, high) if low < high else (low - 1, high + 1)

    def _x(self, day: date) -> float:
        first, last = self.span
        whole = (last - first).days
        return 8 + (self.right - 16) * ((day - first).days / whole if whole else 0.5)

    def _y(self, value: float) -> float:
        return _INSIDE + (_PLOT - 2 * _INSIDE) * (1 - (value - self.low) / (self.high - self.low))

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
                (self.panel.target, COLOURS["good"], None),
                (self.panel.minimum, COLOURS["warns"], "5 4"),
            )
            if level is not None
        ]
        rows = _apart([self._y(level.value) for level, _colour, _dash in levels], NOTE.leading)
        parts = []
        for (level, colour, dash), row in zip(levels, rows, strict=True):
            y = self._y(level.value)
            way = f"M0 {svg.number(y)}H{svg.number(self.right)}"
            parts.append(svg.element("path", d=way, stroke=colour, stroke_width=1.5, stroke_dasharray=dash))
            face = Face(NOTE.size, NOTE.leading, False, colour)
            words = fit(level.label, _RIGHT - 6, face.size, self.measure)
            parts.append(typography.line(words, self.right + 6, row - face.leading / 2, face))
        return parts

    def _way(self) -> str:
        points = self.panel.dated
        if len(points) < 2:
            return ""
        way = "L".join(f"{svg.number(self._x(point.day))} {svg.number(self._y(point.value))}" for point in points)
        return svg.element("path", d=f"M{way}", fill="none", stroke=COLOURS["ink"], stroke_width=1.5)

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
        """Return the values of the first and the last point beside them, and their years below."""
        points = self.panel.dated
        if not points:
            return ""
        if len(points) == 1:
            return self._value(points[0], below=False) + self._year(points[0])
        first, last = points[0], points[-1]
        # A value stands on the side that the line leaves free.
        below_first = points[1].value > first.value
        below_last = points[-2].value > last.value
        if self._are_near(first, last):
            below_first, below_last = first.value < last.value, first.value >= last.value
        parts = [self._value(first, below=below_first), self._value(last, below=below_last), self._year(last)]
        if first.day.year != last.day.year and not self._are_near(first, last):
            parts.append(self._year(first))
        return "".join(parts)

    def _are_near(self, point: SeriesPoint, next_point: SeriesPoint) -> bool:
        room = (self.measure(point.text, _VALUE.size, True) + self.measure(next_point.text, _VALUE.size, True)) / 2
        return abs(self._x(point.day) - self._x(next_point.day)) < room + 8

    def _value(self, point: SeriesPoint, *, below: bool) -> str:
        row = self._y(point.value) + (6 if below else -6 - _VALUE.leading)
        return typography.line(point.text, self._within(point, point.text, _VALUE), row, _VALUE, anchor="middle")

    def _year(self, point: SeriesPoint) -> str:
        year = str(point.day.year)
        return typography.line(year, self._within(point, year, LABEL), _PLOT + 2, LABEL, anchor="middle")

    def _within(self, point: SeriesPoint, text: str, face: Face) -> float:
        """Return where the middle of a text stands, so that it does not leave the panel."""
        half = self.measure(text, face.size, face.bold) / 2
        return min(max(self._x(point.day), half + 3), self.right - half - 3)


def _apart(rows: Sequence[float], least: float) -> list[float]:
    """Return places at least ``least`` apart, as near as may be to those wanted."""
    if len(rows) < 2 or abs(rows[0] - rows[1]) >= least:
        return list(rows)
    middle, half = (rows[0] + rows[1]) / 2, least / 2
    return [middle - half, middle + half] if rows[0] <= rows[1] else [middle + half, middle - half]


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
