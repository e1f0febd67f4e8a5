"""What no browser sends: it is refused with an answer, writes nothing, and empties nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from impactplan.access import Permission
from impactplan.config import ROW_LIMIT
from impactplan.models import User, db
from impactplan.workbook.operations import create_item, delete_item, set_fields
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient

SignedIn = Callable[[User], PageClient]
TEXT = "Wat er al stond"


@pytest.fixture
def olga(cast: Cast, signed_in: SignedIn) -> PageClient:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        set_fields(write, "challenge", "challenge", {"statement": TEXT}, {})
    return signed_in(cast.olga)


def statement(cast: Cast) -> Any:
    return load_state(cast.plan_id).sheet("challenge")["statement"]


BODIES = [
    *("", "{", "[]", '["a"]', '"x"', "5", "null", "true", "{}", "[" * 100_000, '{"value":' + "[" * 100_000),
    *('{"value": null}', '{"value": {}}', '{"value": [["a"]]}', '{"value": 5}', '{"value": NaN}', '{"value": true}'),
    '{"value": ' + "9" * 6000 + "}",
]


@pytest.mark.parametrize("body", BODIES)
def test_json_of_another_shape_is_refused_and_empties_nothing(cast: Cast, olga: PageClient, body: str) -> None:
    version = load_state(cast.plan_id).sheet("challenge").version("statement")
    headers = {"If-Match": str(version), "Content-Type": "application/json"}
    address = f"/plans/{cast.plan_id}/items/challenge/challenge/statement"
    assert olga.patch(address, data=body, headers=headers).status_code == 400
    assert statement(cast) == TEXT


@pytest.mark.parametrize("body", ["5", '"x"', "[]", "null", "[" * 100_000])
@pytest.mark.parametrize("address", ["/login", "/login/link", "/reset", "/plans"])
def test_no_view_gets_json_that_is_no_object(client: PageClient, address: str, body: str) -> None:
    assert client.post(address, data=body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("value", [5, True, ["x"], {"a": 1}, "\ud800"])
def test_a_form_reads_no_json(cast: Cast, client: PageClient, signed_in: SignedIn, value: object) -> None:
    for address, fields in (("/login/link", ["email"]), ("/reset", ["email"])):
        assert client.post(address, json=dict.fromkeys(fields, value)).status_code == 200
    cor, people = signed_in(cast.cor), f"/rounds/{cast.round_id}/people"
    for address, fields in (("/courses/new", ["title", "round_title"]), (people, ["email", "name", "library"])):
        assert cor.post(address, json=dict.fromkeys(fields, value)).status_code == 422


@pytest.mark.parametrize("text", ["\0", "12\0", "\0" * 70])
def test_a_number_that_cannot_be_shown_again_is_not(cast: Cast, signed_in: SignedIn, text: str) -> None:
    answer = signed_in(cast.cor).post(f"/rounds/{cast.round_id}/privacy/terms", data={"keep_months": text})
    assert answer.status_code == 422
    assert "\0" not in answer.text


@pytest.mark.parametrize("version", ["²", "-1", "NaN", "9" * 50, "9" * 5000, "*", 'W/"1"'])
def test_a_version_that_is_no_number_is_an_old_one(cast: Cast, olga: PageClient, version: str) -> None:
    address = f"/plans/{cast.plan_id}/items/challenge/challenge"
    answer = olga.patch(f"{address}/statement", json={"value": "x"}, headers={"If-Match": version})
    assert answer.status_code == 412
    assert olga.post(address, data={"statement": "x", "version-statement": version}).status_code == 409
    assert statement(cast) == TEXT


def test_more_choices_than_there_can_be_are_refused(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        activity = create_item(write, "activity", {"name": "Cursus"})
    many = [str(number) for number in range(ROW_LIMIT * 3)]
    address = f"/plans/{cast.plan_id}/items/activity/{activity}/stakeholders"
    assert olga.patch(address, json={"value": many}).status_code == 422


def test_going_back_to_what_is_gone_is_refused(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        gone = create_item(write, "stakeholder", {"name": "Weg"})
        activity = create_item(write, "activity", {"name": "Cursus", "stakeholders": (gone,)})
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        set_fields(write, "activity", activity, {"stakeholders": ()}, {})
        batch = write.batch
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        delete_item(write, "stakeholder", gone)
    answer = olga.post(f"/plans/{cast.plan_id}/undo", data={"batch": batch})
    assert answer.status_code == 303
    assert "Kijk in de geschiedenis" in olga.get(answer.location).text


def test_a_row_that_refers_to_what_is_gone_can_be_copied_and_added_to(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        gone, here = (create_item(write, "stakeholder", {"name": name}) for name in ("Weg", "Hier"))
        activity = create_item(write, "activity", {"name": "Cursus", "stakeholders": (gone, here)})
        create_item(write, "outcome", {"statement": "Verandering", "stakeholder": gone})
        delete_item(write, "stakeholder", gone)
    plan = f"/plans/{cast.plan_id}"
    wish = f"activity:{activity}:stakeholders"
    made = olga.post(
        f"{plan}/new/stakeholder?for={wish}", data={"name": "Nieuw"}, headers={"Accept": "application/json"}
    )
    assert made.status_code == 201
    for kind in ("activity", "outcome"):
        row = load_state(cast.plan_id).rows(kind)[0]
        assert olga.post(f"{plan}/items/{kind}/{row.id}/duplicate").status_code == 303
    state = load_state(cast.plan_id)
    assert state.rows("activity")[1]["stakeholders"] == (here, made.json["id"])
    assert state.rows("outcome")[1]["stakeholder"] is None


def test_the_four_questions_do_not_break_a_full_plan(cast: Cast, olga: PageClient) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        for _number in range(ROW_LIMIT):
            create_item(write, "activity")
    answers = {"whom": "a", "what": "b", "change": "c", "leads_to": "d"}
    answer = olga.post(f"/plans/{cast.plan_id}/start", data=answers)
    assert answer.status_code == 302
    assert load_state(cast.plan_id).rows("stakeholder") == ()


def test_an_error_of_the_database_does_not_tell_what_was_typed(cast: Cast) -> None:
    with pytest.raises(DBAPIError) as caught:
        db.session.connection().exec_driver_sql("SELECT nothing_such", (TEXT,))
    assert TEXT not in str(caught.value)
