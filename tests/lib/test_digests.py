"""Digests, under which what was made of something is found again."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from impactplan.lib.digests import digest


def test_equal_values_have_the_same_digest() -> None:
    text = "".join(["a", "b"])
    assert digest((text, text)) == digest(("ab", "a" + text[1:]))


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, "1"), ((), []), (Decimal("1"), Decimal("1.0")), (("a", "b"), ("ab", ""))]
)
def test_others_have_another(one: object, other: object) -> None:
    assert digest(one) != digest(other)


@pytest.mark.parametrize("value", [lambda: 0, [frozenset({number}) for number in range(200)]])
def test_what_cannot_be_written_down_says_so(value: object) -> None:
    with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
        digest(value)
