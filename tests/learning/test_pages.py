"""The pages of module 4: all seven dimensions, levels to choose, questions taken over, scores of zero and below."""

from __future__ import annotations

import re
from typing import Any

import pytest

from impactplan.exports.document import build_document
from impactplan.exports.html import render_body
from impactplan.exports.options import Options
from impactplan.learning.levels import LEVELS
from impactplan.models.culture import DIMENSIONS
from impactplan.steps import MODULES, steps_of
from impactplan.workbook.queries import load_state
from tests.learning.support import Ledger
from tests.support.cast import Cast
from tests.support.new_rows import offered
from tests.workbook.support import Script, add

PAGE = 10


def page_of(who: Script, step: str) -> str:
    return who.client.get(f"/plans/{who.plan_id}/steps/{step}", queries=PAGE).get_data(as_text=True)


def test_all_seven_dimensions_are_there_before_and_after_they_are_scored(cast: Cast, olga: Script) -> None:
    for scored in ([], ["voice"], [key for key, _label in DIMENSIONS]):
        for key in scored:
            if not any(item["dimension"] == key for item in load_state(cast.plan_id).rows("culture")):
                add(cast, "culture", dimension=key, level_now=2)
        page = page_of(olga, "culture")
        places = [page.find(str(label)) for _key, label in DIMENSIONS_NL]
        assert all(place > 0 for place in places)
        assert places == sorted(places)
        open_ = {begins["dimension"] for begins in offered(page)}
        assert open_ == {key for key, _label in DIMENSIONS} - set(scored)


DIMENSIONS_NL = (
    ("leadership", "Leiding en strategie"),
    ("ownership", "Eigenaarschap en rollen"),
    ("skills", "Kennis en vaardigheden"),
    ("data", "Data en systemen"),
    ("learning", "Leerritme en ruimte voor fouten"),
    ("voice", "Stem van de doelgroep"),
    ("use", "Gebruik bij keuzes en begroting"),
)


def test_a_dimension_is_scored_once(cast: Cast, olga: Script) -> None:
    one = olga.make("culture", {"dimension": "voice"}, level_now="2")
    other = olga.make("culture", {"dimension": "voice"}, level_goal="4")
    [row] = load_state(cast.plan_id).rows("culture")
    assert (one, other) == (row.id, row.id)
    assert (row["dimension"], row["level_now"], row["level_goal"]) == ("voice", 2, 4)


@pytest.mark.parametrize("dimension", list(LEVELS))
def test_an_open_dimension_lets_one_choose_among_its_own_descriptions(cast: Cast, olga: Script, dimension: str) -> None:
    row = add(cast, "culture", dimension=dimension, level_now=3)
    page = page_of(olga, f"culture?row={row}")
    cards = re.findall(
        r'type="radio"\s+name="(level_\w+)"\s+value="(\d)"\s*(checked)?.*?option__detail">([^<]+)<', page, re.S
    )
    assert [(name, value) for name, value, _checked, _text in cards] == [
        (name, str(level)) for name in ("level_now", "level_goal") for level in range(1, 6)
    ]
    assert len({text for _name, _value, _checked, text in cards}) == 5
    assert [(name, value) for name, value, checked, _text in cards if checked] == [("level_now", "3")]
    assert 'name="dimension"' not in page


def test_a_level_is_saved_like_any_field(cast: Cast, olga: Script) -> None:
    row = add(cast, "culture", dimension="voice")
    assert olga.patch(f"culture/{row}/level_goal", "4").status_code == 200
    assert olga.patch(f"culture/{row}/level_now", "6").status_code == 422
    item = load_state(cast.plan_id).rows("culture")[0]
    assert (item["level_now"], item["level_goal"]) == (None, 4)


