"""Writes in threads: begin, reply, edit, withdraw, resolve, reopen. Each takes an open write; the caller commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from impactplan.feedback.anchors import Anchor
from impactplan.feedback.drafts import drop_drafts
from impactplan.feedback.turn import Said, read_thread
from impactplan.feedback.visibility import is_visible, may_begin, side_of
from impactplan.feedback.writing import FeedbackError, FeedbackWrite
from impactplan.models import PlanItem, Remark, Thread, db, new_id
from impactplan.models.feedback import Answer, Circle, Side, ThreadState

EDITABLE_FOR = timedelta(minutes=15)
"""So long a remark can be edited without a mark; afterwards it says that it was."""
MOST_THREADS = 2_000
"""As many threads may one plan have."""
MOST_REMARKS = 500
"""As many remarks may one thread have."""


@dataclass(frozen=True)
class Message:
    """What somebody says: the text, whether it asks for an answer, and for an author what they did with a remark."""

    body: str
    asks: bool = False
    answer: Answer | None = None
    key: str = ""


def begin_thread(
    write: FeedbackWrite,
    anchor: Anchor,
    circle: Circle,
    message: Message,
    *,
    seq: int,
    quote: str,
    review_id: str | None = None,
    reflection_of: int | None = None,
) -> Thread:
    """Begin a thread at a place, or return the one that the same form began before."""
    sent = find_sent(write, message.key)
    if sent is not None:
        return sent
    if circle is not Circle.REFLECTION and not may_begin(write.plan, circle):
        raise FeedbackError("circle")
    count = select(func.count()).select_from(Thread).where(Thread.plan_id == write.plan.id)
    if (db.session.scalar(count) or 0) >= MOST_THREADS:
        raise FeedbackError("too_many_threads")
    if anchor.item_id and not is_item(write.plan.id, anchor):
        raise FeedbackError("anchor")
    side = speaker(write)
    thread = Thread(
        plan_id=write.plan.id,
        step=anchor.step,
        kind=anchor.kind,
        item_id=anchor.item_id,
        field=anchor.field,
        seq=min(seq, write.plan.seq),
        quote=quote,
        circle=circle,
        reflection_of=reflection_of,
        begun_by=write.actor.id,
        begun_side=side,
        begun_at=write.at,
        changed_at=write.at,
    )
    db.session.add(thread)
    db.session.flush()
    write.record("begin", step=thread.step, thread_id=thread.id)
    add_remark(write, thread, message, review_id=review_id)
    write.mark_seq()
    return thread


def speaker(write: FeedbackWrite) -> Side:
    """Return as what the writer speaks; who may only read does not."""
    side = side_of(write.plan)
    if side is None:
        raise FeedbackError("may_not")
    return side


def is_item(plan_id: str, anchor: Anchor) -> bool:
    """Tell whether an item of the anchor's kind is, or was, in the plan."""
    query = select(PlanItem.id).where(
        PlanItem.plan_id == plan_id, PlanItem.id == anchor.item_id, PlanItem.kind == anchor.kind
    )
    return db.session.execute(query).first() is not None


def find_sent(write: FeedbackWrite, key: str) -> Thread | None:
    """Return the thread of the remark that a form with this key sent before."""
    if not key:
        return None
    query = select(Thread).join(Remark, Remark.thread_id == Thread.id)
    mine = Remark.plan_id == write.plan.id, Remark.author_id == write.actor.id, Remark.key == key
    thread: Thread | None = db.session.scalar(query.where(*mine))
    return thread


def load_thread(write: FeedbackWrite, thread_id: str) -> Thread:
    """Return a thread that the writer may see, as it is now."""
    query = select(Thread).where(
        Thread.id == thread_id, Thread.plan_id == write.plan.id, is_visible(write.plan, write.actor.id)
    )
    thread: Thread | None = db.session.scalar(query.execution_options(populate_existing=True))
    if thread is None:
        raise FeedbackError("gone")
    return thread


