"""The part of module 2 in a document."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D

import pytest

from impactplan.blocks import Block, Entries, Figure, Table
from impactplan.exports.document import build_document
from impactplan.exports.options import Options
from impactplan.graph import PlanState
from tests.framework.plans import COLLECTIONS, STAKEHOLDERS, plan
from tests.framework.test_whole import OUTCOMES

pytestmark = pytest.mark.usefixtures("english")

INDICATORS = [
    {"id": "K1", "name": "Logs in", "outcome": "U1", "baseline": D(45), "target": D(70), "unit": "%", "feasible": 3},
    {"id": "K2", "name": "Dares", "outcome": "U2"},
]


def full() -> PlanState:
    return plan(
        outcome=OUTCOMES,
        stakeholder=STAKEHOLDERS,
        indicator=INDICATORS,
        source=[{"id": "B", "name": "Library system", "indicators": ("K1",), "quality": 4}],
        collection=COLLECTIONS,
        capacity=[{"id": "q", "year": 2021, "quarter": "4", "hours": D(40), "euros": D(300)}],
        feasibility=[{"id": "f", "dropped": "The talks."}],
    )


def blocks(state: PlanState, step: str, *, empty: bool = False) -> Sequence[Block]:
    document = build_document(state, Options.of([step], empty=empty))
    (chapter,) = document.chapters
    return chapter.sections[0].blocks if chapter.sections else ()


def test_priorities_are_a_table_under_what_is_measured() -> None:
    (table,) = blocks(full(), "priorities")
    assert isinstance(table, Table)
    assert table.title == "You measure 2 of 4 outcomes now"
    assert [cell.text for cell in table.rows[0].cells] == ["1", "Log in", "Measure now", "", "3 × 4 = 12"]


def test_priorities_without_a_choice_say_nothing() -> None:
    assert blocks(plan(outcome=[{"id": "U", "statement": "Log in"}]), "priorities") == ()


def test_indicators_open_with_all_their_lines() -> None:
    figure, _heading, entries = blocks(full(), "indicators")
    assert isinstance(figure, Figure)
    assert isinstance(entries, Entries)
    assert [entry.title for entry in entries.entries] == ["Logs in", "Dares"]
    facts = {fact.label: fact.value.text for fact in entries.entries[0].blocks[0].facts}
    assert facts["From baseline to target"] == "45 → 70%"
    assert facts["Data"] == "Library system"


def test_collections_tell_what_was_computed() -> None:
    table, _heading, entries = blocks(full(), "collection")
    assert isinstance(table, Table)
    assert table.total is not None
    assert isinstance(entries, Entries)
    facts = {fact.label: fact.value.text for fact in entries.entries[0].blocks[0].facts}
    assert facts["Completed answers to expect"] == "144"
    assert "247 invitations" in facts["Answers needed"]
    assert facts["Minutes each"] == "8\xa0minutes, 2 waves"


def test_sources_end_with_the_indicators_that_lack_data() -> None:
    table, listing = blocks(full(), "sources")
    assert isinstance(table, Table)
    assert [text.text for text in listing.items] == ["Dares"]


def test_feasibility_tells_time_calendar_burden_weighing_and_what_is_left_out() -> None:
    shown = blocks(full(), "feasibility")
    titles = [block.title for block in shown if isinstance(block, Table | Figure)]
    assert titles == [
        "It does not fit in 1 of 1 quarters",
        "Digistarters: 3 collections at the same time",
        "Together you ask 81.9 hours of people",
        "What matters, and what is feasible",
    ]
    assert "The talks." in str(shown[-1])
    quarters = shown[0]
    assert isinstance(quarters, Table)
    assert [row.cells[3].text for row in quarters.rows].count("△ 7.5 hours short") == 1


@pytest.mark.parametrize("step", ["priorities", "indicators", "sources", "collection", "feasibility"])
def test_an_empty_step_waits_and_shows_its_questions_where_asked(step: str) -> None:
    assert blocks(plan(), step) == ()
    if step != "priorities":
        assert blocks(plan(), step, empty=True)


def test_a_minimum_has_its_unit_and_scores_say_out_of_what() -> None:
    state = plan(indicator=[{"id": "K", "name": "Logs in", "minimum": D(55), "unit": "%", "valid": 3, "feasible": 2}])
    (entries,) = [block for block in blocks(state, "indicators") if isinstance(block, Entries)]
    facts = {fact.label: fact.value.text for fact in entries.entries[0].blocks[0].facts}
    assert facts["From baseline to target"] == "%; minimum 55%"
    assert facts["Quality"] == "valid 3, feasible 2 (out of 3)"
