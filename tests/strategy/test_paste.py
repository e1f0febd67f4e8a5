"""Pasting a list: looked at first, then stored as one batch that one undo takes back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from impactplan.access import Permission
from impactplan.config import ROW_LIMIT
from impactplan.models import Revision, User, db
from impactplan.models.revision import Origin
from impactplan.strategy.chain import Chain
from impactplan.workbook import operations
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import add

SignIn = Callable[[User], PageClient]
LIST = "Taalcafé\n  60 bezoekers\n    Zij durven\n      Zij spreken\nLeeskring\n  20 boeken\n    Zij durven"


class Paster:
    """Somebody who pastes, looks and adds."""

    def __init__(self, client: PageClient, plan_id: str) -> None:
        self.client, self.plan_id, self.html = client, plan_id, ""

    def look(self, text: str, **more: str) -> TestResponse:
        return self._read(self.client.post(f"/plans/{self.plan_id}/theory/paste", data={"text": text, **more}))

    def add(self, text: str, **more: str) -> TestResponse:
        sent = {"text": text, "key": self.hidden("key"), "seen": self.hidden("seen"), **more}
        return self._read(self.client.post(f"/plans/{self.plan_id}/theory/paste/store", data=sent))

    def _read(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code != 303:
            self.html = response.get_data(as_text=True)
        return response

    def hidden(self, name: str) -> str:
        match = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        return match[1] if match else ""

    def line(self, text: str) -> str:
        """Return the key of a line."""
        match = re.search(rf'id="said-([0-9a-f]+)"[^>]*>{text}<', self.html)
        assert match
        return match[1]


@pytest.fixture
def olga(cast: Cast, signed_in: SignIn) -> Paster:
    return Paster(signed_in(cast.olga), cast.plan_id)


def arrows(plan_id: str) -> list[tuple[str, str]]:
    state = load_state(plan_id)
    names = {box.id: str(box.get("name") or box.get("statement")) for box in Chain(state).boxes.values()}
    return [(names[arrow.source], names[arrow.target]) for arrow in Chain(state).arrows]


def test_a_list_becomes_boxes_and_links_in_one_batch(cast: Cast, olga: Paster) -> None:
    assert olga.look(LIST).status_code == 200
    assert not load_state(cast.plan_id).rows("activity"), "nothing is kept while one looks"
    assert olga.add(LIST).status_code == 303
    assert sorted(arrows(cast.plan_id)) == [
        ("20 boeken", "Zij durven"),
        ("60 bezoekers", "Zij durven"),
        ("Leeskring", "20 boeken"),
        ("Taalcafé", "60 bezoekers"),
        ("Zij durven", "Zij spreken"),
    ]
    db.session.rollback()
    made = select(Revision.batch, Revision.origin).where(Revision.plan_id == cast.plan_id, Revision.kind != "plan")
    batches = set(db.session.execute(made).all())
    assert {origin for _batch, origin in batches} == {Origin.IMPORT}
    assert len(batches) == 1
    olga.client.post(f"/plans/{cast.plan_id}/undo", data={"batch": batches.pop()[0]})
    state = load_state(cast.plan_id)
    assert not any(state.rows(kind) for kind in ("activity", "output", "outcome", "link"))


def test_sent_twice_is_added_once(cast: Cast, olga: Paster) -> None:
    olga.look(LIST)
    page = olga.html
    for _time in "ab":
        olga.html = page
        assert olga.add(LIST).status_code == 303
    assert len(load_state(cast.plan_id).rows("activity")) == 2


def test_what_is_there_gets_its_links_and_no_double(cast: Cast, olga: Paster) -> None:
    activity = add(cast, "activity", name="TAALCAFÉ")
    output = add(cast, "output", name="60 bezoekers")
    olga.look(LIST)
    olga.add(LIST)
    state = load_state(cast.plan_id)
    assert len(state.rows("activity")) == 2
    assert len(state.rows("output")) == 2
    assert {row.id: row["activity"] for row in state.rows("output")}[output] == activity
    # And once more adds nothing
    olga.look(LIST)
    assert "data-store" not in olga.html


def test_the_column_of_a_line_can_be_chosen(cast: Cast, olga: Paster) -> None:
    text = "Taalcafé\n  Er is kinderopvang\n    Zij durven"
    olga.look(text)
    chosen = {f"column-{olga.line('Er is kinderopvang')}": "precondition", f"column-{olga.line('Zij durven')}": ""}
    olga.look(text, **chosen)
    assert "Zij durven" in olga.html
    olga.add(text, **chosen)
    state = load_state(cast.plan_id)
    assert [row["statement"] for row in state.rows("precondition")] == ["Er is kinderopvang"]
    assert [row["term"] for row in state.rows("outcome")] == ["short"]
    assert arrows(cast.plan_id) == [("Er is kinderopvang", "Zij durven")]
    # Left out, with its own line of why
    olga.look("Leeskring", **{f"column-{olga.line('Taalcafé')}": "leave"})
    assert "Leeskring" in olga.html


def test_only_what_was_looked_at_is_stored(cast: Cast, olga: Paster) -> None:
    olga.look(LIST)
    seen = olga.html
    # The text was changed behind the preview
    assert olga.add(LIST + "\nVoorlezen").status_code == 200
    assert "Voorlezen" in olga.html
    assert not load_state(cast.plan_id).rows("activity")
    assert olga.add(LIST + "\nVoorlezen").status_code == 303
    # And somebody else made one of the boxes meanwhile
    olga.html = seen
    with writing(cast.plan_id, Permission.EDIT, cast.karel) as write:
        operations.create_item(write, "impact", {"statement": "Iedereen doet mee"})
    assert olga.add("Iedereen doet mee", start="impact").status_code == 200
    assert len(load_state(cast.plan_id).rows("impact")) == 1


def test_what_cannot_be_taken_stays_in_the_field(cast: Cast, olga: Paster) -> None:
    assert olga.look("").status_code == 422
    many = "\n".join(f"regel {number}" for number in range(201))
    assert olga.look(many).status_code == 422
    assert "regel 200" in olga.html
    assert olga.look("x" * 60_001).status_code == 422
    olga.look("Aan\x00tal\n" + "y" * 301)
    assert olga.add("Aan\x00tal\n" + "y" * 301).status_code == 303
    assert [row["name"] for row in load_state(cast.plan_id).rows("activity")] == ["Aantal"]


def test_a_plan_that_is_full_says_so_and_nothing_is_half_done(cast: Cast, olga: Paster) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.create_items(write, "outcome", [{"statement": f"Effect {number}"} for number in range(ROW_LIMIT)])
    olga.look(LIST)
    assert olga.add(LIST).status_code == 422
    assert "Leeskring" in olga.html
    assert not load_state(cast.plan_id).rows("activity")


def test_a_long_list_takes_as_many_queries_to_look_at_as_a_short_one(cast: Cast, olga: Paster) -> None:
    for text in ("Taalcafé", "\n".join(f"Activiteit {number}\n  Output {number}" for number in range(100))):
        page = olga.client.post(f"/plans/{cast.plan_id}/theory/paste", data={"text": text}, queries=14)
        assert page.status_code == 200
        assert text.split()[-1] in page.text
