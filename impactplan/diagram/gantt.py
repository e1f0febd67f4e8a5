"""Draw actions against time: bars with what they wait for, milestones, and where today is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.scales import DayScale
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import LABEL, NAME, NOTE, PAD, WIDTH, Face
from impactplan.lib.tokens import COLOURS

_NAMES = 0.32  # the share of the width that the names take
_GAP = 12.0
_AXIS = 56.0  # room above the rows for today, years and months
_BAR = 14.0
_ROW_PADDING = 7.0
_LEAST_BAR = 4.0  # so that one day can be seen in ten years
_DIAMOND = 7.5
_TODAY = Face(12.5, 16.0, True, COLOURS["accent"])
_LEAST_TICK = 44.0  # pixels between two labels of the axis
_WEEKS_FROM = 220.0  # pixels a month, from which weeks are named
_MONTH_DAYS = 30.44
_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)  # months between two labels


class Stage(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class ActionBar:
    """One action, from its first day to its last; a milestone is its last day. ``after`` names other bars by key."""

    key: str
    name: str
    start: date
    end: date
    label: str = ""
    """What stands beside the bar, such as who does it."""
    stage: Stage = Stage.PLANNED
    milestone: bool = False
    after: tuple[str, ...] = ()
    href: str | None = None


@dataclass(frozen=True)
class GanttWords:
    """``months`` are twelve short names; ``today`` is how the line is named, ``stages`` how a bar of each reads."""

    months: tuple[str, ...]
    today: str
    stages: dict[Stage, str]
    milestone: str
    after: str


@dataclass(frozen=True)
class GanttSpec:
    """The bars from top to bottom, and the days that the axis runs between (those of the bars, or more)."""

    bars: tuple[ActionBar, ...]
    first: date
    last: date
    today: date | None
    title: str
    description: str
    words: GanttWords
    language: str = "nl"


@kept
def gantt(
    spec: GanttSpec, *, measure: Measure, prefix: str, width: float = WIDTH, heading: bool = True, page: bool = False
) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide and as high as its rows need.

    A bar that begins before one it waits for has ended is tied to it by a broken line. ``prefix``, ``heading`` and
    ``page`` are as in ``theory_of_change``. Raises ValueError when there are no bars, or one lies outside the axis.
    """
    if not spec.bars:
        raise ValueError("there is nothing to draw")
    chart = _Chart(spec, measure, width - 2 * PAD, page)
    return typography.framed(spec, chart.drawn(), measure=measure, prefix=prefix, width=width, shown=heading)


def ticks(first: date, last: date, room: float, months: Sequence[str]) -> Iterator[tuple[date, str]]:
    """Yield the days that are named on an axis of ``room`` pixels, with their names, so far apart that they fit."""
    a_month = room / max(1.0, ((last - first).days + 1) / _MONTH_DAYS)
    if a_month >= _WEEKS_FROM:
        day = first + timedelta(days=-first.weekday() % 7)
        while day <= last:
            yield day, f"{day.day} {months[day.month - 1]}"
            day += timedelta(days=7)
        return
    step = next((step for step in _STEPS if step * a_month >= _LEAST_TICK), _STEPS[-1])
    count = first.year * 12 + first.month - 1 + (first.day > 1)
    count += -count % step
    while count // 12 <= last.year and (day := date(count // 12, count % 12 + 1, 1)) <= last:
        yield day, months[day.month - 1] if step < 12 else str(day.year)
        count += step


