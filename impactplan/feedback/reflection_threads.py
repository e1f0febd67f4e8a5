"""The thread about a reflection: one a reflection, seen by its writer and whom it is shared with at that moment.

What is said there is posted at once: it makes no turn and waits for no review. Withdrawing the sharing closes the
thread to the others; its writer keeps it, and sharing again opens it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from impactplan.access import AUTHORS, OpenPlan
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.drafts import load_drafts
from impactplan.feedback.fields import view_draft
from impactplan.feedback.page import feedback_of
from impactplan.feedback.problems import find_errors
from impactplan.feedback.records import AnyThread
from impactplan.feedback.thread_queries import ThreadHead, load_remarks_of
from impactplan.feedback.threads import Message, add_remark, begin_thread, find_sent, load_thread
from impactplan.feedback.views import RemarkView, view_remarks
from impactplan.feedback.visibility import is_readable
from impactplan.feedback.writing import FeedbackError, FeedbackWrite
from impactplan.lib.numbers import read_id
from impactplan.lib.texts import gettext as _
from impactplan.models import Reflection, Thread, User, db
from impactplan.models.feedback import Circle
from impactplan.models.reflection import NOBODY, TRAINER
from impactplan.workbook.fieldviews import FieldView


def ref_of(module: int, writer_id: int) -> str:
    """Return the place of a draft about somebody's reflection: ``reflection.3.17``."""
    return f"reflection.{module}.{writer_id}"


def parse_ref(ref: str) -> tuple[int, int] | None:
    """Return the module and the writer that a ref names, or nothing."""
    purpose, _dot, rest = ref.partition(".")
    module, _dot, writer = rest.partition(".")
    place = read_id(module), read_id(writer)
    return place if purpose == "reflection" and all(place) else None


def step_of(module: int) -> str:
    """Return what a thread about a reflection on a module has as its step."""
    return f"reflection_{module}"


def may_speak(plan: OpenPlan, user_id: int, ref: str) -> bool:
    """Tell whether somebody reads the reflection that a ref names, and so may say something about it."""
    place = parse_ref(ref)
    return place is not None and reads(plan, user_id, *place)


def reads(plan: OpenPlan, user_id: int, module: int, writer_id: int) -> bool:
    query = select(Reflection.id).where(
        Reflection.plan_id == plan.id,
        Reflection.user_id == writer_id,
        Reflection.module == module,
        is_readable(plan.relations, user_id),
    )
    return db.session.scalar(query) is not None


def say(write: FeedbackWrite, module: int, writer_id: int, body: str, key: str) -> Thread:
    """Say something about a reflection: in its thread, which the first to speak begins."""
    if not reads(write.plan, int(write.actor.id), module, writer_id):
        raise FeedbackError("gone")
    sent = find_sent(write, key)
    if sent is not None:
        return sent
    message = Message(body, key=key)
    query = select(Thread.id).where(
        Thread.plan_id == write.plan.id,
        Thread.circle == Circle.REFLECTION,
        Thread.step == step_of(module),
        Thread.reflection_of == writer_id,
    )
    thread_id = db.session.scalar(query)
    if thread_id is None:
        anchor = Anchor(step_of(module))
        seq = write.plan.seq
        return begin_thread(write, anchor, Circle.REFLECTION, message, seq=seq, quote="", reflection_of=writer_id)
    thread = load_thread(write, thread_id)
    add_remark(write, thread, message)
    return thread


@dataclass(frozen=True)
class ReflectionThread:
    """The thread about one reflection, for one reader."""

    writer_id: int
    head: ThreadHead | None
    """None until somebody says something."""
    remarks: Sequence[RemarkView]
    ref: str
    fields: Sequence[FieldView]
    """Empty where nobody would read it."""
    seen_by: str

    @property
    def thread(self) -> AnyThread | None:
        return self.head.thread if self.head else None

    @property
    def thread_id(self) -> str:
        return self.thread.id if self.thread else ""


def view_reflection_threads(
    plan: OpenPlan, reader: User, module: int, shared: Mapping[int, str]
) -> dict[int, ReflectionThread]:
    """Return the threads of the reflections on a module by their writer. ``shared`` says of each reflection that the
    reader sees, by writer, with whom it is shared."""
    reader_id = int(reader.id)
    heads = {
        head.thread.reflection_of: head
        for head in feedback_of(plan, reader).heads
        if head.thread.circle == Circle.REFLECTION and head.thread.step == step_of(module)
    }
    spoken = load_remarks_of([head.thread.id for head in heads.values()])
    drafts = {draft.ref: draft for draft in load_drafts(plan.id, reader_id)}
    views = {}
    for writer_id, visibility in shared.items():
        head, ref = heads.get(writer_id), ref_of(module, writer_id)
        if head is None and visibility == NOBODY:
            continue  # nobody has said anything, and nobody else could read it
        views[writer_id] = ReflectionThread(
            writer_id,
            head,
            view_remarks(plan, spoken[head.thread.id], reader_id, head.read, drafts) if head else (),
            ref,
            view_draft(plan, ref, drafts.get(ref), errors=find_errors().get(ref)) if visibility != NOBODY else (),
            describe_readers(visibility, own=writer_id == reader_id and bool(plan.relations & AUTHORS)),
        )
    return views


def describe_readers(visibility: str, *, own: bool) -> str:
    """Say who reads the thread about a reflection, as it is shared now."""
    if visibility == NOBODY:
        return _("Only you see this now: your reflection is not shared any more.")
    if visibility == TRAINER:
        return _("Seen by you and your trainers.") if own else _("Seen by who wrote the reflection, and the trainers.")
    if own:
        return _("Seen by you, your trainers, your group, and those who write in this plan.")
    return _("Seen by who wrote the reflection, the trainers, their group, and those who write in this plan.")
