"""Acts of the peer round in one line each, by people of the cast."""

from __future__ import annotations

from impactplan.access import Permission
from impactplan.feedback.writing import writing_feedback
from impactplan.models import Enrolment, PeerAnswer, PeerQuestion, User, db, new_id
from impactplan.models.peers import PeerMark
from impactplan.peers import operations
from impactplan.peers.notifications import announce_answer, announce_question
from impactplan.peers.operations import Closing
from impactplan.peers.queries import load_group_choices
from tests.support.cast import Cast, make_user

PROMPTS = ("strong", "unseen", "attempt")


def join_group(cast: Cast, name: str, group_id: str | None = None) -> User:
    """Add a participant to Olga's peer group, or to another one of the round."""
    user = make_user(name, "participant")
    db.session.add(Enrolment(round_id=cast.round_id, user_id=user.id, group_id=group_id or cast.group_id))
    db.session.commit()
    return user


def ask_group(plan_id: str, actor: User, question: str, step: str = "theory", group_id: str = "") -> str:
    """Put a question to the group that a plan is in."""
    group = group_id or load_group_choices(plan_id)[0].id
    with writing_feedback(plan_id, Permission.EDIT, actor) as write:
        asked, _is_new = operations.ask_group(write, step, question, group, new_id())
        announce_question(write, asked)
        return str(asked.id)


def answer_question(plan_id: str, question_id: str, actor: User, words: str = "Sterk ") -> str:
    texts = {prompt: f"{words}{prompt}" for prompt in PROMPTS}
    with writing_feedback(plan_id, Permission.COMMENT, actor) as write:
        given, is_first = operations.post_answer(write, question_id, texts)
        if is_first:
            announce_answer(write, given)
        return str(given.id)


def ask(cast: Cast, question: str = "Overtuigt dit je?", actor: User | None = None, step: str = "theory") -> str:
    return ask_group(cast.plan_id, actor or cast.olga, question, step, cast.group_id)


def answer(cast: Cast, question_id: str, actor: User, words: str = "Sterk") -> str:
    return answer_question(cast.plan_id, question_id, actor, words)


def withdraw(cast: Cast, question_id: str, actor: User) -> None:
    with writing_feedback(cast.plan_id, Permission.COMMENT, actor) as write:
        operations.withdraw_answer(write, question_id)


def mark(cast: Cast, question_id: str, answer_id: str, as_: PeerMark | None, actor: User | None = None) -> None:
    with writing_feedback(cast.plan_id, Permission.EDIT, actor or cast.olga) as write:
        operations.mark_answer(write, question_id, answer_id, as_)


def close(
    cast: Cast, question_id: str, takeaway: str = "Wat telt als thuis?", kind: str = "decision", key: str = ""
) -> str:
    return operations.close_question(cast.plan_id, cast.olga, question_id, Closing(takeaway, kind), key or new_id())


def question_of(question_id: str) -> PeerQuestion:
    db.session.rollback()
    return db.session.get_one(PeerQuestion, question_id, populate_existing=True)


def answers_of(question_id: str) -> list[PeerAnswer]:
    db.session.rollback()
    found = db.session.query(PeerAnswer).filter_by(question_id=question_id).order_by(PeerAnswer.posted_at)
    return list(found.populate_existing())
