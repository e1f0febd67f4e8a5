"""The story of a theory of change that is drafted from its boxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.strategy.drafts import draft_narrative
from tests.support.states import make_state


@pytest.fixture(autouse=True)
def english(without_database: Flask) -> Iterator[None]:
    with without_database.test_request_context(), in_language("en"):
        yield


def story(*outcomes: dict[str, Any]) -> list[str]:
    rows = [{"direction": "positive", **row} for row in outcomes]
    return draft_narrative(make_state({"outcome": rows})).split("\n\n")


def test_an_outcome_is_told_in_its_term_and_without_one_in_the_column_where_it_is_drawn() -> None:
    assert story({"statement": "They dare"}, {"statement": "They do", "term": "long"}) == [
        "In the short term this changes:",
        "- They dare",
        "In the long run we expect:",
        "- They do",
    ]


def test_an_outcome_that_says_nothing_opens_no_paragraph() -> None:
    assert story({"term": "mid"}) == [""]
