from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest

from impactplan.framework.calculations import of_collection, of_indicator, of_outcome
from impactplan.workbook.sections import Calculation
from tests.framework.plans import COLLECTIONS, one, plan

pytestmark = pytest.mark.usefixtures("english")
COMPLETES, NEEDED, MARGIN, BURDEN = (
    "Completed answers to expect",
    "Answers needed",
    "Margin of error",
    "What it asks of people",
)


def calculations(row: int = 0, **changes: Any) -> dict[str, Calculation]:
    values = {name: value for name, value in COLLECTIONS[row].items() if name != "id"} | changes
    return {calculation.label: calculation for calculation in of_collection(*one("collection", **values))}


def test_the_figures_of_the_example() -> None:
    computed = calculations()
    assert computed[COMPLETES].result == "144"
    assert computed[NEEDED].result == (
        "148 for a margin of 5\xa0percentage points; 69 for a margin of 10\xa0percentage points"
    )
    assert computed[MARGIN].result == "± 5.2\xa0percentage points, for a percentage"
    assert computed[BURDEN].result == "38.4\xa0hours"


def test_each_figure_shows_how_it_was_computed() -> None:
    computed = calculations()
    assert computed[COMPLETES].lines == ("240 invited × 60% response = 144",)
    assert "384.16" in computed[NEEDED].lines[0]
    assert computed[BURDEN].lines == ("144 answers × 8 minutes × 2 waves / 60",)


def test_what_cannot_be_done_is_said_with_what_can() -> None:
    words = calculations()[NEEDED].caution
    for part in ("247 invitations", "240 people", "144 answers", "5.2\xa0percentage points"):
        assert part in words
    assert not calculations(response=D(90))[NEEDED].caution


@pytest.mark.parametrize("sampling", ["quota", "convenience", "purposive"])
def test_without_a_random_choice_there_is_no_margin_and_no_sample_size(sampling: str) -> None:
    computed = calculations(sampling=sampling)
    assert computed[MARGIN].missing_input.startswith("not applicable")
    assert not computed[MARGIN].result
    assert NEEDED not in computed


def test_the_margin_is_computed_in_the_open() -> None:
    (line,) = calculations()[MARGIN].lines
    assert line.endswith("= 0.0518")


MEAN = {"id": "K1", "name": "Recognition task", "indicator_kind": "mean", "unit": "points"}
SHARE = {"id": "K2", "name": "Logs in", "indicator_kind": "percentage", "unit": "%"}
UNSAID = {"id": "K3", "name": "New"}


@pytest.mark.parametrize(
    ("indicators", "known"), [([MEAN], False), ([MEAN, SHARE], True), ([UNSAID], True), ([], True)]
)
def test_a_margin_and_a_sample_size_are_of_a_percentage_never_of_a_mean(
    indicators: list[dict[str, Any]], known: bool
) -> None:
    row = COLLECTIONS[0] | {"indicators": tuple(indicator["id"] for indicator in indicators)}
    state = plan(collection=[row], indicator=indicators)
    computed = {calculation.label: calculation for calculation in of_collection(state, state.rows("collection")[0])}
    assert bool(computed[MARGIN].result) is known
    assert (NEEDED in computed) is known


def test_a_margin_leaves_out_who_did_not_answer() -> None:
    assert "did not answer" in calculations()[MARGIN].caution


@pytest.mark.parametrize(
    ("change", "label", "missing_input"),
    [
        ({"population": None}, NEEDED, "needs a population size"),
        ({"population": None}, MARGIN, "needs a population size"),
        ({"response": None}, COMPLETES, "needs an expected response"),
        ({"response": None}, BURDEN, "needs a number of answers"),
        ({"invited": None, "sampling": "random"}, COMPLETES, "needs a number of invitations"),
        ({"minutes": None}, BURDEN, "needs the minutes that it takes somebody"),
        ({"population": 100}, MARGIN, "more answers are expected than there are people"),
    ],
)
def test_what_a_figure_lacks_is_said_in_words(change: dict[str, Any], label: str, missing_input: str) -> None:
    computed = calculations(**change)[label]
    assert (computed.result, computed.missing_input) == ("", missing_input)


def test_a_registration_is_everybody_and_asks_nobody_anything() -> None:
    computed = calculations(4)
    assert computed[COMPLETES].result == "1,380"
    assert NEEDED not in computed
    assert computed[MARGIN].result == "none: everybody takes part"
    assert computed[BURDEN].result == "nothing: nobody is asked anything"


def test_materiality_is_relevance_times_significance() -> None:
    (calculation,) = of_outcome(*one("outcome", relevance=3, significance=4))
    assert (calculation.result, calculation.lines) == ("12 of 25", ("3 × 4 = 12",))
    assert of_outcome(*one("outcome", relevance=3))[0].missing_input == "needs a score for significance"
    assert of_outcome(*one("outcome"))[0].missing_input == "needs a score for relevance"


def test_an_indicator_shows_its_line_once_it_has_a_value() -> None:
    assert of_indicator(*one("indicator", name="Logs in")) == []
    (calculation,) = of_indicator(*one("indicator", name="Logs in", target=D(70), unit="%"))
    assert calculation.picture is not None
    assert ">target 70%<" in calculation.picture.replace("\xa0", " ")
