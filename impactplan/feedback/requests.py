"""Writes about requests for feedback: ask, withdraw, take, release, hand over. Each takes an open write."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from impactplan.feedback.availability import find_availability, load_trainers
from impactplan.feedback.turn import Availability
from impactplan.feedback.writing import FeedbackError, FeedbackWrite
from impactplan.models import FeedbackRequest, FeedbackRequestStep, db, new_id
from impactplan.steps import STEPS


def find_asked(plan_id: str, user_id: int, key: str) -> FeedbackRequest | None:
    """Return the request that the same form made before."""
    mine = FeedbackRequest.plan_id == plan_id, FeedbackRequest.asked_by == user_id
    asked: FeedbackRequest | None = (
        db.session.scalar(select(FeedbackRequest).where(*mine, FeedbackRequest.key == key)) if key else None
    )
    return asked


def ask_feedback(write: FeedbackWrite, steps: Collection[str], question: str, key: str) -> FeedbackRequest:
    """Ask the trainers for feedback on steps, or return the request that the same form made before.

    A step on which feedback is asked already stays in its request.
    """
    before = find_asked(write.plan.id, int(write.actor.id), key)
    if before is not None:
        return before
    if find_availability([write.plan.id])[write.plan.id] is not Availability.AVAILABLE:
        raise FeedbackError("no_trainer")
    open_steps = {row.step for row in load_open_steps(write.plan.id)}
    asked = [step.key for step in STEPS if step.key in steps and step.key not in open_steps]
    if not asked:
        raise FeedbackError("asked_already" if steps else "no_steps")
    request = FeedbackRequest(
        plan_id=write.plan.id,
        question=question,
        asked_by=write.actor.id,
        asked_at=write.at,
        seq=write.plan.seq,
        key=key or new_id(),
    )
    db.session.add(request)
    db.session.flush()
    for step in asked:
        db.session.add(FeedbackRequestStep(request_id=request.id, step=step, plan_id=write.plan.id))
        write.record("ask", step=step, subject_id=request.id)
    write.mark_seq()
    return request


def load_open_steps(plan_id: str) -> Sequence[FeedbackRequestStep]:
    query = select(FeedbackRequestStep).where(
        FeedbackRequestStep.plan_id == plan_id, FeedbackRequestStep.closed_at.is_(None)
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def load_request(write: FeedbackWrite, request_id: str) -> FeedbackRequest:
    """Return an open request of the plan, as it is now."""
    query = select(FeedbackRequest).where(
        FeedbackRequest.id == request_id,
        FeedbackRequest.plan_id == write.plan.id,
        FeedbackRequest.closed_at.is_(None),
    )
    request: FeedbackRequest | None = db.session.scalar(query.execution_options(populate_existing=True))
    if request is None:
        raise FeedbackError("request_gone")
    return request


def withdraw_request(write: FeedbackWrite, request_id: str) -> None:
    request = load_request(write, request_id)
    close_steps(write, request, {row.step for row in load_open_steps(write.plan.id)}, "withdraw_ask")


def close_steps(write: FeedbackWrite, request: FeedbackRequest, steps: Collection[str], act: str) -> None:
    """Close some steps of a request, and the request with its last step."""
    rows = [row for row in load_open_steps(write.plan.id) if row.request_id == request.id]
    for row in rows:
        if row.step in steps:
            row.closed_at = write.at
            write.record(act, step=row.step, subject_id=request.id)
    if all(row.closed_at is not None for row in rows):
        request.closed_at = write.at


def take_request(write: FeedbackWrite, request_id: str) -> None:
    """Take a request, so that others see who answers it. Two who take it at once: the second is told."""
    request = load_request(write, request_id)
    if request.taken_by == write.actor.id:
        return
    if request.taken_by is not None:
        raise FeedbackError("taken")
    request.taken_by, request.taken_at = write.actor.id, write.at
    _record(write, request, "take")


def take_all(write: FeedbackWrite) -> None:
    """Take all that was asked of a plan and that nobody took."""
    query = select(FeedbackRequest).where(FeedbackRequest.plan_id == write.plan.id, FeedbackRequest.closed_at.is_(None))
    requests = db.session.scalars(query.execution_options(populate_existing=True)).all()
    free = [request for request in requests if request.taken_by is None]
    if not free and all(request.taken_by != write.actor.id for request in requests):
        raise FeedbackError("taken" if requests else "request_gone")
    for request in free:
        request.taken_by, request.taken_at = write.actor.id, write.at
        _record(write, request, "take")


def release_request(write: FeedbackWrite, request_id: str) -> None:
    request = load_request(write, request_id)
    if request.taken_by != write.actor.id:
        raise FeedbackError("not_taken")
    request.taken_by, request.taken_at = None, None
    _record(write, request, "release")


def hand_over_request(write: FeedbackWrite, request_id: str, trainer_id: int) -> None:
    """Give a request that one took, or that nobody took, to another trainer of the plan."""
    request = load_request(write, request_id)
    if request.taken_by not in {None, write.actor.id}:
        raise FeedbackError("taken")
    if trainer_id not in {trainer.id for trainer in load_trainers([write.plan.id]).get(write.plan.id, ())}:
        raise FeedbackError("not_a_trainer")
    request.taken_by, request.taken_at = trainer_id, write.at
    _record(write, request, "hand_over", trainer_id)


def _record(write: FeedbackWrite, request: FeedbackRequest, act: str, other_id: int | None = None) -> None:
    """Put an act on the record of each step that the request is about."""
    for row in load_open_steps(write.plan.id):
        if row.request_id == request.id:
            write.record(act, step=row.step, subject_id=request.id, other_id=other_id)