class _Chart:
    def __init__(self, spec: GanttSpec, measure: Measure, width: float, page: bool) -> None:
        self.spec, self.measure, self.width, self.page = spec, measure, width, page
        self.left = width * _NAMES + _GAP
        self.x = DayScale(spec.first, spec.last + timedelta(days=1), self.left, width)
        self.names = [self._wrapped(bar) for bar in spec.bars]
        self.tops: list[float] = []
        y = _AXIS
        for lines in self.names:
            self.tops.append(y)
            y += max(_BAR, len(lines) * NAME.leading) + 2 * _ROW_PADDING
        self.bottom = y
        self.rows = {bar.key: row for row, bar in enumerate(spec.bars)}
        for bar in spec.bars:
            if not spec.first <= bar.start <= bar.end <= spec.last:
                raise ValueError(f"{bar.name!r} lies outside the axis, or ends before it begins")

    def _wrapped(self, bar: ActionBar) -> tuple[str, ...]:
        room = self.width * _NAMES
        return wrap(bar.name, room, NAME.size, self.measure, max_lines=2, language=self.spec.language).lines

    def middle(self, row: int) -> float:
        below = self.tops[row + 1] if row + 1 < len(self.tops) else self.bottom
        return (self.tops[row] + below) / 2

    def span(self, row: int) -> tuple[float, float]:
        """Return where a bar or a milestone begins and ends."""
        bar = self.spec.bars[row]
        if bar.milestone:
            centre = min(self.x(bar.end, 1), self.width - _DIAMOND)
            return centre - _DIAMOND, centre + _DIAMOND
        start, end = self.x(bar.start), self.x(bar.end, 1)
        return min(start, self.width - _LEAST_BAR), max(end, start + _LEAST_BAR)

    def drawn(self) -> tuple[str, float]:
        """Return the chart from (0, 0), and its height."""
        parts = [self._ground(), self._axis(), *self._ties(), self._today()]
        parts += [self._row(row) for row in range(len(self.spec.bars))]
        return "".join(parts), self.bottom + 2

    def _ground(self) -> str:
        """Return a band behind every other row, so that a name is led to its bar."""
        parts = []
        for row in range(0, len(self.tops), 2):
            height = 2 * (self.middle(row) - self.tops[row])
            fill = COLOURS["panel"]
            parts.append(svg.element("rect", x=0.0, y=self.tops[row], width=self.width, height=height, fill=fill))
        return "".join(parts)

    def _axis(self) -> str:
        named = list(ticks(self.spec.first, self.spec.last, self.width - self.left, self.spec.words.months))
        parts, ways, year = [], [axes.level(_AXIS, 0, self.width)], 0
        for day, name in named:
            x = self.x(day)
            ways.append(axes.plumb(x, _AXIS, self.bottom))
            room = self.width - x >= labels.width_of(name, LABEL, self.measure) + 2
            if room:
                parts.append(typography.line(name, x + 2, _AXIS - LABEL.leading - 4, NOTE))
            if name != str(day.year) and day.year != year and self.width - x >= _LEAST_TICK:
                parts.append(typography.line(str(day.year), x + 2, LABEL.leading, LABEL))
            year = day.year
        return axes.lines(*ways) + "".join(parts)

    def _today(self) -> str:
        """Return today's line; where today lies beyond the axis, on which side it is."""
        today, words = self.spec.today, self.spec.words.today
        if today is None:
            return ""
        wide = labels.width_of(words, _TODAY, self.measure)
        top = 0.0
        if not self.spec.first <= today <= self.spec.last:
            ahead = today > self.spec.last
            text = f"{words} →" if ahead else f"← {words}"
            return typography.line(text, self.width if ahead else self.left, top, _TODAY, "end" if ahead else None)
        x = self.x(today)
        line = axes.lines(axes.plumb(x, _TODAY.leading, self.bottom), colour="accent", width=1.5)
        middle = labels.within(x, wide, self.left, self.width)
        return line + labels.on_ground(words, middle, top, _TODAY, wide, "surface")

    def _ties(self) -> Iterator[str]:
        """Yield the lines from what must come first; broken where it ends only after the other has begun."""
        for row, bar in enumerate(self.spec.bars):
            for key in bar.after:
                first = self.rows.get(key)
                if first is not None and first != row:
                    yield self._tie(first, row)

    def _tie(self, first: int, row: int) -> str:
        (_start, out), (into, _end) = self.span(first), self.span(row)
        y1, y2 = self.middle(first), self.middle(row)
        early = self.spec.bars[row].start <= self.spec.bars[first].end
        turn = out + 5
        path = f"M{svg.number(out)} {svg.number(y1)}H{svg.number(turn)}"
        if into - 6 < turn:  # back to the left, in the gap between two rows
            between = self.tops[row] if y2 > y1 else self.tops[row + 1] if row + 1 < len(self.tops) else self.bottom
            path += f"V{svg.number(between)}H{svg.number(into - 9)}"
        path += f"V{svg.number(y2)}H{svg.number(into - 4)}"
        colour = COLOURS["warns" if early else "field"]
        tip = f"M{svg.number(into - 5)} {svg.number(y2 - 3)}L{svg.number(into)} {svg.number(y2)}"
        tip += f"L{svg.number(into - 5)} {svg.number(y2 + 3)}Z"
        dashes = "4 3" if early else None
        return svg.element("path", d=path, fill="none", stroke=colour, stroke_width=1.2, stroke_dasharray=dashes) + (
            svg.element("path", d=tip, fill=colour)
        )

    def _row(self, row: int) -> str:
        bar, words = self.spec.bars[row], self.spec.words
        stage = words.milestone if bar.milestone else words.stages[bar.stage]
        earlier = [self.spec.bars[self.rows[key]].name for key in bar.after if key in self.rows]
        after = f"{words.after} {', '.join(earlier)}" if earlier else ""
        start, end = (f"{day.day} {words.months[day.month - 1]} {day.year}" for day in (bar.start, bar.end))
        days = end if bar.milestone else f"{start} – {end}"
        spoken = " · ".join(part for part in (bar.name, days, bar.label, stage, after) if part)
        top = self.middle(row) - len(self.names[row]) * NAME.leading / 2
        name = labels.block(self.names[row], 6, top, NAME)
        drawn = svg.group(svg.title(spoken), name, self._shape(row), self._beside(row))
        return svg.link(bar.href if self.page else None, spoken, drawn)

    def _shape(self, row: int) -> str:
        bar, (start, end), y = self.spec.bars[row], self.span(row), self.middle(row)
        fill, stroke, dashes = _LOOKS[bar.stage]
        if bar.milestone:
            centre = (start + end) / 2
            outline = axes.diamond(centre, y, _DIAMOND)
            return svg.element("path", d=outline, fill=fill, stroke=stroke, stroke_width=1.5, stroke_dasharray=dashes)
        return svg.element(
            "rect",
            x=start,
            y=y - _BAR / 2,
            width=end - start,
            height=_BAR,
            rx=min(3.0, (end - start) / 2),
            fill=fill,
            stroke=stroke,
            stroke_width=1.2,
            stroke_dasharray=dashes,
        )

    def _beside(self, row: int) -> str:
        """Return the label beside a bar: behind it, or before it where there is no room behind."""
        bar, (start, end) = self.spec.bars[row], self.span(row)
        if not bar.label:
            return ""
        rooms = (self.width - end - 10, start - self.left - 10)
        behind = rooms[0] >= labels.width_of(bar.label, NOTE, self.measure) or rooms[0] >= rooms[1]
        room = rooms[0] if behind else rooms[1]
        if room < 24:
            return ""
        text = labels.fitted(bar.label, room, NOTE, self.measure)
        wide, top = labels.width_of(text, NOTE, self.measure), self.middle(row) - NOTE.leading / 2
        middle = end + 9 + wide / 2 if behind else start - 9 - wide / 2
        return labels.on_ground(text, middle, top, NOTE, wide, "surface" if row % 2 else "panel")


_LOOKS: dict[Stage, tuple[str, str, str | None]] = {
    Stage.PLANNED: (COLOURS["accent-soft"], COLOURS["accent"], None),
    Stage.RUNNING: (COLOURS["accent"], COLOURS["accent"], None),
    Stage.DONE: (COLOURS["field"], COLOURS["field"], None),
    Stage.DROPPED: (COLOURS["surface"], COLOURS["field"], "3 2"),
}
"""Fill, outline and dashes of a bar."""
