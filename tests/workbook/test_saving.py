"""Saving one field by a script: versions, conflicts, keys, refusals, queries."""

from __future__ import annotations

from typing import Any

import pytest

from impactplan.workbook.queries import load_state
from tests.support.cast import Cast
from tests.workbook.support import Script, add, value_of


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
        ("challenge/challenge/size", "zesduizend", "geen getal"),
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


@pytest.mark.parametrize(
    ("where", "kept"),
    [("challenge/challenge/statement", "een\ntwee drie"), ("challenge/challenge/group_concerned", "een twee drie")],
)
def test_what_cannot_be_seen_is_left_out_of_what_is_pasted(cast: Cast, olga: Script, where: str, kept: str) -> None:
    """Word puts a vertical tab within a paragraph; a PDF leaves control characters behind."""
    pasted = "\x07een\x0btwee\x1f\x9f drie\ufffe"
    assert olga.patch(where, pasted).status_code == 200
    assert value_of(cast, "challenge", where.split("/")[-1]) == kept
    assert olga.patch(where, pasted, version=load_state(cast.plan_id).seq).status_code == 200
    assert load_state(cast.plan_id).sheet("challenge")[where.split("/")[-1]] == kept


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


def test_ones_own_second_browser_is_nobody_else(cast: Cast, olga: Script, karel: Script) -> None:
    first = karel.patch("purpose/purpose/area", "Merenrijk").get_json()["version"]
    olga.patch("purpose/purpose/area", "Hier", first)
    conflict = olga.patch("purpose/purpose/area", "Daar", first).get_json()
    assert conflict["own"]
    assert conflict["who"] == "Een ander venster van jou"
    assert not karel.patch("purpose/purpose/area", "Weg", first).get_json()["own"]


def test_without_a_script_ones_own_second_browser_is_nobody_else_either(
    cast: Cast, olga: Script, karel: Script
) -> None:
    for client in (olga, karel):
        olga.patch("purpose/purpose/area", "Hier", load_state(cast.plan_id).sheet("purpose").version("area"))
        data = {"area": f"Daar {client is olga}", "version-area": "0"}
        page = client.client.post(f"/plans/{cast.plan_id}/items/purpose/purpose", data=data)
        assert page.status_code == 409
        assert ("Je schreef hier op twee plekken" in page.text) == (client is olga)
        assert ("iemand anders" in page.text) == (client is karel)
        assert (">Olga, " in page.text) == (client is karel)


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


def test_a_row_that_moves_past_one_that_was_removed_is_saved_and_stays(cast: Cast, olga: Script) -> None:
    row, gone = add(cast, "stakeholder", name="A"), add(cast, "stakeholder", name="B")
    seen = load_state(cast.plan_id).by_id[row].version("name")
    olga.post(f"items/stakeholder/{gone}/delete", {})
    sent = {"name": "C", "version-name": str(seen), "then": "down", "after-down": gone}
    answer = olga.post(f"items/stakeholder/{row}", sent)
    assert answer.status_code == 303
    assert "Kijk nog eens" in olga.client.get(answer.location).text
    assert value_of(cast, "stakeholder", "name") == "C"


def test_of_what_there_is_one_row_at_most_none_is_made_by_choosing_or_copying(cast: Cast, olga: Script) -> None:
    add(cast, "culture", dimension="voice")
    other = add(cast, "culture", dimension="data")
    answer = olga.patch(f"culture/{other}/dimension", "voice", load_state(cast.plan_id).seq)
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == ["Zo’n rij is er al."]
    assert olga.post(f"items/culture/{other}/duplicate", {}).status_code == 404


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


def test_a_text_with_room_for_lines_keeps_them(cast: Cast, olga: Script) -> None:
    olga.patch("purpose/purpose/ambition", "Eerst dit.\r\nDan dat.")
    olga.patch("purpose/purpose/area", "Merenrijk\nen omgeving")
    sheet = load_state(cast.plan_id).sheet("purpose")
    assert (sheet["ambition"], sheet["area"]) == ("Eerst dit.\nDan dat.", "Merenrijk en omgeving")


SHOWN = {"page": {"step": "challenge", "row": ""}}


def save_from_page(cast: Cast, olga: Script, value: str, key: str = "", **page: Any) -> Any:
    address = f"/plans/{cast.plan_id}/items/challenge/challenge/statement"
    headers = {"If-Match": "0", "Idempotency-Key": key or value}
    return olga.client.patch(address, json={"value": value, **(page or SHOWN)}, headers=headers)


def test_what_changes_on_the_page_comes_with_the_answer_also_when_it_is_asked_again(cast: Cast, olga: Script) -> None:
    first = save_from_page(cast, olga, "Taal", "once").get_json()
    assert 'data-step="challenge"' in first["around"]
    assert 'data-step="purpose"' not in first["around"], "what the save did not touch stays out"
    assert len(first["around"]) < 6000
    assert save_from_page(cast, olga, "Taal", "once").get_json()["around"] == first["around"]


@pytest.mark.parametrize("page", [None, "challenge", [], {"step": "nowhere"}, {"step": ["challenge"]}, {"row": "x"}])
def test_a_page_that_is_none_brings_nothing_and_keeps_the_save(cast: Cast, olga: Script, page: Any) -> None:
    answer = save_from_page(cast, olga, "Taal", page=page)
    assert (answer.status_code, "around" in answer.get_json()) == (200, False)
    assert value_of(cast, "challenge", "statement") == "Taal"


def test_a_save_is_answered_also_when_its_page_cannot_be_made(
    cast: Cast, olga: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any, **_values: Any) -> None:
        raise RuntimeError("no page")

    monkeypatch.setattr("impactplan.workbook.around.render_template", fail)
    answer = save_from_page(cast, olga, "Taal")
    assert (answer.status_code, "around" in answer.get_json()) == (200, False)
    assert value_of(cast, "challenge", "statement") == "Taal"
