"""Numbers and days as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.lib.dates import (
    DateError,
    format_date,
    format_date_short,
    format_weekday,
    parse_clock,
    today,
)
from impactplan.lib.days import FIRST, LAST, parse_date
from impactplan.lib.numbers import (
    MOST_CHARACTERS,
    NumberError,
    Reading,
    format_amount,
    format_euros,
    format_number,
    read_number,
)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1.300", "nl", "1300"),
        ("1,300", "en", "1300"),
        ("2,5", "nl", "2.5"),
        ("2.5", "en", "2.5"),
        ("1.234.567,89", "nl", "1234567.89"),
        ("42000", "nl", "42000"),
        ("0,3", "nl", "0.3"),
        ("-5", "nl", "-5"),
        ("1 300", "nl", "1300"),
        ("€ 42.000", "nl", "42000"),
        ("45 %", "nl", "45"),
        ("€ 1.250,-", "nl", "1250"),
        ("€1.250,–", "nl", "1250"),
        ("€ 1.250,-", "en", "1250"),
        ("1,250.-", "nl", "1250"),
        ("1.250,00", "en", "1250"),
        ("EUR 1.250,50", "nl", "1250.5"),
        ("1.250 euro", "nl", "1250"),
        ("600 euro", "nl", "600"),
        ("12,50 €", "nl", "12.5"),
        ("-€ 5", "nl", "-5"),
        ("€ −5", "nl", "-5"),
        ("–5", "nl", "-5"),
        ("1\u00a0300", "nl", "1300"),
        ("1\u202f300,5", "nl", "1300.5"),
        ("1’300", "nl", "1300"),
        ("１２３", "nl", "123"),
        ("٤٢", "nl", "42"),
        ("6\u200b000\u00ad", "nl", "6000"),
        ("2½", "nl", "2.5"),
        ("½", "en", "0.5"),
        ("1,2 miljoen", "nl", "1200000"),
        ("€ 3 mln", "nl", "3000000"),
        ("5 duizend", "nl", "5000"),
    ],
)
def test_a_number_is_understood_in_the_readers_language(text: str, language: str, value: str) -> None:
    assert read_number(text, language).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("1.5", "nl", "ambiguous"),
        ("0.300", "nl", "ambiguous"),
        ("1,5", "en", "ambiguous"),
        ("12.34", "nl", "ambiguous"),
        ("zesduizend", "nl", "unclear"),
        ("12 34", "nl", "unclear"),
        ("10-15", "nl", "unclear"),
        ("tussen 10 en 15", "nl", "unclear"),
        ("2 x 3", "nl", "unclear"),
        ("> 65", "nl", "words"),
        ("max. 10", "nl", "words"),
        ("10²", "nl", "words"),
        ("3 fietsen", "nl", "words"),
        ("", "nl", "unclear"),
        ("1,2,3", "nl", "unclear"),
        ("1.300.", "nl", "words"),
        ("5,", "nl", "words"),
        ("NaN", "nl", "unclear"),
        ("1e5", "nl", "unclear"),
        ("1,1234567", "nl", "places"),
    ],
)
def test_what_is_no_clear_number_is_refused(text: str, language: str, reason: str) -> None:
    with pytest.raises(NumberError) as error:
        read_number(text, language)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        *("ca. 1.300", "ca 1300", "circa 1300", "±1300", "± 1.300", "+/- 1300", "+-1300", "~1300", "≈ 1300"),
        *("ongeveer 1300", "bijna 1.300", "ruim 1300", "zo’n 1300", "rond de 1300", "1300 ongeveer", "plm. 1300"),
    ],
)
def test_an_estimate_is_read_as_one(text: str) -> None:
    assert read_number(text, "nl") == Reading(Decimal(1300), is_estimate=True)
    assert not read_number("1.300", "nl").is_estimate


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("6 minuten", "minuten", "6"),
        ("6 min.", "minutes", "6"),
        ("250 mensen", "mensen", "250"),
        ("250 deelnemers", "mensen of organisaties", "250"),
        ("250 mensen of organisaties", "mensen of organisaties", "250"),
        ("35%", "%", "35"),
        ("35 procent", "%", "35"),
        ("3,5 % per jaar", "% per jaar", "3.5"),
        ("0,35 %", "%", "0.35"),
        ("0", "%", "0"),
        ("2 jaar", "jaar", "2"),
        ("€ 1.250,-", "euro", "1250"),
    ],
)
def test_the_unit_of_the_field_may_stand_behind_a_number(text: str, unit: str, value: str) -> None:
    assert read_number(text, "nl", unit).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("6 uur", "minuten", "unit"),
        ("45 %", "mensen", "unit"),
        ("€ 5", "uren", "unit"),
        ("6 maanden", "jaar", "unit"),
        ("0,35", "%", "share"),
        ("ca. 0,5", "% per jaar", "share"),
    ],
)
def test_another_unit_is_no_number_of_this_one(text: str, unit: str, reason: str) -> None:
    with pytest.raises(NumberError) as error:
        read_number(text, "nl", unit)
    assert error.value.reason == reason


def test_what_is_far_too_long_is_not_looked_at() -> None:
    with pytest.raises(NumberError):
        read_number("1" * (MOST_CHARACTERS + 1), "nl")
    with pytest.raises(DateError):
        parse_date("1" * (MOST_CHARACTERS + 1), "nl")


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False), st.sampled_from(["nl", "en"]))
def test_a_number_that_is_shown_is_read_back(value: Decimal, language: str) -> None:
    assert read_number(format_number(value, language), language).value == value


def test_numbers_and_euros_are_written_as_dutch_readers_expect() -> None:
    assert format_number(Decimal("1300"), "nl") == "1.300"
    assert format_number(Decimal("2.50"), "nl") == "2,5"
    assert format_euros(Decimal("1352.5"), "nl") == "€\u00a01.352,50"
    assert format_euros(42000, "en") == "€42,000"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("31-12-2022", "nl"),
        ("31/12/2022", "nl"),
        ("31 december 2022", "nl"),
        ("31 dec. 2022", "nl"),
        ("2022-12-31", "nl"),
        ("31 December 2022", "en"),
        ("31/12/2022", "en"),
        ("31–12–2022", "nl"),
        ("31 - 12 - 2022", "nl"),
        ("31.12.2022", "nl"),
        ("３１-１２-２０２２", "nl"),
        ("31\u00a0december\u00a02022", "nl"),
        ("31-dec-2022", "nl"),
        ("31 december, 2022", "nl"),
        ("31e december 2022", "nl"),
        ("December 31st, 2022", "en"),
        ("zaterdag 31 december 2022", "nl"),
        ("za 31-12-2022", "nl"),
        ("Saturday, 31 December 2022", "en"),
        ("2022/12/31", "nl"),
    ],
)
def test_a_day_is_understood(text: str, language: str) -> None:
    assert parse_date(text, language) == date(2022, 12, 31)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("3/4/2022", "en", "ambiguous"),
        ("31-12-22", "nl", "year"),
        ("31-02-2022", "nl", "impossible"),
        ("volgende week", "nl", "unclear"),
        ("31 foo 2022", "nl", "unclear"),
        ("1-1-1066", "nl", "year"),
        ("maart 2022", "nl", "month"),
        ("03-2022", "nl", "month"),
        ("eind 2022", "nl", "vague"),
        ("voorjaar 2022", "nl", "vague"),
        ("Q3 2022", "nl", "vague"),
        ("2022", "nl", "vague"),
        ("maandag 31 december 2022", "nl", "weekday"),
        ("1 maart '22", "nl", "year"),
    ],
)
def test_what_is_no_clear_day_is_refused(text: str, language: str, reason: str) -> None:
    with pytest.raises(DateError) as error:
        parse_date(text, language)
    assert error.value.reason == reason


@pytest.mark.parametrize("text", ["maart 2022", "mrt. 2022", "mrt 2022", "March 2022", "03-2022", "3/2022", "2022-03"])
def test_a_month_will_do_where_a_field_says_which_day_it_stands_for(text: str) -> None:
    assert parse_date(text, "nl", FIRST) == date(2022, 3, 1)
    assert parse_date(text, "nl", LAST) == date(2022, 3, 31)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("eind 2022", date(2022, 12, 31)),
        ("eind maart 2022", date(2022, 3, 31)),
        ("begin 2022", date(2022, 1, 1)),
        ("medio maart 2022", date(2022, 3, 16)),
        ("najaar 2022", date(2022, 9, 1)),
        ("Q3 2022", date(2022, 7, 1)),
        ("maart 2022", date(2022, 3, 1)),
        ("31-12-22", date(2022, 12, 31)),
    ],
)
def test_a_refused_day_comes_with_what_to_write(text: str, day: date) -> None:
    with pytest.raises(DateError) as error:
        parse_date(text, "nl")
    assert error.value.readings == (day,)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["nl", "en"]))
def test_a_day_that_is_shown_is_read_back(value: date, language: str) -> None:
    assert parse_date(format_date_short(value, language), language) == value
    assert parse_date(format_date(value, language), language) == value


def test_money_has_two_decimals_where_there_are_cents() -> None:
    assert format_amount(Decimal("12500.5"), "nl") == "12.500,50"
    assert format_amount(Decimal("12500"), "nl") == "12.500"


def test_a_day_is_named_with_its_weekday_and_a_foreign_year() -> None:
    assert format_weekday(date(2020, 10, 1), "nl") == "donderdag 1 oktober 2020"
    assert format_weekday(date(2020, 10, 1), "en") == "Thursday 1 October 2020"
    assert str(today().year) not in format_weekday(today(), "nl")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13:30", "13:30"),
        ("13.30", "13:30"),
        ("13u30", "13:30"),
        ("9 uur", "09:00"),
        ("9", "09:00"),
        (" 9.05 h", "09:05"),
    ],
)
def test_a_time_as_people_write_it(typed: str, meant: str) -> None:
    assert f"{parse_clock(typed):%H:%M}" == meant


@pytest.mark.parametrize(("typed", "reason"), [("half twee", "unclear"), ("25:00", "impossible"), ("1330", "unclear")])
def test_what_is_no_time(typed: str, reason: str) -> None:
    with pytest.raises(DateError) as error:
        parse_clock(typed)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("text", "readings"),
    [("1.3 mln", [1_300_000, 13_000_000]), ("0.300 mln", [300_000]), ("1.5 duizend", [1500, 15_000])],
)
def test_what_is_asked_about_counts_in_the_millions_that_were_written(text: str, readings: list[int]) -> None:
    with pytest.raises(NumberError) as refused:
        read_number(text, "nl")
    assert refused.value.reason == "ambiguous"
    assert list(refused.value.readings) == readings
