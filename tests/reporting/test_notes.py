"""Checks of module 3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.graph import Item, PlanState
from impactplan.reporting import checks
from impactplan.reporting.telling_checks import INSIGHT, LINK, NEGATIVE_EFFECT, REPORT, only_upward
from impactplan.workbook.checks import notes_at
from tests.reporting.states import INDICATOR, INPUTS, OUTCOME, contribution, item, make_state, measurement, valuation

D = Decimal
EMPTY = make_state()


@pytest.fixture(autouse=True)
def english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield


def sources() -> dict[str, str]:
    return {f"{name}_source": "survey" for name in ("gross", "deadweight", "displacement", "own_share", "drop_off")} | {
        "duration_source": "survey"
    }


def of_contribution(state: PlanState = EMPTY, **changes: Any) -> set[str]:
    sound = {"displacement": D(0), "answered": 144, "changed": 101, "applied_to": 180}
    return set(notes_at(checks.CONTRIBUTION, state, contribution(**(sound | sources() | changes))))


def test_a_sound_contribution_has_nothing_to_think_about() -> None:
    assert of_contribution() == set()


def test_the_gross_change_agrees_with_the_answers() -> None:
    assert of_contribution(gross=D(140)) == {"gross"}
    assert of_contribution(answered=None) == {"gross"}
    assert of_contribution(gross=D("126.25")) == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"own_share": D(100)}, "own_share"),
        ({"own_share": D(39)}, "own_share"),
        ({"own_share_low": D(80)}, "own_share_low"),
        ({"deadweight": D(0)}, "deadweight"),
        ({"displacement": D(5)}, "displacement"),
        ({"drop_off": D(0)}, "drop_off"),
        ({"drop_off": None}, "drop_off"),
        ({"own_share_source": None}, "own_share_source"),
        ({"duration_source": None}, "duration_source"),
    ],
)
def test_what_is_strong_in_a_contribution_is_said_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in of_contribution(**changes)


def test_where_it_moved_from_is_asked_until_the_story_is_there() -> None:
    assert "displacement" in of_contribution(displacement=D(5))
    assert "displacement" not in of_contribution(displacement=D(5), story="From the community centre.")


def test_what_lasts_one_year_needs_no_drop_off() -> None:
    assert "drop_off" not in of_contribution(drop_off=D(0), duration=1)


def test_deadweight_and_a_comparison_group_go_together() -> None:
    compared = make_state(item("indicator", "k1", outcome="u3", baseline_kind="comparison_group"))
    assert "deadweight" not in of_contribution(compared, deadweight=D(0))
    assert "deadweight" in of_contribution(compared, deadweight=D(30))


def test_thresholds_in_an_impossible_order() -> None:
    def noted(**changes: Any) -> set[str]:
        return set(notes_at(checks.THRESHOLDS, EMPTY, replace(INDICATOR, values={**INDICATOR.values, **changes})))

    assert noted() == set()
    assert noted(minimum=D(71)) == {"minimum"}
    assert noted(minimum=D(70)) == {"minimum"}
    assert noted(minimum=D(44)) == {"minimum"}
    assert noted(target=D(45), minimum=None) == {"target"}
    down = {"direction": "down", "baseline": D(6), "target": D(4)}
    assert noted(**down, minimum=D(5)) == set()
    assert noted(**down, minimum=D(3)) == {"minimum"}
    assert noted(**down, minimum=D(7)) == {"minimum"}
    assert noted(direction="not_above", baseline=D(6), target=D(6), minimum=None) == set()


def test_a_measurement_of_few_or_on_a_strange_day() -> None:
    def noted(value: str = "60", day: date = date(2022, 6, 1), **more: Any) -> set[str]:
        return set(notes_at(checks.MEASUREMENT, make_state(INDICATOR), measurement("m", value, day, **more)))

    assert noted(n=30) == set()
    assert noted(n=29) == {"n"}
    assert noted(n=9) == {"n"}
    assert noted(day=date(2090, 1, 1)) == {"measured_on"}
    assert noted(day=date(2021, 5, 27)) == {"measured_on"}
    assert noted("100.1") == {"value"}
    counted = replace(INDICATOR, values={**INDICATOR.values, "unit": "people"})
    assert set(notes_at(checks.MEASUREMENT, make_state(counted), measurement("m", "500", n=12))) == set()


def test_a_value_in_euros_needs_a_range_and_a_source_of_its_own() -> None:
    def noted(state: PlanState = EMPTY, **changes: Any) -> set[str]:
        return set(notes_at(checks.VALUATION, state, valuation(**({"price_source": "list"} | changes))))

    assert noted() == set()
    assert noted(unit_price_low=None) == {"unit_price"}
    assert noted(unit_price=D(1100)) == {"unit_price"}
    assert noted(price_year=2099) == {"price_year"}
    assert noted(price_source=None) == {"price_source"}
    other = valuation("v2", outcome="u4", proxy=" PRICE of a course ")
    assert noted(make_state(OUTCOME, valuation(), other)) == {"proxy"}
    assert noted(make_state(valuation(), replace(other, values={**other.values, "method": "none"}))) == set()
    assert noted(method="none", unit_price_low=None) == set()


def test_input_that_is_not_the_sum_of_the_inputs() -> None:
    state = make_state(*INPUTS)
    assert notes_at(checks.SOCIAL_RETURN, state, item("social_return", "r", input=D(68000))) == {}
    assert "input" in notes_at(checks.SOCIAL_RETURN, state, item("social_return", "r", input=D(1)))


def test_an_insight_rests_on_results_and_a_broken_assumption_teaches() -> None:
    assert "results" in notes_at(INSIGHT, EMPTY, item("insight", "i", finding="x"))
    assert notes_at(INSIGHT, EMPTY, item("insight", "i", finding="x", results=("k1",))) == {}
    assert "held" in notes_at(LINK, EMPTY, item("link", "l", held="no", held_because="x"))
    assert "held_because" in notes_at(LINK, EMPTY, item("link", "l", held="yes"))
    assert notes_at(LINK, EMPTY, item("link", "l")) == {}
    assert notes_at(LINK, EMPTY, item("link", "l", held="unknown")) == {}


SOUND = item("report", "r", message="50 people", audience="a", next_date=date(2090, 1, 1))


def test_a_report_says_something_that_stays() -> None:
    def noted(**changes: Any) -> set[str]:
        return set(notes_at(REPORT, EMPTY, replace(SOUND, values={**SOUND.values, **changes})))

    assert noted() == set()
    assert noted(message="It went well") == {"message"}
    assert noted(message="It went well", story="x", story_consent=True) == set()
    assert noted(story="x") == {"story_consent"}
    assert noted(next_date=date(2022, 1, 1)) == {"next_date"}


@pytest.mark.parametrize(
    ("audience", "kind", "upward"),
    [
        ({"stakeholder": "s"}, "funder", True),
        ({"stakeholder": "s"}, "partner", True),
        ({"stakeholder": "s"}, "target_group", False),
        ({"stakeholder": "s"}, "deliverer", False),
        ({"name": "Wethouder"}, "", True),
        ({"name": "Onze digicoaches"}, "", False),
        ({"name": "Deelnemers"}, "", False),
    ],
)
def test_reports_that_only_go_up(audience: dict[str, str], kind: str, upward: bool) -> None:
    state = make_state(item("stakeholder", "s", stakeholder_kind=kind), item("audience", "a", **audience), SOUND)
    assert only_upward(state) is upward
    assert ("audience" in notes_at(REPORT, state, SOUND)) is upward


def test_no_report_at_all_is_not_upward() -> None:
    assert not only_upward(EMPTY)


def effect(**values: Any) -> Item:
    return item("negative_effect", "n", **values)


def test_a_serious_negative_effect_asks_what_is_done() -> None:
    assert "mitigation" in notes_at(NEGATIVE_EFFECT, EMPTY, effect(severity=4, likelihood=3))
    assert notes_at(NEGATIVE_EFFECT, EMPTY, effect(severity=4, likelihood=3, mitigation="x")) == {}
    assert notes_at(NEGATIVE_EFFECT, EMPTY, effect(severity=5, likelihood=2)) == {}
    assert set(notes_at(NEGATIVE_EFFECT, EMPTY, effect(negative_state="occurred"))) == {
        "told",
        "wording",
    }
