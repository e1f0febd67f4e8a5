"""Pressed twice, once done: a form that is sent again is answered, and not done again."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import func, select

from impactplan.lib.dates import today
from impactplan.models import Base, FormReceipt, Meeting, PeerGroup, Plan, db, new_id
from impactplan.site import once
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[..., PageClient]


def count(model: type[Base]) -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_a_group_is_made_once(cast: Cast, signed_in: SignIn) -> None:
    client, before = signed_in(cast.cor), count(PeerGroup)
    form = {"title": "Groep B", "form_key": new_id()}
    first = client.post(f"/rounds/{cast.round_id}/groups", data=form)
    second = client.post(f"/rounds/{cast.round_id}/groups", data=form)
    assert first.status_code in {302, 303}
    assert first.location == second.location
    assert count(PeerGroup) == before + 1


def test_the_second_answer_says_what_the_first_said(cast: Cast, signed_in: SignIn) -> None:
    client, form = signed_in(cast.cor), {"title": "Groep B", "form_key": new_id()}
    client.post(f"/rounds/{cast.round_id}/groups", data=form)
    with client.session_transaction() as session:
        said = session.pop("_flashes", [])
    client.post(f"/rounds/{cast.round_id}/groups", data=form)
    with client.session_transaction() as session:
        assert session.get("_flashes", []) == said


def test_the_same_key_with_other_content_is_another_form(cast: Cast, signed_in: SignIn) -> None:
    client, before, key = signed_in(cast.cor), count(PeerGroup), new_id()
    for title in ("Groep B", "Groep C"):
        client.post(f"/rounds/{cast.round_id}/groups", data={"title": title, "form_key": key})
    assert count(PeerGroup) == before + 2


def test_another_file_of_the_same_name_is_another_form(built_app: Flask) -> None:
    """What a browser sends with a file says nothing of its length."""

    def digest(data: bytes) -> str:
        form = {"file": (io.BytesIO(data), "metingen.csv"), "form_key": "k"}
        with built_app.test_request_context("/x", method="POST", data=form):
            found = once.hash_form()
            assert request.files["file"].read() == data, "who reads it afterwards finds it whole"
        return found

    assert digest(b"a;1") == digest(b"a;1") != digest(b"a;2")


def test_a_key_that_no_page_gave_is_none(cast: Cast, signed_in: SignIn) -> None:
    client, before = signed_in(cast.cor), count(PeerGroup)
    for number, key in enumerate(("\0", "a\0b", "é", "x" * 65, "a b")):
        form = {"title": f"Groep {number}", "form_key": key}
        assert client.post(f"/rounds/{cast.round_id}/groups", data=form).status_code == 302
    assert count(PeerGroup) == before + 5
    assert count(FormReceipt) == 0


def test_what_was_refused_can_be_sent_again(cast: Cast, signed_in: SignIn) -> None:
    client, key = signed_in(cast.olga), new_id()
    for _time in range(2):
        assert client.post("/plans", data={"title": "", "form_key": key}).status_code == 422
    assert count(FormReceipt) == 0


def test_pressed_twice_at_once(built_app: Flask, cast: Cast, signed_in: SignIn) -> None:
    """Two requests that run at the same time make one plan between them, and lead to the same page."""
    before, form, answers = count(Plan), {"title": "Twee keer", "form_key": new_id()}, []
    clients = [signed_in(cast.olga), signed_in(cast.olga)]

    def press(client: PageClient) -> None:
        answers.append(client.post("/plans", data=form).location)

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(Plan) == before + 1
    assert len(set(answers)) == 1


def test_old_receipts_go(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.cor).post(f"/rounds/{cast.round_id}/groups", data={"title": "B", "form_key": new_id()})
    db.session.query(FormReceipt).update({"at": once.now() - once.KEPT_FOR * 2})
    once.drop_old_receipts(today())
    db.session.commit()
    assert count(FormReceipt) == 0


@pytest.mark.parametrize(
    "address", ["/", "/plans/{plan}/sharing", "/rounds/{round}/meetings", "/rounds/{round}/groups"]
)
def test_every_form_on_a_page_has_a_key(cast: Cast, signed_in: SignIn, address: str) -> None:
    client = signed_in(cast.olga if "round" not in address else cast.cor)
    html = client.get(address.format(plan=cast.plan_id, round=cast.round_id)).get_data(as_text=True)
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.S)
    assert forms
    for form in forms:
        settles_itself = re.search(r'action="(/language|/logout|/session)', form)
        assert settles_itself or 'name="form_key"' in form or 'name="key"' in form, form


def test_a_meeting_is_added_once(cast: Cast, signed_in: SignIn) -> None:
    client, before, key = signed_in(cast.cor), count(Meeting), new_id()
    for _time in range(3):
        client.post(f"/rounds/{cast.round_id}/meetings", data={"form_key": key})
    assert count(Meeting) == before + 1


TEMPLATES = Path(__file__).parents[2] / "templates"
CARRIES = re.compile(r"csrf\(\)|hidden_key\(\)|hidden\(|name=\"(?:form_)?key\"")
MAKES_NOTHING = {
    "components/header.html",  # the language, and signing out
    "exports/show_document.html",  # a file is kept under what it shows: asked for again, it is the same one
    "exports/show_export.html",
}


def read_whole(path: Path) -> str:
    """Return a template with what it includes in its place."""
    included = re.compile(r'{%-? include "([^"]+)" -?%}')
    return included.sub(lambda found: read_whole(TEMPLATES / found[1]), path.read_text(encoding="utf-8"))


def test_every_form_of_every_template_carries_a_key() -> None:
    """A form without one could do twice what was pressed twice."""
    bare = [
        f"{path.relative_to(TEMPLATES)}: {form[:80]}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        if str(path.relative_to(TEMPLATES)) not in MAKES_NOTHING
        for form in re.findall(r"<form[^>]*?method=\"post\".*?</form>", read_whole(path), re.S)
        if not CARRIES.search(form)
    ]
    assert not bare
