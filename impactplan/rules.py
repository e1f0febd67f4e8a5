"""The course's rules of thumb: numbers that steer advice, never what may be saved. One place, so that a course can
change them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from impactplan.lib.numbers import format_number

NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class RulesOfThumb:
    short_term: int = 1
    """Years: what changes within them is a short-term outcome."""
    long_term: int = 3
    """Years: what changes after them is a long-term outcome."""
    most_outcomes: int = 12
    most_indicators: int = 8
    much_materiality: int = 12
    """Relevance × significance from which an outcome weighs heavily."""
    some_materiality: int = 6
    smallest_cell: int = 10
    """Answers of fewer people are not published."""
    smallest_percentage_base: int = 30
    minutes_a_wave: int = 20
    minutes_a_year: int = 45
    surveys_a_group_a_year: int = 3
    serious_negative_effect: int = 12
    """Severity × likelihood from which something must be done about it."""
    most_actions_of_one_person: int = 60
    """Percentage."""
    fewest_actions_to_divide: int = 4
    """Of fewer actions it says nothing that one person has most of them."""
    words_of_one_page: int = 350
    first_days: int = 100
    """After the last meeting: within them something should happen."""

    @classmethod
    def of_course(cls, changed: Mapping[str, int] | None) -> RulesOfThumb:
        """Return the rules with what a course changed in them."""
        names = {rule.name for rule in fields(cls)}
        return replace(RULES_OF_THUMB, **{name: value for name, value in (changed or {}).items() if name in names})

    def fill_in(self, text: str, language: str) -> str:
        """Return a text in which rules are named, such as ``{most_outcomes}``, with their numbers."""
        return NAMED.sub(lambda match: format_number(getattr(self, match[1]), language), text)


RULES_OF_THUMB = RulesOfThumb()
