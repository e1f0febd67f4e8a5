"""The results as a grid: which moments there are, what stands in each cell, what has no place yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.graph import Item, PlanState
from impactplan.models import KINDS
from impactplan.reporting import grid as grids
from impactplan.reporting.grid import Grid, find_moments, view_grid
from impactplan.workbook.sections import RowView, Section, Sentence
from tests.reporting.states import INDICATOR, D, item, make_state, measurement


@pytest.fixture(autouse=True)
def english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield


def section(kind: str, items: tuple[Item, ...], opened: str = "", **more: Any) -> Section:
    rows = [
        RowView(one, Sentence(one.id), (), number, True, True, lines=((),) if one.id == opened else ())
        for number, one in enumerate(items, 1)
    ]
    return Section(KINDS[kind], rows=rows, **more)


def make_grid(state: PlanState, opened: str = "") -> Grid:
    inside = {"indicator": section("indicator", state.rows("indicator"), opened)}
    return view_grid(state, section("measurement", state.rows("measurement"), opened, inside=inside))


SPRING = measurement("m1", "60", date(2022, 6, 1), wave="After the course", n=144)
LATER = measurement("m2", "50", date(2022, 8, 20), wave="after  the Course")
NEXT_YEAR = measurement("m3", "71", date(2023, 6, 1), wave="After the course")
LOOSE = measurement("m4", "54", date(2022, 6, 20))
SAME_MONTH = measurement("m5", "54.5", date(2022, 6, 3))


def test_a_wave_is_a_moment_until_it_comes_back_a_year_later() -> None:
    moments = find_moments([NEXT_YEAR, LATER, SPRING])
    assert [[one.id for one in moment.items] for moment in moments] == [["m1", "m2"], ["m3"]]
    assert moments[0].label == "After the course"
    assert moments[0].when == "June 2022 – August 2022"
    assert moments[1].when == "1 June 2023"


def test_without_a_wave_a_month_is_a_moment_in_the_order_of_time() -> None:
    moments = find_moments([SPRING, LOOSE, SAME_MONTH])
    assert [[one.id for one in moment.items] for moment in moments] == [["m1"], ["m5", "m4"]]
    assert moments[1].label == "June 2022"


def test_a_cell_holds_its_value_with_its_band() -> None:
    grid = make_grid(make_state(INDICATOR, SPRING, NEXT_YEAR, measurement("m9", "10", date(2024, 1, 1))))
    marks = [cell.marks[0] for cell in grid.lines[0].cells]
    assert [(mark.shape, mark.words) for mark in marks] == [
        ("△", "between minimum and target"),
        ("✓", "target reached"),
        ("■", "minimum not met"),
    ]
    assert marks[0].value == "60%"
    assert marks[0].n == "n = 144"
    assert grid.lines[0].progress == "further away than at the start"
    assert grid.lines[0].change == "45 → 70%"


def test_an_empty_cell_begins_a_measurement_with_what_its_place_says() -> None:
    other = replace(INDICATOR, id="k2", values={**INDICATOR.values, "baseline": None})
    grid = make_grid(make_state(INDICATOR, other, SPRING, LATER))
    empty = grid.lines[1].cells[0]
    assert not empty.marks
    assert empty.preset == {"indicator": "k2", "measured_on": "2022-08-20", "wave": "After the course"}
    assert grid.lines[1].change == "target 70%"
    assert grid.offers


def test_many_empty_cells_offer_nothing_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MOST_EMPTY", 0)
    other = replace(INDICATOR, id="k2")
    assert not make_grid(make_state(INDICATOR, other, SPRING)).offers


def test_the_oldest_of_many_moments_share_a_column(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2000 + at, 1, 1) for at in range(5)]
    rows = [measurement(f"x{at}", "50", day, wave=f"Wave {at}") for at, day in enumerate(days)]
    state = make_state(INDICATOR, *rows)
    for most, labels in ((5, 5), (4, 4)):
        monkeypatch.setattr(grids, "MOST_MOMENTS", most)
        grid = make_grid(state)
        assert len(grid.moments) == labels
        assert [mark.row.item.id for cell in grid.lines[0].cells for mark in cell.marks] == [
            "x0",
            "x1",
            "x2",
            "x3",
            "x4",
        ]
    assert [moment.label for moment in grid.moments] == ["January 2000 – January 2001", "Wave 2", "Wave 3", "Wave 4"]


def test_what_lacks_an_indicator_or_a_date_is_not_lost() -> None:
    lost = (measurement("m6", "5"), measurement("m7", "5", date(2022, 1, 1), indicator="gone"))
    grid = make_grid(make_state(INDICATOR, SPRING, *lost))
    assert [row.item.id for row in grid.loose] == ["m6", "m7"]
    assert len(grid.moments) == 1


@pytest.mark.parametrize(("opened", "kind"), [("m1", "measurement"), ("k1", "indicator")])
def test_what_is_opened_stands_under_its_line(opened: str, kind: str) -> None:
    grid = make_grid(make_state(INDICATOR, SPRING, LATER), opened)
    assert [(name, row.item.id) for name, row in grid.lines[0].opened] == [(kind, opened)]


def test_a_target_that_equals_the_baseline_is_reached_or_not() -> None:
    level = item("indicator", "k1", name="Keeps", target=D(45), baseline=D(45), minimum=D(40))
    assert make_grid(make_state(level, SPRING)).lines[0].progress == "not reached"
    assert make_grid(make_state(level, measurement("m1", "45", date(2022, 1, 1)))).lines[0].progress == "reached"
