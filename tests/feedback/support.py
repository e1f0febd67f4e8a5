"""Acts of feedback in one line each, by people of the cast."""

from __future__ import annotations

from typing import Any

from impactplan.access import OpenPlan, Permission
from impactplan.feedback import requests, reviews, threads
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.drafts import set_ready
from impactplan.feedback.queries import load_plan_feedback, load_turns
from impactplan.feedback.threads import Message
from impactplan.feedback.turn import PlanTurn
from impactplan.feedback.writing import writing_feedback
from impactplan.models import Thread, User, db, new_id
from impactplan.models.feedback import Circle, Verdict


def ask(plan_id: str, actor: User, *steps: str, question: str = "", key: str = "") -> str:
    with writing_feedback(plan_id, Permission.EDIT, actor) as write:
        return str(requests.ask_feedback(write, steps, question, key or new_id()).id)


def take(plan_id: str, actor: User, request_id: str) -> None:
    with writing_feedback(plan_id, Permission.REVIEW, actor) as write:
        requests.take_request(write, request_id)


def note_remark(plan_id: str, actor: User, place: str, body: str, *, asks: bool = True) -> None:
    """Put a remark with a trainer's unsent review."""
    anchor = Anchor.parse(place)
    assert anchor
    values = {"body": body, "asks": asks, "circle": Circle.TRAINERS, "quote": ""}
    with writing_feedback(plan_id, Permission.REVIEW, actor) as write:
        set_ready(write, f"new.{place}", values, write.plan.seq, anchor.step)


def finish(plan_id: str, actor: User, summary: str = "", key: str = "", **verdicts: Verdict | None) -> Any:
    with writing_feedback(plan_id, Permission.REVIEW, actor) as write:
        return reviews.finish_review(write, summary, verdicts, seq=write.plan.seq, key=key or new_id())


def note_answer(plan_id: str, actor: User, thread_id: str, answer: str, body: str = "") -> None:
    with writing_feedback(plan_id, Permission.EDIT, actor) as write:
        thread = threads.load_thread(write, thread_id)
        set_ready(write, f"reply.{thread_id}", {"body": body, "answer": answer}, write.plan.seq, thread.step)


def send_answers(plan_id: str, actor: User) -> Any:
    with writing_feedback(plan_id, Permission.EDIT, actor) as write:
        return reviews.send_answers(write)


def begin(
    plan_id: str, actor: User, place: str, body: str, circle: Circle = Circle.TRAINERS, *, asks: bool = True
) -> str:
    """Begin a thread at once, as authors, peers and readers do."""
    anchor = Anchor.parse(place)
    assert anchor
    with writing_feedback(plan_id, Permission.COMMENT, actor) as write:
        thread = threads.begin_thread(
            write, anchor, circle, Message(body, asks, key=new_id()), seq=write.plan.seq, quote=""
        )
        return str(thread.id)


def resolve(plan_id: str, actor: User, thread_id: str) -> None:
    with writing_feedback(plan_id, Permission.COMMENT, actor) as write:
        threads.resolve(write, threads.load_thread(write, thread_id))


def turn_of(plan_id: str) -> PlanTurn:
    db.session.rollback()
    return load_turns([plan_id])[plan_id]


def threads_of(plan_id: str) -> list[Thread]:
    db.session.rollback()
    found = db.session.query(Thread).filter_by(plan_id=plan_id).order_by(Thread.begun_at, Thread.id)
    return list(found.populate_existing())


def count_unread(plan: OpenPlan, user_id: int) -> dict[str, int]:
    """Return how many remarks of others in threads that somebody may see they have not read, by step."""
    known = load_plan_feedback({plan.id: plan.relations}, user_id)[plan.id]
    return {step: unread.count for step, unread in known.unread.items()}
