"""Reads of the threads of a plan, as one reader may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from impactplan.access import OpenPlan
from impactplan.feedback.records import AnyRemark, AnyThread
from impactplan.feedback.visibility import is_visible
from impactplan.models import Remark, Thread, ThreadReader, User, db


@dataclass(frozen=True)
class ThreadHead:
    """A thread with how much of it there is, and how much of that its reader has not seen."""

    thread: AnyThread
    deleted: bool
    """Whether the row that it belongs to is deleted."""
    remarks: int
    unread: int
    read: int
    """The number of the last remark that was read."""


@dataclass(frozen=True)
class Spoken:
    remark: AnyRemark
    name: str
    """Empty when the account of its writer is closed."""


def load_remarks_of(thread_ids: Sequence[str], *, first: bool = False) -> dict[str, list[Spoken]]:
    """Return the remarks of threads, in their order, with who wrote them; or only the first of each."""
    spoken: dict[str, list[Spoken]] = {thread_id: [] for thread_id in thread_ids}
    query = (
        select(Remark, User.shown_name.label("name"))
        .join(User, User.id == Remark.author_id, isouter=True)
        .where(Remark.thread_id.in_(thread_ids))
        .order_by(Remark.thread_id, Remark.number)
        .execution_options(populate_existing=True)
    )
    if first:
        query = query.where(Remark.number == 1)
    for row in db.session.execute(query) if thread_ids else ():
        spoken[row.Remark.thread_id].append(Spoken(row.Remark, row.name or ""))
    return spoken


def load_visible_thread(plan: OpenPlan, user_id: int, thread_id: str) -> Any:
    """Return a thread if somebody may see it, else nothing."""
    query = select(Thread).where(Thread.id == thread_id, Thread.plan_id == plan.id, is_visible(plan, user_id))
    return db.session.scalar(query.execution_options(populate_existing=True))


def find_visible(plan: OpenPlan, user_id: int, thread_ids: Sequence[str]) -> set[str]:
    """Return which of some threads somebody may see."""
    query = select(Thread.id).where(Thread.id.in_(thread_ids), Thread.plan_id == plan.id, is_visible(plan, user_id))
    return set(db.session.scalars(query))


def note_read(plan_id: str, user_id: int, numbers: Mapping[str, int]) -> None:
    """Keep up to which remark somebody has read threads, in the current transaction."""
    if not numbers:
        return
    mine = ThreadReader.user_id == user_id, ThreadReader.thread_id.in_(numbers)
    known = {row.thread_id: row for row in db.session.scalars(select(ThreadReader).where(*mine))}
    for thread_id, number in numbers.items():
        if thread_id in known:
            known[thread_id].number = max(known[thread_id].number, number)
        else:
            db.session.add(ThreadReader(thread_id=thread_id, user_id=user_id, plan_id=plan_id, number=number))