def load_remarks(thread: Thread) -> list[Remark]:
    query = select(Remark).where(Remark.thread_id == thread.id).order_by(Remark.number)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def add_remark(write: FeedbackWrite, thread: Thread, message: Message, *, review_id: str | None = None) -> Remark:
    """Say something in a thread. Whoever replies in a resolved one opens it again."""
    side = speaker(write)
    remarks = load_remarks(thread)
    if len(remarks) >= MOST_REMARKS:
        raise FeedbackError("too_many_remarks")
    if thread.circle == Circle.REFLECTION and thread.reflection_of == write.actor.id:
        side = Side.AUTHOR
    remark = Remark(
        number=remarks[-1].number + 1 if remarks else 1,
        thread_id=thread.id,
        plan_id=write.plan.id,
        author_id=write.actor.id,
        side=side,
        body=message.body,
        asks=message.asks and side is not Side.READER,
        answer=message.answer if side is Side.AUTHOR else None,
        review_id=review_id,
        sent_at=write.at,
        key=message.key or new_id(),
    )
    db.session.add(remark)
    db.session.flush()
    write.record("answer" if remark.answer else "remark", step=thread.step, thread_id=thread.id, subject_id=remark.id)
    settle(write, thread, [*remarks, remark], resolved=False)
    return remark


def settle(write: FeedbackWrite, thread: Thread, remarks: list[Remark], *, resolved: bool) -> None:
    """Bring what is derived from a thread's remarks up to date."""
    thread.state, thread.awaits = derive(remarks, resolved=resolved)
    thread.resolved_by = write.actor.id if resolved else None
    thread.changed_at = write.at


def derive(remarks: list[Remark], *, resolved: bool) -> tuple[str, str]:
    """Return the state of a thread and whose answer is due, as they are stored."""
    said = [
        Said(Side(remark.side), remark.asks, Answer(remark.answer) if remark.answer else None)
        for remark in remarks
        if remark.withdrawn_at is None
    ]
    state, due = read_thread(said, resolved=resolved)
    return state, due or ""


def may_resolve(write_side: Side | None, user_id: int, thread: Any) -> bool:
    """Tell whether somebody may settle a thread that they see: who began it, or a trainer."""
    return thread.begun_by == user_id or write_side is Side.TRAINER


def resolve(write: FeedbackWrite, thread: Thread) -> None:
    if not may_resolve(side_of(write.plan), write.actor.id, thread):
        raise FeedbackError("not_yours_to_resolve")
    if thread.state != ThreadState.RESOLVED:
        settle(write, thread, load_remarks(thread), resolved=True)
        write.record("resolve", step=thread.step, thread_id=thread.id)


def reopen(write: FeedbackWrite, thread: Thread) -> None:
    """Open a thread again: what was due before it was resolved is due anew."""
    if thread.state == ThreadState.RESOLVED:
        settle(write, thread, load_remarks(thread), resolved=False)
        write.record("reopen", step=thread.step, thread_id=thread.id)


def find_own_remark(plan_id: str, user_id: int, remark_id: str) -> Remark | None:
    """Return a remark that somebody wrote and did not withdraw."""
    query = select(Remark).where(Remark.id == remark_id, Remark.plan_id == plan_id, Remark.author_id == user_id)
    remark: Remark | None = db.session.scalar(query.execution_options(populate_existing=True))
    return remark if remark is not None and remark.withdrawn_at is None else None


def load_own_remark(write: FeedbackWrite, remark_id: str) -> tuple[Remark, Thread]:
    remark = find_own_remark(write.plan.id, int(write.actor.id), remark_id)
    if remark is None:
        raise FeedbackError("gone")
    return remark, load_thread(write, remark.thread_id)


def edit_remark(write: FeedbackWrite, remark_id: str, body: str) -> Thread:
    """Change the text of one's own remark: marked as edited once others had the time to read it."""
    remark, thread = load_own_remark(write, remark_id)
    if remark.body != body:
        remark.body = body
        remark.edited_at = write.at if write.at - remark.sent_at > EDITABLE_FOR else remark.edited_at
        thread.changed_at = write.at
        write.record("edit", step=thread.step, thread_id=thread.id, subject_id=remark.id)
    return thread


def withdraw_remark(write: FeedbackWrite, remark_id: str) -> Thread:
    """Take back one's own remark: its text goes for good, also what was typed to change it. Its place says that it was
    withdrawn."""
    remark, thread = load_own_remark(write, remark_id)
    drop_drafts(write, f"edit.{remark_id}")
    remark.body, remark.withdrawn_at = "", write.at
    write.record("withdraw", step=thread.step, thread_id=thread.id, subject_id=remark.id)
    resolved = thread.state == ThreadState.RESOLVED
    settle(write, thread, load_remarks(thread), resolved=resolved)
    return thread


def is_deleted(thread: Thread) -> bool:
    """Tell whether the row that a thread belongs to is deleted."""
    query = select(PlanItem.deleted_at).where(PlanItem.id == thread.item_id)
    return thread.item_id is not None and db.session.scalar(query) is not None
