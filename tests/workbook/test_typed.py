"""What was typed keeps its meaning: read in the language of its page, as people write it, or asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from impactplan.models import KINDS, User, db
from impactplan.workbook.forms import show_raw
from impactplan.workbook.queries import load_state
from tests.support.cast import Cast
from tests.workbook.support import Script, add, value_of


@pytest.fixture
def in_english(cast: Cast) -> None:
    """Olga chose English in another tab."""
    db.session.get_one(User, cast.olga.id).language = "en"
    db.session.commit()


@pytest.mark.usefixtures("in_english")
def test_a_value_is_read_in_the_language_of_its_page(cast: Cast, olga: Script) -> None:
    answer = olga.patch("challenge/challenge/size", "1.400").get_json()
    assert value_of(cast, "challenge", "size") == 1400
    assert (answer["raw"], answer["understood"]) == ("1.400", "1.400")
    assert answer["raws"] == {"nl": "1.400", "en": "1,400"}


@pytest.mark.usefixtures("in_english")
def test_a_form_is_read_and_answered_in_the_language_of_its_page(cast: Cast, olga: Script) -> None:
    data = {"version-size": 0, "size": "1.400", "version-size_year": 0, "size_year": "eind 2022"}
    page = olga.post("items/challenge/challenge", data).get_data(as_text=True)
    assert value_of(cast, "challenge", "size") == 1400
    assert '<html lang="nl">' in page
    assert 'value="1.400"' in page
    assert "Schrijf alleen het jaar: 2022." in page


@pytest.mark.usefixtures("in_english")
def test_an_edit_keeps_its_language_when_another_page_sends_it(cast: Cast, olga: Script) -> None:
    sent = {"value": "1.400", "typed_language": "nl", "page_language": "en"}
    address = f"/plans/{cast.plan_id}/items/challenge/challenge/size"
    answer = olga.client.patch(address, json=sent, headers={"If-Match": "0"}).get_json()
    assert value_of(cast, "challenge", "size") == 1400
    assert answer["raw"] == "1,400"


@pytest.mark.parametrize("sent", [{}, {"typed_language": "", "page_language": "nl"}, {"typed_language": ["nl"]}])
def test_where_the_language_is_not_known_two_readings_are_asked_about(
    cast: Cast, olga: Script, sent: dict[str, Any]
) -> None:
    address = f"/plans/{cast.plan_id}/items/challenge/challenge/size"
    answer = olga.client.patch(address, json={"value": "1.400", **sent}, headers={"If-Match": "0"})
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == ["‘1.400’ kun je op twee manieren lezen. Schrijf 1,4 of 1.400."]
    for value, read in (("1400", 1400), ("2,5", Decimal("2.5")), ("2.5", Decimal("2.5")), ("€ 1.250,-", 1250)):
        version = load_state(cast.plan_id).sheet("challenge").version("size")
        headers = {"If-Match": str(version)}
        assert olga.client.patch(address, json={"value": value, **sent}, headers=headers).status_code == 200
        assert value_of(cast, "challenge", "size") == read


@pytest.mark.parametrize(
    ("kind", "field", "typed", "value"),
    [
        ("collection", "cost", "€ 1.250,-", 1250),
        ("collection", "cost", "1.250 euro", 1250),
        ("collection", "cost", "12,50 €", Decimal("12.5")),
        ("collection", "minutes", "6 minuten", 6),
        ("collection", "invited", "ca. 250", 250),
        ("collection", "invited", "±1300", 1300),
        ("collection", "response", "35 %", 35),
        ("collection", "response", "0,35 %", Decimal("0.35")),
        ("collection", "start", "maart 2022", date(2022, 3, 1)),
        ("collection", "end", "maart 2022", date(2022, 3, 31)),
        ("collection", "start", "31–12–2022", date(2022, 12, 31)),
        ("measurement", "measured_on", "1 maart 2022", date(2022, 3, 1)),
        ("valuation", "price_year", "２０２２", 2022),
    ],
)
def test_numbers_and_days_are_read_as_people_write_them(
    cast: Cast, olga: Script, kind: str, field: str, typed: str, value: Any
) -> None:
    row = add(cast, kind)
    assert olga.patch(f"{kind}/{row}/{field}", typed).status_code == 200
    assert value_of(cast, kind, field) == value


@pytest.mark.parametrize(
    ("kind", "field", "typed", "words"),
    [
        ("collection", "response", "0,35", "Bedoel je 35 %? Schrijf dan 35. Bedoel je 0,35 %, schrijf dan 0,35 %."),
        ("collection", "minutes", "6 uur", "Schrijf hier hoeveel het is in ‘minuten’. ‘6 uur’ is iets anders."),
        ("collection", "invited", "max 10", "Schrijf hier alleen het getal: 10."),
        ("collection", "invited", "2,5", "Schrijf een heel getal, zonder decimalen, zoals 2."),
        ("collection", "start", "eind 2022", "Schrijf een datum, zoals 31-12-2022."),
        ("collection", "start", "31-12-22", "Schrijf het jaar in vier cijfers: 31-12-2022."),
        ("collection", "start", "ma 31-12-2022", "Die dag is een zaterdag."),
        ("measurement", "measured_on", "maart 2022", "Schrijf ook de dag van de maand, zoals 01-03-2022."),
        ("valuation", "price_year", "eind 2022", "Schrijf alleen het jaar: 2022."),
        ("measurement", "value", "1.5", "Schrijf 1,5 of 15."),
        ("measurement", "value", "0.5", "Bedoel je 0,5, schrijf dat dan."),
    ],
)
def test_a_refusal_says_how_to_write_it(
    cast: Cast, olga: Script, kind: str, field: str, typed: str, words: str
) -> None:
    answer = olga.patch(f"{kind}/{add(cast, kind)}/{field}", typed)
    assert answer.status_code == 422
    assert words in answer.get_json()["errors"][0]


def test_an_estimate_is_kept_as_one_where_a_field_says_how_certain_it_is(cast: Cast, olga: Script) -> None:
    row = add(cast, "contribution")
    answer = olga.patch(f"contribution/{row}/gross", "ca. 250").get_json()
    assert (value_of(cast, "contribution", "gross"), value_of(cast, "contribution", "gross_certainty")) == (250, "low")
    [also] = answer["also"]
    assert (also["field"], also["raw"]) == ("gross_certainty", "low")
    assert olga.patch(f"contribution/{row}/gross_certainty", "high", also["version"]).status_code == 200
    olga.patch(f"contribution/{row}/gross", "ca. 260", answer["version"])
    assert value_of(cast, "contribution", "gross_certainty") == "high"


def test_an_estimate_in_a_whole_form_is_kept_as_one(cast: Cast, olga: Script) -> None:
    row = add(cast, "contribution")
    names = {"own_share": "±35", "own_share_certainty": "", "gross": "300", "gross_certainty": ""}
    data = {**names, **{f"version-{name}": 0 for name in names}}
    assert olga.post(f"items/contribution/{row}", data).status_code == 303
    item = load_state(cast.plan_id).by_id[row]
    assert (item["own_share"], item["own_share_certainty"], item["gross_certainty"]) == (35, "low", None)


VALUES = [Decimal(text) for text in ("0.35", "0.000001", "1.4", "1400", "1234567.89", "12", "-5", "0", "100", "1")]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_saved_value_shown_again_means_the_same(cast: Cast, olga: Script, language: str) -> None:
    olga.language = language
    fields = [(kind.key, field) for kind in KINDS.values() for field in kind.stored.values() if field.type == "number"]
    rows = {kind: add(cast, kind) for kind in {kind for kind, _field in fields} if not KINDS[kind].sheet}
    for kind, field in fields:
        for value in VALUES:
            if field.fixed or not (field.low or 0) <= value <= (field.high or 0):
                continue
            ref = rows.get(kind, kind)
            with olga.client.application.test_request_context():
                shown = show_raw(field, value, language)
            state = load_state(cast.plan_id)
            item = state.by_id[ref] if ref in rows.values() else state.sheet(kind)
            answer = olga.patch(f"{kind}/{ref}/{field.name}", shown, item.version(field.name))
            assert answer.status_code == 200, (kind, field.name, shown, answer.get_data(as_text=True))
            assert value_of(cast, kind, field.name) == value, (kind, field.name, shown)


def test_history_shows_no_difference_that_nobody_can_see(cast: Cast, olga: Script) -> None:
    where = "challenge/challenge/statement"
    version = olga.patch(where, "Eén café").get_json()["version"]
    version = olga.patch(where, "Weinig oefening", version).get_json()["version"]
    unseen = olga.client.get(f"/plans/{cast.plan_id}/items/{where}/history").text.count('class="version__head"')
    for typed in ("Weinig oefe\u00adning", "Weinig\u00a0oefening ", "Weinig oefening\u200b"):
        version = olga.patch(where, typed, version).get_json()["version"]
    page = olga.client.get(f"/plans/{cast.plan_id}/items/{where}/history").text
    assert page.count('class="version__head"') == unseen
    assert value_of(cast, "challenge", "statement") == "Weinig oefening\u200b", "what was typed is kept"
    assert f'name="seen" value="{version}"' in page or 'name="seen"' not in page


def test_texts_that_look_the_same_are_no_conflict(cast: Cast, olga: Script, karel: Script) -> None:
    first = olga.patch("challenge/challenge/statement", "cafe").get_json()["version"]
    karel.patch("challenge/challenge/statement", "cafe\u0301", first)
    assert olga.patch("challenge/challenge/statement", "café", first).status_code == 200
