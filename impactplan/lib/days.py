"""Days as people write them: read from what they typed, in Dutch and in English."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from impactplan.lib.dates import MONTHS, WEEKDAYS, DateError
from impactplan.lib.numbers import MOST_CHARACTERS, tidy_signs

FIRST, LAST = "first", "last"
"""Which day of a month is meant where somebody writes the month only."""
SHORT = {"nl": 2, "en": 3}
"""How many letters of the name of a weekday are written where it is shortened."""
EARLIEST, LATEST = 1900, 2100

_WORD = r"([a-z]{3,})\.?"
_YEAR = r"(\d{4}|['’]?\d{2})"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:e|ste|de|st|nd|rd|th)?[ -]?{_WORD}[ ,-]*{_YEAR}", re.ASCII)
_MONTH_FIRST = re.compile(rf"{_WORD} ?(\d{{1,2}})(?:st|nd|rd|th)?(?:, ?| ){_YEAR}", re.ASCII)
_FIGURES = re.compile(rf"(\d{{1,2}}) ?([-/. ]) ?(\d{{1,2}}) ?[-/. ] ?{_YEAR}", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{1,2})", re.ASCII)
_MONTH = re.compile(rf"{_WORD}[ -]?{_YEAR}", re.ASCII)
_MONTH_FIGURES = re.compile(r"(?:(\d{1,2}) ?[-/] ?(\d{4})|(\d{4}) ?[-/] ?(\d{1,2}))", re.ASCII)
_VAGUE = re.compile(
    r"(?:(begin|start|early|eind|einde|end|late|half|medio|mid|voorjaar|lente|spring|zomer|summer|najaar|herfst|autumn"
    rf"|fall|winter|(?:q|k|kwartaal |quarter )[1-4]|[1-4]e kwartaal)(?: van| of)?[ -]?)?(?:{_WORD} )?(\d{{4}})",
    re.ASCII,
)
_PARTS_OF_YEAR = {
    **dict.fromkeys(("voorjaar", "lente", "spring"), 3),
    **dict.fromkeys(("zomer", "summer"), 6),
    **dict.fromkeys(("najaar", "herfst", "autumn", "fall"), 9),
    "winter": 12,
}


def parse_date(text: str, language: str, month: str = "") -> date:
    """Return the day meant by ``31-12-2022``, ``31 december 2022``, ``December 31, 2022`` or ``2022-12-31``.

    ``month`` tells which day a month stands for where one will do: ``maart 2022`` is its first or its last.
    In English ``3/4/2022`` can be March or April and raises DateError("ambiguous").
    """
    if len(text) > MOST_CHARACTERS:
        raise DateError("unclear")
    words, weekday = _take_weekday(tidy_signs(text).casefold().rstrip("."))
    day = _read_day(words, language) or _read_month(words, month)
    if day is None:
        raise _describe(words, month)
    if weekday is not None and day.weekday() != weekday:
        raise DateError("weekday", day)
    return day


def _take_weekday(text: str) -> tuple[str, int | None]:
    """Return the text without the day of the week before it, and which that is."""
    word, _, rest = text.partition(" ")
    bare = word.rstrip(".,")
    for code, names in WEEKDAYS.items():
        for number, name in enumerate(map(str.casefold, names)):
            if rest and bare in {name, name[: SHORT[code]]}:
                return rest, number
    return text, None


def _read_day(text: str, language: str) -> date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _make(int(match[1]), int(match[2]), int(match[3]))
    if match := _FIGURES.fullmatch(text):
        day, month, year = int(match[1]), int(match[3]), match[4]
        if language == "en" and match[2] == "/" and day <= 12 and month <= 12 and day != month:
            full = _full_year(year)
            raise DateError("ambiguous", _make(full, month, day), _make(full, day, month))
        return _make_in(year, month, day)
    if (match := _DAY_FIRST.fullmatch(text)) and (named := month_number(match[2])):
        return _make_in(match[3], named, int(match[1]))
    if (match := _MONTH_FIRST.fullmatch(text)) and (named := month_number(match[1])):
        return _make_in(match[3], named, int(match[2]))
    return None


def _read_month(text: str, use: str) -> date | None:
    """Return the day that a whole month stands for, or None where the text is no month."""
    year = ""
    number = 0
    if (match := _MONTH.fullmatch(text)) and (number := month_number(match[1])):
        year = match[2]
    elif match := _MONTH_FIGURES.fullmatch(text):
        number, year = int(match[1] or match[4]), match[2] or match[3]
    if not number:
        return None
    if use:
        return _make_in(year, number, 1 if use == FIRST else 0)
    day = _make(_full_year(year), number, 1)
    raise DateError("month", day)


def month_number(word: str) -> int:
    """Return the number of a month by its name or by what it begins with, 0 where it is no month."""
    word = word.removesuffix(".")
    if word == "mrt":
        return 3
    numbers = {
        number
        for names in MONTHS.values()
        for number, name in enumerate(names, 1)
        if len(word) >= 3 and name.casefold().startswith(word.removesuffix("t") if word == "sept" else word)
    }
    return numbers.pop() if len(numbers) == 1 else 0


def _make_in(year: str, month: int, day: int) -> date:
    """Return a day; a year in two digits is asked back in four."""
    made = _make(_full_year(year), month, day)
    if not re.fullmatch(r"\d{4}", year, re.ASCII):
        raise DateError("year", made)
    return made


def _full_year(year: str) -> int:
    digits = year.lstrip("'’")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _make(year: int, month: int, day: int) -> date:
    """Return a day; day 0 is the last of the month."""
    if not EARLIEST <= year <= LATEST:
        raise DateError("year")
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except (ValueError, IndexError):
        raise DateError("impossible") from None


def _describe(text: str, month: str) -> DateError:
    """Return what is wrong with a text that is no day, with the day that comes nearest to it."""
    match = _VAGUE.fullmatch(text)
    if match is None or (match[2] and not month_number(match[2])):
        return DateError("unclear")
    part, year, number = match[1] or "", int(match[3]), month_number(match[2] or "")
    if not EARLIEST <= year <= LATEST:
        return DateError("year")
    first, last = _span(part, year, number)
    ends = part in {"eind", "einde", "end", "late"} or (not part and month == LAST)
    middle = part in {"half", "medio", "mid"}
    return DateError("vague", first + (last - first) // 2 if middle else last if ends else first)


def _span(part: str, year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of the time that is named."""
    quarter = re.search(r"[1-4]", part)
    start = month or (3 * int(quarter[0]) - 2 if quarter else _PARTS_OF_YEAR.get(part, 1))
    months = 1 if month else 3 if quarter or part in _PARTS_OF_YEAR else 12
    index = year * 12 + start - 1 + months
    return date(year, start, 1), date(index // 12, index % 12 + 1, 1) - timedelta(days=1)
