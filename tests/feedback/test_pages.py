"""Feedback by plain forms, as without JavaScript: what each button does, who sees what, and that twice sent is once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask_security import login_user
from sqlalchemy import func, select

from impactplan.access import Permission, Relation, load_plan
from impactplan.feedback import threads
from impactplan.feedback.queries import load_plan_feedback
from impactplan.feedback.visibility import SEEN_BY, WORDS, circles_of, describe_circle, readers_of
from impactplan.models import (
    Draft,
    FeedbackEvent,
    FeedbackRequest,
    Remark,
    Review,
    RoundStaff,
    Thread,
    User,
    db,
    new_id,
    now,
)
from impactplan.models.feedback import Circle, Verdict
from impactplan.steps import BY_KEY
from tests.feedback.support import ask, begin, finish, note_remark, threads_of, turn_of
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import add

SignIn = Callable[[User], PageClient]


def count(table: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def typed(**values: str) -> dict[str, str]:
    """Return what the form of a new draft sends: each value with the version that its page showed, and the button."""
    return {**values, **{f"version-{name}": "0" for name in (*values, "asks")}, "then": "send", "seq": "0"}


def post(client: PageClient, cast: Cast, address: str, **data: Any) -> Any:
    return client.post(f"/plans/{cast.plan_id}/{address}", data={"key": new_id(), **data})


def test_the_whole_road_by_plain_forms(cast: Cast, signed_in: SignIn) -> None:
    olga, tess = signed_in(cast.olga), signed_in(cast.tess)
    post(olga, cast, "feedback/ask", step=["theory"], question="Klopt de lijn?")
    (request,) = db.session.scalars(select(FeedbackRequest)).all()
    training = tess.get("/training").get_data(as_text=True)
    assert f"/plans/{cast.plan_id}/feedback/take" in training
    assert "Klopt de lijn?" in training
    post(tess, cast, "feedback/take", back="/training")
    assert db.session.scalar(select(FeedbackRequest.taken_by).where(FeedbackRequest.id == request.id)) == cast.tess.id
    post(tess, cast, "items/draft/new.theory", **typed(body="Wie zegt dat?", asks="1", circle="trainers"))
    assert threads_of(cast.plan_id) == []
    for page in ("", "steps/theory", "feedback", "modules/1"):
        assert "Wie zegt dat?" not in olga.get(f"/plans/{cast.plan_id}/{page}").get_data(as_text=True)
    assert "1 opmerking geschreven, nog niet verstuurd" in tess.get("/training").get_data(as_text=True)
    sent = {"step": ["theory"], "verdict-theory": "revise", "summary": "Goed begin.", "seq": "0", "key": new_id()}
    for _twice in range(2):
        tess.post(f"/plans/{cast.plan_id}/feedback/review", data=sent)
    assert (count(Review), count(Thread), count(Remark)) == (1, 1, 1)
    (thread,) = threads_of(cast.plan_id)
    home = olga.get("/").get_data(as_text=True)
    assert "Jij bent aan zet: 1 opmerking" in home
    assert f"/feedback/threads/{thread.id}" in home
    post(olga, cast, f"items/draft/reply.{thread.id}", **typed(answer="adopted", body="Toegevoegd."))
    assert turn_of(cast.plan_id).authors
    for _twice in range(2):
        post(olga, cast, "feedback/answers")
    assert count(Remark) == 2
    assert turn_of(cast.plan_id).trainer
    post(tess, cast, f"feedback/threads/{thread.id}/resolve")
    assert "Niemand: alles is afgehandeld" in olga.get("/").get_data(as_text=True)


def test_a_step_as_it_was_reviewed(cast: Cast, signed_in: SignIn) -> None:
    olga, tess = signed_in(cast.olga), signed_in(cast.tess)
    olga.post(f"/plans/{cast.plan_id}/items/purpose/purpose", data={"ambition": "Eerst dit.", "version-ambition": "0"})
    note_remark(cast.plan_id, cast.tess, "purpose", "Waarom?")
    review = finish(cast.plan_id, cast.tess, "Kijk nog eens.", purpose=Verdict.REVISE).review
    seq = review.seq
    olga.post(f"/plans/{cast.plan_id}/items/purpose/purpose", data={"ambition": "Nu dat.", "version-ambition": "1"})
    page = olga.get(f"/plans/{cast.plan_id}/feedback/reviews/{review.id}").get_data(as_text=True)
    address = f"/plans/{cast.plan_id}/feedback/at/{seq}/purpose"
    assert address in page
    was = tess.get(address).get_data(as_text=True)
    assert "Eerst dit." in was
    assert "Nu dat." not in was
    assert tess.get(f"/plans/{cast.plan_id}/feedback/at/{seq + 99}/purpose").status_code == 404
    assert tess.get(f"/plans/{cast.plan_id}/feedback/at/{seq}/nothing").status_code == 404
    assert signed_in(cast.vera).get(address).status_code in {403, 404}


def test_the_coordinator_reads_no_word_of_it(cast: Cast, signed_in: SignIn) -> None:
    ask(cast.plan_id, cast.olga, "theory", question="Geheime vraag")
    begin(cast.plan_id, cast.olga, "indicators", "Geheime opmerking")
    note_remark(cast.plan_id, cast.tess, "theory", "Geheim oordeel")
    page = signed_in(cast.cor).get(f"/rounds/{cast.round_id}/overview").get_data(as_text=True)
    assert "Tess is aan zet" in page
    assert not re.search("Geheim", page)
    assert str(BY_KEY["theory"].title) not in page


def test_what_waits_stands_first_in_the_list_with_who_took_it(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    request = ask(cast.plan_id, cast.olga, "theory")
    tess, tom = signed_in(cast.tess), signed_in(cast.tom)
    assert "Nog door niemand opgepakt" in tess.get("/training").get_data(as_text=True)
    post(tess, cast, f"feedback/requests/{request}/take")
    assert "Opgepakt door jou" in tess.get("/training").get_data(as_text=True)
    page = tom.get(f"/training?round={cast.round_id}").get_data(as_text=True)
    assert "Er wacht nu niets op jou" in page
    assert "Een collega heeft 1 plan opgepakt" in page
    assert "Tess, vandaag" in tom.get(f"/training/plans?round={cast.round_id}").get_data(as_text=True)
    refused = post(tom, cast, "feedback/take", back="/training")
    assert "Een andere trainer heeft deze vraag net vóór jou" in tom.get(refused.location).get_data(as_text=True)
    post(tess, cast, f"feedback/requests/{request}/release")
    post(tom, cast, f"feedback/requests/{request}/take")
    post(tom, cast, f"feedback/requests/{request}/hand-over", trainer=str(cast.tess.id))
    db.session.rollback()
    acts = db.session.scalars(select(FeedbackEvent.act).order_by(FeedbackEvent.id)).all()
    assert acts == ["ask", "take", "release", "take", "hand_over"]


def test_a_request_is_asked_once_and_withdrawn_once(cast: Cast, signed_in: SignIn) -> None:
    olga, form = signed_in(cast.olga), {"step": ["theory"], "question": "?", "key": new_id()}
    for _twice in range(2):
        olga.post(f"/plans/{cast.plan_id}/feedback/ask", data=form)
    assert count(FeedbackRequest) == 1
    (request,) = db.session.scalars(select(FeedbackRequest)).all()
    for _twice in range(2):
        post(olga, cast, f"feedback/requests/{request.id}/withdraw")
    assert not turn_of(cast.plan_id).trainer
    acts = db.session.scalars(select(FeedbackEvent.act).order_by(FeedbackEvent.id)).all()
    assert acts == ["ask", "withdraw_ask"]


def test_unread_is_counted_per_reader_until_read(cast: Cast, signed_in: SignIn) -> None:
    thread_id = begin(cast.plan_id, cast.olga, "theory", "Wat vind je?")

    def unread(user: User, *relations: Relation) -> int:
        known = load_plan_feedback({cast.plan_id: frozenset(relations)}, int(user.id))
        db.session.rollback()
        return known[cast.plan_id].unread_count

    assert unread(cast.olga, Relation.OWNER) == 0
    assert unread(cast.tess, Relation.TRAINER) == 1
    assert unread(cast.carla, Relation.COMMENTER) == 0  # it was not said to her circle
    assert "1 nieuwe opmerking" in signed_in(cast.tess).get("/training").get_data(as_text=True)
    signed_in(cast.tess).get(f"/plans/{cast.plan_id}/feedback/threads/{thread_id}")
    assert unread(cast.tess, Relation.TRAINER) == 1, "looking at a page writes nothing"
    for _twice in range(2):
        post(signed_in(cast.tess), cast, "feedback/read", thread=[f"{thread_id}:1"])
    assert unread(cast.tess, Relation.TRAINER) == 0
    assert unread(cast.karel, Relation.COAUTHOR) == 1


@pytest.mark.parametrize("circle", [Circle.AUTHORS, Circle.TRAINERS, Circle.READERS])
def test_who_sees_this_is_said_as_it_is_kept(cast: Cast, signed_in: SignIn, circle: Circle, app: Any) -> None:
    """The sentence names a relation exactly if somebody with that relation finds the thread on the page."""
    begin(cast.plan_id, cast.olga, "theory", "Zichtbaar?", circle)
    people = {
        Relation.OWNER: cast.karel,
        Relation.TRAINER: cast.tess,
        Relation.COMMENTER: cast.carla,
        Relation.PEER: cast.pim,
    }
    for relation, user in people.items():
        page = signed_in(user).get(f"/plans/{cast.plan_id}/steps/theory").get_data(as_text=True)
        assert ("Zichtbaar?" in page) == (relation in SEEN_BY[circle]) == (circle in circles_of(frozenset({relation})))
    for user in (cast.lena, cast.cor, cast.vera):
        page = signed_in(user).get(f"/plans/{cast.plan_id}/steps/theory").get_data(as_text=True)
        assert "Zichtbaar?" not in page
    with app.test_request_context(f"/plans/{cast.plan_id}"):
        login_user(cast.olga)
        plan = load_plan(cast.plan_id, Permission.READ)
        sentence = describe_circle(plan, circle)
        for relation, words in WORDS.items():
            assert (str(words) in sentence) == (relation in readers_of(plan, circle))


def test_a_remark_is_edited_then_marked_then_withdrawn(cast: Cast, signed_in: SignIn) -> None:
    olga, at = signed_in(cast.olga), now()
    with time_machine.travel(at, tick=False) as clock:
        begin(cast.plan_id, cast.olga, "theory", "Eerste woorden")
        (remark,) = db.session.scalars(select(Remark)).all()
        remark_id = remark.id
        clock.shift(timedelta(minutes=15))
        change(olga, cast, remark_id, "Tweede woorden")
        assert _remark(remark_id).edited_at is None
        clock.shift(timedelta(seconds=1))
        for _twice in range(2):
            change(olga, cast, remark_id, "Derde woorden")
        assert _remark(remark_id).edited_at is not None
        assert change(signed_in(cast.tess), cast, remark_id, "Van een ander").status_code == 404
        assert _remark(remark_id).body == "Derde woorden"
        for body, why in (("x" * 20_001, "één teken te lang"), ("  ", "lege opmerking")):
            refused = change(olga, cast, remark_id, body)
            assert why in olga.get(refused.location).get_data(as_text=True)
        assert _remark(remark_id).body == "Derde woorden"
        for _twice in range(2):
            post(olga, cast, f"feedback/remarks/{remark_id}/withdraw")
        assert (_remark(remark_id).body, turn_of(cast.plan_id).begun) == ("", True)
        assert count(Draft) == 0, "what was typed to change it goes too"
        page = olga.get(f"/plans/{cast.plan_id}/steps/theory").get_data(as_text=True)
        assert "Ingetrokken." in page
        assert "Derde woorden" not in page
    acts = db.session.scalars(select(FeedbackEvent.act).order_by(FeedbackEvent.id)).all()
    assert acts.count("withdraw") == 1


def change(client: PageClient, cast: Cast, remark_id: str, body: str) -> Any:
    """Change a remark by its plain form, with the version that it shows now."""
    draft = db.session.scalar(select(Draft).where(Draft.ref == f"edit.{remark_id}"))
    version = draft.versions.get("body", 0) if draft else 0
    db.session.rollback()
    form = {"body": body, "version-body": version, "then": "send", "back": f"/plans/{cast.plan_id}/steps/theory"}
    return post(client, cast, f"items/draft/edit.{remark_id}", **form)


def _remark(remark_id: str) -> Remark:
    db.session.rollback()
    found = db.session.get(Remark, remark_id, populate_existing=True)
    assert found
    return found


def test_a_settled_thread_opens_again(cast: Cast, signed_in: SignIn) -> None:
    thread_id = begin(cast.plan_id, cast.olga, "theory", "Wat vind je?")
    tess, olga = signed_in(cast.tess), signed_in(cast.olga)
    for _twice in range(2):
        post(tess, cast, f"feedback/threads/{thread_id}/resolve")
    assert not turn_of(cast.plan_id).trainer
    for _twice in range(2):
        post(olga, cast, f"feedback/threads/{thread_id}/reopen")
    assert turn_of(cast.plan_id).trainer
    acts = db.session.scalars(select(FeedbackEvent.act).order_by(FeedbackEvent.id)).all()
    assert (acts.count("resolve"), acts.count("reopen")) == (1, 1)
    post(signed_in(cast.carla), cast, f"feedback/threads/{thread_id}/resolve")
    assert turn_of(cast.plan_id).trainer, "who does not see a thread cannot settle it"


def test_limits_are_said_and_lose_nothing(cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    olga = signed_in(cast.olga)
    post(olga, cast, "items/draft/new.theory", **typed(body="y" * 20_000, asks="1", circle="trainers"))
    assert [len(remark.body) for remark in db.session.scalars(select(Remark))] == [20_000]
    monkeypatch.setattr(threads, "MOST_THREADS", 1)
    refused = post(olga, cast, "items/draft/new.theory", **typed(body="Nog een", asks="1", circle="trainers"))
    assert count(Thread) == 1
    assert "Dit plan heeft zoveel opmerkingen" in olga.get(refused.location).get_data(as_text=True)
    (draft,) = db.session.scalars(select(Draft)).all()
    assert draft.values["body"] == "Nog een"
    thread_id = threads_of(cast.plan_id)[0].id
    monkeypatch.setattr(threads, "MOST_REMARKS", 1)
    post(olga, cast, f"items/draft/reply.{thread_id}", **typed(body="Een antwoord"))
    assert count(Remark) == 1
    assert count(Draft) == 2


def test_threads_stand_in_the_order_of_the_page(cast: Cast, signed_in: SignIn) -> None:
    """Of the step first, then by the rows as the page shows them, whatever the kinds are called."""
    rows = {kind: add(cast, kind, name=kind) for kind in ("output", "activity", "input")}
    for kind, row in rows.items():
        begin(cast.plan_id, cast.tess, f"solutions.{kind}.{row}", f"Over {kind}")
    begin(cast.plan_id, cast.tess, "solutions", "Over de stap")
    page = signed_in(cast.olga).get(f"/plans/{cast.plan_id}/steps/solutions").text
    said = ("Over de stap", *(f"Over {kind}" for kind in BY_KEY["solutions"].shown))
    places = [page.index(words) for words in said]
    assert places == sorted(places)
