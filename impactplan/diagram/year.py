"""Draw what comes back every year on twelve months side by side: when do we look, and when does nobody?"""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.diagram import axes, labels, svg, typography
from impactplan.diagram.keeping import kept
from impactplan.diagram.text import Measure, wrap
from impactplan.diagram.typography import LABEL, NOTE, PAD, STRONG, WIDTH
from impactplan.lib.tokens import COLOURS

_NAMES = 206.0  # room for the names at the left
_ROW_PADDING = 8.0
_LEAST_ROW = 36.0
_DOT = 6.0
_BAR = 8.0  # height of what goes on the whole month
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Moment:
    """One row. ``months`` are 1 to 12; ``steady`` is drawn as a bar: more often than once a month."""

    name: str
    note: str
    months: tuple[int, ...]
    steady: bool = False
    spoken: str = ""
    """How often it comes, in words."""
    href: str | None = None


@dataclass(frozen=True)
class YearWords:
    months: tuple[str, ...]
    """The twelve names, short enough for a narrow column."""
    unplaced: str
    """What stands in a row without a month."""
    empty: str


@dataclass(frozen=True)
class YearSpec:
    moments: tuple[Moment, ...]
    title: str
    description: str
    words: YearWords
    language: str = "nl"


@kept
def year_calendar(
    spec: YearSpec,
    *,
    measure: Measure,
    prefix: str,
    width: float = WIDTH,
    heading: bool = True,
    page: bool = False,
) -> str:
    """Return the picture as SVG text, ``width`` CSS pixels wide and as high as its rows need.

    ``prefix``, ``heading`` and ``page`` are as in ``theory_of_change``. Raises ValueError for a month outside 1 to 12.
    """
    for moment in spec.moments:
        if any(month not in MONTHS for month in moment.months):
            raise ValueError(f"a month of {moment.name!r} is not from 1 to 12")
    calendar = _Calendar(spec, measure, width - 2 * PAD, page)
    return typography.framed(spec, calendar.drawn(), measure=measure, prefix=prefix, width=width, shown=heading)


class _Calendar:
    def __init__(self, spec: YearSpec, measure: Measure, width: float, page: bool) -> None:
        self.spec, self.measure, self.width, self.page = spec, measure, width, page
        self.month_width = (width - _NAMES) / len(MONTHS)

    def _left(self, month: int) -> float:
        return _NAMES + (month - 1) * self.month_width

    def drawn(self) -> tuple[str, float]:
        """Return the calendar from (0, 0), and its height."""
        y = LABEL.leading + 8
        rows = []
        for moment in self.spec.moments:
            drawn, height = self._row(moment, y)
            rows.append(drawn)
            y += height
        if not rows:
            rows.append(self._hint(y + _ROW_PADDING))
            y += _LEAST_ROW
        return self._ground(y) + "".join(rows), y

    def _hint(self, top: float) -> str:
        """Return what to do while there are no rows, on a ground that keeps the quarters off it."""
        text = self._fitted(self.spec.words.empty, self.width)
        wide = self.measure(text, LABEL.size, True) + 6
        plate = svg.element("rect", x=0.0, y=top - 1, width=wide, height=LABEL.leading + 2, fill=COLOURS["surface"])
        return plate + typography.line(text, 0, top, LABEL)

    def _ground(self, bottom: float) -> str:
        """Return every other quarter on a ground of its own, and the names of the months."""
        top = LABEL.leading + 8
        parts = [
            svg.element(
                "rect",
                x=self._left(first),
                y=0.0,
                width=3 * self.month_width,
                height=bottom,
                rx=6,
                fill=COLOURS["panel"],
            )
            for first in (1, 7)
        ]
        for month, name in zip(MONTHS, self.spec.words.months, strict=True):
            centre = self._left(month) + self.month_width / 2
            parts.append(typography.line(self._fitted(name, self.month_width), centre, 2, LABEL, anchor="middle"))
        return "".join(parts) + axes.lines(axes.level(top, 0, self.width))

    def _fitted(self, text: str, width: float) -> str:
        return labels.fitted(text, width, LABEL, self.measure)

    def _row(self, moment: Moment, top: float) -> tuple[str, float]:
        room = _NAMES - 12
        names = wrap(
            moment.name, room, STRONG.size, self.measure, bold=True, max_lines=2, language=self.spec.language
        ).lines
        notes = wrap(moment.note, room, NOTE.size, self.measure, max_lines=2, language=self.spec.language).lines
        height = max(_LEAST_ROW, len(names) * STRONG.leading + len(notes) * NOTE.leading + 2 * _ROW_PADDING)
        y = top + _ROW_PADDING
        parts = [labels.block(names, 0, y, STRONG), labels.block(notes, 0, y + len(names) * STRONG.leading, NOTE)]
        parts.append(self._marks(moment, top + height / 2))
        spoken = " · ".join(part for part in (moment.name, moment.spoken) if part)
        rule = axes.lines(axes.level(top + height, 0, self.width))
        drawn = svg.link(moment.href if self.page else None, spoken, svg.group(svg.title(spoken), *parts))
        return drawn + rule, height

    def _marks(self, moment: Moment, middle: float) -> str:
        if not moment.months:
            return typography.line(self.spec.words.unplaced, self._left(1) + 8, middle - NOTE.leading / 2, NOTE)
        if moment.steady:
            first, last = min(moment.months), max(moment.months)
            return svg.element(
                "rect",
                x=self._left(first) + 4,
                y=middle - _BAR / 2,
                width=(last - first + 1) * self.month_width - 8,
                height=_BAR,
                rx=_BAR / 2,
                fill=COLOURS["module-4"],
            )
        return "".join(
            svg.element(
                "circle",
                cx=self._left(month) + self.month_width / 2,
                cy=middle,
                r=_DOT,
                fill=COLOURS["module-4"],
            )
            for month in moment.months
        )
