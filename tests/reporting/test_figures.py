"""What is computed in module 3, with the course's own figures, and what is said where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.graph import Item
from impactplan.reporting.answers import answer
from impactplan.reporting.calculations import contribution_calculations
from impactplan.reporting.figures import return_title, view_return
from impactplan.reporting.returns import compute_return, find_missing_inputs
from tests.reporting.states import (
    INDICATOR,
    INPUTS,
    OUTCOME,
    RETURN,
    contribution,
    item,
    make_state,
    measurement,
    valuation,
)

D = Decimal
CENT = D("0.01")
FOUR = D("0.0001")


@pytest.fixture(autouse=True)
def english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield


def changed(one: Item, **values: object) -> Item:
    return replace(one, values={**one.values, **values})


def test_the_arithmetic_of_a_contribution_line_by_line() -> None:
    row = contribution(
        gross_source="survey", gross_certainty="high", deadweight_source="guess", deadweight_certainty="low"
    )
    net, between, years = contribution_calculations(make_state(OUTCOME, row), row)
    assert net.result == "about 50 people"
    assert net.lines == (
        "Gross change: 126 (source: survey; certainty: high)",
        "Would have happened anyway 30%: 126 × 70% = 88.2 (source: guess; certainty: low)",
        "Displacement 5%: 88.2 × 95% = 83.79 (no source)",
        "Own share 60%: 83.79 × 60% = 50.274 (no source)",
    )
    assert net.caution == "The least certain: would have happened anyway."
    assert between.result == "34 and 59 people"
    assert between.lines == (
        "At an own share of 40%: 33.516",
        "At an own share of 70%: 58.653",
    )
    assert years.result == "50, 38 and 28 people: 116 person-years"
    assert years.lines[:3] == (
        "Year 1: 50.274",
        "Year 2: 50.274 × 75% = 37.7055",
        "Year 3: 37.7055 × 75% = 28.279125",
    )


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ("gross", "gross change"),
        ("deadweight", "deadweight"),
        ("own_share", "own share"),
        ("duration", "how many years"),
    ],
)
def test_what_an_arithmetic_lacks_is_said_in_words(lacking: str, words: str) -> None:
    row = contribution(**{lacking: None})
    missing = [
        calculation for calculation in contribution_calculations(make_state(row), row) if calculation.missing_input
    ]
    assert any(words in calculation.missing_input for calculation in missing)
    assert all(not calculation.result for calculation in missing)


def test_displacement_that_is_not_filled_in_takes_nothing_off() -> None:
    row = contribution(displacement=None)
    net = contribution_calculations(make_state(row), row)[0]
    assert "nothing is taken off" in net.lines[2]
    assert net.result == "about 53 people"


def test_from_answers_to_all_says_what_it_assumes_and_whom_it_leaves_out() -> None:
    row = contribution(answered=144, changed=101, applied_to=180, dropped_out=60)
    extrapolated, dropped = contribution_calculations(make_state(row), row)[:2]
    assert extrapolated.result == "about 126 people"
    assert dropped.result == "60 people, not counted: of them nobody knows what changed"
    assert extrapolated.lines == (
        "101 of the 144 who answered: 70.1%",
        "70.1% of 180: 126.25",
        "If none of the 36 others changed: 101. If all of them did: 137.",
    )
    assert "assumes" in extrapolated.caution
    everybody = contribution(answered=180, changed=126, applied_to=180)
    assert contribution_calculations(make_state(everybody), everybody)[0].caution == ""


def test_without_answers_nothing_is_computed_of_them() -> None:
    row = contribution()
    assert len(contribution_calculations(make_state(row), row)) == 3
    half = contribution(answered=144)
    assert contribution_calculations(make_state(half), half)[0].missing_input


def test_one_person_is_a_person() -> None:
    row = contribution(gross=D(2), displacement=None)
    assert contribution_calculations(make_state(row), row)[0].result == "about 1 person"


def test_the_social_return_is_that_of_the_course() -> None:
    computed = compute_return(make_state(OUTCOME, contribution(), valuation(), RETURN, *INPUTS))
    assert computed is not None
    [one] = computed.valued
    assert [amount.quantize(CENT) for amount in one.present] == [D("41792.57"), D("30654.69"), D("22485.11")]
    assert computed.total.quantize(CENT) == D("94932.37")
    assert computed.ratio.quantize(FOUR) == D("1.3961")
    assert {variant.key: variant.ratio.quantize(FOUR) for variant in computed.variants} == {
        "estimated": D("1.3961"),
        "own_share": D("0.9307"),
        "price": D("0.9855"),
        "both": D("0.6570"),
        "deadweight": D("1.0969"),
        "drop_off": D("1.2199"),
        "duration": D("1.0654"),
    }
    assert computed.break_even.quantize(FOUR) == D("0.4298")
    assert computed.cost is not None
    assert computed.cost.quantize(CENT) == D("1352.59")


def test_a_ratio_is_never_shown_without_what_it_hangs_on() -> None:
    bare = (contribution(own_share_low=None), valuation(unit_price_low=None))
    state = make_state(OUTCOME, *bare, RETURN, *INPUTS)
    view = view_return(state)
    assert view.years
    assert not view.variants
    assert "not shown without" in view.no_ratio
    assert "1.4" not in return_title(state)
    assert all("1.4" not in text for fact in view.facts for text in fact)


def test_the_page_says_the_ratio_with_its_lowest_and_whether_it_pays() -> None:
    state = make_state(OUTCOME, contribution(), valuation(), RETURN, *INPUTS)
    assert return_title(state) == "Each euro gives about €1.40 of value, and €0.66 at the lowest estimates"
    view = view_return(state)
    assert [(line.ratio, line.pays) for line in view.variants] == [
        ("1.40", True),
        ("0.93", False),
        ("0.99", False),
        ("0.66", False),
        ("1.10", True),
        ("1.22", True),
        ("1.07", True),
    ]
    assert [line.label for line in view.variants][4:] == [
        "More would have happened anyway (45%)",
        "It wears off faster (37.5% a year)",
        "It lasts a year less (2 years)",
    ]
    assert view.years[1].sum == "37.7055 × €850 / 1.0225²"
    assert view.facts[0][1] == "at an own share of 43%"
    assert any("another organisation" in caution for caution in view.cautions)
    assert any("less than the investment" in caution for caution in view.cautions)


def test_a_share_with_a_decimal_is_shown_with_it() -> None:
    exact = contribution(own_share_low=D("12.5"), deadweight=D("12.5"))
    labels = [line.label for line in view_return(make_state(OUTCOME, exact, valuation(), RETURN, *INPUTS)).variants]
    assert "Own share at its lowest (12.5%)" in labels
    assert "More would have happened anyway (22.5%)" in labels


def test_what_was_said_to_go_in_takes_the_place_of_the_inputs() -> None:
    state = make_state(OUTCOME, contribution(), valuation(), changed(RETURN, input=D("94932.37")), *INPUTS)
    computed = compute_return(state)
    assert computed is not None
    assert computed.ratio.quantize(FOUR) == D(1)


def test_several_outcomes_add_up_and_their_sensitivity_is_of_the_whole() -> None:
    second = item("outcome", "u4", statement="Second")
    rows = [
        changed(contribution(), outcome="u3"),
        replace(contribution(outcome="u4", own_share_low=None), id="c2"),
        valuation(),
        valuation("v2", outcome="u4", unit_price_low=None),
    ]
    state = make_state(OUTCOME, second, *rows, RETURN, *INPUTS)
    computed = compute_return(state)
    assert computed is not None
    assert computed.total.quantize(CENT) == D("189864.74")
    ratios = {variant.key: variant.ratio.quantize(FOUR) for variant in computed.variants}
    assert ratios["estimated"] == D("2.7921")
    assert ratios["own_share"] == D("2.3268")  # one of the two at its lowest: 1.3961 + 0.9307
    assert computed.cost is None
    assert computed.break_even.quantize(FOUR) == (D(68000) / D("189864.74")).quantize(FOUR)
    view = view_return(state)
    assert any("same people" in caution for caution in view.cautions)
    assert any("Is that the same euro twice" in caution for caution in view.cautions)
    assert any("Second" in caution and "without a range" in caution for caution in view.cautions)


def test_what_a_return_lacks_is_said() -> None:
    def missing_input(*rows: Item) -> list[str]:
        return [missing.error.reason for missing in find_missing_inputs(make_state(OUTCOME, *rows))]

    assert missing_input(*INPUTS) == ["price"]
    assert missing_input(valuation(), *INPUTS) == ["gross"]
    assert missing_input(valuation(unit_price=None), contribution(), *INPUTS) == ["unit price"]
    assert missing_input(valuation(), contribution(duration=None), *INPUTS) == ["years"]
    assert missing_input(valuation(), contribution()) == ["input"]
    assert missing_input(valuation(), contribution(), *INPUTS) == []
    assert (
        "Learners dare to do more online: " in view_return(make_state(OUTCOME, valuation(), *INPUTS)).missing_input[0]
    )
    assert compute_return(make_state(OUTCOME, valuation(), contribution(own_share=D(0)), *INPUTS)) is None
    assert missing_input(valuation(), contribution(own_share=D(0)), *INPUTS) == ["value"]
    assert missing_input(valuation(unit_price=D(0)), contribution(), *INPUTS) == ["unit price"]
    assert missing_input(valuation(outcome=None), contribution(outcome=None), *INPUTS) == ["gross"]


def test_the_answer_of_the_module_in_one_sentence() -> None:
    state = make_state(OUTCOME, INDICATOR, measurement("m1", "71"), contribution())
    assert answer(state) == (
        "1 of the 1 indicator reached its target. “Learners dare to do more online”: "
        "of 126 people who changed, about 50 (34 to 59) because of us."
    )
    assert answer(make_state(OUTCOME, INDICATOR)) == ""
    assert answer(make_state(OUTCOME, contribution(own_share=None))) == ""


def test_the_main_outcome_is_the_one_with_the_largest_net_change() -> None:
    second = item("outcome", "u4", statement="Second")
    bigger = replace(contribution(outcome="u4", gross=D(500)), id="c2")
    state = make_state(OUTCOME, second, contribution(), bigger)
    assert answer(state).startswith("“Second”: of 500 people")
