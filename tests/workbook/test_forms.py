"""Saving by plain forms, rows and going back: without a script nothing typed is lost either."""

from __future__ import annotations

from typing import Any

import pytest

from impactplan.models import new_id
from impactplan.workbook.queries import load_field_history, load_state
from tests.support.cast import Cast
from tests.workbook.support import Script, add, value_of


def form_of(cast: Cast, kind: str, ref: str, **values: Any) -> dict[str, Any]:
    """Return a form as the page of the moment has it, with some values typed over."""
    state = load_state(cast.plan_id)
    item = state.sheet(kind) if ref == kind else state.by_id[ref]
    versions = {f"version-{name}": item.version(name) for name in values}
    return {**versions, **values, "key": values.pop("key", "")}


def test_a_form_saves_all_its_fields_and_comes_back(cast: Cast, olga: Script) -> None:
    data = form_of(cast, "purpose", "purpose", ambition="A", motives=["learn", "choose"], period_start="1-4-2021")
    answer = olga.post("items/purpose/purpose", data)
    assert answer.status_code == 303
    assert answer.location.endswith(f"/plans/{cast.plan_id}/steps/purpose#section-purpose")
    sheet = load_state(cast.plan_id).sheet("purpose")
    assert (sheet["ambition"], sheet["motives"], sheet["period_start"].year) == ("A", ("learn", "choose"), 2021)


