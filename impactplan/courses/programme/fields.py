"""Form fields for days, times, whole numbers and web addresses. They keep both the text and its value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from wtforms import Field as FormField
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from impactplan.forms import FILL_IN, one_line
from impactplan.lib.dates import DateError, format_date_short, parse_clock
from impactplan.lib.numbers import format_number
from impactplan.lib.text import drop_broken
from impactplan.lib.texts import lazy_gettext
from impactplan.site.language import language
from impactplan.workbook.forms import range_message
from impactplan.workbook.reading import read_date, read_integer

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones

MOST_CHARACTERS = 60
"""In a day, a time or a number."""


class ParsedField(StringField, ABC):
    """A line of text that is parsed: ``data`` is the text, ``value`` its value, or None when empty."""

    value: Any = None

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[one_line, drop_broken], **kwargs)

    def process_data(self, value: Any) -> None:
        self.value = value
        self.data = "" if value is None else self.write(value)

    def pre_validate(self, form: BaseForm) -> None:
        self.value = None
        if not self.data:
            return
        if len(self.data) > MOST_CHARACTERS:
            raise ValidationError(_l("This is too long: at most %(max)d characters.") % {"max": MOST_CHARACTERS})
        try:
            self.value = self.read(self.data)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    @abstractmethod
    def read(self, text: str) -> Any:
        """Return the value of a text, or raise ValueError with what is wrong with it."""

    @abstractmethod
    def write(self, value: Any) -> str:
        """Return a value as text for the field, which ``read`` accepts."""


class DayField(ParsedField):
    def read(self, text: str) -> date:
        return read_date(text)

    def write(self, value: date) -> str:
        return format_date_short(value, language())


class ClockField(ParsedField):
    def read(self, text: str) -> time:
        try:
            return parse_clock(text)
        except DateError:
            raise ValueError(_l("This is not a time. Write it as 13:30.")) from None

    def write(self, value: time) -> str:
        return f"{value:%H:%M}"


class WholeField(ParsedField):
    """A whole number between two bounds; it must be filled in."""

    def __init__(self, label: Any, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if self.value is None:
            raise ValidationError(FILL_IN)

    def read(self, text: str) -> int:
        value = read_integer(text)
        if not self.low <= value <= self.high:
            raise ValueError(range_message(self.write(self.low), self.write(self.high)))
        return value

    def write(self, value: int) -> str:
        return format_number(value, language())


def is_web_address(_form: BaseForm, field: FormField) -> None:
    """Check that an address is that of a web page: other kinds of links would be of no use, or harmful."""
    try:
        parts = urlsplit(field.data or "")
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        fits = False
    if field.data and (not fits or " " in field.data):
        raise ValidationError(_l("This is not a web address. It begins with https://; copy it from your browser."))
