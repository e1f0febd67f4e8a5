"""The pictures of module 3: what they say, and that nothing in them stands upon something else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from impactplan.diagram.series import MOST_PANELS
from impactplan.diagram.waterfall import MOST_FALLS
from impactplan.exports.document import in_language
from impactplan.graph import PlanState
from impactplan.reporting.pictures import RESULTS, WATERFALL, in_whole_parts
from tests.reporting.states import INDICATOR, OUTCOME, contribution, item, make_state, measurement

D = Decimal
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield


def many(count: int) -> PlanState:
    rows = []
    for number in range(count):
        rows.append(replace(INDICATOR, id=f"k{number}", values={**INDICATOR.values, "name": f"Indicator {number}"}))
        rows.append(measurement(f"m{number}", "60", date(2022, 6, 1), indicator=f"k{number}"))
    return make_state(*rows)


def texts(markup: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(markup).iter(f"{SVG}text")]


def test_the_message_of_the_results_is_how_many_reached_their_target() -> None:
    state = make_state(INDICATOR, measurement("m1", "71", date(2022, 6, 1)), item("indicator", "k2", target=D(5)))
    assert RESULTS.title(state) == "1 of 2 indicators reached their target"
    assert RESULTS.has_content(state)
    assert not RESULTS.has_content(make_state(INDICATOR, measurement("m1", "71")))
    assert RESULTS.title(make_state(INDICATOR)) == "Results against their targets"


def test_a_panel_names_its_values_and_what_they_are_measured_against() -> None:
    state = make_state(INDICATOR, measurement("m1", "60", date(2022, 6, 1)))
    markup = str(RESULTS.draw(state, "p", page=True))
    assert {"Logs in alone", "45%", "60%", "target 70", "minimum 55", "2021", "2022"} <= set(texts(markup))
    assert "Logs in alone: 60%, between minimum and target, progress 0.60" in markup
    assert "row=k1#row-k1" in markup
    assert "<a " not in str(RESULTS.draw(state, "p"))


def test_a_mark_says_its_band_by_its_shape() -> None:
    def shapes(value: str) -> set[str]:
        root = ET.fromstring(str(RESULTS.draw(make_state(INDICATOR, measurement("m1", value, date(2022, 6, 1))), "p")))
        marks = [e for e in root.iter() if e.get("fill") in {"#a3201d", "#8a4b00", "#2d6a1f"} and not e.text]
        return {element.tag.removeprefix(SVG) for element in marks}

    assert shapes("50") == {"rect"}
    assert shapes("60") == {"path"}
    assert shapes("70") == {"circle"}


@pytest.mark.parametrize("value", ["45", "70", "55", "0", "1000000", "-5"])
def test_values_stay_inside_the_picture(value: str) -> None:
    extreme = replace(INDICATOR, values={**INDICATOR.values, "baseline_date": date(2022, 6, 1)})
    for indicator in (INDICATOR, extreme):
        state = make_state(indicator, measurement("m1", value, date(2022, 6, 1)))
        root = ET.fromstring(str(RESULTS.draw(state, "p")))
        height = float(str(root.get("height")))
        for element in root.iter(f"{SVG}text"):
            assert -1 <= float(str(element.get("y"))) <= height


def test_more_indicators_than_fit_are_counted_not_drawn() -> None:
    markup = str(RESULTS.draw(many(MOST_PANELS + 3), "p"))
    assert "And 3 more, in the table." in texts(markup)
    assert f"Indicator {MOST_PANELS - 1}" in texts(markup)
    assert f"Indicator {MOST_PANELS}" not in texts(markup)
    assert not any("more" in text for text in texts(str(RESULTS.draw(many(MOST_PANELS), "p"))))


def test_the_waterfall_goes_from_gross_to_net_with_its_range() -> None:
    state = make_state(OUTCOME, contribution())
    assert WATERFALL.title(state) == "Of 126 people who changed, about 50 are due to us"
    words = texts(str(WATERFALL.draw(state, "p")))
    assert {"126", "−38", "−4", "−34"} <= set(words)
    assert "about 50  (34 to 59)" in words


def test_each_bar_begins_where_the_one_before_it_ends() -> None:
    state = make_state(OUTCOME, contribution(displacement=None))
    root = ET.fromstring(str(WATERFALL.draw(state, "p")))
    bars = [(float(str(e.get("x"))), float(str(e.get("width")))) for e in root.iter(f"{SVG}rect")]
    gross, dead, others, net = bars
    assert gross[0] == net[0]
    assert dead[0] + dead[1] == pytest.approx(gross[0] + gross[1], abs=0.05)
    assert others[0] + others[1] == pytest.approx(dead[0], abs=0.05)
    assert net[0] + net[1] == pytest.approx(others[0], abs=0.05)
    assert net[1] / gross[1] == pytest.approx(0.42, abs=0.001)


def test_what_cannot_be_computed_is_not_drawn() -> None:
    state = make_state(OUTCOME, contribution(own_share=None))
    assert not WATERFALL.has_content(state)
    assert WATERFALL.title(state) == "From gross to net"
    assert "<rect" not in str(WATERFALL.draw(state, "p"))


def test_many_contributions_are_counted() -> None:
    rows = [replace(contribution(), id=f"c{number}") for number in range(MOST_FALLS + 2)]
    state = make_state(OUTCOME, *rows)
    assert WATERFALL.title(state).startswith("Most due to us: ")
    said = " ".join(texts(str(WATERFALL.draw(state, "p"))))
    assert "And 2 more, in the table." in said
    assert "Each outcome has a scale of its own" in said


def test_a_few_people_are_said_whole_and_add_up_as_printed() -> None:
    row = contribution(gross=D(2))
    parts, net = in_whole_parts(row)
    gross, *taken = (text for _step, text in parts)
    assert gross == "2"
    assert all(text == "<\u00a01" or re.fullmatch("−[0-9]+", text) for text in taken)
    less = sum(int(text.removeprefix("−")) for text in taken if text != "<\u00a01")
    assert net == f"about {2 - less}"
    assert "<\u00a01" in texts(str(WATERFALL.draw(make_state(OUTCOME, row), "p")))


def test_hostile_names_stay_text() -> None:
    named = replace(INDICATOR, values={**INDICATOR.values, "name": "<script>alert(1)</script> & \x07"})
    markup = str(RESULTS.draw(make_state(named, measurement("m1", "60", date(2022, 6, 1))), "p", page=True))
    ET.fromstring(markup)
    assert not re.search("<script", markup)
