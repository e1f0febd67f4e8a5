"""Measurements from a file: what each line is taken to say, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.lib.spreadsheets import Cell
from impactplan.reporting.lines import HeadingError, ImportLine, keep, read_lines, take_up, template_rows
from tests.reporting.states import INDICATOR, item, make_state, measurement

D = Decimal
HEADINGS: list[Cell] = ["Indicator", "Date", "Wave", "Value", "n", "Note"]
STATE = make_state(INDICATOR, measurement("m1", "60", date(2022, 6, 1)))


@pytest.fixture(autouse=True)
def english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield


def read(*rows: list[Cell], language: str = "en", state: Any = STATE) -> list[ImportLine]:
    with in_language(language):
        return read_lines(state, [HEADINGS, *rows], language)


def one(*cells: Cell, language: str = "en") -> ImportLine:
    [line] = read(list(cells), language=language)
    return line


def test_a_good_line_in_either_notation() -> None:
    dutch = one("logs in  ALONE", "18 juni 2022", "voorjaar", "62,5", "1.300", "", language="nl")
    english = one("Logs in alone", "2022-06-18", "voorjaar", "62.5", "1,300", "")
    for line in (dutch, english):
        assert line.is_good, line.problems
        assert line.values == {
            "indicator": "k1",
            "measured_on": date(2022, 6, 18),
            "wave": "voorjaar",
            "value": D("62.5"),
            "n": 1300,
        }
    assert dutch.shown["value"] == "62,5"
    assert dutch.shown["measured_on"] == "18 juni 2022"


def test_a_number_that_only_the_other_language_can_mean_is_that_one() -> None:
    assert one("Logs in alone", "18-6-2022", "", "62.5", "", language="nl").values["value"] == D("62.5")
    assert one("Logs in alone", "18-6-2022", "", "62,5", "").values["value"] == D("62.5")
    assert one("Logs in alone", "18-6-2022", "", "1.300", "", language="nl").values["value"] == D(1300)


def test_cells_of_a_workbook_need_no_reading() -> None:
    line = one("Logs in alone", date(2022, 6, 18), None, D("62.5"), D(90), None)
    assert (line.values["value"], line.values["n"], line.values["measured_on"]) == (D("62.5"), 90, date(2022, 6, 18))
    assert one("Logs in alone", "2022-06-18T00:00:00", None, D(1)).values["measured_on"] == date(2022, 6, 18)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["Something else", "18-6-2022", "", "62"], "no indicator of this name"),
        (["", "18-6-2022", "", "62"], "There is no indicator."),
        (["Logs in alone", "", "", "62"], "There is no date."),
        (["Logs in alone", "31-2-2022", "", "62"], "does not exist"),
        (["Logs in alone", "18-6-22", "", "62"], "four digits"),
        (["Logs in alone", D(44730), "", "62"], "bare number"),
        (["Logs in alone", "18-6-2022", "", ""], "There is no value."),
        (["Logs in alone", "18-6-2022", "", "many"], "not a number"),
        (["Logs in alone", "18-6-2022", "", "=1+1"], "formula"),
        (["Logs in alone", "18-6-2022", "", date(2022, 1, 1)], "A day stands"),
        (["Logs in alone", "18-6-2022", "", "62", "12.5"], "whole number"),
        (["Logs in alone", "18-6-2022", "", "62", "-1"], "from 0"),
        (["Logs in alone", "18-6-2022", "w" * 101, "62"], "too long"),
        (["Logs in alone", "18-6-2022", "a\x00b", "62"], "cannot be kept"),
    ],
)
def test_what_is_wrong_is_said(cells: list[Cell], words: str) -> None:
    line = one(*cells)
    assert not line.is_good
    assert any(words in problem for problem in line.problems), line.problems


def test_a_name_that_two_indicators_have_is_not_guessed_at() -> None:
    twin = item("indicator", "k2", name="Logs in alone")
    [line] = read(["Logs in alone", "18-6-2022", "", "62"], state=make_state(INDICATOR, twin))
    assert "Several indicators" in line.problems[0]


def test_what_is_there_already_is_passed_over() -> None:
    same, other = read(["Logs in alone", "1-6-2022", "", "60,0"], ["Logs in alone", "1-6-2022", "", "61"])
    assert same.known
    assert not same.problems
    assert "has 60" in other.problems[0]


def test_a_line_that_stands_twice_counts_once() -> None:
    row: list[Cell] = ["Logs in alone", "18-6-2022", "", "62"]
    first, again, differs = read(row, [*row], ["Logs in alone", "18-6-2022", "", "63"])
    assert first.is_good
    assert again.known
    assert "another value" in differs.problems[0]


def test_lines_that_say_nothing_are_left_out_and_numbers_are_those_of_the_file() -> None:
    lines = read(["Logs in alone", "", "", ""], [], ["Logs in alone", "18-6-2022", "", "62"])
    assert [line.number for line in lines] == [4]


def test_headings_may_stand_lower_in_another_order_and_language() -> None:
    table: list[list[Cell]] = [
        ["Metingen van 2022"],
        ["Waarde", "eenheid", "INDICATOR", "Datum"],
        ["62", "%", "Logs in alone", "18-6-2022"],
    ]
    [line] = read_lines(STATE, table, "en")
    assert line.is_good
    assert line.number == 3


def test_a_table_without_its_columns_says_which() -> None:
    with pytest.raises(HeadingError, match="“Value”"):
        read_lines(STATE, [["Indicator", "Date"], ["Logs in alone", "18-6-2022"]], "en")


def test_what_the_page_keeps_comes_back_the_same_in_any_language() -> None:
    lines = read(["Logs in alone", "18-6-2022", "spring", "1300.5", "90", "-5 of them new"])
    table = take_up(keep(lines))
    for language in ("en", "nl"):
        with in_language(language):
            [again] = read_lines(STATE, table, language)
        assert again.values == lines[0].values


@pytest.mark.parametrize(
    "kept",
    [
        {},
        [1],
        [["k1"]],
        [["k1", None, None, "NaN", None, None]],
        [["k1", None, None, "1e9", None, None]],
        [["k1", None, None, [], None, None]],
        [["k1", None, None, True, None, None]],
        [["k1", None, None, "1", None, None]] * 501,
    ],
)
def test_what_else_is_sent_back_is_refused(kept: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # its words are nobody's to read
        take_up(kept)


def test_the_template_has_a_line_for_each_indicator_and_is_read_back_as_empty() -> None:
    nameless = item("indicator", "k2", unit="%")
    rows = template_rows([INDICATOR, nameless])
    assert [row[0] for row in rows] == ["Indicator", "Logs in alone"]
    assert rows[1][-1] == "%"
    assert read_lines(STATE, [list(row) for row in rows], "en") == []
