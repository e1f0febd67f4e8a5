"""What module 2 says of the plan as a whole: quarters, burden, weighing, groups, the answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from flask import Flask, g

from impactplan.calculators.burden import surveys_a_year, waves_a_year
from impactplan.framework import figures, pictures, sentences
from impactplan.framework.answers import answer
from impactplan.framework.data_checks import CAPACITY
from impactplan.framework.fieldwork import completes_of, efforts, overlapping
from impactplan.framework.layouts import by_method, by_outcome, by_quarter
from impactplan.framework.materiality import tally, weight
from impactplan.framework.quarters import loads_of, of_capacity
from impactplan.models import KINDS
from impactplan.workbook.checks import notes_at
from impactplan.workbook.sections import RowView, Section
from tests.framework.plans import COLLECTIONS, STAKEHOLDERS, one, plan

pytestmark = pytest.mark.usefixtures("english")

EXAMPLE = plan(collection=COLLECTIONS, stakeholder=STAKEHOLDERS, indicator=[])


def section(state: object, kind: str) -> Section:
    rows = state.rows(kind)
    views = [RowView(item, getattr(sentences, kind)(state, item), (), 1, True, True) for item in rows]
    return Section(KINDS[kind], rows=views)


# --- completes ---


def test_completes_of_the_example() -> None:
    assert [completes_of(item) for item in EXAMPLE.rows("collection")] == [144, 90, 171, 12, 1380]


def test_a_census_without_invitations_is_the_population_at_its_response() -> None:
    census = {"sampling": "census", "population": 90}
    assert completes_of(one("collection", **census)[1]) == 90
    assert completes_of(one("collection", **census, response=D(50), invited=0)[1]) == 45


# --- time and money ---


def test_hours_and_money_are_spread_over_the_quarters() -> None:
    loads = {load.when: load for load in loads_of(EXAMPLE)}
    assert list(loads) == [(year, quarter) for year in (2021, 2022) for quarter in (1, 2, 3, 4)]
    assert loads[2021, 1].hours == D("1.5")
    assert sum(load.hours for load in loads.values()) == 154
    assert loads[2021, 4].euros == 240 + 32


def capacity(**values: object) -> dict[str, object]:
    return {"id": "q", "year": 2021, "quarter": "4", **values}


def test_a_shortage_is_said_in_hours_and_in_euros() -> None:
    state = plan(collection=COLLECTIONS, capacity=[capacity(hours=D(40), euros=D(270))])
    (load,) = [load for load in loads_of(state) if load.item_id]
    assert load.is_short
    assert load.verdict == "7.5 hours and €2 short"
    assert (load.hours_share, load.euros_share) == (100, 100)


def test_what_fits_and_what_nobody_filled_in() -> None:
    fits = plan(collection=COLLECTIONS, capacity=[capacity(hours=D("47.5"), euros=D(272))])
    open_ = plan(collection=COLLECTIONS, capacity=[capacity(hours=D(50))])
    verdicts = [next(load for load in loads_of(state) if load.item_id).verdict for state in (fits, open_)]
    assert verdicts == ["fits", "not filled in yet"]
    roomy = plan(collection=COLLECTIONS, capacity=[capacity(hours=D(95), euros=D(0))])
    (load,) = [load for load in loads_of(roomy) if load.item_id]
    assert (load.hours_share, load.euros_share) == (50, 100)


def test_a_hair_too_little_is_no_shortage() -> None:
    third = {"id": "d", "start": date(2021, 1, 1), "end": date(2021, 9, 30), "staff_hours": D(100), "cost": D(0)}
    state = plan(collection=[third], capacity=[capacity(quarter="1", hours=D("33.333333"), euros=D(0))])
    assert loads_of(state)[0].verdict == "fits"
    state = plan(collection=[third], capacity=[capacity(quarter="1", hours=D("33.2"), euros=D(0))])
    assert loads_of(state)[0].verdict == "0.1 hours short"


def test_quarters_stand_in_the_order_of_time_with_or_without_a_row() -> None:
    rows = [capacity(id="b", quarter="2", hours=D(1), euros=D(0)), capacity(id="a", quarter="1"), {"id": "c"}]
    state = plan(collection=COLLECTIONS[4:], capacity=rows)
    shown = by_quarter(state, section(state, "capacity"))
    assert [quarter.row.item.id if quarter.row else None for quarter in shown.quarters] == ["a", "b", *[None] * 6]
    assert [row.item.id for row in shown.unnamed] == ["c"]
    assert shown.message == "It does not fit in 1 of 2 quarters."


def test_an_open_quarter_tells_what_each_collection_asks_of_it() -> None:
    state = plan(collection=COLLECTIONS, capacity=[capacity(hours=D(40), euros=D(300)), {"id": "other"}])
    (calculation,) = of_capacity(state, state.rows("capacity")[0])
    assert calculation.result == "47.5 hours and €272"
    assert calculation.lines[3] == "D4: 30 hours and €240"
    assert len(calculation.lines) == 5
    assert calculation.caution == "7.5 hours short"
    (open_,) = of_capacity(state, state.rows("capacity")[1])
    assert (open_.result, open_.missing_input) == ("", "needs a year and a quarter")


def test_a_quarter_that_stands_twice_is_said_at_both_rows() -> None:
    rows = [capacity(id="a"), capacity(id="b"), capacity(id="c", quarter="3"), {"id": "d"}, {"id": "e"}]
    state = plan(capacity=rows)
    assert [list(notes_at(CAPACITY, state, item)) for item in state.rows("capacity")] == [
        ["quarter"],
        ["quarter"],
        [],
        [],
        [],
    ]


def test_a_mistyped_year_makes_no_hundreds_of_quarters() -> None:
    ages = {**COLLECTIONS[0], "start": date(1921, 1, 1)}
    state = plan(collection=[ages], capacity=[capacity(hours=D(1), euros=D(1))])
    shown = by_quarter(state, section(state, "capacity"))
    assert len(shown.quarters) == 24 + 1
    assert shown.more == 102 * 4 - 24 - 1
    assert [quarter for quarter in shown.quarters if quarter.row]


# --- what it asks of people ---


def test_burden_of_the_example() -> None:
    burden = figures.burden(EXAMPLE)
    assert burden.total == "81.9"
    assert [(one.name, one.hours, one.minutes, one.surveys) for one in burden.groups] == [
        ("Digistarters", "75.9", "32", "3"),
        ("Relatives", "6", "30", "1"),
    ]
    assert not any(one.notes for one in burden.groups)


def test_a_fourth_time_in_a_year_and_many_minutes_are_noted() -> None:
    more = [{**COLLECTIONS[1], "id": "D6"}, {**COLLECTIONS[2], "id": "D7", "minutes": D(30)}]
    burden = figures.burden(plan(collection=[*COLLECTIONS, *more], stakeholder=STAKEHOLDERS))
    assert len(burden.groups[0].notes) == 2
    assert not burden.groups[1].notes


def test_waves_are_spread_over_the_years() -> None:
    before_and_after, *_others = efforts(EXAMPLE)
    assert waves_a_year(before_and_after) == 1
    assert surveys_a_year([before_and_after]) == {("S1", 2021): 1, ("S1", 2022): 1}
    short = one("collection", waves=3, start=date(2021, 1, 1), end=date(2021, 12, 31))[0]
    assert waves_a_year(efforts(short)[0]) == 3


def test_only_the_same_group_at_the_same_time_coincides() -> None:
    first, _second, _third, relatives, registration = EXAMPLE.rows("collection")
    assert [item.id for item in overlapping(EXAMPLE, first)] == ["D2", "D3"]
    assert list(overlapping(EXAMPLE, relatives)) == list(overlapping(EXAMPLE, registration)) == []
    assert "Digistarters: 3 collections" in pictures.calendar_title(EXAMPLE)


def test_the_calendar_shows_today_on_a_page_only(without_database: Flask) -> None:
    long = plan(collection=[{**COLLECTIONS[0], "start": date(2000, 1, 1), "end": date(2099, 1, 1)}])
    with without_database.test_request_context():
        g.language = "en"
        assert ">today<" in pictures.draw_calendar(long, "c", page=True)
    assert ">today<" not in pictures.draw_calendar(long, "c")


# --- priorities and indicators ---

OUTCOMES = [
    {"id": "U1", "statement": "Log in", "measure": "now", "relevance": 3, "significance": 4},
    {"id": "U2", "statement": "Dare more", "measure": "now", "relevance": 2, "significance": 3},
    {"id": "U3", "statement": "Feel in charge", "measure": "later", "importance": 1},
    {"id": "U4", "statement": "Are cheated"},
]


@pytest.mark.parametrize(("place", "heavy"), [(0, "much"), (1, "some"), (2, "little"), (3, "")])
def test_outcomes_weigh_by_materiality_or_else_by_importance(place: int, heavy: str) -> None:
    state = plan(outcome=OUTCOMES)
    assert weight(state, state.rows("outcome")[place]) == heavy


def test_choices_are_counted_in_words() -> None:
    counted = tally(plan(outcome=OUTCOMES))
    assert [(key, count) for key, _word, count in counted.counts] == [("now", 2), ("later", 1), ("", 1)]
    assert figures.tally_title(plan(outcome=OUTCOMES)) == "You measure 2 of 4 outcomes now"
    assert figures.tally_title(plan(outcome=OUTCOMES[3:])) == "1 outcome waits for your choice"
    assert not counted.note


@pytest.mark.parametrize(("now", "later", "noted"), [(9, 1, True), (8, 1, False), (3, 0, True), (2, 0, False)])
def test_more_than_can_be_kept_up_is_noted(now: int, later: int, noted: bool) -> None:
    choices = ["now"] * now + ["later"] * later
    rows = [{"id": str(at), "measure": choice} for at, choice in enumerate(choices)]
    assert bool(tally(plan(outcome=rows)).note) is noted


def test_indicators_stand_under_their_outcomes_with_the_gaps() -> None:
    rows = [{"id": "K1", "outcome": "U3"}, {"id": "K2", "outcome": "gone"}, {"id": "K3", "outcome": "U1"}]
    state = plan(outcome=OUTCOMES, indicator=rows)
    groups = by_outcome(state, section(state, "indicator"))
    assert [(group.key, [row.item.id for row in group.rows], bool(group.gap)) for group in groups] == [
        ("U1", ["K3"], False),
        ("U2", [], True),
        ("U3", ["K1"], False),
        ("", ["K2"], False),
    ]


def test_collections_stand_under_their_methods_in_a_fixed_order() -> None:
    state = plan(collection=[{"id": "a"}, {"id": "b", "method": "interview"}, {"id": "c", "method": "survey"}])
    groups = by_method(state, section(state, "collection"))
    assert [(group.key, len(group.rows)) for group in groups] == [("survey", 1), ("interview", 1), ("", 1)]


def test_too_many_indicators_and_those_without_data_are_noted() -> None:
    eight = [{"id": str(at), "name": f"K{at}"} for at in range(8)]
    source = [{"id": "s", "indicators": tuple(str(at) for at in range(9))}]
    assert figures.count_notes(plan(indicator=eight, source=source, collection=[])) == []
    nine = [*eight, {"id": "8", "name": "K8"}]
    assert len(figures.count_notes(plan(indicator=nine, source=source, collection=[]))) == 1
    (note,) = figures.count_notes(plan(indicator=[{"id": "z", "name": "Kz"}], source=source, collection=[]))
    assert "Kz" in note


def test_coverage_names_what_is_there_at_either_end() -> None:
    state = plan(
        indicator=[{"id": at, "name": at} for at in "abc"],
        source=[{"id": "s", "name": "Library system", "indicators": ("a",)}],
        collection=[{"id": "d", "name": "Form", "indicators": ("b",)}],
    )
    assert [(one.at_hand, one.to_collect, one.missing_input) for one in figures.coverage(state)] == [
        ("Library system", "", False),
        ("", "Form", False),
        ("", "", True),
    ]
    assert figures.coverage_title(state) == "1 of 3 indicators have no data yet"


def test_indicators_are_placed_by_weight_and_feasibility() -> None:
    rows = [
        {"id": "a", "name": "a", "outcome": "U1", "feasible": 3},
        {"id": "b", "name": "b", "outcome": "U1", "feasible": 1},
        {"id": "c", "name": "c", "outcome": "U3", "feasible": 1},
        {"id": "d", "name": "d", "outcome": "U4", "feasible": 1},
        {"id": "e", "name": "e", "outcome": "U1"},
    ]
    state = plan(outcome=OUTCOMES, indicator=rows)
    matrix = figures.matrix(state)
    assert [[[name for name, _id in cell.names] for cell in cells] for _level, cells in matrix.rows] == [
        [["a"], [], ["b"]],
        [[], [], []],
        [[], [], ["c"]],
    ]
    assert [name for name, _id in matrix.unplaced] == ["d", "e"]
    assert figures.matrix_title(state) == "1 indicator matters much but is hard to get"


# --- sentences and the answer ---


@pytest.mark.parametrize(
    ("values", "detail"),
    [
        ({"baseline": D(45), "target": D(70), "target_date": date(2022, 12, 31)}, "45 → 70% · 31 December 2022"),
        ({"baseline": D(0), "target": D(70)}, "0 → 70%"),
        ({"target": D(0)}, "to 0%"),
        ({"baseline": D(45)}, "from 45%"),
        ({"target": D(4), "direction": "not_above"}, "not above 4%"),
        ({}, ""),
    ],
)
def test_an_indicator_reads_from_baseline_to_target(values: dict[str, object], detail: str) -> None:
    assert sentences.indicator(*one("indicator", unit="%", **values)).detail == detail


def test_a_collection_reads_as_who_when_and_how_many() -> None:
    sentence = sentences.collection(EXAMPLE, EXAMPLE.rows("collection")[0])
    assert sentence.detail == "Digistarters · 12 April 2021 – 16 December 2022 · 144 of 240 expected"
    unnamed = plan(collection=[{"id": "x", "method": "interview", "group": "S1"}], stakeholder=STAKEHOLDERS)
    assert sentences.collection(unnamed, unnamed.rows("collection")[0]).title == "Interview: Digistarters"


def test_indicators_are_counted_with_their_outcomes_or_without_any() -> None:
    assert figures.count_title(plan(outcome=OUTCOMES, indicator=[{"id": "a", "outcome": "U1"}])) == (
        "1 indicator for 1 outcome"
    )
    assert figures.count_title(plan(indicator=[{"id": "a"}])) == "1 indicator, without an outcome yet"


def test_the_answer_names_outcomes_indicators_and_data() -> None:
    indicators = [{"id": "a", "outcome": "U1"}, {"id": "b", "outcome": "U1"}, {"id": "c", "outcome": "U2"}]
    data = [{"id": f"d{at}", "name": f"D{at}", "indicators": ("a",)} for at in range(5)]
    assert answer(plan(outcome=OUTCOMES)) == ""
    bare = plan(outcome=OUTCOMES, indicator=indicators, collection=[], source=[])
    assert "still open" in answer(bare)
    few = plan(outcome=OUTCOMES, indicator=indicators, collection=data[:2], source=[{"id": "s", "name": "unused"}])
    assert answer(few) == "We measure 2 of 4 outcomes now (1 later) with 3 indicators, from: D0 and D1."
    many = plan(outcome=OUTCOMES, indicator=indicators, collection=data, source=[])
    assert answer(many).endswith("from: D0, D1, D2 and 2 more.")
    assert "which outcomes" in answer(plan(indicator=[{"id": "a"}]))


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (("", ""), "We measure 1 outcome with"),
        (("now", "now"), "We measure 2 outcomes with"),
        (("now", "not"), "We measure 1 of 2 outcomes now with"),
        (("now", "later"), "We measure 1 of 2 outcomes now (1 later) with"),
    ],
)
def test_the_answer_counts_outcomes_as_the_priorities_do(choices: tuple[str, ...], said: str) -> None:
    outcomes = [{"id": f"U{at}", "measure": choice or None} for at, choice in enumerate(choices)]
    assert said in answer(plan(outcome=outcomes, indicator=[{"id": "a", "outcome": "U0"}]))
