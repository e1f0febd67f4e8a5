"""Reads of feedback: what each step's turn follows from, and what is unread. Only what was sent is here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, case, cast, func, literal, null, select, union_all

from impactplan.access import OpenPlan
from impactplan.feedback.availability import find_availability
from impactplan.feedback.turn import NOTHING, PlanTurn, StepFeedback, find_plan_turn
from impactplan.feedback.visibility import is_visible
from impactplan.models import (
    FeedbackRequest,
    FeedbackRequestStep,
    Remark,
    Review,
    ReviewStep,
    Thread,
    ThreadReader,
    db,
)
from impactplan.models.base import UtcDateTime
from impactplan.models.feedback import Circle, Side, Verdict

COUNTED = (Circle.TRAINERS, Circle.READERS)
"""The circles whose threads both parties may see."""


def load_step_feedback(plan_ids: Collection[str]) -> dict[str, dict[str, StepFeedback]]:
    """Return what is known of the feedback on each step of the plans, in one query; steps without any are left out."""
    steps: dict[str, dict[str, StepFeedback]] = {plan_id: {} for plan_id in plan_ids}
    if not plan_ids:
        return steps
    query = union_all(_requests(plan_ids), _verdicts(plan_ids), _threads(plan_ids))
    for row in db.session.execute(query):
        known = steps[row.plan_id].get(row.step, NOTHING)
        steps[row.plan_id][row.step] = replace(known, **_read(row))
    return steps


def _read(row: Any) -> dict[str, Any]:
    moment: datetime | None = row.moment
    if row.source == "request":
        return {"asked_at": moment, "taken_by": row.first}
    if row.source == "verdict":
        return {"verdict": Verdict(row.word), "verdict_at": moment, "verdict_asks": row.first or 0}
    return {
        "to_authors": row.first or 0,
        "to_trainer": row.second or 0,
        "settled": row.third or 0,
        "waiting_since": moment,
    }


def _requests(plan_ids: Collection[str]) -> Any:
    return (
        select(
            *(FeedbackRequestStep.plan_id, FeedbackRequestStep.step, literal("request").label("source")),
            *(FeedbackRequest.asked_at.label("moment"), null().label("word"), FeedbackRequest.taken_by.label("first")),
            *(cast(null(), Integer).label("second"), cast(null(), Integer).label("third")),
        )
        .join(FeedbackRequest, FeedbackRequest.id == FeedbackRequestStep.request_id)
        .where(FeedbackRequestStep.plan_id.in_(plan_ids), FeedbackRequestStep.closed_at.is_(None))
    )


def _verdicts(plan_ids: Collection[str]) -> Any:
    """Select the last verdict on each step, with how many remarks of its review asked something there."""
    newest = func.row_number().over(
        partition_by=(ReviewStep.plan_id, ReviewStep.step), order_by=(Review.finished_at.desc(), Review.id.desc())
    )
    asks = (
        select(func.count())
        .select_from(Remark)
        .join(Thread, Thread.id == Remark.thread_id)
        .where(Remark.review_id == ReviewStep.review_id, Thread.step == ReviewStep.step)
        .where(Remark.asks.is_(True), Remark.withdrawn_at.is_(None))
        .correlate(ReviewStep)
        .scalar_subquery()
    )
    ranked = (
        select(
            *(ReviewStep.plan_id, ReviewStep.step, Review.finished_at.label("moment"), ReviewStep.verdict),
            *(asks.label("asks"), newest.label("newest")),
        )
        .join(Review, Review.id == ReviewStep.review_id)
        .where(ReviewStep.plan_id.in_(plan_ids), ReviewStep.verdict.is_not(None))
        .subquery()
    )
    return select(
        *(ranked.c.plan_id, ranked.c.step, literal("verdict"), ranked.c.moment, ranked.c.verdict, ranked.c.asks),
        *(cast(null(), Integer), cast(null(), Integer)),
    ).where(ranked.c.newest == 1)


def _threads(plan_ids: Collection[str]) -> Any:
    """Count the threads of each step by whose answer is due; those that peers or readers began make no turn."""
    to_trainer = Thread.awaits == Side.TRAINER
    counts = [Thread.awaits == Side.AUTHOR, to_trainer, Thread.awaits == ""]
    columns = [cast(func.sum(case((condition, 1), else_=0)), Integer) for condition in counts]
    since = func.min(case((to_trainer, Thread.changed_at)), type_=UtcDateTime)
    return (
        select(Thread.plan_id, Thread.step, literal("threads"), since, null(), *columns)
        .where(Thread.plan_id.in_(plan_ids), Thread.circle.in_(COUNTED), Thread.begun_side != Side.READER)
        .group_by(Thread.plan_id, Thread.step)
    )


def load_turns(plan_ids: Collection[str]) -> dict[str, PlanTurn]:
    """Return whose turn it is in each of the plans, in two queries."""
    available = find_availability(plan_ids) if plan_ids else {}
    feedback = load_step_feedback(plan_ids)
    return {plan_id: find_plan_turn(feedback[plan_id], available[plan_id]) for plan_id in plan_ids}


def count_unread(plan: OpenPlan, user_id: int) -> Mapping[str, int]:
    """Return how many remarks of others in threads that somebody may see they have not read, by step."""
    read = and_(ThreadReader.thread_id == Thread.id, ThreadReader.user_id == user_id)
    query = (
        select(Thread.step, func.count())
        .join(Remark, Remark.thread_id == Thread.id)
        .join(ThreadReader, read, isouter=True)
        .where(Thread.plan_id == plan.id, is_visible(plan, user_id), Remark.withdrawn_at.is_(None))
        .where(Remark.author_id.is_distinct_from(user_id), Remark.number > func.coalesce(ThreadReader.number, 0))
        .group_by(Thread.step)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
