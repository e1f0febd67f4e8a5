"""The guide: one question at a time, each answer a box and a link, wherever one comes in."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from impactplan.access import Permission
from impactplan.models import Revision, User, db
from impactplan.strategy.chain import Chain, Direction
from impactplan.strategy.guide import END, START, Guide
from impactplan.workbook import operations
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.states import make_state
from tests.workbook.support import add

FORWARDS, BACKWARDS = Direction.FORWARDS, Direction.BACKWARDS
SignIn = Callable[[User], PageClient]

LANGUAGE_CAFE: dict[str, list[dict[str, Any]]] = {
    "stakeholder": [{"name": "Nieuwkomers"}],
    "activity": [{"name": "Taalcafé", "stakeholders": ("stakeholder1",)}, {"name": "Leeskring"}],
    "output": [{"name": "60 bezoekers", "activity": "activity1"}],
    "outcome": [
        {"statement": "Zij durven te spreken", "term": "short", "stakeholder": "stakeholder1"},
        {"statement": "Zij vinden werk", "term": "long"},
        {"statement": "Zij komen niet meer bij de taalschool", "term": "short", "direction": "negative"},
    ],
    "impact": [{"statement": "Iedereen doet mee"}],
    "link": [
        {"source": "output1", "target": "outcome1", "effect": "strengthens", "assumption": "Oefenen helpt"},
        {"source": "outcome2", "target": "impact1", "effect": "strengthens"},
    ],
}


def guide(direction: Direction, items: dict[str, list[dict[str, Any]]]) -> Guide:
    return Guide.of(make_state(items), direction)


# --- which question comes next: a function of the plan and of where one is ---


@pytest.mark.usefixtures("without_database")
def test_it_begins_at_the_end_that_the_direction_comes_from() -> None:
    for direction, column in ((FORWARDS, "activity"), (BACKWARDS, "impact")):
        first = guide(direction, {}).first()
        assert first is not None
        assert (first.at, first.columns) == (START, [column])


@pytest.mark.usefixtures("without_database")
def test_it_begins_where_something_is_missing() -> None:
    forwards, backwards = guide(FORWARDS, LANGUAGE_CAFE), guide(BACKWARDS, LANGUAGE_CAFE)
    assert [box.id for box in forwards.open] == ["outcome1", "activity2"]
    assert [box.id for box in backwards.open] == ["outcome2"]
    first = forwards.first()
    assert first is not None
    assert first.about is not None
    assert first.about["statement"] == "Zij durven te spreken"


@pytest.mark.usefixtures("without_database")
def test_what_is_not_known_is_passed_over_and_comes_back_at_the_end() -> None:
    forwards = guide(FORWARDS, LANGUAGE_CAFE)
    second = forwards.behind("outcome1")
    assert second is not None
    assert second.at == "activity2"
    assert forwards.behind("activity2") is None
    assert len(forwards.open) == 2


@pytest.mark.usefixtures("without_database")
def test_the_question_before_is_the_one_that_led_here() -> None:
    forwards = guide(FORWARDS, LANGUAGE_CAFE)
    assert [forwards.before(at) for at in ("outcome1", "output1", "activity1", START)] == [
        "output1",
        "activity1",
        START,
        "",
    ]


@pytest.mark.usefixtures("without_database")
def test_boxes_that_are_there_are_offered_unless_the_link_would_close_a_circle() -> None:
    forwards = guide(FORWARDS, LANGUAGE_CAFE)
    question = forwards.find("outcome1")
    assert question is not None
    assert [box.id for box in question.choices] == ["outcome2", "impact1"]
    assert question.columns == ["mid", "long", "impact"]
    about_output = forwards.find("output1")
    assert about_output is not None
    assert "outcome1" not in {box.id for box in about_output.choices}, "it is an answer already"
    assert forwards.find("impact1") is None, "nothing comes after the impact"


@pytest.mark.usefixtures("without_database")
def test_backwards_an_answer_can_be_a_precondition_and_an_output_has_one_activity() -> None:
    backwards = guide(BACKWARDS, LANGUAGE_CAFE)
    question, output = backwards.find("outcome2"), backwards.find("output1")
    assert question is not None
    assert question.columns == ["mid", "short", "output", "precondition"]
    assert output is not None
    assert not output.may_more


BOXES = st.fixed_dictionaries(
    {
        "activity": st.lists(st.just({"name": "a"}), max_size=4),
        "output": st.lists(
            st.fixed_dictionaries({"name": st.just("o"), "activity": st.sampled_from(["", "activity1", "activity3"])}),
            max_size=4,
        ),
        "outcome": st.lists(
            st.fixed_dictionaries({"statement": st.just("e"), "term": st.sampled_from([None, "short", "mid", "long"])}),
            max_size=6,
        ),
        "impact": st.lists(st.just({"statement": "i"}), max_size=2),
        "precondition": st.lists(st.just({"statement": "p"}), max_size=2),
        "link": st.lists(
            st.fixed_dictionaries(
                {
                    "source": st.sampled_from(["output1", "output2", "outcome1", "outcome2", "outcome5", "weg"]),
                    "target": st.sampled_from(["outcome1", "outcome2", "outcome3", "outcome6", "impact1"]),
                }
            ),
            max_size=12,
        ),
    }
)


@pytest.mark.usefixtures("without_database")
@given(items=BOXES, direction=st.sampled_from(Direction))
@settings(max_examples=200, deadline=None)
def test_every_box_is_walked_once_and_every_open_question_is_reached(items: Any, direction: Direction) -> None:
    state = make_state(items)
    guide = Guide.of(state, direction)
    walked = [box.id for box in Chain(state).walk(direction)]
    assert sorted(walked) == sorted(guide.chain.boxes)
    at, asked = START, []
    while (question := guide.behind(at)) is not None:
        at = question.at
        asked.append(at)
        assert not question.answers
    assert asked == [box.id for box in guide.open]
    for box in walked:
        assert guide.before(box) != box


# --- answering ---


class Answers:
    """Somebody at the guide, who follows where it leads."""

    def __init__(self, client: PageClient, plan_id: str, direction: str) -> None:
        self.client, self.address = client, f"/plans/{plan_id}/guide/{direction}"
        self.page = client.get(self.address)

    @property
    def html(self) -> str:
        return self.page.get_data(as_text=True)

    @property
    def question(self) -> str:
        match = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", self.html, re.S)
        assert match
        return match[1]

    def hidden(self, name: str) -> str:
        form = self.html[self.html.index("guided__form") :]
        match = re.search(rf'name="{name}" value="([^"]*)"', form)
        return match[1] if match else ""

    def say(self, answer: str = "", then: str = "on", **more: str) -> TestResponse:
        sent = {"key": self.hidden("key"), "at": self.hidden("at"), "answer": answer, "then": then, **more}
        return self.send(sent)

    def send(self, sent: dict[str, str]) -> TestResponse:
        address = f"{self.address}?at={sent.get('at') or sent.get('link', '')}"
        self.page = self.client.post(address, data=sent, follow_redirects=True)
        return self.page

    def skip(self) -> None:
        self.page = self.client.get(f"{self.address}?after={self.hidden('at') or self.hidden('link')}")


@pytest.fixture
def forwards(cast: Cast, signed_in: SignIn) -> Answers:
    return Answers(signed_in(cast.olga), cast.plan_id, "forwards")


@pytest.fixture
def backwards(cast: Cast, signed_in: SignIn) -> Answers:
    return Answers(signed_in(cast.olga), cast.plan_id, "backwards")


def chain_of(plan_id: str) -> list[tuple[str, str]]:
    state = load_state(plan_id)
    names = {box.id: box.get("name") or box.get("statement") for box in Chain(state).boxes.values()}
    return [(names[arrow.source], names[arrow.target]) for arrow in Chain(state).arrows]


WAY = ["Taalcafé", "60 bezoekers", "Zij durven", "Zij spreken", "Zij vinden werk", "Iedereen doet mee"]


def test_forwards_from_an_activity_to_the_impact(cast: Cast, forwards: Answers) -> None:
    for answer in WAY:
        assert forwards.say(answer).status_code == 200
    assert chain_of(cast.plan_id) == list(pairwise(WAY))
    state = load_state(cast.plan_id)
    assert [outcome["term"] for outcome in state.rows("outcome")] == ["short", "mid", "long"]
    assert {outcome["direction"] for outcome in state.rows("outcome")} == {"positive"}
    assert "?at=why" in forwards.html, "at its end it asks why one would believe the links"


def test_backwards_from_the_impact_to_an_activity(cast: Cast, backwards: Answers) -> None:
    for answer in reversed(WAY):
        assert backwards.say(answer).status_code == 200
    assert chain_of(cast.plan_id) == list(pairwise(WAY))


def test_each_answer_is_one_batch_that_is_undone_as_a_whole(cast: Cast, forwards: Answers) -> None:
    forwards.say("Taalcafé", new_stakeholder="Nieuwkomers")
    forwards.say("60 bezoekers")
    forwards.say("Zij durven", stakeholder=load_state(cast.plan_id).rows("stakeholder")[0].id)
    db.session.rollback()
    batches = db.session.execute(
        select(Revision.batch, Revision.kind)
        .where(Revision.plan_id == cast.plan_id, Revision.kind != "plan")
        .order_by(Revision.seq)
    ).all()
    assert len({batch for batch, _kind in batches}) == 3
    last = batches[-1].batch
    assert sorted(kind for batch, kind in batches if batch == last) == ["link", "outcome"]
    undo = {"batch": last, "stay": "1", "next": f"{forwards.address}?at=start"}
    answer = forwards.client.post(f"/plans/{cast.plan_id}/undo", data=undo)
    assert answer.location.endswith("/guide/forwards?at=start")
    state = load_state(cast.plan_id)
    assert not state.rows("outcome")
    assert not state.rows("link")
    assert state.rows("output")


def test_one_more_asks_the_same_again_and_then_goes_on_with_the_first(cast: Cast, forwards: Answers) -> None:
    forwards.say("Taalcafé")
    asked = forwards.question
    forwards.say("60 bezoekers", then="more")
    assert forwards.question == asked
    assert "60 bezoekers" in forwards.html
    forwards.say("20 ochtenden", then="more")
    forwards.say()  # nothing more: on
    assert "60 bezoekers" in forwards.html
    assert len(load_state(cast.plan_id).rows("output")) == 2


def test_of_several_answers_each_is_gone_on_with_in_their_order(cast: Cast, forwards: Answers) -> None:
    forwards.say("Taalcafé")
    forwards.say("60 bezoekers", then="more")
    forwards.say("20 ochtenden")
    for output in load_state(cast.plan_id).rows("output"):
        assert forwards.hidden("at") == output.id
        forwards.say(f"Zij durven na {output['name']}", column="impact")
    assert "data-guide-end" in forwards.html
    assert len(load_state(cast.plan_id).rows("link")) == 2


def test_a_box_that_is_there_is_linked_and_not_made_twice(cast: Cast, forwards: Answers) -> None:
    impact = add(cast, "impact", statement="Iedereen doet mee")
    add(cast, "outcome", statement="Zij vinden werk", term="long", direction="positive")
    for answer in ["Taalcafé", "60 bezoekers", "Zij durven", "Zij spreken"]:
        forwards.say(answer)
    forwards.say("zij vinden  WERK", column="mid")
    forwards.say(there=impact)
    state = load_state(cast.plan_id)
    assert (len(state.rows("outcome")), len(state.rows("impact")), len(state.rows("link"))) == (3, 1, 4)


def test_an_output_that_nobody_makes_gets_its_activity(cast: Cast, backwards: Answers, signed_in: SignIn) -> None:
    output = add(cast, "output", name="60 bezoekers")
    backwards.page = backwards.client.get(f"{backwards.address}?at={output}")
    backwards.say("Taalcafé", new_stakeholder="Nieuwkomers")
    state = load_state(cast.plan_id)
    assert state.rows("output")[0]["activity"] == state.rows("activity")[0].id
    assert state.rows("activity")[0]["stakeholders"] == (state.rows("stakeholder")[0].id,)
    # And the other way round: an activity is led to an output that is there
    add(cast, "activity", name="Leeskring")
    loose = add(cast, "output", name="20 boeken")
    forwards = Answers(signed_in(cast.olga), cast.plan_id, "forwards")
    forwards.page = forwards.client.get(f"{forwards.address}?at={state.rows('activity')[0].id}")
    forwards.say(there=loose)
    assert load_state(cast.plan_id).find(loose)["activity"] == state.rows("activity")[0].id  # type: ignore[index]  # the row is there


def test_a_precondition_is_an_answer_too(cast: Cast, backwards: Answers) -> None:
    backwards.say("Iedereen doet mee")
    backwards.say("Er is kinderopvang", column="precondition")
    state = load_state(cast.plan_id)
    assert state.rows("precondition")[0]["statement"] == "Er is kinderopvang"
    assert chain_of(cast.plan_id) == [("Er is kinderopvang", "Iedereen doet mee")]


def test_what_cannot_be_stored_stands_there_still(cast: Cast, forwards: Answers) -> None:
    long = "x" * 301
    assert forwards.say(long, new_stakeholder="Buren").status_code == 422
    assert long in forwards.html
    assert "Buren" in forwards.html
    assert forwards.say().status_code == 422
    assert not load_state(cast.plan_id).rows("activity")
    forwards.say("Taalcafé", stakeholder="weg")
    assert forwards.page.status_code == 422
    assert "Taalcafé" in forwards.html
    # And where the box is gone that the answer is about
    forwards.say("Taalcafé")
    activity = load_state(cast.plan_id).rows("activity")[0].id
    with writing(cast.plan_id, Permission.EDIT, cast.karel) as write:
        operations.delete_item(write, "activity", activity)
    assert forwards.say("60 bezoekers").status_code == 422
    assert "60 bezoekers" in forwards.html
    assert not load_state(cast.plan_id).rows("output")


def test_sent_twice_is_stored_once(cast: Cast, forwards: Answers) -> None:
    page = forwards.page
    for _time in "ab":
        forwards.page = page
        assert forwards.say("Taalcafé").status_code == 200
        assert len(load_state(cast.plan_id).rows("activity")) == 1
        assert "Taalcafé" in forwards.html


def test_the_reasons_are_asked_one_by_one(cast: Cast, forwards: Answers) -> None:
    for answer in WAY:
        forwards.say(answer)
    forwards.page = forwards.client.get(f"{forwards.address}?at=why")
    links = load_state(cast.plan_id).rows("link")
    assert forwards.hidden("link") == links[0].id
    forwards.skip()
    assert forwards.hidden("link") == links[1].id
    reason = {"assumption": "Wie durft, doet het", "evidence": "experience"}
    reason |= {"version-assumption": "0", "version-evidence": "0"}
    forwards.send({"key": forwards.hidden("key"), "link": links[1].id, **reason})
    assert forwards.hidden("link") == links[2].id
    stored = load_state(cast.plan_id).find(links[1].id)
    assert stored is not None
    assert (stored["assumption"], stored["evidence"]) == ("Wie durft, doet het", "experience")
    # What somebody else wrote meanwhile is shown, and not overwritten
    with writing(cast.plan_id, Permission.EDIT, cast.karel) as write:
        operations.set_fields(write, "link", links[2].id, {"assumption": "Van Karel"}, {})
    sent = {"key": "k2", "link": links[2].id, "assumption": "Van Olga", "evidence": "", "version-assumption": "0"}
    assert forwards.send(sent).status_code == 422
    assert "Van Karel" in forwards.html
    assert "Van Olga" in forwards.html


def test_any_address_leads_to_a_page(cast: Cast, forwards: Answers) -> None:
    forwards.say("Taalcafé")
    for query in ("", "?at=weg", "?after=weg", f"?at={END}", "?at=why", "?after=start", "?at=start&new=weg&did=weg"):
        assert forwards.client.get(forwards.address + query).status_code == 200
    assert forwards.client.get(f"/plans/{cast.plan_id}/guide/opzij").status_code == 404


def test_a_page_of_the_guide_takes_as_many_queries_for_many_boxes(cast: Cast, forwards: Answers) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        for number in range(30):
            operations.create_item(write, "activity", {"name": f"Activiteit {number}"})
    page = forwards.client.get(forwards.address, queries=14)
    assert page.status_code == 200
    assert "Activiteit 29" in page.text