def test_a_refused_value_stays_in_the_form_and_the_rest_is_kept(cast: Cast, olga: Script) -> None:
    data = form_of(cast, "challenge", "challenge", statement="Het probleem", size="zesduizend")
    answer = olga.post("items/challenge/challenge", data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "zesduizend" in page
    assert "geen getal" in page
    assert value_of(cast, "challenge", "statement") == "Het probleem"


def test_the_conflict_page_holds_both_texts_and_settles_them(cast: Cast, olga: Script, karel: Script) -> None:
    karel.patch("challenge/challenge/statement", "Zes op de honderd")
    data = {"version-statement": 0, "statement": "Zes procent", "version-causes": 0, "causes": "Weinig ervaring"}
    answer = olga.post("items/challenge/challenge", data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Zes procent" in page
    assert "Zes op de honderd" in page
    assert value_of(cast, "challenge", "statement") == "Zes op de honderd"
    assert value_of(cast, "challenge", "causes") == "Weinig ervaring"
    version = load_state(cast.plan_id).sheet("challenge").version("statement")
    settled = {
        "version-statement": version,
        "choice-statement": "combined",
        "mine-statement": "Zes procent",
        "theirs-statement": "Zes op de honderd",
        "combined-statement": "Zes op de honderd, dus zes procent",
    }
    assert olga.post("items/challenge/challenge", settled).status_code == 303
    assert value_of(cast, "challenge", "statement") == "Zes op de honderd, dus zes procent"


def test_rows_are_added_moved_copied_deleted_and_brought_back_by_forms(cast: Cast, olga: Script) -> None:
    row, first = new_id(), {"new": "stakeholder", "version-name": "0", "name": "A", "key": "a"}
    olga.post(f"items/stakeholder/{row}", first)
    olga.post(f"items/stakeholder/{row}", first)  # a double click
    assert [item.id for item in load_state(cast.plan_id).rows("stakeholder")] == [row]
    olga.post(f"items/stakeholder/{row}", form_of(cast, "stakeholder", row, name="B"))
    olga.post(f"items/stakeholder/{row}/duplicate", {"key": "b"})
    copy = load_state(cast.plan_id).rows("stakeholder")[1].id
    olga.post(f"items/stakeholder/{copy}/move", {"by": "-1"})
    assert [item.id for item in load_state(cast.plan_id).rows("stakeholder")] == [copy, row]
    page = olga.post(f"items/stakeholder/{copy}/delete", {}, follow_redirects=True).get_data(as_text=True)
    assert [item.id for item in load_state(cast.plan_id).rows("stakeholder")] == [row]
    batch = page.split('name="batch" value="')[1].split('"')[0]
    olga.post("undo", {"batch": batch})
    assert [item.id for item in load_state(cast.plan_id).rows("stakeholder")] == [copy, row]


def test_an_earlier_item_is_made_on_its_own_page_and_chosen(cast: Cast, olga: Script) -> None:
    row = add(cast, "outcome", statement="A")
    wish = f"outcome:{row}:stakeholder"
    page = olga.client.get(f"/plans/{cast.plan_id}/new/stakeholder?for={wish}")
    assert page.status_code == 200
    assert olga.post("new/stakeholder", {"for": wish, "name": " ", "key": "m"}).status_code == 422
    assert not load_state(cast.plan_id).rows("stakeholder")
    answer = olga.post("new/stakeholder", {"for": wish, "name": "Digistarters", "key": "n"})
    assert answer.status_code == 303
    state = load_state(cast.plan_id)
    made = state.rows("stakeholder")[0]
    assert made["name"] == "Digistarters"
    assert state.by_id[row]["stakeholder"] == made.id


def test_history_shows_each_version_and_gives_one_back(cast: Cast, olga: Script, karel: Script) -> None:
    first = olga.patch("challenge/challenge/statement", "door de docent").get_json()
    karel.patch("challenge/challenge/statement", "door een stagiair", first["version"])
    address = f"/plans/{cast.plan_id}/items/challenge/challenge/statement/history"
    page = olga.client.get(address).get_data(as_text=True)
    assert "<ins" in page
    assert "<del" in page
    assert "Karel" in page
    olga.client.post(address, data={"seq": first["version"]})
    assert value_of(cast, "challenge", "statement") == "door de docent"


def test_a_step_is_set_aside_with_a_reason(cast: Cast, olga: Script) -> None:
    assert olga.post("steps/challenge/aside", {"reason": " "}).status_code == 422
    olga.post("steps/challenge/aside", {"reason": "eerst een jaar cijfers"})
    page = olga.client.get(f"/plans/{cast.plan_id}/steps/challenge").get_data(as_text=True)
    assert "eerst een jaar cijfers" in page
    olga.post("steps/challenge/resume", {})
    assert not load_state(cast.plan_id).rows("set_aside")


def test_four_questions_make_a_first_theory_of_change(cast: Cast, olga: Script) -> None:
    answers = {"whom": "Digistarters", "what": "Basiscursus", "change": "Ze loggen zelf in", "leads_to": "Meedoen"}
    assert olga.post("start", {**answers, "what": ""}).status_code == 422
    assert olga.post("start", {**answers, "key": "s"}).status_code == 302
    state = load_state(cast.plan_id)
    for kind in ("stakeholder", "activity", "outcome", "impact", "link"):
        assert len(state.rows(kind)) == 1


def test_one_writes_at_the_first_question_that_waits(cast: Cast, olga: Script) -> None:
    def focused(page: str) -> list[str]:
        inputs = [element.split(">")[0] for element in page.split("<input")[1:]]
        return [element.split('name="')[1].split('"')[0] for element in inputs if "autofocus" in element]

    answers = {"whom": "Digistarters", "what": "", "change": "Ze loggen zelf in", "leads_to": ""}
    assert focused(olga.client.get(f"/plans/{cast.plan_id}/start").get_data(as_text=True)) == ["whom"]
    assert focused(olga.post("start", {"whom": "Digistarters", "begin": "1"}).get_data(as_text=True)) == ["what"]
    assert focused(olga.post("start", answers).get_data(as_text=True)) == ["what"]


def test_what_was_done_lately_can_be_undone_from_its_page(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="Digistarters")
    olga.patch(f"stakeholder/{row}/traits", "onzeker")
    olga.post(f"items/stakeholder/{row}/delete", {})
    page = olga.client.get(f"/plans/{cast.plan_id}/history", queries=10).get_data(as_text=True)
    assert "Digistarters" in page
    batch = page.split('name="batch" value="')[1].split('"')[0]
    olga.post("undo", {"batch": batch})
    assert value_of(cast, "stakeholder", "name") == "Digistarters"


def test_an_earlier_version_does_not_overwrite_what_was_written_since(cast: Cast, olga: Script, karel: Script) -> None:
    first = olga.patch("challenge/challenge/statement", "eerst").get_json()["version"]
    second = karel.patch("challenge/challenge/statement", "toen", first).get_json()["version"]
    karel.patch("challenge/challenge/statement", "nu", second)
    address = f"/plans/{cast.plan_id}/items/challenge/challenge/statement/history"
    olga.client.post(address, data={"seq": first, "seen": second})
    assert value_of(cast, "challenge", "statement") == "nu"


def test_the_history_of_a_removed_row_can_be_read_but_not_written(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="A")
    version = olga.patch(f"stakeholder/{row}/name", "B").get_json()["version"]
    olga.post(f"items/stakeholder/{row}/delete", {})
    address = f"/plans/{cast.plan_id}/items/stakeholder/{row}/name/history"
    assert olga.client.get(address).status_code == 200
    assert olga.client.post(address, data={"seq": version}).status_code == 303
    assert not load_state(cast.plan_id).rows("stakeholder")


def test_a_form_that_is_sent_again_with_other_words_loses_nothing(cast: Cast, olga: Script) -> None:
    first = {"version-statement": 0, "statement": "eerst", "key": "k"}
    olga.post("items/challenge/challenge", first)
    answer = olga.post("items/challenge/challenge", {**first, "statement": "daarna"})
    assert answer.status_code == 409
    assert "daarna" in answer.get_data(as_text=True)


def test_a_name_that_is_too_long_is_refused_whole(cast: Cast, olga: Script) -> None:
    page = olga.post("name", {"title": "x" * 201, "organisation": ""}, follow_redirects=True)
    assert load_state(cast.plan_id).title == "Digitaal Mee"
    assert "200" in page.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/plans/%00/", "/plans/{}/steps/purpose?row=%00", "/invitations/%00"])
def test_a_nul_in_an_address_is_no_server_error(cast: Cast, olga: Script, address: str) -> None:
    assert olga.client.get(address.format(cast.plan_id)).status_code < 500
    assert olga.post("undo", {"batch": "\x00"}).status_code < 500


@pytest.mark.parametrize("then", ["up", "down", "duplicate", "delete", "make:stakeholder:stakeholder"])
def test_what_else_a_button_does_the_form_is_saved_first(cast: Cast, olga: Script, then: str) -> None:
    first, second = (add(cast, "outcome", statement=name) for name in "AB")
    row = second if then == "up" else first
    data = form_of(cast, "outcome", row, statement="wat er getypt was") | {"then": then}
    answer = olga.post(f"items/outcome/{row}", data)
    assert answer.status_code == 303
    state = load_state(cast.plan_id)
    order = [item.id for item in state.rows("outcome")]
    if then == "delete":
        assert order == [second]
        assert load_field_history(cast.plan_id, row, "statement")[0].value == "wat er getypt was"
        return
    assert state.by_id[row]["statement"] == "wat er getypt was"
    expected = {"up": [second, first], "down": [second, first], "duplicate": [first, order[1], second]}
    assert order == expected.get(then, [first, second])
    assert ("/new/stakeholder" in answer.location) == then.startswith("make")


def test_the_four_questions_are_not_asked_twice(cast: Cast, olga: Script) -> None:
    assert olga.client.get(f"/plans/{cast.plan_id}/start").status_code == 200
    add(cast, "outcome", statement="Ze loggen zelf in")
    assert olga.client.get(f"/plans/{cast.plan_id}/start").status_code == 302
