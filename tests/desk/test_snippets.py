"""The remarks that a trainer keeps: their own alone, each once, within limits, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from impactplan.desk.snippets import MOST, keep_snippet, load_snippets
from impactplan.models import SNIPPET_LIMIT, RemarkSnippet, RoundStaff, Thread, User, db, new_id, now
from tests.feedback.support import ask, begin, note_remark
from tests.home.test_home import english, home
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
PAGE = "/training/remarks"


def kept(user: User) -> list[str]:
    db.session.rollback()
    return [one.body for one in load_snippets(int(user.id))]


def only_id(user: User) -> str:
    (one,) = load_snippets(int(user.id))
    return one.id


def test_kept_changed_and_removed(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(english(cast.tess))
    assert "There are none yet" in home(client, PAGE)
    assert client.post(PAGE, data={"body": " Voor wie?\r\n"}).headers["Location"] == PAGE
    assert kept(cast.tess) == ["Voor wie?"]
    assert "Voor wie?" in home(client, PAGE)
    own = f"{PAGE}/{only_id(cast.tess)}"
    assert client.post(own, data={"body": "Voor wie precies?"}).status_code == 303
    assert kept(cast.tess) == ["Voor wie precies?"]
    assert client.post(f"{own}/remove").status_code == 303
    assert client.post(f"{own}/remove").status_code == 404
    assert kept(cast.tess) == []


def test_sent_twice_it_is_kept_once(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.tess)
    for _time in range(2):
        assert client.post(PAGE, data={"body": "Voor wie?", "form_key": "one"}).status_code == 303
    assert client.post(PAGE, data={"body": "Voor wie?", "form_key": "other"}).status_code == 303
    assert kept(cast.tess) == ["Voor wie?"]
    assert not keep_snippet(int(cast.tess.id), "Anders", "one"), "whatever the text, the form is the same"


def test_a_text_that_is_still_typed_is_kept(cast: Cast, signed_in: SignIn) -> None:
    client, typed = signed_in(english(cast.tess)), f"{PAGE}/typed"
    assert client.post(typed, data={"body": " Voor wie? "}).get_json() == {"message": "Kept with your own remarks."}
    again = client.post(typed, data={"body": "Voor wie?"})
    assert (again.status_code, "already" in again.get_json()["message"]) == (200, True)
    refused = client.post(typed, data={"body": " "})
    assert (refused.status_code, refused.get_json()) == (422, {"message": "Write something first."})
    assert signed_in(cast.olga).post(typed, data={"body": "Van wie?"}).status_code == 404
    assert kept(cast.tess) == ["Voor wie?"]
    assert kept(cast.olga) == []


@pytest.mark.parametrize("body", ["", "  \n", "a" * (SNIPPET_LIMIT + 1), "nul \x00 erin"])
def test_what_cannot_be_kept_comes_back_as_it_was_typed(cast: Cast, signed_in: SignIn, body: str) -> None:
    client = signed_in(cast.tess)
    refused = client.post(PAGE, data={"body": body})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert 'aria-describedby="snippet-new-error"' in page
    assert body.replace("\x00", "").strip() in page
    keep_snippet(int(cast.tess.id), "Voor wie?")
    one = only_id(cast.tess)
    page = client.post(f"{PAGE}/{one}", data={"body": body})
    assert page.status_code == 422
    assert f'aria-describedby="snippet-{one}-body-error"' in page.get_data(as_text=True)
    assert kept(cast.tess) == ["Voor wie?"]


def test_there_is_a_most(cast: Cast, signed_in: SignIn) -> None:
    rows = [{"id": new_id(), "user_id": cast.tess.id, "body": f"{n}", "used": 0, "used_at": now()} for n in range(MOST)]
    db.session.execute(insert(RemarkSnippet), [{**row, "key": row["id"]} for row in rows])
    db.session.commit()
    refused = signed_in(cast.tess).post(PAGE, data={"body": "Nog een"})
    assert refused.status_code == 422
    assert "Nog een" in refused.get_data(as_text=True)
    assert len(kept(cast.tess)) == MOST


def test_those_of_another_are_not_there(cast: Cast, signed_in: SignIn) -> None:
    keep_snippet(int(cast.tess.id), "Voor wie?")
    one = only_id(cast.tess)
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer", accepted_at=now()))
    db.session.commit()
    client = signed_in(cast.tom)
    assert "Voor wie?" not in client.get(PAGE).get_data(as_text=True)
    assert client.get(f"{PAGE}/list").json == {"remarks": []}
    for address in (f"{PAGE}/{one}", f"{PAGE}/{one}/remove", f"{PAGE}/{one}/used"):
        assert client.post(address, data={"body": "Van mij"}).status_code == 404
    assert kept(cast.tess) == ["Voor wie?"]


def test_only_trainers_have_them(cast: Cast, signed_in: SignIn) -> None:
    for user in (cast.olga, cast.cor):
        client = signed_in(user)
        for address in (PAGE, f"{PAGE}/list"):
            assert client.get(address).status_code == 404
        for address in (PAGE, f"{PAGE}/x", f"{PAGE}/x/remove", f"{PAGE}/x/used"):
            assert client.post(address, data={"body": "Voor wie?"}).status_code == 404
    assert db.session.scalar(select(RemarkSnippet.id)) is None


def test_those_used_most_come_first(cast: Cast, signed_in: SignIn) -> None:
    for body in ("Voor wie?", "Wat wordt anders?"):
        keep_snippet(int(cast.tess.id), body)
    client = signed_in(cast.tess)
    first, second = client.get(f"{PAGE}/list", queries=6).json["remarks"]
    assert [first["body"], second["body"]] == ["Wat wordt anders?", "Voor wie?"]
    assert client.post(f"{PAGE}/{second['id']}/used").status_code == 204
    assert kept(cast.tess) == ["Voor wie?", "Wat wordt anders?"]


def test_a_remark_that_was_sent_is_kept_in_one_press(cast: Cast, signed_in: SignIn) -> None:
    begin(cast.plan_id, cast.tess, "theory", "Waarop berust deze pijl?")
    begin(cast.plan_id, cast.olga, "theory", "Van mij")
    mine, hers = (
        db.session.scalars(select(Thread.id).where(Thread.begun_by == user.id)).one() for user in (cast.tess, cast.olga)
    )
    client = signed_in(cast.tess)
    page = client.get(f"/plans/{cast.plan_id}/steps/theory?thread={mine}").get_data(as_text=True)
    (keep,) = [part.split('"')[0] for part in page.split('action="') if part.split('"')[0].endswith("/keep")]
    back = f"/plans/{cast.plan_id}/steps/theory"
    for _time in range(2):
        led = client.post(keep, data={"back": back}).headers["Location"]
        assert led.startswith(f"{back}#remark-")
    assert kept(cast.tess) == ["Waarop berust deze pijl?"]
    assert hers not in keep
    assert client.post(f"/plans/{cast.plan_id}/feedback/remarks/{hers}/keep").status_code == 404


def test_a_remark_that_is_ready_is_kept_too(cast: Cast, signed_in: SignIn) -> None:
    ask(cast.plan_id, cast.olga, "theory")
    note_remark(cast.plan_id, cast.tess, "theory", "Waarop berust deze pijl?")
    client = signed_in(cast.tess)
    address = f"/plans/{cast.plan_id}/feedback/review"
    page = client.get(address).get_data(as_text=True)
    (keep,) = [part.split('"')[0] for part in page.split('action="') if part.split('"')[0].endswith("/keep")]
    assert client.post(keep, data={"back": address}).headers["Location"] == address
    assert kept(cast.tess) == ["Waarop berust deze pijl?"]
    assert 'id="own-remarks"' in page
    assert 'id="own-remarks"' in client.get(f"/plans/{cast.plan_id}/steps/theory").get_data(as_text=True)
    assert 'id="own-remarks"' not in signed_in(cast.olga).get(f"/plans/{cast.plan_id}/steps/theory").get_data(
        as_text=True
    )
