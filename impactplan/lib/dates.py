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
MONTH_NUMBERS = {
    spelled: number
    for names in MONTHS.values()
    for number, name in enumerate(names, 1)
    for spelled in (name.lower(), name.lower()[:3])
} | {"mrt": 3, "sept": 9}


Quarter = tuple[int, int]
"""(year, quarter 1–4)"""


class DateError(ValueError):
    """A text that is no day (``reason`` "unclear", "ambiguous", "year", "impossible" or "skipped")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def today() -> date:
    """Return the day that it is in the Netherlands."""
    return datetime.now(AMSTERDAM).date()


def parse_date(text: str, language: str) -> date:
    """Return the day meant by ``31-12-2022``, ``31 december 2022`` or ``2022-12-31``.

    In English ``3/4/2022`` can be March or April and raises DateError("ambiguous").
    """
    text = " ".join(text.split()).strip().rstrip(".")
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})", text, re.ASCII):
        day, month = int(found[1]), int(found[2])
        if len(found[3]) == 2:
            raise DateError("year")
        year = int(found[3])
        if language == "en" and "/" in text and day <= 12 and month <= 12 and day != month:
            raise DateError("ambiguous")
    elif found := re.fullmatch(r"(\d{1,2})[ -]([a-zA-Z]+)\.?[ -](\d{4})", text, re.ASCII):
        day, year = int(found[1]), int(found[3])
        month = MONTH_NUMBERS.get(found[2].lower(), 0)
        if not month:
            raise DateError("unclear")
    else:
        raise DateError("unclear")
    try:
        parsed = date(year, month, day)
    except ValueError:
        raise DateError("impossible") from None
    if not 1900 <= parsed.year <= 2100:
        raise DateError("year")
    return parsed


def format_date(value: date, language: str) -> str:
    """Write a day in full: ``31 december 2022``."""
    return f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"


def format_weekday(value: date, language: str) -> str:
    """Write a day as one says it: ``donderdag 26 november``, with its year where that is not the present one."""
    year = "" if value.year == today().year else f" {value.year}"
    return f"{WEEKDAYS[language][value.weekday()]} {value.day} {MONTHS[language][value.month - 1]}{year}"


def parse_clock(text: str) -> time:
    """Return the time meant by ``13:30``, ``13.30``, ``13u30``, ``9 uur`` or ``9``."""
    found = re.fullmatch(r"(\d{1,2})(?: ?[:.uh] ?(\d{2}))?(?: ?(?:uur|u|h))?", text.strip().lower(), re.ASCII)
    if not found:
        raise DateError("unclear")
    try:
        return time(int(found[1]), int(found[2] or 0))
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
