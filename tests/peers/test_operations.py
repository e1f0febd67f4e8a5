"""Asking, answering, marking and closing: what may, what is refused, and what comes of doing it twice."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from impactplan.access import Permission
from impactplan.feedback.drafts import save_draft
from impactplan.feedback.writing import writing_feedback
from impactplan.models import (
    Draft,
    Enrolment,
    FeedbackEvent,
    Membership,
    Outbox,
    PeerGroup,
    PeerQuestion,
    Plan,
    db,
    new_id,
)
from impactplan.models.peers import PeerMark
from impactplan.peers import operations
from impactplan.peers.operations import PeerError
from impactplan.workbook.queries import load_state
from tests.peers.support import answer, answers_of, ask, close, join_group, mark, question_of, withdraw
from tests.support.cast import Cast


def letters(name: str) -> list[str]:
    db.session.rollback()
    found = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "letter"))
    return sorted(payload["email"] for payload in found if payload["letter"] == name)


def acts() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(FeedbackEvent.act).order_by(FeedbackEvent.id)))


def refused(reason: str):  # type: ignore[no-untyped-def]  # what pytest gives is its own
    return pytest.raises(PeerError, match=f"^{reason}$")


def questions() -> list[str]:
    """Return the ids of all questions that were asked."""
    db.session.rollback()
    return list(db.session.scalars(select(PeerQuestion.id)))


def test_from_question_to_a_row_of_the_plan(cast: Cast) -> None:
    question = ask(cast)
    given = answer(cast, question, cast.pim)
    mark(cast, question, given, PeerMark.USEFUL)
    row = close(cast, question, "Wat telt als thuis voelen?")
    (decision,) = load_state(cast.plan_id).rows("decision")
    assert (decision.id, decision["question"]) == (row, "Wat telt als thuis voelen?")
    closed = question_of(question)
    assert (closed.item_id, closed.takeaway, closed.closed_by) == (row, "Wat telt als thuis voelen?", cast.olga.id)
    assert acts() == ["peer_ask", "peer_answer", "peer_mark", "peer_close"]
    assert letters("peer_question") == letters("peer_closed") == ["pim@example.org"]
    assert letters("peer_answer") == ["karel@example.org", "olga@example.org"]


def test_it_ends_in_an_action_too(cast: Cast) -> None:
    row = close(cast, ask(cast), "Deelnemers zelf vragen", "action")
    (action,) = load_state(cast.plan_id).rows("action")
    assert (action.id, action["name"]) == (row, "Deelnemers zelf vragen")


def test_one_question_at_a_time(cast: Cast) -> None:
    question = ask(cast)
    with refused("one_at_a_time"):
        ask(cast, step="indicators")
    close(cast, question)
    again = ask(cast, step="indicators")
    assert set(questions()) == {question, again}


def test_only_a_shared_plan_is_asked_about(cast: Cast) -> None:
    db.session.execute(update(Plan).values(shared_with_group=False))
    with refused("not_shared"):
        ask(cast)
    assert questions() == []


def test_only_of_a_group_that_the_plan_is_in(cast: Cast) -> None:
    other = PeerGroup(round_id=cast.round_id, title="Groep B")
    db.session.add(other)
    db.session.commit()
    with refused("no_group"), writing_feedback(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.ask_group(write, "theory", "Klopt dit?", other.id, new_id())
    assert questions() == []


def test_nobody_asks_an_empty_room(cast: Cast) -> None:
    """A co-author in the same group is no peer, nor is a trainer of the round."""
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.pim.id).values(user_id=cast.tess.id))
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.karel.id, group_id=cast.group_id))
    db.session.commit()
    with refused("alone"):
        ask(cast)
    assert questions() == []


def test_coauthors_owner_and_trainers_do_not_answer(cast: Cast) -> None:
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.karel.id, group_id=cast.group_id))
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.tess.id, group_id=cast.group_id))
    db.session.commit()
    question = ask(cast)
    for user in (cast.olga, cast.karel, cast.tess, cast.carla):
        with refused("gone"):
            answer(cast, question, user)
    assert answers_of(question) == []
    assert letters("peer_question") == ["pim@example.org"]


def test_asked_twice_by_the_same_form_it_is_one_question(cast: Cast) -> None:
    key = new_id()
    for is_first in (True, False):
        with writing_feedback(cast.plan_id, Permission.EDIT, cast.olga) as write:
            assert operations.ask_group(write, "theory", "Klopt dit?", cast.group_id, key)[1] is is_first
    assert db.session.scalar(select(func.count()).select_from(PeerQuestion)) == 1


def test_answered_twice_it_is_one_answer(cast: Cast) -> None:
    question = ask(cast)
    assert answer(cast, question, cast.pim) == answer(cast, question, cast.pim)
    assert len(answers_of(question)) == 1
    assert letters("peer_answer") == ["karel@example.org", "olga@example.org"]
    assert acts().count("peer_answer") == 1


def test_closed_twice_it_is_one_row(cast: Cast) -> None:
    question, key = ask(cast), new_id()
    assert close(cast, question, key=key) == close(cast, question, key=key)
    assert len(load_state(cast.plan_id).rows("decision")) == 1
    with refused("closed"):
        close(cast, question)


def test_closing_is_whole_or_not_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    question = ask(cast)

    def fail(*_anything: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(operations, "announce_closed", fail)
    with pytest.raises(ConnectionError):
        close(cast, question)
    assert question_of(question).closed_at is None
    assert not load_state(cast.plan_id).rows("decision")
    db.session.rollback()
    monkeypatch.undo()
    close(cast, question)
    assert len(load_state(cast.plan_id).rows("decision")) == 1


def test_a_changed_answer_is_to_be_marked_anew(cast: Cast) -> None:
    question = ask(cast)
    given = answer(cast, question, cast.pim, "Mooi ")
    mark(cast, question, given, PeerMark.GENERAL)
    answer(cast, question, cast.pim, "Mooi, want ")
    (changed,) = answers_of(question)
    assert (changed.id, changed.mark, changed.strong) == (given, None, "Mooi, want strong")
    assert changed.edited_at is not None


def test_a_withdrawn_answer_loses_its_words_and_can_be_given_again(cast: Cast) -> None:
    question = ask(cast)
    answer(cast, question, cast.pim)
    withdraw(cast, question, cast.pim)
    withdraw(cast, question, cast.pim)
    (gone,) = answers_of(question)
    assert (gone.strong, gone.unseen, gone.attempt) == ("", "", "")
    assert gone.withdrawn_at is not None
    answer(cast, question, cast.pim, "Toch ")
    (again,) = answers_of(question)
    assert (again.withdrawn_at, again.strong) == (None, "Toch strong")


def test_after_closing_answers_stay_as_they_are(cast: Cast) -> None:
    question = ask(cast)
    answer(cast, question, cast.pim)
    close(cast, question)
    with refused("closed"):
        answer(cast, question, cast.pim, "Anders ")
    with refused("closed"):
        withdraw(cast, question, cast.pim)
    assert answer(cast, question, cast.pim), "sent again, the same answer is no change"


def test_a_question_is_taken_back_until_somebody_answers(cast: Cast) -> None:
    question = ask(cast)
    answer(cast, question, cast.pim)
    with refused("answered"), writing_feedback(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.withdraw_question(write, question)
    withdraw(cast, question, cast.pim)
    for _twice in range(2):
        with writing_feedback(cast.plan_id, Permission.EDIT, cast.karel) as write:
            operations.withdraw_question(write, question)
    with refused("withdrawn"):
        answer(cast, question, cast.pim)
    again = ask(cast, step="indicators")
    assert set(questions()) == {question, again}


def test_nobody_marks_their_own_answer(cast: Cast) -> None:
    """Who was a peer when they answered may be a co-author now."""
    question = ask(cast)
    given = answer(cast, question, cast.pim)
    db.session.add(Membership(plan_id=cast.plan_id, user_id=cast.pim.id, role="coauthor"))
    db.session.commit()
    with refused("gone"):
        mark(cast, question, given, PeerMark.USEFUL, cast.pim)
    assert [one.mark for one in answers_of(question)] == [None]
    mark(cast, question, given, PeerMark.USEFUL)
    assert [one.mark for one in answers_of(question)] == [PeerMark.USEFUL]
    mark(cast, question, given, None)
    assert [one.mark for one in answers_of(question)] == [None]


def test_who_moves_away_answers_no_more_and_loses_nothing(cast: Cast) -> None:
    noor = join_group(cast, "noor")
    question = ask(cast)
    answer(cast, question, cast.pim)
    save_draft(cast.plan_id, noor, f"peer.{question}", {"strong": "Half"}, {})
    other = PeerGroup(round_id=cast.round_id, title="Groep B")
    db.session.add(other)
    db.session.flush()
    moved = Enrolment.user_id.in_([cast.pim.id, noor.id])
    db.session.execute(update(Enrolment).where(moved).values(group_id=other.id))
    db.session.commit()
    assert [one.strong for one in answers_of(question)] == ["Sterkstrong"]
    draft = db.session.scalar(select(Draft.values).where(Draft.user_id == noor.id))
    assert draft == {"strong": "Half"}
    close(cast, question)
