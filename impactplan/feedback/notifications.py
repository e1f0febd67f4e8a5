"""Who gets a mail at once: of a finished review, of answers, of a request that was handed over.

Here it is only asked for, in the transaction of what caused it. The worker writes each mail in its receiver's language
and looks again whether they may read what it is about.
"""

from __future__ import annotations

from sqlalchemy import select

from impactplan.access import AUTHORS
from impactplan.feedback.reviews import Finished
from impactplan.feedback.writing import FeedbackWrite
from impactplan.models import Membership, Remark, User, db
from impactplan.models.feedback import Side
from impactplan.outbox import queue_job

REVIEW, ANSWERS, HANDED_OVER = "feedback_review", "feedback_answers", "feedback_handed_over"
"""The names of the mails in the jobs that ask for them."""


def _ask(name: str, receivers: list[str], write: FeedbackWrite, **about: object) -> None:
    for email in receivers:
        queue_job("letter", {"letter": name, "email": email, "plan": write.plan.id, "by": write.actor.id, **about})


def announce_review(write: FeedbackWrite, sent: Finished) -> None:
    """Have one mail written to each author about a review that was just finished."""
    if sent.review is None or not sent.is_new:
        return
    roles = [str(relation) for relation in AUTHORS]
    query = (
        select(User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.plan_id == write.plan.id, Membership.role.in_(roles), User.id != write.actor.id)
    )
    _ask(REVIEW, list(db.session.scalars(query)), write, review=sent.review.id)


def announce_answers(write: FeedbackWrite, sent: Finished) -> None:
    """Have one mail written to each trainer whose remarks were answered, with the threads that are theirs."""
    if not sent.threads:
        return
    ids = [thread.id for thread in sent.threads]
    trainers = (
        select(User.email, Remark.thread_id)
        .join(Remark, Remark.author_id == User.id)
        .where(Remark.thread_id.in_(ids), Remark.side == Side.TRAINER, User.id != write.actor.id)
        .distinct()
    )
    by_trainer: dict[str, list[str]] = {}
    for email, thread_id in db.session.execute(trainers):
        by_trainer.setdefault(email, []).append(thread_id)
    for email, thread_ids in by_trainer.items():
        _ask(ANSWERS, [email], write, threads=sorted(thread_ids))


def announce_handed_over(write: FeedbackWrite, request_id: str, trainer_id: int) -> None:
    """Have a mail written to the trainer who got a request from another."""
    if trainer_id == write.actor.id:
        return
    email = db.session.scalar(select(User.email).where(User.id == trainer_id))
    _ask(HANDED_OVER, [str(email)], write, request=request_id)
