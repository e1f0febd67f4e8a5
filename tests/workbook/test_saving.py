"""Saving over HTTP: one field by a script, a whole form without one. Nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from impactplan.access import Permission
from impactplan.models import User
from impactplan.workbook import operations
from impactplan.workbook.queries import load_field_history, load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


class Script:
    """The browser's side of autosave, one person's."""

    def __init__(self, client: PageClient, plan_id: str) -> None:
        self.client, self.plan_id = client, plan_id

    def patch(
        self, where: str, value: Any, version: int = 0, key: str = "", queries: int | None = None
    ) -> TestResponse:
        headers = {"If-Match": str(version)} | ({"Idempotency-Key": key} if key else {})
        address = f"/plans/{self.plan_id}/items/{where}"
        return self.client.open(address, method="PATCH", json={"value": value}, headers=headers, queries=queries)

    def post(self, where: str, data: dict[str, Any], **more: Any) -> TestResponse:
        return self.client.post(f"/plans/{self.plan_id}/{where}", data=data, **more)


@pytest.fixture
def olga(cast: Cast, signed_in: SignIn) -> Script:
    return Script(signed_in(cast.olga), cast.plan_id)


@pytest.fixture
def karel(cast: Cast, signed_in: SignIn) -> Script:
    return Script(signed_in(cast.karel), cast.plan_id)


def add(cast: Cast, kind: str, **values: Any) -> str:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        return operations.create_item(write, kind, values)


def value_of(cast: Cast, kind: str, name: str) -> Any:
    state = load_state(cast.plan_id)
    return state.rows(kind)[0][name] if state.rows(kind) else None


def test_a_field_is_saved_with_its_version_and_moment(cast: Cast, olga: Script) -> None:
    answer = olga.patch("purpose/purpose/ambition", "Iedereen doet mee").get_json()
    assert answer["version"] == load_state(cast.plan_id).seq
    assert len(answer["clock"]) == 5
    assert value_of(cast, "purpose", "ambition") == "Iedereen doet mee"


def test_a_number_is_echoed_as_it_was_understood(cast: Cast, olga: Script) -> None:
    row = add(cast, "output", name="A")
    answer = olga.patch(f"output/{row}/quantity", "1.300").get_json()
    assert (answer["raw"], answer["understood"]) == ("1.300", "1.300")
    assert value_of(cast, "output", "quantity") == 1300


@pytest.mark.parametrize(
    ("where", "value", "says"),
    [
        ("challenge/challenge/size", "ongeveer 6.000", "geen getal"),
        ("challenge/challenge/size", "1.5", "1,5"),
        ("challenge/challenge/size_year", "'20", "vier cijfers"),
        ("purpose/purpose/period_start", "volgende week", "geen datum"),
        ("purpose/purpose/scope", "heelal", "lijst"),
        ("purpose/purpose/ambition", "x" * 401, "te lang"),
        ("challenge/challenge/statement", "x" * 20_001, "te lang"),
        ("challenge/challenge/statement", "a\x00b", "teken"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(olga: Script, where: str, value: str, says: str) -> None:
    answer = olga.patch(where, value)
    assert answer.status_code == 422
    assert says in answer.get_json()["errors"][0]


def test_twenty_thousand_characters_fit(cast: Cast, olga: Script) -> None:
    text = "é" * 20_000
    assert olga.patch("challenge/challenge/statement", text).status_code == 200
    assert value_of(cast, "challenge", "statement") == text


def test_a_request_over_one_megabyte_is_refused_in_words(olga: Script) -> None:
    answer = olga.patch("challenge/challenge/statement", "x" * 1_100_000)
    assert answer.status_code == 413
    assert "1 MB" in answer.get_json()["message"]


def test_two_people_in_one_field_see_both_texts(cast: Cast, olga: Script, karel: Script) -> None:
    first = olga.patch("purpose/purpose/area", "Merenrijk").get_json()["version"]
    karel.patch("purpose/purpose/area", "Merenrijk en Heuvelstroom", first)
    answer = olga.patch("purpose/purpose/area", "gemeente Merenrijk", first)
    assert answer.status_code == 412
    conflict = answer.get_json()
    assert (conflict["mine"], conflict["theirs"]) == ("gemeente Merenrijk", "Merenrijk en Heuvelstroom")
    assert conflict["who"] == "Karel"
    assert value_of(cast, "purpose", "area") == "Merenrijk en Heuvelstroom"
    assert olga.patch("purpose/purpose/area", "gemeente Merenrijk", conflict["version"]).status_code == 200


def test_a_sheet_that_two_people_begin_at_once_is_a_conflict_too(cast: Cast, olga: Script, karel: Script) -> None:
    assert olga.patch("purpose/purpose/area", "A", 0).status_code == 200
    assert karel.patch("purpose/purpose/area", "B", 0).status_code == 412


def test_the_same_edit_sent_twice_is_done_once(cast: Cast, olga: Script) -> None:
    first = olga.patch("purpose/purpose/area", "A", key="k").get_json()
    again = olga.patch("purpose/purpose/area", "A", key="k").get_json()
    assert again == first
    assert olga.patch("purpose/purpose/area", "B", key="k").status_code == 422
    assert value_of(cast, "purpose", "area") == "A"


def test_a_row_that_was_removed_says_so(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="A")
    olga.post(f"items/stakeholder/{row}/delete", {})
    answer = olga.patch(f"stakeholder/{row}/name", "B")
    assert answer.status_code == 409


def test_a_save_stays_within_its_queries(cast: Cast, olga: Script) -> None:
    stakeholders = [add(cast, "stakeholder", name=name) for name in "AB"]
    row = add(cast, "activity", name="A", stakeholders=tuple(stakeholders[:1]))
    outcome = add(cast, "outcome", statement="A")
    version = olga.patch("challenge/challenge/statement", "a").get_json()["version"]
    cases = [
        ("challenge/challenge/statement", "ab", version),
        (f"activity/{row}/name", "B", 99),
        (f"activity/{row}/stakeholders", stakeholders[1:], 99),
        (f"outcome/{outcome}/stakeholder", stakeholders[0], 0),
    ]
    versions = load_state(cast.plan_id).by_id
    for where, value, seen in cases:
        _kind, ref, name = where.split("/")
        seen = versions[ref].version(name) if ref in versions else seen
        assert olga.patch(where, value, seen, key=where, queries=8).status_code == 200


# --- without JavaScript ---------------------------------------------------------------------------------------


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
    data = form_of(cast, "challenge", "challenge", statement="Het probleem", size="ongeveer 6.000")
    answer = olga.post("items/challenge/challenge", data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "ongeveer 6.000" in page
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
    olga.post("items/stakeholder", {"key": "a"})
    olga.post("items/stakeholder", {"key": "a"})  # a double click
    row = load_state(cast.plan_id).rows("stakeholder")[0].id
    olga.post(f"items/stakeholder/{row}", form_of(cast, "stakeholder", row, name="A"))
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
