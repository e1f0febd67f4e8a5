"""The demo's plans are of today, whatever day it is: what was measured lies behind, what is promised lies ahead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from impactplan.calculators.burden import CollectionLoad, load_per_quarter
from impactplan.demo import digitaal_mee, samen_lezen
from impactplan.demo.course.compose import sittings
from impactplan.demo.course.themes import TAALHUIS
from impactplan.demo.timeline import QuarterOf, Timeline, YearOf

YEARS = [date(2026, 1, 1) + timedelta(days=days) for days in range(2 * 366)]
DAYS = [
    *YEARS[::17],
    *(date(year, month, day) for year in (2026, 2027, 2028) for month in range(1, 13) for day in (1, 28)),
]
PLANS = (digitaal_mee.ROWS, samen_lezen.ROWS)
BEHIND = ("baseline_date", "measured_on", "decided_on", "booked_on", "locked_on")
AHEAD = ("target_date", "next_date", "request_date", "period_end")


def rows_of(today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    for plan in PLANS:
        for kind, rows in Timeline.until(today).move(plan).items():
            yield from ((kind, values) for _name, values in rows)
    for sitting in sittings(TAALHUIS, today).values():
        for kind, rows in sitting.rows.items():
            yield from ((kind, values) for _name, values in rows)
        yield from sitting.sheets.items()
    for sheets in (digitaal_mee.SHEETS, samen_lezen.SHEETS):
        yield from Timeline.until(today).move(sheets).items()


@pytest.mark.parametrize("today", DAYS)
def test_what_is_known_lies_behind_and_what_is_promised_ahead(today: date) -> None:
    wrong = []
    for kind, values in rows_of(today):
        wrong += [(kind, name, values[name]) for name in BEHIND if name in values and values[name] > today]
        wrong += [(kind, name, values[name]) for name in AHEAD if name in values and values[name] <= today]
        state = values.get("action_state")
        if state is not None:
            on_time = {
                "done": values["end"] < today,
                "running": values["start"] <= today < values["end"],
                "planned": today < values["start"],
            }
            wrong += [] if on_time[state] else [(kind, values["name"], state)]
    assert wrong == []


@pytest.mark.parametrize("today", DAYS)
def test_the_last_measurement_is_less_than_half_a_year_ago_and_collecting_goes_on(today: date) -> None:
    rows = list(rows_of(today))
    last = max(values["measured_on"] for kind, values in rows if kind == "measurement")
    assert timedelta() < today - last < timedelta(days=183)
    assert any(values["start"] <= today <= values["end"] for kind, values in rows if kind == "collection")
    assert {values["period"] for kind, values in rows if kind == "ledger_line"} <= {
        today.year - 2,
        today.year - 1,
        today.year,
    }


@pytest.mark.parametrize("today", DAYS)
def test_one_quarter_is_short_of_hours_on_any_timeline(today: date) -> None:
    rows = Timeline.until(today).move(digitaal_mee.ROWS)
    room = {(row["year"], int(row["quarter"])): row["hours"] for _name, row in rows["capacity"]}
    loads = [
        CollectionLoad(
            name,
            "",
            int(row.get("invited", 0) * row.get("response", 0) / 100),
            row.get("minutes", 0),
            row.get("waves", 1),
            row["start"],
            row["end"],
            row["staff_hours"],
        )
        for name, row in rows["collection"]
    ]
    load = load_per_quarter(loads)
    assert set(load) == set(room)
    assert [quarter for quarter, hours in load.items() if hours > room[quarter]] == [list(room)[3]]


@pytest.mark.parametrize("today", DAYS)
def test_no_text_is_left_with_the_years_in_which_it_was_written(today: date) -> None:
    texts = [str(values) for _kind, values in rows_of(today)]
    assert not [text for text in texts if re.search(r"\{\w+ 20|YearOf|QuarterOf", text)]
    old = {str(year) for year in range(2017, today.year - 7)}
    assert not [text for text in texts if old & set(re.findall(r"20\d\d", text))]


def test_a_moment_is_written_as_people_say_it() -> None:
    now, later = Timeline.until(date(2022, 5, 5)), Timeline.until(date(2026, 11, 28))
    assert (now.quarters, later.quarters) == (0, 18)
    text = (
        "{In season 2021-05}, {season 2021-09}, {in season 2021-12}; {day 2022-07-07}; {month 2021-10}; "
        "{month name 2022-03}; {quarter 2021-4}; {programme year 2021}; {year 2020}"
    )
    assert now.move(text) == (
        "In het voorjaar van 2021, najaar 2021, in de winter van 2021–2022; 7 juli 2022; oktober 2021; "
        "maart; vierde kwartaal van 2021; 2021; 2020"
    )
    assert later.move(text) == (
        "In het najaar van 2025, voorjaar 2026, in de zomer van 2026; 7 januari 2027; april 2026; "
        "september; tweede kwartaal van 2026; 2025–2026; 2024"
    )
    assert (later.move(YearOf(2021, 4)), later.move(QuarterOf(2021, 4))) == (2026, "2")


@pytest.mark.parametrize("today", DAYS)
def test_a_working_day_stays_one_and_the_end_of_a_month_too(today: date) -> None:
    timeline = Timeline.until(today)
    assert timeline.day(date(2022, 12, 31)) + timedelta(days=1) == date(*timeline.month(2023, 1), 1)
    assert timeline.day(date(2022, 7, 7)).weekday() < 5
