"""Draw when people are asked: a bar per data collection over the quarters, by group, with what coincides."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.scales import DayScale
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import LABEL, NAME, NOTE, STRONG, WIDTH, Face
from impactplan.lib.dates import first_day, next_quarter, quarters
from impactplan.lib.tokens import COLOURS

_NAMES = 230.0  # room for the names at the left
_HEAD = 42.0  # room for years and quarters
_BAR = 18.0
_ROW = 10.0  # space around a row's words
_WARNS = Face(12.5, 16.0, True, COLOURS["warns"])
_LEAST_QUARTER = 33.0  # narrower ones have no name
_LEAST_YEAR = 38.0


@dataclass(frozen=True)
class CollectionBar:
    """One collection: its period, the group it asks, and words that stand in or behind its bar.

    ``coincides`` marks a bar that asks its group something while another bar does so too.
    """

    name: str
    group: str
    start: date
    end: date
    note: str = ""
    coincides: bool = False
    href: str | None = None


@dataclass(frozen=True)
class PeriodSpec:
    bars: tuple[CollectionBar, ...]
    title: str
    description: str
    coincides: str
    """The words at bars that coincide."""
    quarter: str = "kw {number}"
    """How a quarter is called."""
    today: date | None = None
    today_label: str = ""
    language: str = "nl"


@kept
def calendar(spec: PeriodSpec, *, measure: Measure, prefix: str, width: float = WIDTH, page: bool = False) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide and as high as its bars need; bars stand by group.

    ``today`` is drawn where it lies within the quarters. On a ``page`` bars lead to their rows. Raises ValueError
    for a bar that ends before it starts, and where there is none at all.
    """
    return _Calendar(spec, measure, width, page).drawn(prefix)


class _Calendar:
    def __init__(self, spec: PeriodSpec, measure: Measure, width: float, page: bool) -> None:
        if not spec.bars or any(bar.end < bar.start for bar in spec.bars):
            raise ValueError("a calendar needs bars that end after they start")
        self.spec, self.measure, self.width, self.page = spec, measure, width, page
        self.names = min(_NAMES, width * 0.36)
        first, last = min(bar.start for bar in spec.bars), max(bar.end for bar in spec.bars)
        self.quarters = quarters(first, last)
        self.first, self.after = first_day(self.quarters[0]), first_day(next_quarter(self.quarters[-1]))
        self.x = DayScale(self.first, self.after, self.names, width)

    def drawn(self, prefix: str) -> str:
        rows, bottom = self._rows()
        drawn = (self._head(bottom), self._today(bottom), rows)
        return typography.finished(self.spec, *drawn, width=self.width, height=bottom + 4, prefix=prefix)

    def _head(self, bottom: float) -> str:
        parts = []
        room = (self.width - self.names) / len(self.quarters)
        every = max(1, math.ceil(_LEAST_YEAR / (4 * room)))
        years = range(self.first.year, self.after.year + 1)
        named = [(year, 1) for year in years if not year % every and self._has_room(first_day((year, 1)))]
        if not any(0 < self.x(first_day(quarter)) - self.names < _LEAST_YEAR for quarter in named):
            named.append(self.quarters[0])
        for year, number in self.quarters:
            left, begins = self.x(first_day((year, number))), number == 1 and not year % every
            if (year, number) in named:
                parts.append(typography.line(str(year), left + 3, 2, LABEL))
            if room >= _LEAST_QUARTER:
                parts.append(typography.line(self.spec.quarter.format(number=number), left + 3, 20, NOTE))
            if begins or room >= _LEAST_QUARTER:
                way = axes.plumb(left, 0 if begins else 20, bottom)
                parts.append(axes.lines(way, width=1.5 if begins else 0.75))
        return "".join(parts)

    def _has_room(self, day: date) -> bool:
        """Tell whether the name of a year that begins there stands in the picture."""
        return self.x(day) + _LEAST_YEAR <= self.width

    def _rows(self) -> tuple[str, float]:
        parts, y, group = [], _HEAD, None
        for bar in _by_group(self.spec.bars):
            if bar.group != group:
                group = bar.group
                shown = labels.fitted(group, self.width, STRONG, self.measure)
                parts.append(typography.line(shown, 0, y + 6, STRONG))
                y += STRONG.leading + 8
            drawn, height = self._row(bar, y)
            parts.append(drawn)
            y += height
        return "".join(parts), y

    def _row(self, bar: CollectionBar, top: float) -> tuple[str, float]:
        names = wrap(bar.name, self.names - 22, NAME.size, self.measure, max_lines=3, language=self.spec.language).lines
        note = f"△ {self.spec.coincides}" if bar.coincides else ""
        height = max(len(names) * NAME.leading, _BAR + (_WARNS.leading if note else 0)) + _ROW
        words = labels.block(names, 10, top + 2, NAME)
        left, right = self.x(bar.start), max(self.x(bar.end), self.x(bar.start) + 4)
        colour = COLOURS["warns" if bar.coincides else "accent"]
        shape = svg.element("rect", x=left, y=top + 2, width=right - left, height=_BAR, rx=3, fill=colour)
        spoken = " · ".join(part for part in (bar.name, bar.group, bar.note, note) if part)
        under = self._kept(note, left, top + 2 + _BAR, _WARNS) if note else ""
        drawn = svg.group(svg.title(spoken), words, shape, self._inside(bar, left, right, top + 2), under)
        return svg.link(bar.href if self.page else None, spoken, drawn), height

    def _inside(self, bar: CollectionBar, left: float, right: float, top: float) -> str:
        """Return a bar's words in it, or beside it where they do not fit."""
        if not bar.note:
            return ""
        wide = self.measure(bar.note, NOTE.size, True)
        if wide + 12 <= right - left:
            return typography.line(bar.note, left + 6, top + 1, Face(NOTE.size, NOTE.leading, True, COLOURS["surface"]))
        if right + 6 + wide <= self.width:
            return self._plated(bar.note, right + 6, top + 1, NOTE)
        return self._plated(bar.note, left - 6 - wide, top + 1, NOTE) if left - 6 - wide > self.names else ""

    def _plated(self, text: str, x: float, top: float, face: Face) -> str:
        """Return a text whose ground keeps the lines of the picture off it."""
        wide = labels.width_of(text, face, self.measure)
        ground = COLOURS["surface"]
        plate = svg.element("rect", x=x - 2, y=top, width=wide + 4, height=face.leading, fill=ground)
        return plate + typography.line(text, x, top, face)

    def _kept(self, text: str, x: float, top: float, face: Face) -> str:
        shown = labels.fitted(text, self.width - self.names, face, self.measure)
        return self._plated(shown, min(x, self.width - labels.width_of(shown, face, self.measure)), top, face)

    def _today(self, bottom: float) -> str:
        day = self.spec.today
        if day is None or not self.first <= day < self.after:
            return ""
        x = self.x(day)
        line = axes.lines(axes.plumb(x, 38, bottom), colour="ink", width=1.5, dash="4 3")
        return line + self._kept(self.spec.today_label, x + 4, _HEAD - 6, LABEL)


def _by_group(bars: Iterable[CollectionBar]) -> list[CollectionBar]:
    """Return the bars with those of a group together; groups and bars in the order of their first day."""
    began: dict[str, date] = {}
    every = list(bars)
    for bar in every:
        began[bar.group] = min(bar.start, began.get(bar.group, bar.start))
    return sorted(every, key=lambda bar: (began[bar.group], bar.group, bar.start, bar.end, bar.name))
