"""What the results of a plan come to, for every module that builds on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from impactplan.calculators import bands
from impactplan.calculators.bands import Band
from impactplan.calculators.sampling import NotComputable
from impactplan.workbook import result_summary
from tests.reporting.states import (
    INDICATOR,
    INPUTS,
    OUTCOME,
    contribution,
    item,
    make_state,
    measurement,
    valuation,
)

D = Decimal


@pytest.mark.parametrize(
    ("value", "expected"),
    [("54.99", Band.BELOW), ("55", Band.BETWEEN), ("69.9", Band.BETWEEN), ("70", Band.REACHED), ("90", Band.REACHED)],
)
def test_bands_upward(value: str, expected: Band) -> None:
    assert result_summary.band_of(INDICATOR, D(value)) is expected


@pytest.mark.parametrize("direction", ["down", "not_above"])
@pytest.mark.parametrize(
    ("value", "expected"), [("6.1", Band.BELOW), ("6", Band.BETWEEN), ("4.1", Band.BETWEEN), ("4", Band.REACHED)]
)
def test_bands_downward(direction: str, value: str, expected: Band) -> None:
    assert bands.band(D(value), D(6), D(4), down=direction in bands.DOWNWARD) is expected


def test_without_a_direction_the_target_tells_it() -> None:
    assert bands.points_down(None, D(6), D(4))
    assert not bands.points_down(None, D(4), D(6))
    assert not bands.points_down("up", D(6), D(4))


def test_without_a_minimum_only_the_target_can_be_said_to_be_reached() -> None:
    assert bands.band(D(70), None, D(70)) is Band.REACHED
    with pytest.raises(NotComputable, match="minimum"):
        bands.band(D(69), None, D(70))
    with pytest.raises(NotComputable, match="target"):
        bands.band(D(69), D(50), None)


def test_the_latest_measurement_is_the_newest_day_not_the_last_row() -> None:
    rows = (
        measurement("m1", "60", date(2022, 6, 1)),
        measurement("m2", "50", date(2021, 6, 1)),
        measurement("m3", None, date(2023, 6, 1)),
        measurement("m4", "10"),
    )
    state = make_state(INDICATOR, *rows)
    assert [one.id for one in result_summary.measurements_of(state, INDICATOR)] == ["m4", "m2", "m1"]
    newest = result_summary.latest(state, INDICATOR)
    assert newest is not None
    assert newest.id == "m1"
    assert result_summary.progress_of(state, INDICATOR).share == D("0.6")
    assert result_summary.reached(state) == (0, 1)
    assert result_summary.reached(make_state(INDICATOR, measurement("m1", "71", date(2022, 1, 1)))) == (1, 1)


def test_the_figures_of_a_contribution() -> None:
    row = contribution()
    assert result_summary.net_of(row) == D("50.274")
    assert result_summary.net_years(row) == [D("50.274"), D("37.7055"), D("28.279125")]
    assert result_summary.net_range(row) == (D("33.516"), D("58.653"))
    assert result_summary.net_range(contribution(own_share_low=None)) is None
    assert result_summary.contribution_of(make_state(OUTCOME, row), "u3") is row


def test_what_a_contribution_lacks_is_named() -> None:
    for name in ("gross", "deadweight", "own_share"):
        with pytest.raises(NotComputable, match=name):
            result_summary.net_of(contribution(**{name: None}))
    with pytest.raises(NotComputable, match="years"):
        result_summary.net_years(contribution(duration=None))
    assert result_summary.net_of(contribution(displacement=None, drop_off=None)) == D("52.92")


def test_what_went_in_is_what_was_said_or_the_sum_of_the_inputs() -> None:
    state = make_state(*INPUTS, valuation())
    assert result_summary.input_total(state) == D(68000)
    assert result_summary.input_total(make_state(*INPUTS, item("social_return", "r", input=D(5)))) == D(5)
    assert result_summary.input_total(make_state()) is None
    assert result_summary.euros_per_unit(state, "u3") == D(850)
    quantified = replace(valuation(), values={**valuation().values, "method": "quantified"})
    assert result_summary.euros_per_unit(make_state(quantified), "u3") is None
