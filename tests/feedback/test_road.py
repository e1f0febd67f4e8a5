"""The road of feedback: ask, take, review, answer, resolve, with whose turn it is at every moment."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from impactplan.feedback.turn import Reason, Who
from impactplan.feedback.writing import FeedbackError
from impactplan.models import Draft, Enrolment, FeedbackEvent, RoundStaff, db, new_id, now
from impactplan.models.feedback import Circle, ThreadState, Verdict
from tests.feedback.support import (
    ask,
    begin,
    finish,
    note_answer,
    note_remark,
    resolve,
    send_answers,
    take,
    threads_of,
    turn_of,
)
from tests.support.cast import Cast


def test_ask_take_review_answer_resolve(cast: Cast) -> None:
    plan = cast.plan_id
    assert turn_of(plan).who == {Who.NOBODY}
    request = ask(plan, cast.olga, "indicators", "sources", question="Meten we het goede?")
    assert [turn.reason for turn in turn_of(plan).trainer.values()] == [Reason.ASKED, Reason.ASKED]
    take(plan, cast.tess, request)
    assert turn_of(plan).trainer["indicators"].taken_by == cast.tess.id
    note_remark(plan, cast.tess, "indicators", "Wie meet dit?")
    note_remark(plan, cast.tess, "indicators", "Mooi gekozen.", asks=False)
    assert turn_of(plan).trainer["indicators"].reason is Reason.TAKEN  # nothing was sent
    assert threads_of(plan) == []
    finish(plan, cast.tess, "Goed op weg.", indicators=Verdict.REVISE, sources=Verdict.AGREED)
    turn = turn_of(plan)
    assert (list(turn.trainer), list(turn.authors)) == ([], ["indicators"])
    assert turn.authors["indicators"].remarks == 1  # praise makes no turn
    thread = next(thread for thread in threads_of(plan) if thread.awaits)
    note_answer(plan, cast.karel, thread.id, "adopted", "Aisha meet het.")
    assert list(turn_of(plan).authors) == ["indicators"]  # unsent answers leave the turn with the authors
    send_answers(plan, cast.karel)
    assert turn_of(plan).trainer["indicators"].reason is Reason.ANSWERED
    resolve(plan, cast.tess, thread.id)
    assert turn_of(plan).who == {Who.NOBODY}
    assert {thread.state for thread in threads_of(plan)} == {ThreadState.RESOLVED, ThreadState.OPEN}
    on_the_step = select(FeedbackEvent.act).where(FeedbackEvent.step == "indicators").order_by(FeedbackEvent.id)
    acts = db.session.scalars(on_the_step).all()
    assert [act for act in acts if act not in {"begin", "remark"}] == [
        "ask", "take", "revise", "answered_ask", "answer", "resolve",
    ]  # fmt: skip


def test_the_same_form_sent_twice_does_it_once(cast: Cast) -> None:
    plan, key = cast.plan_id, new_id()
    assert ask(plan, cast.olga, "theory", key=key) == ask(plan, cast.olga, "theory", key=key)
    note_remark(plan, cast.tess, "theory", "Klopt dit?")
    sent = new_id()
    first, second = finish(plan, cast.tess, key=sent), finish(plan, cast.tess, key=sent)
    assert first.review.id == second.review.id
    assert len(threads_of(plan)) == 1


def test_two_who_take_at_once(cast: Cast) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    request = ask(cast.plan_id, cast.olga, "theory")
    take(cast.plan_id, cast.tess, request)
    with pytest.raises(FeedbackError, match="taken"):
        take(cast.plan_id, cast.tom, request)


def test_what_peers_and_authors_say_among_themselves_makes_no_turn(cast: Cast) -> None:
    begin(cast.plan_id, cast.pim, "theory", "Wat bedoel je hier?", Circle.READERS)
    begin(cast.plan_id, cast.olga, "theory", "Zullen we dit schrappen?", Circle.AUTHORS)
    assert turn_of(cast.plan_id).who == {Who.NOBODY}
    begin(cast.plan_id, cast.karel, "theory", "Wat vind je van de pijlen?")
    assert turn_of(cast.plan_id).trainer["theory"].reason is Reason.ANSWERED


def test_without_a_trainer_nothing_can_be_asked(cast: Cast) -> None:
    begin(cast.plan_id, cast.karel, "theory", "Wat vind je van de pijlen?")
    db.session.query(Enrolment).filter_by(plan_id=cast.plan_id).update({"dropped_at": now()})
    db.session.commit()
    with pytest.raises(FeedbackError, match="no_trainer"):
        ask(cast.plan_id, cast.olga, "theory")
    turn = turn_of(cast.plan_id)
    assert turn.who == {Who.NOBODY}
    assert turn.available == "dropped_out"


def test_an_answer_whose_thread_is_closed_to_its_writer_stays_a_draft(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Wie zegt dat?")
    finish(cast.plan_id, cast.tess)
    (thread,) = threads_of(cast.plan_id)
    note_answer(cast.plan_id, cast.karel, thread.id, "declined", "Onderzoek van 2024.")
    thread.circle = Circle.REFLECTION
    thread.reflection_of, thread.step = cast.olga.id, "reflection_1"
    db.session.commit()
    assert send_answers(cast.plan_id, cast.karel).left_out == 1
    (draft,) = db.session.scalars(select(Draft).execution_options(populate_existing=True))
    assert (draft.ready, draft.values["body"]) == (False, "Onderzoek van 2024.")
