"""How the rows of module 3 read when they are closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.reporting import sentences
from tests.reporting.states import INDICATOR, OUTCOME, contribution, item, make_state, measurement, valuation

D = Decimal
STATE = make_state(
    OUTCOME, INDICATOR, item("stakeholder", "s1", name="Starters"), item("audience", "a", name="Alderman")
)


@pytest.fixture(autouse=True)
def english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield


def test_a_measurement_says_of_what_how_much_and_when() -> None:
    read = sentences.measurement(STATE, measurement("m", "60", date(2022, 6, 1), n=144, wave="spring", note="wet"))
    assert read.title == "Logs in alone: 60% (spring)"
    assert read.detail == "1 June 2022 · n = 144 · wet"
    assert sentences.measurement(STATE, measurement("m", "60", date(2022, 6, 1))).title.endswith("(1 June 2022)")
    assert sentences.measurement(STATE, item("measurement", "m")).title == ""


def test_an_indicator_says_from_where_to_where_and_what_is_enough() -> None:
    judged = item("indicator", "k", **INDICATOR.values, judged_by="s1")
    read = sentences.judged_indicator(STATE, judged)
    assert read.detail == "45 → 70% · minimum 55% · judged by Starters"
    ceiling = item("indicator", "k", target=D(4), baseline=D(6), direction="not_above", unit="%")
    assert sentences.judged_indicator(STATE, ceiling).detail == "6 → at most 4%"


def test_a_contribution_says_gross_and_net_or_what_it_lacks() -> None:
    read = sentences.contribution(STATE, contribution())
    assert read.title == "Learners dare to do more online"
    assert read.detail == "126 people changed, about 50 due to us (34 to 59)"
    assert "own share" in sentences.contribution(STATE, contribution(own_share=None)).detail
    worse = make_state(item("outcome", "u3", statement="Swindled", direction="negative"))
    assert "about 50 by our doing" in sentences.contribution(worse, contribution()).detail


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "In euros · €850 a person a year, from €600 to €1,000, prices of 2022"),
        ({"unit_price_high": None}, "In euros · €850 a person a year, at least €600, prices of 2022"),
        ({"unit_price_low": None, "price_year": None}, "In euros · €850 a person a year, at most €1,000"),
    ],
)
def test_a_valuation_says_how_and_how_much(changes: dict[str, Any], expected: str) -> None:
    assert sentences.valuation(STATE, valuation(**changes)).detail == expected


def test_a_valuation_in_words_begins_as_they_do() -> None:
    row = item("valuation", "v", outcome="u3", method="qualitative", words="\n- **First** of five cards\n- more")
    assert sentences.valuation(STATE, row).detail == "Qualitative · First of five cards"
    long = item("valuation", "v", outcome="u3", method="qualitative", words="word " * 60)
    shown = sentences.valuation(STATE, long).detail.removeprefix("Qualitative · ")
    assert shown.endswith("word …")
    assert len(shown) <= sentences.SHOWN


@pytest.mark.parametrize("method", ["ranking", None])
def test_what_a_valuation_asks_no_more_is_not_told(method: str | None) -> None:
    label = "Ranking" if method else ""
    assert sentences.valuation(STATE, valuation(method=method, reason="too early")).detail == label


def test_a_valuation_that_is_none_says_why() -> None:
    row = item("valuation", "v", outcome="u3", method="none", reason="too early")
    assert sentences.valuation(STATE, row).detail == "Not valued · too early"


def test_an_insight_names_what_it_rests_on_once() -> None:
    state = make_state(INDICATOR, measurement("m", "60", date(2022, 6, 1)))
    row = item("insight", "i", finding="It works", results=("k1", "m"), confidence="mid")
    assert sentences.insight(state, row).detail == "confidence: medium · Logs in alone: 60% (1 June 2022)"


def test_an_assumption_is_quoted_with_the_link_it_was_believed_of() -> None:
    row = item("link", "l", source="u3", target="gone", assumption="All practise", held_because="registers")
    read = sentences.assumption(STATE, row)
    assert read.title == "“All practise”"
    assert read.detail == "believed of: Learners dare to do more online → … · shown by: registers"


def test_a_report_says_its_message_and_how_it_goes_out() -> None:
    row = item("report", "r", message="50 people", audience="a", channel="page", next_date=date(2126, 4, 15))
    read = sentences.report(STATE, row)
    assert (read.title, read.detail) == ("50 people", "page · next on 15 April 2126")
    passed = item("report", "r", message="50 people", next_date=date(2021, 6, 24))
    assert sentences.report(STATE, passed).detail == "△ was 24 June 2021"


@pytest.mark.parametrize(
    ("severity", "likelihood", "words"),
    [(4, 3, "4\u00a0×\u00a03\u00a0=\u00a012: serious"), (5, 2, "5\u00a0×\u00a02\u00a0=\u00a010"), (None, 3, "")],
)
def test_a_negative_effect_says_its_weight(severity: int | None, likelihood: int, words: str) -> None:
    row = item("negative_effect", "n", description="Fraud", severity=severity, likelihood=likelihood)
    assert sentences.score_words(STATE, row) == words
    assert (words in sentences.negative_effect(STATE, row).detail) is True


def test_a_date_is_past_or_to_come_as_of_the_day_of_the_plan_that_is_shown() -> None:
    reported = item("report", "r", message="x", next_date=date(2026, 4, 1))
    assert "next on" in sentences.report(replace(STATE, shown_on=date(2026, 3, 1)), reported).detail
    assert "△ was" in sentences.report(replace(STATE, shown_on=date(2026, 5, 1)), reported).detail
