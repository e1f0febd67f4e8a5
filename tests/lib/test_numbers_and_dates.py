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
    parse_date,
    today,
)
from impactplan.lib.numbers import NumberError, format_amount, format_euros, format_number, parse_number


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
    ],
)
def test_a_number_is_understood_in_the_readers_language(text: str, language: str, value: str) -> None:
    assert parse_number(text, language) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("1.5", "nl", "ambiguous"),
        ("0.300", "nl", "ambiguous"),
        ("1,5", "en", "ambiguous"),
        ("12.34", "nl", "ambiguous"),
        ("ongeveer 6.000", "nl", "unclear"),
        ("", "nl", "unclear"),
        ("1,2,3", "nl", "unclear"),
        ("1.300.", "nl", "unclear"),
        ("5,", "nl", "unclear"),
        ("NaN", "nl", "unclear"),
        ("1e5", "nl", "unclear"),
        ("1,1234567", "nl", "places"),
    ],
)
def test_what_is_no_clear_number_is_refused(text: str, language: str, reason: str) -> None:
    with pytest.raises(NumberError) as error:
        parse_number(text, language)
    assert error.value.reason == reason


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False), st.sampled_from(["nl", "en"]))
def test_a_number_that_is_shown_is_read_back(value: Decimal, language: str) -> None:
    assert parse_number(format_number(value, language), language) == value


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
    ],
)
def test_what_is_no_clear_day_is_refused(text: str, language: str, reason: str) -> None:
    with pytest.raises(DateError) as error:
        parse_date(text, language)
    assert error.value.reason == reason


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
