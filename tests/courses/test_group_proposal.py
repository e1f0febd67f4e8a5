"""Spreading people over groups keeps to its laws, whoever they are."""

from __future__ import annotations

from collections import Counter
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.courses.enrolment.group_proposal import spread

people = st.dictionaries(st.text("abcdef0123456789", min_size=1, max_size=6), st.sampled_from("ABCDEFG"), max_size=80)
counts = st.integers(1, 12)


def sizes(placed: dict[str, int], count: int) -> list[int]:
    found = Counter(placed.values())
    return [found[group] for group in range(count)]


@given(people, counts)
def test_everybody_has_one_group_and_sizes_differ_by_one_at_most(libraries: dict[str, str], count: int) -> None:
    placed = spread(libraries, count)
    assert placed.keys() == libraries.keys()
    assert set(placed.values()) <= set(range(count))
    assert max(sizes(placed, count)) - min(sizes(placed, count)) <= 1


@given(people, counts)
def test_colleagues_are_spread_as_far_as_there_are_groups(libraries: dict[str, str], count: int) -> None:
    placed = spread(libraries, count)
    for library, there in Counter(libraries.values()).items():
        together = Counter(group for person, group in placed.items() if libraries[person] == library)
        assert max(together.values()) <= ceil(there / count)


@given(people, counts, st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(libraries: dict[str, str], count: int, random: object) -> None:
    shuffled = list(libraries.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert spread(dict(shuffled), count) == spread(libraries, count)


@given(people, counts, st.data())
def test_who_is_kept_stays_and_the_others_level_the_groups(
    libraries: dict[str, str], count: int, data: st.DataObject
) -> None:
    some = st.dictionaries(st.sampled_from(sorted(libraries)), st.integers(0, count - 1)) if libraries else st.just({})
    kept = data.draw(some)
    placed = spread(libraries, count, kept)
    assert kept.items() <= placed.items()
    assert placed.keys() == libraries.keys()
    added = {group for person, group in placed.items() if person not in kept}
    assert all(sizes(placed, count)[group] - min(sizes(placed, count)) <= 1 for group in added)
    assert spread(libraries, count, placed) == placed, "once everybody has a group, nothing moves"


def test_a_group_that_is_not_there_keeps_nobody() -> None:
    assert spread({"a": "X"}, 2, {"a": 7, "gone": 1}) == {"a": 0}


@pytest.mark.parametrize("count", [0, -1])
def test_there_is_at_least_one_group(count: int) -> None:
    with pytest.raises(ValueError, match="one group"):
        spread({}, count)
