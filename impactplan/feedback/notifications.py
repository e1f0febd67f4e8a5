"""Who gets a mail at once: of a finished review, of answers, of a request that was handed over, of feedback to read
before it is sent; and, once a day, who is reminded of what they have not sent.

Here it is only asked for, in the transaction of what caused it. The worker writes each mail in its receiver's language
and looks again whether they may read what it is about. What is told here, no digest tells again; who wants no mails at
once finds it in their digest.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from impactplan.access import AUTHORS
from impactplan.feedback.availability import load_trainers
from impactplan.feedback.news import note_told
from impactplan.feedback.news_sources import reading_subject, request_subject
from impactplan.feedback.reviews import Finished
from impactplan.feedback.writing import FeedbackWrite
from impactplan.models import Draft, Membership, Remark, User, db, now
from impactplan.models.feedback import Side
from impactplan.outbox import queue_job

REVIEW, ANSWERS, HANDED_OVER = "feedback_review", "feedback_answers", "feedback_handed_over"
SECOND_READER, UNSENT = "feedback_second_reader", "feedback_unsent"
"""The names of the mails in the jobs that ask for them."""
UNSENT_FOR = timedelta(days=1)
"""How long remarks lie unsent before their writer is reminded."""


def announce_review(write: FeedbackWrite, sent: Finished) -> None:
    """Have one mail written to each author about a review that was just finished."""
    if sent.review is None or not sent.is_new:
        return
    roles = [str(relation) for relation in AUTHORS]
    query = (
        select(User.id, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.plan_id == write.plan.id, Membership.role.in_(roles), User.id != write.actor.id)
        .where(User.feedback_mail)
        .order_by(User.id)
    )
    authors = db.session.execute(query).all()
    for author in authors:
        write.queue_email(REVIEW, author.email, review=sent.review.id)
    said = db.session.scalars(select(Remark.id).where(Remark.review_id == sent.review.id)).all()
    note_told([author.id for author in authors], [f"review-{sent.review.id}", *said])


def announce_answers(write: FeedbackWrite, sent: Finished) -> None:
    """Have one mail written to each trainer whose remarks were answered, with the threads that are theirs. Where none
    of them trains the round any more, those who do get it: it is their turn."""
    if not sent.threads:
        return
    ids = [thread.id for thread in sent.threads]
    spoken = select(Remark.thread_id, Remark.author_id).where(Remark.thread_id.in_(ids), Remark.side == Side.TRAINER)
    speakers: dict[str, set[int | None]] = {}
    for thread_id, author_id in db.session.execute(spoken):
        speakers.setdefault(thread_id, set()).add(author_id)
    trainers = {trainer.id for trainer in load_trainers([write.plan.id]).get(write.plan.id, ())} - {write.actor.id}
    threads: dict[int, list[str]] = {}
    for thread_id in ids:
        for trainer in (trainers & speakers.get(thread_id, set())) or trainers:
            threads.setdefault(trainer, []).append(thread_id)
    sent_now = Remark.thread_id.in_(ids), Remark.author_id == write.actor.id, Remark.sent_at == write.at
    said = db.session.execute(select(Remark.thread_id, Remark.id).where(*sent_now)).all()
    wanted = select(User.id, User.email).where(User.id.in_(threads), User.feedback_mail).order_by(User.id)
    for user_id, email in db.session.execute(wanted).all():
        write.queue_email(ANSWERS, email, threads=sorted(threads[user_id]), at=write.at.isoformat())
        note_told([user_id], [remark.id for remark in said if remark.thread_id in threads[user_id]])


def announce_handed_over(write: FeedbackWrite, request_id: str, trainer_id: int) -> None:
    """Have a mail written to the trainer who got a request from another."""
    if trainer_id == write.actor.id:
        return
    trainer = _find_who_wants(trainer_id)
    if trainer is not None:
        write.queue_email(HANDED_OVER, str(trainer.email), request=request_id)
        note_told([trainer_id], [request_subject(request_id, trainer_id)])


def announce_second_reader(write: FeedbackWrite, reader_id: int) -> None:
    """Have a mail written to the colleague who was asked to read feedback before it is sent."""
    reader = _find_who_wants(reader_id)
    if reader is not None:
        write.queue_email(SECOND_READER, str(reader.email))
        note_told([reader_id], [reading_subject(write.plan.id, int(write.actor.id), write.at)])


def _find_who_wants(user_id: int) -> User | None:
    """Return somebody if they want to be mailed at once; else the digest tells them."""
    user: User | None = db.session.scalar(select(User).where(User.id == user_id, User.feedback_mail))
    return user


def remind_of_unsent(_day: date) -> None:
    """Have a mail written to whoever has remarks ready and neither sent nor changed them for a day: one a plan, and no
    other until something changes."""
    is_new: ColumnElement[bool] = or_(Draft.reminded_at.is_(None), Draft.reminded_at < Draft.changed_at)
    quiet = (
        select(Draft.plan_id, Draft.user_id, User.email)
        .join(User, User.id == Draft.user_id)
        .where(Draft.ready.is_(True))
        .group_by(Draft.plan_id, Draft.user_id, User.email)
        .having(func.max(Draft.changed_at) <= now() - UNSENT_FOR)
        .order_by(Draft.plan_id, Draft.user_id)
    )
    for plan_id, user_id, email in db.session.execute(quiet).all():
        mine = Draft.plan_id == plan_id, Draft.user_id == user_id, Draft.ready.is_(True), is_new
        told = update(Draft).where(*mine).values(reminded_at=now()).returning(Draft.id)
        if db.session.execute(told, execution_options={"synchronize_session": False}).first() is not None:
            queue_job("letter", {"letter": UNSENT, "email": email, "plan": plan_id})
        db.session.commit()
