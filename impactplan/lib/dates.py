"""Days as people write them, in Dutch and in English."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
WEEKDAYS = {
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
Quarter = tuple[int, int]
"""(year, quarter 1–4)"""


class DateError(ValueError):
    """A text that is no day.

    ``reason`` is "unclear", "ambiguous" (it can be each of ``readings``), "vague" (a time of the year), "month" (a
    whole month where a day is asked), "weekday" (the day is another one), "year", "impossible" or "skipped". In
    ``readings`` stands what it may be meant to be.
    """

    def __init__(self, reason: str, *readings: date) -> None:
        super().__init__(reason)
        self.reason, self.readings = reason, readings


def today() -> date:
    """Return the day that it is in the Netherlands."""
    return datetime.now(AMSTERDAM).date()


def format_date(value: date, language: str) -> str:
    """Write a day in full: ``31 december 2022``."""
    return f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"


def format_weekday(value: date, language: str) -> str:
    """Write a day as one says it: ``donderdag 26 november``, with its year where that is not the present one."""
    year = "" if value.year == today().year else f" {value.year}"
    return f"{WEEKDAYS[language][value.weekday()]} {value.day} {MONTHS[language][value.month - 1]}{year}"


def parse_clock(text: str) -> time:
    """Return the time meant by ``13:30``, ``13.30``, ``13u30``, ``9 uur`` or ``9``."""
    match = re.fullmatch(r"(\d{1,2})(?: ?[:.uh] ?(\d{2}))?(?: ?(?:uur|u|h))?", text.strip().lower(), re.ASCII)
    if not match:
        raise DateError("unclear")
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        raise DateError("impossible") from None


def format_date_short(value: date, language: str) -> str:
    """Write a day as it stands in a field, to be read back by ``parse_date``: ``31-12-2022``."""
    return f"{value.day:02}-{value.month:02}-{value.year}"


def format_moment(value: datetime, language: str) -> str:
    local = value.astimezone(AMSTERDAM)
    return f"{format_date(local.date(), language)}, {local:%H:%M}"


def moment_of(day: date, clock: time) -> datetime:
    """Return the moment at which the clock in Amsterdam shows this; of a time that comes twice, the first.

    A time that is skipped when the clock goes forward raises DateError("skipped").
    """
    moment = datetime.combine(day, clock, AMSTERDAM)
    if moment.astimezone(UTC).astimezone(AMSTERDAM).time() != clock:
        raise DateError("skipped")
    return moment


def format_time(value: datetime) -> str:
    return f"{value.astimezone(AMSTERDAM):%H:%M}"


def quarters(start: date, end: date) -> list[Quarter]:
    """Return the quarters that a period touches, in order; an end before its start touches one."""
    first, last = (start.year * 4 + (start.month - 1) // 3), (end.year * 4 + (end.month - 1) // 3)
    return [(index // 4, index % 4 + 1) for index in range(first, max(first, last) + 1)]


def add_months(day: date, count: int) -> date:
    """Return the same day so many months later, or the last day of that month where it has no such day."""
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def first_day(quarter: Quarter) -> date:
    year, number = quarter
    return date(year, 3 * number - 2, 1)


def next_quarter(quarter: Quarter) -> Quarter:
    year, number = quarter
    return (year, number + 1) if number < 4 else (year + 1, 1)
