"""Decisions, rhythm, culture and support: their sentences, messages, suggestions and notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from impactplan.blocks import Table
from impactplan.exports.builder import Builder, Sources
from impactplan.exports.document import in_language
from impactplan.exports.options import Options
from impactplan.graph import Item, PlanState
from impactplan.learning import answers, checks, culture, decisions, ledger_checks, rhythm, support
from impactplan.learning.documents import document_support
from impactplan.learning.levels import LEVELS, meanings
from impactplan.lib.dates import today
from impactplan.models.culture import DIMENSIONS
from impactplan.steps import BY_KEY
from impactplan.workbook.checks import notes_at
from impactplan.workbook.registry import describe
from tests.support.states import make_state

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield


def only(state: PlanState, kind: str) -> Item:
    return state.rows(kind)[0]


def detail(kind: str, **values: Any) -> str:
    state = make_state({kind: [values]})
    return describe(state, only(state, kind)).detail


# --- decisions ---


def test_a_question_reads_from_rule_to_actions() -> None:
    state = make_state(
        {
            "decision": [
                {
                    "question": "Why do people drop out?",
                    "rule": "Below 75 %: an evening group",
                    "decision": "adapt",
                    "decided_by": "management",
                    "decided_on": date(2026, 3, 3),
                }
            ],
            "action": [{"name": "Start a group", "answers": ("decision1",)}, {"name": "Other", "answers": ()}],
        }
    )
    chain = decisions.chain(state, only(state, "decision"))
    assert (chain.decision, chain.by, chain.actions) == ("Adjust", "management, 3 March 2026", ("Start a group",))
    said = describe(state, only(state, "decision")).detail
    assert said == "Below 75 %: an evening group → Adjust (management, 3 March 2026) → 1 action"


def test_a_question_without_decision_says_so() -> None:
    assert detail("decision", question="Why?", rule="Below 75 %") == "Below 75 % → not decided yet"


def plan_that_asks(**decision: Any) -> PlanState:
    return make_state(
        {
            "outcome": [{"statement": "A"}, {"statement": "B"}],
            "link": [
                {"source": "outcome1", "target": "outcome2", "held": "no", "assumption": "Everybody practises"},
                {"source": "outcome1", "target": "outcome2", "held": "partly", "assumption": "Teachers have time"},
                {"source": "outcome1", "target": "outcome2", "held": "yes", "assumption": "It is safe"},
                {"source": "outcome1", "target": "outcome2", "held": "unknown", "assumption": "It lasts"},
            ],
            "insight": [{"finding": "A quarter drops out"}, {"finding": None}],
            "decision": [decision] if decision else [],
        }
    )


def test_what_did_not_hold_and_insights_ask_for_a_question() -> None:
    suggested = decisions.suggestions(plan_that_asks())
    assert [one.preset["basis"] for one in suggested] == ["link1", "link2", "insight1"]
    assert suggested[0].preset["question"] == "The assumption “Everybody practises” did not hold. What do we change?"
    assert "held only partly" in suggested[1].preset["question"]
    assert "A quarter drops out" in suggested[2].preset["question"]


def test_what_a_question_rests_on_already_is_not_suggested_again() -> None:
    suggested = decisions.suggestions(plan_that_asks(question="Why?", basis=("link1", "insight1")))
    assert [one.preset["basis"] for one in suggested] == ["link2"]


def test_a_suggested_question_fits_its_field() -> None:
    state = make_state({"insight": [{"finding": "x" * 1000}]})
    assert len(decisions.suggestions(state)[0].preset["question"]) <= 1000


YESTERDAY, TOMORROW = today() - timedelta(days=1), today() + timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "noted"),
    [
        ({"decided_on": YESTERDAY}, {"decided_on"}),
        ({"decided_on": TOMORROW}, set()),
        ({"decided_on": TOMORROW, "decision": "continue", "basis": ("i",)}, {"decided_on"}),
        ({"decision": "continue", "decided_on": YESTERDAY, "basis": ("i",)}, set()),
        ({"decision": "adapt", "decided_on": YESTERDAY, "basis": ("i",)}, {"actions"}),
        ({"decision": "adapt", "decided_on": YESTERDAY, "basis": ("i",), "actions": ("a",)}, set()),
        ({"decision": "stop", "basis": ("i",), "actions": ("a",)}, {"decided_on"}),
        ({"decision": "continue", "decided_on": YESTERDAY}, {"basis"}),
        ({"evidence": "72 % of 43"}, {"decision"}),
        ({"rule": "Too few, then stop"}, {"rule"}),
        ({"rule": "Below 75 %, then stop"}, set()),
    ],
)
def test_notes_on_a_decision(values: dict[str, Any], noted: set[str]) -> None:
    state = make_state({"decision": [{"question": "Why?", **values}]})
    assert set(notes_at(checks.DECISION, state, only(state, "decision"))) == noted


# --- rhythm ---


@pytest.mark.parametrize(
    ("often", "month", "months"),
    [
        ("weekly", None, tuple(range(1, 13))),
        ("monthly", "5", tuple(range(1, 13))),
        ("quarterly", "3", (3, 6, 9, 12)),
        ("quarterly", "11", (2, 5, 8, 11)),
        ("half_yearly", "8", (2, 8)),
        ("yearly", "4", (4,)),
        ("quarterly", None, ()),
        (None, "4", ()),
    ],
)
def test_a_moment_comes_in_its_months(often: str | None, month: str | None, months: tuple[int, ...]) -> None:
    state = make_state({"rhythm": [{"rhythm": often, "month": month}]})
    assert rhythm.months_of(only(state, "rhythm")) == months


def test_the_message_says_how_often_and_when_nobody_looks() -> None:
    moments = [{"rhythm": "quarterly", "month": "3"}, {"rhythm": "half_yearly", "month": "1"}]
    moments += [{"rhythm": "yearly", "month": month} for month in ("2", "4", "5", "8")]
    state = make_state({"rhythm": moments})
    assert (
        rhythm.title(state) == "10 times a year we learn together; in October and November nobody looks at the figures"
    )
    few = make_state({"rhythm": moments[:2]})
    assert rhythm.title(few) == "6 times a year we learn together; in 6 months nobody looks at the figures"
    assert rhythm.title(make_state({"rhythm": [{"rhythm": "monthly"}]})) == "12 times a year we learn together"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 3, 1), (2026, 3)), (date(2026, 4, 1), (2026, 9)), (date(2026, 10, 1), (2027, 3))],
)
def test_the_next_moment(day: date, expected: tuple[int, int]) -> None:
    state = make_state({"rhythm": [{"moment": "Session", "rhythm": "half_yearly", "month": "3"}]})
    moment = rhythm.next_moment(state, day)
    assert moment is not None
    assert (moment.year, moment.month) == expected


def test_of_two_moments_in_a_month_the_rarest_is_named() -> None:
    moments = [
        {"moment": "Team", "rhythm": "monthly"},
        {"moment": "Board", "rhythm": "yearly", "month": "3"},
        {"moment": None, "rhythm": "yearly", "month": "3"},
    ]
    moment = rhythm.next_moment(make_state({"rhythm": moments}), date(2026, 3, 1))
    assert moment is not None
    assert moment.item["moment"] == "Board"


def test_notes_on_a_moment() -> None:
    state = make_state({"rhythm": [{"rhythm": "yearly", "who": "team"}, {"rhythm": "monthly", "input": "graph"}]})
    assert set(notes_at(checks.RHYTHM, state, state.rows("rhythm")[0])) == {"month", "input"}
    assert notes_at(checks.RHYTHM, state, state.rows("rhythm")[1]) == {}


# --- culture ---


def test_every_dimension_has_five_descriptions_that_differ() -> None:
    assert set(LEVELS) == {key for key, _label in DIMENSIONS}
    texts = [str(text) for levels in LEVELS.values() for text in levels]
    assert len(texts) == len(set(texts)) == 35
    assert all(20 < len(text) < 130 for text in texts)
    assert list(meanings("voice")) == ["1", "2", "3", "4", "5"]
    assert meanings(None) == {}


def scan(**levels: tuple[int | None, int | None]) -> PlanState:
    rows = [{"dimension": key, "level_now": now, "level_goal": goal} for key, (now, goal) in levels.items()]
    return make_state({"culture": rows})


def test_the_largest_gaps_come_first() -> None:
    state = scan(leadership=(3, 4), voice=(1, 3), data=(2, 4), use=(4, 4), skills=(2, None))
    assert [(gap.title, gap.levels) for gap in culture.gaps(state)] == [
        ("Data and systems", 2),
        ("Voice of the target group", 2),
        ("Leadership and strategy", 1),
    ]
    assert culture.message(state) == "The largest step is wanted in “data and systems” and “voice of the target group”"
    view = culture.view_figures(state)
    assert view.steps[0] == "Data and systems: from 2 (aware) to 4 (integrated)"
    assert view.reached == ["Use in choices and budget"]
    assert view.unscored == 3


def test_a_scan_without_gaps_has_no_largest() -> None:
    assert culture.message(scan(use=(4, 4))) == culture.message(make_state({}))


def test_the_axes_stand_in_their_order_with_gaps_where_nothing_is_scored() -> None:
    drawn = culture.axes(scan(voice=(1, 3)), page=False)
    assert [axis.name for axis in drawn] == [str(label) for _key, label in DIMENSIONS]
    assert [(axis.now, axis.goal) for axis in drawn if axis.now] == [(1, 3)]


@pytest.mark.parametrize(
    ("values", "noted"),
    [
        ({"level_now": 3, "level_goal": 2, "next_step": "x"}, {"level_goal"}),
        ({"level_now": 1, "level_goal": 4, "next_step": "x"}, {"level_goal"}),
        ({"level_now": 1, "level_goal": 3}, {"next_step"}),
        ({"level_now": 3, "level_goal": 3}, set()),
        ({"level_now": 4}, {"evidence"}),
    ],
)
def test_notes_on_a_dimension(values: dict[str, Any], noted: set[str]) -> None:
    state = make_state({"culture": [{"dimension": "use", **values}]})
    assert set(notes_at(checks.CULTURE, state, only(state, "culture"))) == noted


def test_a_dimension_that_is_there_twice_is_noted_at_the_second() -> None:
    state = make_state({"culture": [{"dimension": "use"}, {"dimension": "use"}]})
    assert "dimension" not in notes_at(checks.CULTURE, state, state.rows("culture")[0])
    assert "dimension" in notes_at(checks.CULTURE, state, state.rows("culture")[1])


# --- support ---


@pytest.mark.parametrize(
    ("attitude", "word"), [(-2, "against"), (-1, "sceptical"), (0, "neutral"), (1, "in favour"), (2, "enthusiastic")]
)
def test_every_attitude_is_said_also_zero_and_below(attitude: int, word: str) -> None:
    assert detail("supporter", actor="Board", attitude=attitude, influence=4) == f"{word} · influence 4 of 5"


def test_an_actor_without_scores_has_only_words() -> None:
    said = detail("supporter", actor="Board", concern="Costs", needs="One page", ambassador=True)
    assert said == "ambassador · worries: costs · needs: one page"


def test_the_grid_holds_zero_and_below_and_marks_ambassadors() -> None:
    rows = [
        {"actor": "A", "attitude": 0, "influence": 5},
        {"actor": "B", "attitude": -2, "influence": 1, "ambassador": True},
        {"actor": "C", "attitude": None, "influence": 1},
    ]
    spec = support.grid_spec(make_state({"supporter": rows}), page=False)
    assert [(point.name, point.up, point.across, point.marked) for point in spec.points] == [
        ("A", 5, 0, False),
        ("B", 1, -2, True),
    ]


@pytest.mark.parametrize(("count", "first"), [(6, "2. Naam 1"), (5, "Naam 1")])
def test_the_table_has_the_numbers_of_a_picture_without_names(count: int, first: str) -> None:
    rows = [{}] + [{"actor": f"Naam {number + 1}", "attitude": 1, "influence": 3} for number in range(count)]
    state = make_state({"supporter": rows})
    builder = Builder(state, Options.of(), BY_KEY["support"], Sources())
    (table,) = [block for block in document_support(state, builder) if isinstance(block, Table)]
    assert table.rows[0].cells[0].text == first


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([(0, 5), (2, 4), (-1, 1)], "One of the 2 with much influence is not in favour yet"),
        ([(0, 5), (-1, 4), (2, 5)], "2 of the 3 with much influence are not in favour yet"),
        ([(1, 5), (-2, 3)], "All who have much influence are in favour"),
        ([(1, 3)], "Nobody with much influence is on the list yet"),
        ([], "Who backs it, and how much influence they have"),
    ],
)
def test_the_message_of_the_grid(scores: list[tuple[int, int]], message: str) -> None:
    rows = [{"actor": "A", "attitude": attitude, "influence": influence} for attitude, influence in scores]
    assert support.title(make_state({"supporter": rows})) == message


@pytest.mark.parametrize(
    ("values", "noted"),
    [
        ({"attitude": -1, "influence": 4}, {"concern"}),
        ({"attitude": 0, "influence": 4}, set()),
        ({"attitude": -1, "influence": 1, "concern": "Costs"}, {"needs"}),
        ({"attitude": 0, "influence": 1, "ambassador": True}, {"ambassador"}),
        ({"attitude": 0, "influence": 5, "needs": "One page"}, {"actions"}),
        ({"attitude": 2, "influence": 5, "needs": "One page", "ambassador": True}, set()),
    ],
)
def test_notes_on_an_actor(values: dict[str, Any], noted: set[str]) -> None:
    state = make_state({"supporter": [{"actor": "Board", **values}]})
    assert set(notes_at(checks.SUPPORTER, state, only(state, "supporter"))) == noted


# --- ledger ---


@pytest.mark.parametrize(
    ("values", "noted"),
    [
        ({"period": today().year + 1}, {"period"}),
        ({"gross": -1}, {"gross"}),
        ({"gross": -1, "corrects": "ledger_line2", "period": 2024}, set()),
        ({"gross": -1, "corrects": "ledger_line2", "period": 2025}, {"period"}),
        ({"gross": 10, "realised_reach": 9}, {"gross"}),
        ({"gross": 9, "realised_reach": 9}, set()),
        ({"planned_reach": 100, "realised_reach": 90}, {"explanation"}),
        ({"planned_reach": 100, "realised_reach": 91}, set()),
        ({"planned_reach": 100, "realised_reach": 90, "explanation": "Fewer groups"}, set()),
        ({"outcome": "outcome1", "indicator": "indicator1"}, {"indicator"}),
        ({"outcome": "outcome2", "indicator": "indicator1"}, set()),
    ],
)
def test_notes_on_a_ledger_line(values: dict[str, Any], noted: set[str]) -> None:
    state = make_state(
        {
            "ledger_line": [values, {"period": 2024}],
            "outcome": [{"statement": "A"}, {"statement": "B"}],
            "indicator": [{"name": "I", "outcome": "outcome2"}],
        }
    )
    assert set(notes_at(ledger_checks.LEDGER_LINE, state, only(state, "ledger_line"))) == noted


def test_a_late_booking_in_a_locked_year_is_noted() -> None:
    closed = {"period": 2024, "locked_on": date(2025, 1, 9)}
    late, second = {"period": 2024}, {"period": 2023}
    state = make_state({"ledger_line": [closed, late, second]})
    noted = [set(notes_at(ledger_checks.LEDGER_LINE, state, item)) for item in state.rows("ledger_line")]
    assert noted == [set(), {"period"}, set()]


# --- the answer of the module ---


def test_the_answer_names_decisions_and_the_next_moment() -> None:
    state = make_state(
        {
            "decision": [
                {"question": "Old?", "decision": "stop", "decided_on": date(2025, 1, 1)},
                {"question": "Open?"},
                {"question": "New?", "decision": "adapt", "decided_by": "board", "decided_on": date(2026, 2, 1)},
                {"question": "Undated?", "decision": "scale"},
            ],
            "rhythm": [{"moment": "Team meeting", "rhythm": "yearly", "month": "5"}],
        },
        shown_on=NOW.date(),
    )
    assert answers.what_we_decide(state) == (
        "We decided on “New?”: adjust (board), on “Old?”: stop and on one other question; "
        "the next learning moment is in May 2026: team meeting."
    )


def test_the_answer_is_what_the_plan_holds() -> None:
    moment = {"rhythm": [{"moment": "Team meeting", "rhythm": "yearly", "month": "5"}]}
    assert answers.what_we_decide(make_state({})) == ""
    state = make_state(moment, shown_on=NOW.date())
    assert answers.what_we_decide(state).startswith("The next learning moment is in May 2026")
    asked = make_state({"decision": [{"question": "Why?"}]})
    assert answers.what_we_decide(asked) == "We want to know: “Why?”."
