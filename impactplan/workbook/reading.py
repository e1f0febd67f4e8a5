"""Numbers and days out of what somebody typed; what is none is refused, in words that say how to write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from impactplan.lib.dates import WEEKDAYS, DateError, format_date, format_date_short
from impactplan.lib.days import parse_date
from impactplan.lib.numbers import NumberError, Reading, format_number, tidy_signs
from impactplan.lib.numbers import read_number as read_in_language
from impactplan.lib.texts import gettext as _
from impactplan.site.language import language, typed_languages

Read = TypeVar("Read", Reading, date)
MOST_SHOWN = 40
"""As much of what was typed is repeated in an answer."""


def read_number(text: str, unit: str = "") -> Reading:
    """Return the number that somebody typed in a field that counts in ``unit``, as it is shown there."""
    try:
        readings = _read_all(lambda code: read_in_language(text, code, unit))
        values = sorted({reading.value for reading in readings})
        if len(values) > 1:
            raise NumberError("ambiguous", tuple(values))
        return readings[0]
    except NumberError as error:
        raise ValueError(_explain_number(error, text.strip()[:MOST_SHOWN], unit)) from None


def read_integer(text: str, unit: str = "") -> int:
    value = read_number(text, unit).value
    if value != value.to_integral_value():
        nearest = format_number(value.to_integral_value(), language())
        raise ValueError(_("Write a whole number, without decimals, such as %(number)s.", number=nearest))
    return int(value)


def read_year(text: str) -> int:
    words = tidy_signs(text[: MOST_SHOWN * 2])
    if re.fullmatch(r"\d{4}\.?", words, re.ASCII):
        return int(words[:4])
    if len(years := re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words, re.ASCII)) == 1:
        raise ValueError(_("Write only the year: %(year)s.", year=years[0]))
    raise ValueError(_("Write a year in four digits, such as 2026."))


def read_date(text: str, month: str = "") -> date:
    """Return the day that somebody typed; ``month`` tells which day a month stands for, where one will do."""
    try:
        days = _read_all(lambda code: parse_date(text, code, month))
        if len(set(days)) > 1:
            raise DateError("ambiguous", *days)
        return days[0]
    except DateError as error:
        raise ValueError(_explain_date(error)) from None


def _read_all(read: Callable[[str], Read]) -> list[Read]:
    """Return what a text means in the languages that it may have been typed in, where it means something."""
    readings: list[Read] = []
    errors: list[ValueError] = []
    for code in typed_languages():
        try:
            readings.append(read(code))
        except (NumberError, DateError) as error:
            errors.append(error)
    if not readings:
        raise errors[0]
    return readings


def _explain_number(error: NumberError, text: str, unit: str) -> str:
    shown = [format_number(value, language()) for value in error.readings]
    match error.reason, shown:
        case "ambiguous", [one, two]:
            return _("“%(text)s” can be read in two ways. Write %(one)s or %(two)s.", text=text, one=one, two=two)
        case "ambiguous", [one]:
            return _("“%(text)s” is not clear. If you mean %(one)s, write that.", text=text, one=one)
        case "share", [percentage, typed]:
            return _(
                "Do you mean %(percentage)s%%? Then write %(percentage)s. If you mean %(typed)s%%, write %(typed)s%%.",
                percentage=percentage,
                typed=typed,
            )
        case "words", [one]:
            return _("Write only the number here: %(number)s. Words go in a text field.", number=one)
        case "unit", _none:
            return _("Write here how many it is in “%(unit)s”. “%(text)s” is something else.", unit=unit, text=text)
        case "places", _none:
            return _("At most six decimals fit. Round it off, to 2.5 for example.")
    return _("This is not a number. Write digits only, such as 1,300 or 2.5; words go in a text field.")


def _explain_date(error: DateError) -> str:
    shown = [format_date_short(day, language()) for day in error.readings]
    match error.reason, shown:
        case "ambiguous", [_one, _two]:
            one, two = (format_date(day, language()) for day in error.readings)
            return _("This can be read in two ways. Write %(one)s or %(two)s.", one=one, two=two)
        case "vague", [day]:
            return _("Write a date, such as %(day)s.", day=day)
        case "month", [day]:
            return _("Write the day of the month too, such as %(day)s.", day=day)
        case "weekday", [day]:
            name = WEEKDAYS[language()][error.readings[0].weekday()]
            return _("That day is a %(weekday)s. Look whether it is right, and write %(day)s.", weekday=name, day=day)
        case "year", [day]:
            return _("Write the year in four digits: %(day)s.", day=day)
        case "year", _none:
            return _("Write a year from 1900 to 2100, such as 31-12-2026.")
        case "impossible", _none:
            return _("This date does not exist. Write it like 31-12-2026.")
    return _("This is not a date. Write it as 31-12-2026 or 31 December 2026.")
