"""Measurements from a file: what each line is taken to say, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.lib.tables import Cell, Formula, Percentage, Table
from impactplan.reporting.headings import HeadingError, choose_table
from impactplan.reporting.lines import ImportLine, keep_line, read_kept, template_rows
from impactplan.reporting.upload import read_table
from tests.reporting.states import INDICATOR, item, make_state, measurement

D = Decimal
HEADINGS: dict[str, list[Cell]] = {
    "en": ["Indicator", "Date", "Wave", "Value", "n", "Note"],
    "nl": ["Indicator", "Datum", "Meetmoment", "Waarde", "n", "Opmerking"],
}
STATE = make_state(INDICATOR, measurement("m1", "60", date(2022, 6, 1)))


@pytest.fixture(autouse=True)
def english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield


def read(*rows: list[Cell], language: str = "en", state: Any = STATE) -> list[ImportLine]:
    """Return the lines of a table with headings in a language, on a page in that language."""
    with in_language(language):
        return list(read_table(state, [Table([HEADINGS[language], *rows])]).lines)


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


def test_the_headings_tell_in_which_language_numbers_were_typed() -> None:
    for page in ("nl", "en"):
        with in_language(page):
            for headings, value in (("nl", D(1400)), ("en", D("1.4"))):
                rows: list[list[Cell]] = [HEADINGS[headings], ["Logs in alone", "2022-06-18", "", "1.400"]]
                [line] = read_table(make_state(item("indicator", "k1", name="Logs in alone")), [Table(rows)]).lines
                assert line.values["value"] == value


def test_a_number_that_can_be_two_is_asked_about_where_nothing_tells_the_language() -> None:
    rows: list[list[Cell]] = [["Indicator", "n", "Value", "Datum"], ["Logs in alone", "", "1.400", "2022-06-18"]]
    [line] = read_table(STATE, [Table(rows)]).lines
    assert "two ways" in line.problems[0]
    rows[1][2] = "1.400,5"
    [line] = read_table(STATE, [Table(rows)]).lines
    assert line.values["value"] == D("1400.5")


def test_a_share_where_a_percentage_is_asked_gets_a_question() -> None:
    for cell in ("0.35", D("0.35")):
        assert "35%" in one("Logs in alone", "2022-06-18", "", cell).problems[0]
    for cell in ("0.35 %", Percentage("0.35")):
        line = one("Logs in alone", "2022-06-18", "", cell)
        assert line.values["value"] == D("0.35")
        [again] = read_kept(STATE, [keep_line(line)])
        assert again.values == line.values


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
        (["Logs in alone", "18-6-2022", "", Formula("=A1")], "outcome is not in the file"),
        (["Logs in alone", "18-6-2022", "", date(2022, 1, 1)], "There is a date"),
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
    same, other = read(["Logs in alone", "1-6-2022", "", "60.0"], ["Logs in alone", "1-6-2022", "", "61"])
    assert same.skipped
    assert not same.problems
    assert "has 60" in other.problems[0]


def test_what_the_plan_has_with_another_number_of_answers_says_so() -> None:
    (line,) = read(["Logs in alone", "1-6-2022", "", "60", "12"])
    assert "number of answers and note stay" in line.skipped


def test_a_line_that_stands_twice_counts_once() -> None:
    row: list[Cell] = ["Logs in alone", "18-6-2022", "", "62"]
    first, again = read(row, [*row])
    assert first.is_good
    assert again.skipped


def test_two_values_of_one_day_are_asked_about_and_neither_is_stored() -> None:
    day = ["Logs in alone", "18-6-2022"]
    lines = read([*day, "", "62"], [*day, "", "63"], [*day, "", "62"], [*day, "later", "70"])
    assert [(line.is_good, line.choice) for line in lines] == [(False, 2), (False, 2), (False, 0), (True, 0)]
    assert lines[2].skipped
    assert [line.choice for line in read([*day, "", "62", "5"], [*day, "", "62", "50"])] == [2, 2]


def test_an_estimate_is_kept_as_a_number_and_that_is_said() -> None:
    line = one("Logs in alone", "18-6-2022", "", "ca. 62")
    assert line.values["value"] == D(62)
    assert "ca. 62" in line.notes[0]


def test_of_two_columns_with_one_heading_the_second_is_named() -> None:
    rows: list[list[Cell]] = [["Indicator", "Date", "Value", "Value"], ["Logs in alone", "18-6-2022", "62", "63"]]
    upload = read_table(STATE, [Table(rows)])
    assert upload.lines[0].values["value"] == D(62)
    assert upload.unused == ["Column D, “Value”: another one says the same."]


def test_what_the_form_would_warn_of_is_warned_of() -> None:
    line = one("Logs in alone", "18-6-2022", "", "162", "3")
    assert line.is_good
    assert any("between 0 and 100" in note for note in line.notes)
    assert any("Fewer than" in note for note in line.notes)
    assert "from -1,000,000,000" in one("Logs in alone", "18-6-2022", "", "2,000,000,000").problems[0]


def test_lines_that_say_nothing_are_left_out_and_numbers_are_those_of_the_file() -> None:
    lines = read(["Logs in alone", "", "", ""], [], ["Logs in alone", "18-6-2022", "", "62"])
    assert [line.number for line in lines] == [4]


def test_headings_may_stand_lower_in_another_order_and_language() -> None:
    table: list[list[Cell]] = [
        ["Metingen van 2022"],
        ["Waarde", "eenheid", "INDICATOR", "Datum"],
        ["62", "%", "Logs in alone", "18-6-2022"],
    ]
    upload = read_table(STATE, [Table(table)])
    [line] = upload.lines
    assert line.is_good
    assert line.number == 3
    assert upload.unused == [
        "Row 1: it stands above the headings.",
        "Column B, “eenheid”: it is no part of a measurement.",
    ]


def test_a_table_without_its_columns_says_which() -> None:
    with pytest.raises(HeadingError, match="“Value”"):
        choose_table([Table([["Indicator", "Date"], ["Logs in alone", "18-6-2022"]])])


def test_what_the_page_keeps_comes_back_the_same_in_any_language() -> None:
    lines = read(["Logs in alone", "18-6-2022", "spring", "1300.5", "90", "-5 of them new"])
    kept = [keep_line(line) for line in lines]
    for language in ("en", "nl"):
        with in_language(language):
            [again] = read_kept(STATE, kept)
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
        read_kept(STATE, kept)


def test_the_template_has_a_line_for_each_indicator_and_is_read_back_as_empty() -> None:
    nameless = item("indicator", "k2", unit="%")
    rows = template_rows([INDICATOR, nameless])
    assert [row[0] for row in rows] == ["Indicator", "Logs in alone"]
    assert rows[1][-1] == "%"
    upload = read_table(STATE, [Table(rows)])
    assert not upload.lines
    assert upload.blank == 1
    assert "Row 2" in upload.unused[0]
