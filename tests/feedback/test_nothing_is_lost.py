"""What somebody types for others and cannot send, or sends twice, is kept, and sent in no other way than they typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from impactplan.feedback.drafts import save_draft
from impactplan.models import Draft, FeedbackRequest, Remark, Review, ReviewStep, User, db, new_id
from impactplan.models.feedback import Side, ThreadState
from tests.feedback.support import begin, finish, note_remark, threads_of, turn_of
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def post(client: PageClient, cast: Cast, address: str, **data: Any) -> Any:
    form = {"key": new_id(), "back": f"/plans/{cast.plan_id}/steps/theory", **data}
    return client.post(f"/plans/{cast.plan_id}/{address}", data=form)


def drafts_of(user: User) -> dict[str, dict[str, Any]]:
    db.session.rollback()
    mine = select(Draft).where(Draft.user_id == user.id).execution_options(populate_existing=True)
    found = {draft.ref: dict(draft.values) for draft in db.session.scalars(mine)}
    db.session.rollback()
    return found


@pytest.mark.parametrize("ref", ["new.theory", "new.purpose.purpose..ambition"])
def test_a_text_that_is_too_long_is_kept_and_said_so(cast: Cast, signed_in: SignIn, ref: str) -> None:
    olga, body = signed_in(cast.olga), "y" * 20_001
    step = ref.split(".")[1]
    form = {"body": body, "version-body": "0", "version-asks": "0", "then": "send"}
    refused = post(olga, cast, f"items/draft/{ref}", **form, back=f"/plans/{cast.plan_id}/steps/{step}")
    page = olga.get(refused.location).text
    assert body in page
    assert "één teken te lang" in page
    assert threads_of(cast.plan_id) == []
    assert post(olga, cast, f"feedback/drafts/{ref}/send").status_code == 303
    assert threads_of(cast.plan_id) == [], "nor is it sent from what was kept"


def test_of_two_windows_both_texts_are_kept(cast: Cast, signed_in: SignIn) -> None:
    olga = signed_in(cast.olga)
    for body in ("Uit het ene venster", "Uit het andere venster"):
        post(
            olga,
            cast,
            "items/draft/new.theory",
            body=body,
            **{"version-body": "0", "then": "send" if "ander" in body else ""},
        )
    assert drafts_of(cast.olga)["new.theory"]["body"] == "Uit het ene venster\n\nUit het andere venster"
    assert threads_of(cast.plan_id) == [], "their writer looks at it first"


def test_a_character_that_cannot_be_kept_costs_no_more_than_itself(cast: Cast, signed_in: SignIn) -> None:
    olga = signed_in(cast.olga)
    answer = post(olga, cast, "items/draft/new.theory", body="Goed\x00 zo", **{"version-body": "0"})
    assert answer.status_code == 303
    assert drafts_of(cast.olga)["new.theory"]["body"] == "Goed zo"


@pytest.mark.parametrize("value", ["", "nothing", "x" * 500])
def test_a_choice_that_is_none_is_no_answer(cast: Cast, signed_in: SignIn, value: str) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish(cast.plan_id, cast.tess)
    (thread,) = threads_of(cast.plan_id)
    form = {"answer": value, "body": "Ja", "version-body": "0", "version-answer": "0", "then": "send"}
    olga = signed_in(cast.olga)
    refused = post(olga, cast, f"items/draft/reply.{thread.id}", **form)
    assert "Kies wat je ermee deed" in olga.get(refused.location).text
    assert drafts_of(cast.olga)[f"reply.{thread.id}"]["body"] == "Ja"


def test_an_author_asks_something_back(cast: Cast, signed_in: SignIn) -> None:
    """That needs no answer of their own, and puts the turn back."""
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish(cast.plan_id, cast.tess)
    (thread,) = threads_of(cast.plan_id)
    olga = signed_in(cast.olga)
    post(
        olga,
        cast,
        f"items/draft/reply.{thread.id}",
        body="Wat bedoel je?",
        asks="1",
        **{"then": "send", "version-body": "0", "version-asks": "0"},
    )
    post(olga, cast, "feedback/answers")
    assert [remark.asks for remark in db.session.scalars(select(Remark).order_by(Remark.number))] == [True, True]
    turn = turn_of(cast.plan_id)
    assert (list(turn.trainer), list(turn.authors)) == (["theory"], [])


def test_an_author_asks_in_a_thread_where_nothing_is_due(cast: Cast, signed_in: SignIn) -> None:
    thread_id = begin(cast.plan_id, cast.karel, "theory", "Mooi geworden.", asks=False)
    address = f"/plans/{cast.plan_id}/items/draft/reply.{thread_id}/asks"
    olga = signed_in(cast.olga)
    assert olga.patch(address, json={"value": "1"}, headers={"If-Match": "0"}).status_code == 200
    body = f"/plans/{cast.plan_id}/items/draft/reply.{thread_id}/body"
    assert olga.patch(body, json={"value": "Vind jij dat ook, Tess?"}, headers={"If-Match": "0"}).status_code == 200
    post(olga, cast, f"feedback/drafts/reply.{thread_id}/send")
    assert list(turn_of(cast.plan_id).trainer) == ["theory"]


def test_a_reply_asks_for_an_answer_only_if_its_box_is_ticked(cast: Cast, signed_in: SignIn) -> None:
    """Whether the form was sent by a script, which sends only what was changed, or plainly."""
    for place in ("theory", "indicators"):
        begin(cast.plan_id, cast.olga, place, "Wat vind je?")
    tess = signed_in(cast.tess)
    scripted, plain = threads_of(cast.plan_id)
    page = tess.get(f"/plans/{cast.plan_id}/steps/theory?thread={scripted.id}&reply={scripted.id}").text
    form = page.split(f'id="draft-reply.{scripted.id}"')[1].split("</form>")[0]
    assert "checked" not in form
    body = f"/plans/{cast.plan_id}/items/draft/reply.{scripted.id}/body"
    tess.patch(body, json={"value": "Helder."}, headers={"If-Match": "0"})
    post(tess, cast, f"feedback/drafts/reply.{scripted.id}/send")
    post(tess, cast, f"items/draft/reply.{plain.id}", body="Helder.", **{"version-body": "0", "then": "send"})
    finish(cast.plan_id, cast.tess)
    assert not turn_of(cast.plan_id).authors
    assert {thread.state for thread in threads_of(cast.plan_id)} == {ThreadState.ANSWERED}


def test_a_remark_is_added_once_however_often_its_form_is_sent(cast: Cast, signed_in: SignIn) -> None:
    tess = signed_in(cast.tess)
    form = {"body": "Wie zegt dat?", "asks": "1", "circle": "trainers", "then": "send", "key": new_id()}
    for _twice in range(2):
        post(tess, cast, "items/draft/new.theory", **form, **{"version-body": "0", "version-asks": "0"})
    assert [values["body"] for values in drafts_of(cast.tess).values()] == ["Wie zegt dat?"]
    post(
        tess, cast, "items/draft/new.theory", **{**form, "key": new_id()}, **{"version-body": "0", "version-asks": "0"}
    )
    assert len(drafts_of(cast.tess)) == 2, "another form with the same words is another remark"


def test_a_plain_review_keeps_what_cannot_be_sent(cast: Cast, signed_in: SignIn) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    tess = signed_in(cast.tess)
    form = {"step": ["theory"], "verdict-theory": "revise", "summary": "z" * 20_001, "version-summary": "0"}
    refused = post(tess, cast, "feedback/review", **form)
    page = tess.get(refused.location).text
    assert "z" * 20_001 in page
    assert "één teken te lang" in page
    assert db.session.scalars(select(Review)).all() == []
    db.session.rollback()
    form |= {"summary": "Kort.", "version-summary": "1", "then": "keep"}
    post(tess, cast, "feedback/review", **form)
    assert db.session.scalars(select(Review)).all() == []
    kept = drafts_of(cast.tess)
    assert (kept["summary"], kept["verdict.theory"]) == ({"summary": "Kort."}, {"verdict": "revise"})
    sent = {"step": ["theory"], "key": new_id()}
    for _twice in range(2):
        post(
            tess,
            cast,
            "feedback/review",
            **sent,
            summary="Kort.",
            **{"version-summary": "2", "verdict-theory": "revise"},
        )
    assert [review.summary for review in db.session.scalars(select(Review))] == ["Kort."]
    assert [row.verdict for row in db.session.scalars(select(ReviewStep))] == ["revise"]
    assert drafts_of(cast.tess) == {}, "sent twice, nothing is left behind"


def test_a_judgement_is_taken_back(cast: Cast, signed_in: SignIn) -> None:
    save_draft(cast.plan_id, cast.tess, "verdict.theory", {"verdict": "agreed"}, {})
    tess = signed_in(cast.tess)
    post(tess, cast, "feedback/review", step=["theory"], summary="Later meer.", **{"verdict-theory": "later"})
    assert db.session.scalars(select(ReviewStep)).all() == []


def test_a_question_that_is_too_long_is_kept(cast: Cast, signed_in: SignIn) -> None:
    olga, question = signed_in(cast.olga), "q" * 2_001
    refused = post(olga, cast, "feedback/ask", step=["theory"], question=question, **{"version-question": "0"})
    assert refused.status_code == 422
    assert question in refused.text
    assert "één teken te lang" in refused.text
    assert db.session.scalars(select(FeedbackRequest)).all() == []


def test_what_is_typed_to_change_a_remark_is_kept_until_it_is_done(cast: Cast, signed_in: SignIn) -> None:
    thread_id = begin(cast.plan_id, cast.olga, "theory", "Eerste woorden")
    (remark_id,) = db.session.scalars(select(Remark.id))
    db.session.rollback()
    olga, ref = signed_in(cast.olga), f"edit.{remark_id}"
    step = f"/plans/{cast.plan_id}/steps/theory"
    assert f'id="draft-{ref}"' not in olga.get(step).text
    assert f'id="draft-{ref}"' in olga.get(f"{step}?thread={thread_id}&edit={remark_id}").text
    olga.patch(f"/plans/{cast.plan_id}/items/draft/{ref}/body", json={"value": "Half"}, headers={"If-Match": "0"})
    assert "Half" in olga.get(step).text, "it stands there again, on any device"
    for user in (cast.karel, cast.tess):
        assert "Half" not in signed_in(user).get(step).text
    post(olga, cast, f"feedback/drafts/{ref}/delete")
    assert "Eerste woorden" in olga.get(step).text
    assert drafts_of(cast.olga) == {}


def test_nobody_changes_the_remark_of_another(cast: Cast, signed_in: SignIn) -> None:
    begin(cast.plan_id, cast.olga, "theory", "Van Olga")
    (remark_id,) = db.session.scalars(select(Remark.id))
    db.session.rollback()
    for user in (cast.karel, cast.tess, cast.lena, cast.carla, cast.vera):
        address = f"/plans/{cast.plan_id}/items/draft/edit.{remark_id}/body"
        assert signed_in(user).patch(address, json={"value": "Van mij"}).status_code in {403, 404}


def test_a_remark_that_was_begun_is_found_again(cast: Cast, signed_in: SignIn) -> None:
    """At its step, whatever it was about, and before a review goes without it."""
    place = "purpose.purpose..ambition"
    save_draft(cast.plan_id, cast.tess, f"new.{place}", {"body": "Half af"}, {})
    note_remark(cast.plan_id, cast.tess, "purpose", "Klopt dit?")
    tess = signed_in(cast.tess)
    assert "Half af" in tess.get(f"/plans/{cast.plan_id}/steps/purpose").text
    assert (
        f'href="/plans/{cast.plan_id}/steps/purpose?remark={place}#draft-new.{place}"'
        in tess.get(f"/plans/{cast.plan_id}/feedback/review").text
    )
    finish(cast.plan_id, cast.tess)
    assert drafts_of(cast.tess)[f"new.{place}"]["body"] == "Half af"


def test_reading_is_noted_without_a_script(cast: Cast, signed_in: SignIn) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish(cast.plan_id, cast.tess)
    olga, step = signed_in(cast.olga), f"/plans/{cast.plan_id}/steps/theory"
    (thread,) = threads_of(cast.plan_id)
    assert thread.awaits == Side.AUTHOR
    assert f'name="thread" value="{thread.id}:1"' in olga.get(step).text
    post(olga, cast, "feedback/read", thread=[f"{thread.id}:1", f"{thread.id}:0", f"{thread.id}:x"])
    assert 'name="thread"' not in olga.get(step).text