def test_a_question_is_taken_over_with_what_it_rests_on(cast: Cast, olga: Script) -> None:
    one, other = (add(cast, "outcome", statement=name) for name in ("Leren", "Doen"))
    link = add(cast, "link", source=one, target=other, assumption="Cursist oefent thuis", held="no")
    insight = add(cast, "insight", finding="Een kwart haakt af")
    asked = [begins for begins in offered(page_of(olga, "decisions")) if "basis" in begins]
    assert [begins["basis"] for begins in asked] == [link, insight]
    olga.make("decision", asked[0], question=asked[0]["question"])
    made = load_state(cast.plan_id).rows("decision")[0]
    assert made["basis"] == (link,)
    assert "Cursist oefent thuis" in made["question"]
    left = [begins["basis"] for begins in offered(page_of(olga, "decisions")) if "basis" in begins]
    assert left == [insight]


def test_who_only_reads_is_offered_no_questions(cast: Cast, signed_in: Any) -> None:
    add(cast, "insight", finding="Een kwart haakt af")
    page = signed_in(cast.lena).get(f"/plans/{cast.plan_id}/steps/decisions", queries=PAGE).get_data(as_text=True)
    assert "Een kwart haakt af" not in page


@pytest.mark.parametrize(("attitude", "shown"), [(-2, "−2 tegen"), (0, "0 neutraal"), (2, "+2 enthousiast")])
def test_an_attitude_of_zero_or_below_is_an_answer(cast: Cast, olga: Script, attitude: int, shown: str) -> None:
    row = add(cast, "supporter", actor="Raad van toezicht")
    assert olga.patch(f"supporter/{row}/attitude", str(attitude)).status_code == 200
    assert load_state(cast.plan_id).rows("supporter")[0]["attitude"] == attitude
    page = page_of(olga, f"support?row={row}")
    checked = re.findall(r'name="attitude"\s+value="(-?\d)"\s*checked', page)
    assert checked == [str(attitude)]
    body = str(render_body(build_document(load_state(cast.plan_id), Options.of(("support",)), ())))
    assert shown in body


def test_moments_stand_by_how_often_they_come(cast: Cast, olga: Script) -> None:
    add(cast, "rhythm", moment="Bestuur", rhythm="yearly", month="4")
    add(cast, "rhythm", moment="Team", rhythm="monthly")
    page = page_of(olga, "rhythm")
    headings = ["Elke maand", "Team", "Elk jaar", "Bestuur", "13 keer per jaar leren we samen"]
    places = [page.index(f">{text}<") for text in headings]
    assert places == sorted(places)


def test_the_document_tells_the_books_and_why_a_net_is_lacking(cast: Cast, ledger: Ledger) -> None:
    ledger.line(2024)
    ledger.line(2025, explanation="Meer groepen")
    bare = add(cast, "outcome", statement="Zonder bijdrage", direction="positive")
    ledger.line(2025, outcome=bare)
    body = str(render_body(build_document(load_state(cast.plan_id), Options.of(("ledger",)), ())))
    for told in (">50<", ">38<", "Meer groepen", "nog niet geschat", "Totaal"):
        assert told in body, told


def test_the_document_answers_the_question_of_the_module(cast: Cast) -> None:
    add(cast, "decision", question="Waarom haakt 25 % af?", decision="adapt", decided_by="directeur")
    document = build_document(load_state(cast.plan_id), Options.of(("learning",)), ())
    assert document.chapters[0].answer == "Besluiten: bij ‘Waarom haakt 25 % af?’ bijsturen (directeur)."
    assert [section.step for section in document.chapters[0].sections] == ["decisions"]
    assert len(document.chapters[0].pending) == len(steps_of(MODULES[3])) - 1


def test_the_document_says_an_ambassador_with_the_name(cast: Cast) -> None:
    add(cast, "supporter", actor="Directeur", attitude=2, ambassador=True)
    add(cast, "supporter", actor="Controller", attitude=0)
    body = str(render_body(build_document(load_state(cast.plan_id), Options.of(("support",)), ())))
    assert "Directeur (ambassadeur)" in body
    assert body.count("mbassadeur") == 1
