"""The course's rules of thumb: numbers that steer advice, never what may be saved. One place, so that a course can
change them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RulesOfThumb:
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


RULES_OF_THUMB = RulesOfThumb()
