"""The days of the demo's plans. They are written as of the spring of 2022, and move with the day on which the demo is
loaded: by whole quarters, so that today is always a day of the quarter that was April to June 2022 when they were written.

Nothing in a plan may fall due in that quarter, and its last measurement comes before it. The programme's first year was
2021 then; moved, its years can begin in another month, and are named after both calendar years that they lie in.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from impactplan.lib.dates import MONTHS, format_date

NOW = (2022, 2)
"""The quarter as of which the plans are written."""
SATURDAY = 5
SEASONS = ("winter", "voorjaar", "zomer", "najaar")
QUARTERS = ("eerste", "tweede", "derde", "vierde")
MOMENT = re.compile(r"\{(day|month|month name|season|in season|In season|quarter|year|programme year) ([0-9-]+)\}")
"""A moment in a text: ``{day 2022-07-07}``, ``{month 2021-09}``, ``{quarter 2021-4}``, ``{year 2020}``."""


@dataclass(frozen=True)
class YearOf:
    """The calendar year in which a quarter comes to lie."""

    year: int
    quarter: int = 1


@dataclass(frozen=True)
class QuarterOf:
    """Which quarter of its calendar year a quarter becomes."""

    year: int
    quarter: int


@dataclass(frozen=True)
class Timeline:
    quarters: int
    """How many quarters later everything is than it was written."""

    @classmethod
    def until(cls, today: date) -> Timeline:
        """Return the timeline on which somebody looks at the plans today."""
        year, quarter = NOW
        return cls((today.year - year) * 4 + (today.month - 1) // 3 + 1 - quarter)

    def move(self, value: Any) -> Any:
        """Return values, rows or sheets with their days, years and texts moved."""
        if isinstance(value, dict):
            return {name: self.move(inner) for name, inner in value.items()}
        if isinstance(value, tuple):
            return tuple(self.move(inner) for inner in value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, str):
            return MOMENT.sub(self._write, value)
        if isinstance(value, YearOf):
            return self.quarter(value.year, value.quarter)[0]
        if isinstance(value, QuarterOf):
            return str(self.quarter(value.year, value.quarter)[1])
        return value

    def day(self, written: date) -> date:
        """Move a day by months: the last of a month stays the last, and a working day never becomes a weekend."""
        year, month = self.month(written.year, written.month)
        last = monthrange(year, month)[1]
        if written.day == monthrange(written.year, written.month)[1]:
            return date(year, month, last)
        moved = date(year, month, min(written.day, last))
        weekend = moved.weekday() - SATURDAY + 1
        return moved - timedelta(days=weekend) if weekend > 0 and written.day > 2 else moved

    def month(self, year: int, month: int) -> tuple[int, int]:
        years, month = divmod(month - 1 + 3 * self.quarters, 12)
        return year + years, month + 1

    def quarter(self, year: int, quarter: int) -> tuple[int, int]:
        year, month = self.month(year, 3 * quarter - 2)
        return year, (month + 2) // 3

    def programme_year(self, written: int) -> str:
        """Name a year of a programme: 2025, or 2025–2026 when it does not begin in January."""
        year, month = self.month(written, 1)
        return str(year) if month == 1 else f"{year}–{year + 1}"

    def _write(self, match: re.Match[str]) -> str:
        how, parts = match[1], [int(part) for part in match[2].split("-")]
        if how == "day":
            return format_date(self.day(date(*parts)), "nl")
        if how in {"month", "month name"}:
            year, month = self.month(*parts)
            name = MONTHS["nl"][month - 1]
            return f"{name} {year}" if how == "month" else name
        if how == "quarter":
            year, quarter = self.quarter(*parts)
            return f"{QUARTERS[quarter - 1]} kwartaal van {year}"
        if how.endswith("season"):
            return self._season(how, *self.month(*parts))
        return self.programme_year(parts[0]) if how == "programme year" else str(self.quarter(parts[0], 1)[0])

    @staticmethod
    def _season(how: str, year: int, month: int) -> str:
        season = SEASONS[month % 12 // 3]
        begins = year - 1 if month < 3 else year
        named = f"{begins}–{begins + 1}" if season == "winter" else str(year)
        if how == "season":
            return f"{season} {named}"
        article = "het" if season in {"voorjaar", "najaar"} else "de"
        return f"{how.split()[0]} {article} {season} van {named}"
