"""The pages of module 5, as somebody who writes in the plan uses them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from impactplan.access import Permission
from impactplan.models import User
from impactplan.workbook.operations import create_item, set_fields
from impactplan.workbook.queries import load_state, load_steps
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.new_rows import offered
from tests.workbook.support import Script

SignIn = Callable[[User], PageClient]


@pytest.fixture
def olga(cast: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(cast.olga)


def page(client: PageClient, cast: Cast, step: str) -> str:
    answer = client.get(f"/plans/{cast.plan_id}/steps/{step}", queries=10)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_precondition_is_taken_up_as_a_condition(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        named = create_item(write, "precondition", {"statement": "Iedereen kan oefenen"})
    shown = page(olga, cast, "conditions")
    assert {"precondition": named, "statement": "Iedereen kan oefenen"} in offered(shown)
    given = {"precondition": named, "statement": "Iedereen kan oefenen"}
    Script(olga, cast.plan_id).make("condition", given, statement=given["statement"])
    (condition,) = load_state(cast.plan_id).rows("condition")
    assert (condition["precondition"], condition["statement"]) == (named, "Iedereen kan oefenen")
    assert "set-precondition" not in page(olga, cast, "conditions")


def test_conditions_stand_by_state_what_is_missing_first(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        for name, state in (("Aanwezige", "present"), ("Halve", "partly"), ("Missende", "missing"), ("Vage", None)):
            create_item(write, "condition", {"statement": name, "state": state})
    shown = page(olga, cast, "conditions")
    places = [shown.index(f">{name}<") for name in ("Missende", "Halve", "Aanwezige", "Vage")]
    assert places == sorted(places)


def test_a_decision_is_taken_up_as_an_action(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        asked = create_item(write, "decision", {"question": "Stoppen we?", "decision": "stop"})
    assert {"answers": asked} in offered(page(olga, cast, "roadmap"))
    Script(olga, cast.plan_id).make("action", {"answers": asked}, name="Stoppen")
    (made,) = load_state(cast.plan_id).rows("action")
    assert made["answers"] == (asked,)
    assert "set-answers" not in page(olga, cast, "roadmap")


def test_the_story_can_be_had_as_a_page_by_itself(cast: Cast, olga: PageClient) -> None:
    shown = page(olga, cast, "pitch")
    form = shown[shown.index('class="paper__pdf"') :]
    assert f'action="/plans/{cast.plan_id}/exports"' in form
    assert 'name="part" value="pitch"' in form


def test_the_roadmap_is_a_list_in_time_a_table_of_roles_and_a_picture(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        later = {"name": "Later", "start": date(2026, 5, 1), "end": date(2026, 6, 1), "accountable": "Anna"}
        create_item(write, "action", later)
        create_item(write, "action", {"name": "Eerder", "start": date(2026, 1, 1), "end": date(2026, 2, 1)})
    shown = page(olga, cast, "roadmap")
    assert shown.index(">Eerder<") < shown.index(">Later<")
    assert "raci__table" in shown
    assert 'id="picture-roadmap"' in shown
    assert "<svg" in shown[shown.index('id="picture-roadmap"') :]
    assert "data-handle" not in shown, "time orders them"


def test_the_story_is_written_where_it_stands(cast: Cast, olga: PageClient, signed_in: SignIn) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        set_fields(write, "challenge", "challenge", {"statement": "Zesduizend mensen zijn offline."}, {})
    shown = page(olga, cast, "pitch")
    assert 'data-use-draft="Zesduizend mensen zijn offline."' in shown
    assert 'data-into="pitch-challenge"' in shown
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        set_fields(write, "pitch", "pitch", {"challenge": "In onze woorden."}, {})
    shown = page(olga, cast, "pitch")
    assert "In onze woorden." in shown
    reading = page(signed_in(cast.lena), cast, "pitch")
    assert "In onze woorden." in reading
    assert "Zesduizend" not in reading
    assert "data-use-draft" not in reading


def test_a_long_title_is_typed_in_a_box_that_grows(cast: Cast, olga: PageClient) -> None:
    shown = page(olga, cast, "pitch")
    box = shown[shown.index('id="pitch-headline"') - 200 :][:400]
    assert "<textarea" in box
    assert 'rows="1"' in box


def test_the_page_is_complete_once_it_says_what_only_its_author_can_say(cast: Cast) -> None:
    """The challenge, the results and so on are told from the plan where nothing is written."""
    alone = {"headline": "Zelf doen", "request": "€ 20.000", "request_date": date(2027, 1, 1), "contact": "Olga"}
    for name, value in alone.items():
        assert load_steps([cast.plan_id])[cast.plan_id]["pitch"] != "complete"
        with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
            set_fields(write, "pitch", "pitch", {name: value}, {})
    assert load_steps([cast.plan_id])[cast.plan_id]["pitch"] == "complete"


def test_the_words_are_counted_without_scripts(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        set_fields(write, "pitch", "pitch", {"lessons": "woord " * 400}, {})
    shown = page(olga, cast, "pitch")
    count = shown[shown.index('id="pitch-words"') :]
    assert "words--over" in shown
    assert "△" in count[:900]
    assert "404" in count[:900]


@pytest.mark.parametrize("step", ["conditions", "tasks", "roadmap", "pitch"])
def test_empty_steps_teach(cast: Cast, olga: PageClient, step: str) -> None:
    shown = page(olga, cast, step)
    assert "Nothing here yet" not in shown
    assert step == "pitch" or "empty__why" in shown
