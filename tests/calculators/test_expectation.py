"""How many completes to expect, and how often a group is asked within a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.calculators.burden import CollectionLoad, load_per_quarter, minutes_a_year, surveys_a_year
from impactplan.calculators.sampling import NotComputable, expected_completes
from impactplan.lib.dates import first_day, next_quarter, quarters

FORM = CollectionLoad("form", "S1", 144, D(8), 2, date(2021, 4, 12), date(2022, 12, 16), D(40), D(224))


@pytest.mark.parametrize(("invited", "response", "completes"), [(240, "0.60", 144), (180, "0.95", 171), (7, "0.5", 3)])
def test_completes_are_rounded_down(invited: int, response: str, completes: int) -> None:
    assert expected_completes(240, invited, D(response)) == completes


@pytest.mark.parametrize(
    ("population", "invited", "response", "everybody", "reason"),
    [
        (240, None, D(1), False, "invited"),
        (240, 0, None, False, "invited"),
        (240, 10, None, True, "response"),
        (None, None, None, True, "population"),
    ],
)
def test_what_lacks_is_named(
    population: int | None, invited: int | None, response: D | None, everybody: bool, reason: str
) -> None:
    with pytest.raises(NotComputable) as lack:
        expected_completes(population, invited, response, everybody=everybody)
    assert lack.value.reason == reason


@given(st.integers(1, 10**6), st.decimals(0, 1, places=4))
def test_never_more_than_were_invited(invited: int, response: D) -> None:
    assert 0 <= expected_completes(None, invited, response) <= invited


def test_a_group_is_asked_in_every_year_that_a_collection_runs() -> None:
    twice = [FORM, CollectionLoad("call", "S1", 90, D(6), 1, date(2022, 6, 1), date(2022, 12, 16))]
    assert surveys_a_year(twice) == {("S1", 2021): 1, ("S1", 2022): 2}
    assert minutes_a_year(twice) == {("S1", 2021): 8, ("S1", 2022): 14}


def test_a_collection_without_a_first_day_counts_in_no_year() -> None:
    assert surveys_a_year([CollectionLoad("x", "S1", 1, D(1))]) == {}


def test_money_is_spread_as_hours_are() -> None:
    spread = load_per_quarter([FORM], lambda one: one.euros)
    assert set(spread.values()) == {D(32)}
    assert sum(spread.values()) == 224


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    (quarter,) = quarters(day, day)
    assert first_day(quarter) <= day < first_day(next_quarter(quarter))
