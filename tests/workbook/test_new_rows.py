"""A row that nobody typed in yet is nowhere but on its page; its first value makes it, once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from impactplan.models import Revision, db, new_id
from impactplan.workbook import operations
from impactplan.workbook.plans import create_plan
from impactplan.workbook.queries import load_state
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.new_rows import sent_with
from tests.workbook.support import Script, add


def first(who: Script, where: str, value: Any, begins: dict[str, Any] | None = None, key: str = "") -> TestResponse:
    """Send a value of a row that is new, as a script does."""
    new = {f"set-{name}": [text] for name, text in (begins or {}).items()}
    headers = {"If-Match": "0"} | ({"Idempotency-Key": key} if key else {})
    sent = {"value": value, "new": new, "typed_language": "nl", "page_language": "nl"}
    return who.client.open(f"/plans/{who.plan_id}/items/{where}", method="PATCH", json=sent, headers=headers)


def names(cast: Cast, kind: str = "stakeholder") -> list[Any]:
    return [item["name"] for item in load_state(cast.plan_id).rows(kind)]


def page_of(who: Script, address: str) -> str:
    return who.client.get(f"/plans/{who.plan_id}/steps/{address}").get_data(as_text=True)


def new_form(page: str) -> str:
    return page.partition('id="new"')[2].partition("</form>")[0]


def test_opening_a_new_row_writes_nothing(cast: Cast, olga: Script) -> None:
    before = load_state(cast.plan_id).seq
    page = page_of(olga, "stakeholders?new=stakeholder")
    assert "Nieuw: belanghebbende" in page
    assert 'name="name"' in new_form(page)
    assert load_state(cast.plan_id).seq == before
    assert not names(cast)
    assert not db.session.query(Revision).filter_by(plan_id=cast.plan_id, kind="stakeholder").all()


def test_nobody_opens_one_where_it_cannot_be_made(cast: Cast, olga: Script, signed_in: Any) -> None:
    for address in (
        "stakeholders?new=purpose",
        "stakeholders?new=input",
        "purpose?new=purpose",
        "priorities?new=outcome",
    ):
        assert 'id="new"' not in page_of(olga, address)
    reader: PageClient = signed_in(cast.lena)
    assert 'id="new"' not in page_of(Script(reader, cast.plan_id), "stakeholders?new=stakeholder")


def test_its_empty_form_comes_apart_for_a_page_without_a_line(cast: Cast, olga: Script) -> None:
    before, indicator = load_state(cast.plan_id).seq, add(cast, "indicator", name="Slaagt")
    forms = page_of(olga, "results/empty-forms?kind=measurement&kind=measurement&kind=purpose&kind=nothing")
    assert re.findall(r'data-empty-form="(\w+)"', forms) == ["measurement"]
    assert f"/plans/{cast.plan_id}/items/measurement/__row__" in forms
    assert 'name="new" value="1"' in new_form(forms)
    assert f'value="{indicator}"' in new_form(forms)
    assert load_state(cast.plan_id).seq == before + 1
    assert not load_state(cast.plan_id).rows("measurement")
    assert not re.findall("data-empty-form", page_of(olga, "results/empty-forms"))


def test_the_first_value_makes_it_and_the_others_are_written_to_it(cast: Cast, olga: Script) -> None:
    row = new_id()
    for _twice in range(2):
        answer = first(olga, f"stakeholder/{row}/name", "Ouders", key="one")
        assert (answer.status_code, answer.get_json()["ref"]) == (200, row)
    assert first(olga, f"stakeholder/{row}/size", "40").status_code == 200
    [item] = load_state(cast.plan_id).rows("stakeholder")
    assert (item.id, item["name"], item["size"]) == (row, "Ouders", 40)
    assert f'data-item="stakeholder/{row}"' in page_of(olga, f"stakeholders?new=stakeholder&id={row}")


def test_what_was_emptied_makes_nothing(cast: Cast, olga: Script) -> None:
    answer = first(olga, f"stakeholder/{new_id()}/name", "  ")
    assert (answer.status_code, answer.get_json()["version"]) == (200, 0)
    assert not names(cast)


def test_a_refused_first_value_makes_nothing(cast: Cast, olga: Script) -> None:
    assert first(olga, f"stakeholder/{new_id()}/size", "veel").status_code == 422
    assert not names(cast)


def test_a_row_that_was_deleted_meanwhile_is_not_made_again(cast: Cast, olga: Script) -> None:
    row = new_id()
    first(olga, f"stakeholder/{row}/name", "Ouders")
    olga.post(f"items/stakeholder/{row}/delete", {})
    assert first(olga, f"stakeholder/{row}/size", "40").status_code == 409
    assert not names(cast)


def test_what_its_button_gave_goes_along_and_can_be_changed(cast: Cast, olga: Script) -> None:
    one, other = (add(cast, "outcome", statement=name) for name in ("Leren", "Doen"))
    row = new_id()
    answer = first(olga, f"indicator/{row}/name", "Aandeel", {"outcome": one}).get_json()
    assert [(also["field"], also["raw"]) for also in answer["also"]] == [("outcome", one)]
    assert load_state(cast.plan_id).rows("indicator")[0]["outcome"] == one
    # Typed before the answer came, so against the version that nothing has.
    assert first(olga, f"indicator/{row}/outcome", other, {"outcome": one}).status_code == 200
    assert load_state(cast.plan_id).rows("indicator")[0]["outcome"] == other


def test_what_its_button_gave_may_be_gone(cast: Cast, olga: Script) -> None:
    row, outcome = new_id(), add(cast, "outcome", statement="Leren")
    olga.post(f"items/outcome/{outcome}/delete", {"confirmed": "1"})
    assert first(olga, f"indicator/{row}/name", "Aandeel", {"outcome": outcome}).status_code == 200
    assert load_state(cast.plan_id).rows("indicator")[0]["outcome"] is None


def test_of_a_kind_with_one_row_per_value_the_one_that_is_there_is_written(cast: Cast, olga: Script) -> None:
    there = add(cast, "culture", dimension="voice")
    assert f'data-item="culture/{there}"' in page_of(olga, "culture?new=culture&set-dimension=voice")
    answer = first(olga, f"culture/{new_id()}/level_now", "3", {"dimension": "voice"})
    assert answer.get_json()["ref"] == there
    [item] = load_state(cast.plan_id).rows("culture")
    assert item["level_now"] == 3


def test_an_id_that_another_plan_has_is_refused_without_a_word_of_it(cast: Cast, olga: Script, other_plan: str) -> None:
    row = new_id()
    assert first(Script(olga.client, other_plan), f"stakeholder/{row}/name", "Ouders").status_code == 200
    assert first(olga, f"stakeholder/{row}/name", "Ouders").status_code == 409
    assert not names(cast)


def test_an_id_that_another_plan_takes_at_the_same_moment_is_refused(
    cast: Cast, olga: Script, other_plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = new_id()
    first(Script(olga.client, other_plan), f"stakeholder/{row}/name", "Ouders")
    monkeypatch.setattr("impactplan.workbook.new_rows._is_known", lambda _write, _id: False)
    monkeypatch.setattr(operations, "_check_id", lambda _id: None)  # both looked before either wrote
    assert first(olga, f"stakeholder/{row}/name", "Ouders").status_code == 409
    batch = [{"do": "create", "kind": "stakeholder", "id": row, "values": {"name": "Ouders"}}]
    answer = olga.client.post(f"/plans/{cast.plan_id}/batches", json={"operations": batch})
    assert answer.status_code == 422
    assert not names(cast)


@pytest.fixture
def other_plan(cast: Cast) -> str:
    plan_id = create_plan(cast.olga, "Ander plan", "", "nl")
    db.session.commit()
    return plan_id


# --- without a script ---


def test_an_empty_form_makes_its_row_when_it_is_sent(cast: Cast, olga: Script) -> None:
    page = page_of(olga, "stakeholders?new=stakeholder")
    row = re.findall(r'data-item="stakeholder/(\w+)"', page)[0]
    sent = sent_with({}) | {"version-name": "0", "version-size": "0", "name": "Ouders", "size": "40"}
    for _twice in range(2):
        assert olga.post(f"items/stakeholder/{row}", sent).status_code == 303
    [item] = load_state(cast.plan_id).rows("stakeholder")
    assert (item.id, item["name"], item["size"]) == (row, "Ouders", 40)


def test_a_form_that_is_sent_empty_makes_nothing(cast: Cast, olga: Script) -> None:
    outcome = add(cast, "outcome", statement="Leren")
    sent = sent_with({"outcome": outcome}) | {
        "version-outcome": "0",
        "outcome": outcome,
        "version-name": "0",
        "name": "",
    }
    assert olga.post(f"items/indicator/{new_id()}", sent).status_code == 303
    assert not load_state(cast.plan_id).rows("indicator")


def test_a_text_that_its_button_gave_is_kept_when_the_form_is_sent(cast: Cast, olga: Script) -> None:
    begins = {"question": "Wat nu?"}
    sent = sent_with(begins) | {"version-question": "0", **begins}
    assert olga.post(f"items/decision/{new_id()}", sent).status_code == 303
    assert [item["question"] for item in load_state(cast.plan_id).rows("decision")] == ["Wat nu?"]


def test_what_cannot_be_kept_stays_in_the_new_form(cast: Cast, olga: Script) -> None:
    row = new_id()
    answer = olga.post(f"items/stakeholder/{row}", sent_with({}) | {"version-size": "0", "size": "veel"})
    assert answer.status_code == 422
    assert 'value="veel"' in new_form(answer.get_data(as_text=True))
    assert not names(cast)
    both = {"version-size": "0", "size": "veel", "version-name": "0", "name": "Ouders"}
    answer = olga.post(f"items/stakeholder/{row}", sent_with({}) | both)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, names(cast)) == (422, ["Ouders"])
    assert f'data-item="stakeholder/{row}"' in page
    assert 'value="veel"' in page


def test_done_and_one_more_opens_the_next(cast: Cast, olga: Script) -> None:
    outcome = add(cast, "outcome", statement="Leren")
    sent = sent_with({"outcome": outcome}) | {"version-name": "0", "name": "Aandeel", "then": "again"}
    answer = olga.post(f"items/indicator/{new_id()}", sent)
    assert f"new=indicator&set-outcome={outcome}#new" in answer.location
    assert len(load_state(cast.plan_id).rows("indicator")) == 1


def test_something_made_on_the_spot_makes_the_row_that_chose_it(cast: Cast, olga: Script) -> None:
    row = new_id()
    sent = sent_with({}) | {"for": f"indicator:{row}:outcome", "statement": "Leren", "key": "k"}
    assert olga.post("new/outcome", sent).status_code == 303
    [indicator], [outcome] = (load_state(cast.plan_id).rows(kind) for kind in ("indicator", "outcome"))
    assert (indicator.id, indicator["outcome"]) == (row, outcome.id)
