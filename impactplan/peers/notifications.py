"""Who gets a mail of the peer round: the peers of a question and of its end, the authors of an answer.

Here it is only asked for, in the transaction of what caused it. The worker looks again whether they may read it, and
leaves out what they saw or did in the meantime. Who wants no mails at once finds it in their digest.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

from impactplan.feedback.news import note_told
from impactplan.feedback.writing import FeedbackWrite
from impactplan.models import Enrolment, Membership, PeerAnswer, PeerQuestion, User, db
from impactplan.peers.conditions import ROLES, is_peer_of

QUESTION, ANSWER, CLOSED = "peer_question", "peer_answer", "peer_closed"
"""The names of the mails in the jobs that ask for them."""


def question_subject(question_id: str) -> str:
    """Return by what it is known that somebody was told of a question."""
    return f"peer-question-{question_id}"


def answer_subject(answer_id: str) -> str:
    return f"peer-answer-{answer_id}"


def closing_subject(question_id: str) -> str:
    return f"peer-closed-{question_id}"


def announce_question(write: FeedbackWrite, question: PeerQuestion) -> None:
    peers = find_peers(question)
    for _user_id, email in peers:
        write.queue_email(QUESTION, email, question=question.id)
    note_told([user_id for user_id, _email in peers], [question_subject(question.id)])


def announce_answer(write: FeedbackWrite, answer: PeerAnswer) -> None:
    """Have a mail written to each author about an answer, and to nobody else: whoever has not answered is not to know
    that there is one."""
    query = (
        select(User.id, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.plan_id == answer.plan_id, Membership.role.in_(ROLES), User.id != write.actor.id)
        .where(User.feedback_mail)
        .order_by(User.id)
    )
    authors = db.session.execute(query).all()
    for author in authors:
        write.queue_email(ANSWER, author.email, question=answer.question_id, answer=answer.id)
    note_told([author.id for author in authors], [answer_subject(answer.id)])


def announce_closed(write: FeedbackWrite, question: PeerQuestion) -> None:
    peers = find_peers(question)
    for _user_id, email in peers:
        write.queue_email(CLOSED, email, question=question.id)
    note_told([user_id for user_id, _email in peers], [closing_subject(question.id)])


def find_peers(question: PeerQuestion) -> list[tuple[int, str]]:
    """Return those who are asked a question, as the group is now, and want mails at once: their ids and addresses."""
    member = aliased(Enrolment)
    query = (
        select(User.id, User.email)
        .join(member, member.user_id == User.id)
        .where(member.group_id == question.group_id, *is_peer_of(question.plan_id, member, member))
        .where(User.feedback_mail)
        .order_by(User.id)
    )
    return [(row.id, row.email) for row in db.session.execute(query)]
