"""Actions: their order, who is what in them, why they are done, and what there is to think about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from impactplan.integration.answers import how_we_go_on
from impactplan.integration.checks import ACTION, CONDITION, PITCH, TASK
from impactplan.integration.layouts import find_unanswered, find_unnamed, show_task
from impactplan.integration.pictures import PER_PAGE, datable, draw, draw_pages, title_of
from impactplan.integration.raci import make_raci, names_two, split_names
from impactplan.integration.timing import in_time_order, period
from impactplan.integration.why import explain, why
from impactplan.workbook.checks import notes_at
from tests.integration.plans import action, plan

pytestmark = pytest.mark.usefixtures("english")


def test_actions_stand_in_the_order_of_time_and_undated_ones_last() -> None:
    state = plan(
        action=[action("none"), action("late", "2026-03-01", "2026-04-01"), action("end", end="2026-02-01"),
                action("long", "2026-01-01", "2026-09-01"), action("short", "2026-01-01", "2026-01-05")]
    )  # fmt: skip
    assert [item.id for item in in_time_order(state.rows("action"))] == ["short", "long", "end", "late", "none"]


@pytest.mark.parametrize(
    ("days", "more", "words"),
    [
        (("2026-01-03", "2026-02-04"), {}, "3 January – 4 February 2026"),
        (("2025-12-30", "2026-02-04"), {}, "30 December 2025 – 4 February 2026"),
        (("2026-01-03", "2026-02-04"), {"milestone": True}, "4 February 2026"),
        (("2026-01-03", "2026-01-03"), {}, "3 January 2026"),
        (("2026-01-03", ""), {}, "from 3 January 2026"),
        (("", "2026-01-03"), {}, "until 3 January 2026"),
        (("", ""), {}, ""),
    ],
)
def test_when_an_action_is_done_in_words(days: tuple[str, str], more: dict[str, bool], words: str) -> None:
    assert period(plan(action=[action("a", *days, **more)]).rows("action")[0]) == words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna, Bram;Cor", ["Anna", "Bram", "Cor"]),
        (" de  directeur ,, ", ["de directeur"]),
        (None, []),
        ("team jeugd en educatie", ["team jeugd en educatie"]),
    ],
)
def test_names_stand_between_commas(text: str | None, names: list[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize("text", ["Anna, Bram", "Anna en Bram", "Anna and Bram", "Anna & Bram", "Anna/Bram"])
def test_two_people_in_one_place(text: str) -> None:
    assert names_two(text)


@pytest.mark.parametrize("text", ["Anna", "Hendrik Brandsma", None, "directeur,", ""])
def test_one_person_is_not_two(text: str | None) -> None:
    assert not names_two(text)


def test_people_are_the_same_whatever_their_capitals_and_those_with_most_to_do_come_first() -> None:
    raci = make_raci(
        plan(
            action=[
                action("1", "2026-01-01", accountable="directeur", responsible="Anna", informed="wethouder, anna"),
                action("2", "2026-02-01", accountable="anna", consulted="Directeur"),
                action("3", "2026-03-01", accountable="ANNA en Bram"),
            ]
        )
    )
    assert raci.people[:2] == ("Anna", "directeur")
    assert len(raci.people) == 4
    letters = {line.item.id: dict(zip(raci.people, line.letters, strict=True)) for line in raci.lines}
    assert letters["1"]["Anna"] == "R/I"
    assert letters["1"]["directeur"] == "A"
    assert letters["2"] == {"Anna": "A", "directeur": "C", "wethouder": "", "ANNA en Bram": ""}
    assert [line.two_accountable for line in raci.lines] == [False, False, True]


def test_of_very_many_people_those_with_most_to_do_have_a_place() -> None:
    actions = [{"name": f"Actie {at}", "accountable": f"Persoon {at}"} for at in range(60)]
    raci = make_raci(plan(action=[*actions, {"name": "Laatste", "accountable": "Anna", "responsible": "Anna"}]))
    assert raci.people[0] == "Anna"
    assert (len(raci.people), raci.named, len(raci.lines)) == (40, 61, 61)
    assert {len(line.letters) for line in raci.lines} == {40}


def test_the_why_names_decision_and_basis() -> None:
    state = plan(
        insight=[{"id": "i", "finding": "Een kwart haakt af"}],
        decision=[{"id": "d", "question": "Waarom haakt 25% af?", "decision": "adapt", "basis": ("i",)}],
        action=[action("a", answers=("d",)), action("b")],
    )
    first, second = state.rows("action")
    assert why(state, first) == (
        "We do this because of the decision on “Waarom haakt 25% af?” (adjust), based on “Een kwart haakt af”."
    )
    assert why(state, second) == ""
    assert explain(state, second)[0].result == ""
    assert "answers nothing" in explain(state, second)[0].missing_input


def test_the_why_says_what_is_not_known() -> None:
    state = plan(
        decision=[{"id": "d", "question": "Werkt het?"}],
        condition=[{"id": "c", "statement": "Tijd"}],
        action=[action("a", answers=("d", "c", "gone"))],
    )
    words = why(state, state.rows("action")[0])
    assert "on which nothing is decided yet, of which the basis is not named yet" in words
    assert words.endswith("and the condition “Tijd”.")


PEOPLE = [("a", "Anna"), ("b", "anna"), ("c", "Anna"), ("d", "Bram"), ("e", "Cor")]


@pytest.mark.parametrize(("count", "noted"), [(3, False), (4, True), (5, False)])
def test_one_person_on_most_actions(count: int, noted: bool) -> None:
    """Three of four is more than 60 %, three of five is not; of three it says nothing."""
    rows = [action(key, accountable=who, answers=("x",)) for key, who in PEOPLE[:count]]
    state = plan(action=rows)
    assert bool(notes_at(ACTION, state, state.rows("action")[0]).get("accountable")) is noted
    if count > 3:
        assert "accountable" not in notes_at(ACTION, state, state.rows("action")[3])


def test_impossible_orders_are_said_at_the_field() -> None:
    state = plan(
        action=[
            action("first", "2099-01-01", "2099-02-01"),
            action("early", "2099-01-15", "2099-03-01", depends_on=("first",)),
            action("fine", "2099-02-02", "2099-03-01", depends_on=("first",)),
            action("back", "2099-03-01", "2099-02-01"),
            action("loop", depends_on=("pool",)),
            action("pool", depends_on=("loop",)),
        ]
    )
    notes = {item.id: notes_at(ACTION, state, item) for item in state.rows("action")}
    assert "Actie first" in notes["early"]["start"]
    assert "1 February 2099" in notes["early"]["start"]
    assert "start" not in notes["fine"]
    assert "before it begins" in notes["back"]["end"]
    assert "circle" in notes["loop"]["depends_on"]
    assert "depends_on" not in notes["early"]


@pytest.mark.parametrize(
    ("stage", "field"), [("planned", "end"), (None, "end"), ("running", "end"), ("done", ""), ("dropped", "")]
)
def test_days_in_the_past_while_it_is_not_finished(stage: str | None, field: str) -> None:
    state = plan(action=[action("a", "2020-01-01", "2020-02-01", action_state=stage, answers=("a",))])
    assert set(notes_at(ACTION, state, state.rows("action")[0])) == ({field} if field else set())


def test_an_action_that_should_have_begun() -> None:
    state = plan(action=[action("a", "2020-01-01", "2099-02-01", action_state="planned", answers=("a",))])
    assert set(notes_at(ACTION, state, state.rows("action")[0])) == {"start"}


def test_a_missing_condition_without_action() -> None:
    state = plan(
        condition=[{"id": "a", "state": "missing"}, {"id": "b", "state": "missing", "owner": "Anna"}, {"id": "c"}],
        action=[action("x", answers=("b",))],
    )
    notes = {item.id: set(notes_at(CONDITION, state, item)) for item in state.rows("condition")}
    assert notes == {"a": {"actions", "owner"}, "b": set(), "c": set()}


def test_preconditions_that_no_condition_names_are_offered() -> None:
    state = plan(
        precondition=[{"id": "a", "statement": "Oefenplek"}, {"id": "b", "statement": "Balie"}, {"id": "c"}],
        condition=[{"precondition": "a"}],
    )
    assert [one.text for one in find_unnamed(state)] == ["Balie"]


def test_tasks_of_others_need_an_ask_and_an_agreement() -> None:
    state = plan(task=[{"doer": "self"}, {"doer": "colleague"}, {"doer": "support", "request": "ja?", "agreed": True}])
    mine, theirs, agreed = state.rows("task")
    assert not notes_at(TASK, state, mine)
    assert set(notes_at(TASK, state, theirs)) == {"request"}
    assert not notes_at(TASK, state, agreed)
    assert show_task(state, mine) is None
    assert [show_task(state, item).words for item in (theirs, agreed)] == ["not agreed yet", "agreed"]


def test_a_decision_day_in_the_past() -> None:
    state = plan(pitch=[action("p", "2020-01-01")])
    assert not notes_at(PITCH, state, state.sheet("pitch"))
    state = plan(pitch=[{"request_date": state.sheet("pitch")["start"]}])
    assert set(notes_at(PITCH, state, state.sheet("pitch"))) == {"request_date"}


def test_the_question_of_the_module_in_one_sentence() -> None:
    assert how_we_go_on(plan()) == ""
    state = plan(
        action=[
            action("1", "2026-01-01", accountable="Anna", action_state="done"),
            action("2", "2026-02-01", accountable="Bram"),
        ],
        condition=[{"state": "missing", "statement": "Tijd"}, {"state": "present", "statement": "Geld"}],
    )
    assert how_we_go_on(state) == (
        "The next step is “Actie 2” (Bram); it should have begun on 1 February 2026; what is still missing: “Tijd”."
    )
    done = plan(action=[action("1", action_state="done")])
    assert how_we_go_on(done) == "All actions are finished."
    many = plan(action=[action("1")], condition=[{"state": "missing", "statement": str(n)} for n in range(3)])
    assert how_we_go_on(many).endswith("nobody is accountable yet; 3 conditions are still missing.")


def test_the_next_step_is_one_that_has_not_begun() -> None:
    running = action("loopt", "2021-10-04", "2022-06-30", accountable="Cor", action_state="running")
    planned = [action("oud", "2021-05-01", accountable="A"), action("straks", "2099-01-01", accountable="B")]
    assert how_we_go_on(plan(action=[running, *planned, action("ver", "2099-02-01", accountable="C")])) == (
        "The next step is “Actie straks” (B, from 1 January 2099)."
    )
    later = plan(action=[action("later", "2021-06-01", accountable="B"), *planned[:1]])
    assert how_we_go_on(later) == "The next step is “Actie later” (B); it should have begun on 1 June 2021."
    assert how_we_go_on(replace(later, shown_on=date(2021, 5, 20))) == (
        "The next step is “Actie later” (B, from 1 June 2021)."
    )
    assert (
        how_we_go_on(plan(action=[running]))
        == "Now under way is “Actie loopt” (Cor); it should have been finished on 30 June 2022."
    )
    late = action("nieuw", "2021-11-01", "2022-07-01", accountable="Dia", action_state="running")
    assert (
        how_we_go_on(plan(action=[late, running]))
        == "Now under way is “Actie nieuw” (Dia); it should have been finished on 1 July 2022."
    )


def test_decisions_and_missing_conditions_without_an_action_are_offered() -> None:
    state = plan(
        decision=[
            {"id": "d1", "question": "Stoppen?", "decision": "stop"},
            {"id": "d2", "question": "Nog niet besloten?"},
            {"id": "d3", "question": "Doorgaan?", "decision": "continue"},
        ],
        condition=[
            {"id": "c1", "statement": "Tijd", "state": "missing"},
            {"id": "c2", "statement": "Geld", "state": "partly"},
        ],
        action=[action("x", answers=("d3",))],
    )
    assert [(one.preset["answers"], one.text) for one in find_unanswered(state)] == [("d1", "Stoppen?"), ("c1", "Tijd")]


def test_only_what_has_days_is_drawn() -> None:
    state = plan(action=[action("none"), action("a", "2026-01-01"), action("back", "2026-03-01", "2026-02-01")])
    assert [item.id for item in datable(state)] == ["a"]
    assert title_of(state) == "One action, until 1 January 2026"
    assert "Actie a" in draw(state, "x")
    assert "<svg" not in draw(plan(action=[action("none")]), "x")


def test_a_long_roadmap_is_drawn_in_parts_on_paper() -> None:
    state = plan(action=[action(str(n), f"20{26 + n % 5}-01-01", f"20{26 + n % 5}-02-01") for n in range(PER_PAGE + 1)])
    drawn = draw_pages(state, "x")
    assert len(drawn) == 2
    assert all(f"Actie {n}<" in drawn[0] + drawn[1] for n in range(PER_PAGE + 1))
    assert draw_pages(plan(), "x") == []
