"""The results as a grid: a line for each indicator, a column for each measuring moment. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from impactplan.calculators.bands import Band
from impactplan.graph import Item, PlanState
from impactplan.lib import dates
from impactplan.lib.names import fold
from impactplan.lib.texts import gettext as _
from impactplan.reporting.words import BAND_SHAPES, band_words, change_words, progress_phrase, with_short_unit
from impactplan.site.language import language
from impactplan.workbook import result_summary
from impactplan.workbook.sections import RowView, Section
from impactplan.workbook.sentence_parts import Part, parts_of, value
from impactplan.workbook.wording import with_unit

SAME_WAVE = timedelta(days=120)
"""Measurements of one wave that lie further apart belong to two moments: “after the course” comes back every year."""
MOST_MOMENTS = 24
"""With more of them, the oldest share one column."""
MOST_EMPTY = 80
"""With more empty cells than this, only the line as a whole offers to add a measurement."""


@dataclass(frozen=True)
class GridMoment:
    """A wave, or without its name a month in which was measured."""

    wave: str
    items: tuple[Item, ...]

    @property
    def first(self) -> date:
        day: date = self.items[0]["measured_on"]
        return day

    @property
    def last(self) -> date:
        day: date = self.items[-1]["measured_on"]
        return day

    @property
    def when(self) -> str:
        if self.first == self.last:
            return dates.format_date(self.first, language())
        months = [f"{dates.MONTHS[language()][day.month - 1]} {day.year}" for day in (self.first, self.last)]
        return " – ".join(dict.fromkeys(months))

    @property
    def label(self) -> str:
        return self.wave or self.when


@dataclass(frozen=True)
class GridMark:
    """One measurement in its cell."""

    row: RowView
    value: str
    n: str
    shape: str
    band: str
    words: str


@dataclass(frozen=True)
class GridCell:
    moment: GridMoment
    marks: tuple[GridMark, ...]
    preset: Mapping[str, str]


@dataclass(frozen=True)
class GridLine:
    row: RowView
    change: str
    minimum: Sequence[Part]
    now: GridMark | None
    progress: str
    cells: tuple[GridCell, ...]
    opened: tuple[tuple[str, RowView], ...]
    """What stands open under the line: (kind, row)."""


@dataclass(frozen=True)
class Grid:
    moments: tuple[GridMoment, ...]
    lines: tuple[GridLine, ...]
    loose: tuple[RowView, ...]
    """Measurements without an indicator or a date."""
    offers: bool
    """Whether each empty cell offers to add its measurement."""
    key: tuple[tuple[str, str, str], ...]
    """What the shapes mean: (band, shape, words), the best first."""


def find_moments(measurements: Iterable[Item]) -> list[GridMoment]:
    """Return the measuring moments in order of time: by wave, and what has none by month."""
    dated = sorted((item for item in measurements if item["measured_on"]), key=lambda item: item["measured_on"])
    groups: list[list[Item]] = []
    latest: dict[str, list[Item]] = {}
    for item in dated:
        group = latest.get(_wave(item))
        if group is None or not _same_moment(group[-1], item):
            group = latest[_wave(item)] = []
            groups.append(group)
        group.append(item)
    moments = [GridMoment(str(group[0].get("wave", "")), tuple(group)) for group in groups]
    return sorted(moments, key=lambda moment: moment.first)


def _fit(moments: list[GridMoment]) -> list[GridMoment]:
    """Put the oldest moments together, so that the table stays one that can be read, and sent."""
    early, late = moments[: 1 - MOST_MOMENTS], moments[1 - MOST_MOMENTS :]
    if len(early) < 2:
        return moments
    items = sorted((item for moment in early for item in moment.items), key=lambda item: item["measured_on"])
    return [GridMoment("", tuple(items)), *late]


def _wave(item: Item) -> str:
    return fold(str(item.get("wave", "")))


def _same_moment(before: Item, item: Item) -> bool:
    first, second = before["measured_on"], item["measured_on"]
    if not _wave(item):
        return bool((first.year, first.month) == (second.year, second.month))
    return bool(second - first <= SAME_WAVE)


def view_grid(state: PlanState, section: Section) -> Grid:
    """Return the grid of a plan from the section of its measurements, which takes in that of the indicators."""
    rows = {row.item.id: row for row in section.rows}
    indicators = section.inside["indicator"].rows
    known = {row.item.id for row in indicators}
    placed = [row.item for row in section.rows if not row.new and _has_line(row, known) and row.item["measured_on"]]
    moments = _fit(find_moments(placed))
    where = {item.id: moment for moment in moments for item in moment.items}
    lines = tuple(_line(state, row, moments, where, rows) for row in indicators)
    empty = sum(not cell.marks for line in lines for cell in line.cells)
    loose = tuple(row for row in section.rows if row.item.id not in where and not (row.new and _has_line(row, known)))
    key = tuple((band.value, BAND_SHAPES[band], band_words(band)) for band in (Band.REACHED, Band.BETWEEN, Band.BELOW))
    return Grid(tuple(moments), lines, loose, empty <= MOST_EMPTY, key)


def _line(
    state: PlanState,
    row: RowView,
    moments: Sequence[GridMoment],
    where: Mapping[str, GridMoment],
    rows: Mapping[str, RowView],
) -> GridLine:
    indicator = row.item
    of_it = [measured for measured in rows.values() if measured.item["indicator"] == indicator.id]
    own = [measured for measured in of_it if measured.item.id in where]
    marks: dict[int, list[GridMark]] = {}
    for measured in sorted(own, key=lambda measured: (measured.item["measured_on"], measured.number)):
        marks.setdefault(id(where[measured.item.id]), []).append(_mark(indicator, measured))
    newest = result_summary.latest(state, indicator)
    opened = (
        [("indicator", row)]
        if row.open
        else [("measurement", measured) for measured in of_it if measured.open and (measured in own or measured.new)]
    )
    return GridLine(
        row=row,
        change=change_words(indicator),
        minimum=_minimum_of(row),
        now=_mark(indicator, rows[newest.id]) if newest and newest.id in rows else None,
        progress=progress_phrase(state, indicator),
        cells=tuple(
            GridCell(moment, tuple(marks.get(id(moment), ())), _preset(indicator, moment)) for moment in moments
        ),
        opened=tuple(opened),
    )


def _minimum_of(row: RowView) -> Sequence[Part]:
    minimum = value("minimum", with_unit(row.item["minimum"], row.item["unit"]))
    return parts_of(result_summary.minimum_words(row.item, minimum), row.changeable)


def _has_line(row: RowView, indicators: Container[str]) -> bool:
    return row.item["indicator"] in indicators


def _preset(indicator: Item, moment: GridMoment) -> dict[str, str]:
    preset = {"indicator": indicator.id, "measured_on": moment.last.isoformat()}
    return preset | ({"wave": moment.wave} if moment.wave else {})


def _mark(indicator: Item, row: RowView) -> GridMark:
    band: Band | None = result_summary.band_of(indicator, row.item["value"])
    measured: Any = row.item["value"]
    return GridMark(
        row=row,
        value=with_short_unit(measured, indicator["unit"]) or "…",
        n=_("n = %(count)s", count=with_unit(row.item["n"], "")) if row.item["n"] is not None else "",
        shape=BAND_SHAPES[band] if band else "",
        band=band.value if band else "none",
        words=band_words(band) if band else "",
    )
