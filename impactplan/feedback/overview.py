"""What the page about all feedback on a plan shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from impactplan.access import OpenPlan
from impactplan.feedback.availability import Trainer
from impactplan.feedback.notes import NoteView, view_note
from impactplan.feedback.page import RequestView, feedback_of
from impactplan.feedback.reflection_threads import step_of
from impactplan.feedback.review_views import ReviewLine, load_reviews
from impactplan.feedback.thread_queries import ThreadHead, load_remarks_of
from impactplan.feedback.turn import NOTHING, PlanTurn, ReviewState, find_review_state
from impactplan.feedback.views import address_of, anchor_of, name_place
from impactplan.feedback.visibility import side_of
from impactplan.feedback.wording import describe_plan_turn, describe_turn
from impactplan.lib.texts import gettext as _
from impactplan.models import User, db
from impactplan.models.feedback import Side, ThreadState
from impactplan.steps import MODULES, STEPS, Module, Step
from impactplan.workbook.queries import load_state


@dataclass(frozen=True)
class Line:
    """A thread in a list: where, what was said last, and the way to it."""

    head: ThreadHead
    place: str
    href: str
    opening: str
    """How it begins."""
    by: str


@dataclass(frozen=True)
class StepLine:
    step: Step
    state: ReviewState
    sentence: str
    lines: Sequence[Line]
    settled: Sequence[Line]


@dataclass(frozen=True)
class ReflectionLines:
    """The threads about the reflections on a module that the reader may see."""

    module: Module
    lines: Sequence[Line]


@dataclass(frozen=True)
class Overview:
    side: Side | None
    turn: PlanTurn
    sentences: Sequence[str]
    requests: Sequence[RequestView]
    steps: Sequence[StepLine]
    reflections: Sequence[ReflectionLines]
    reviews: Sequence[ReviewLine]
    unsent: int
    unread: int
    note: NoteView | None
    asking: Sequence[Trainer]
    """Colleagues who ask the reader to read their feedback before they send it."""


def view_overview(plan: OpenPlan, reader: User) -> Overview:
    """Return all feedback on a plan that somebody may see."""
    side, reader_id = side_of(plan), int(reader.id)
    page_feedback = feedback_of(plan, reader)
    feedback, names, turn = page_feedback.known.steps, page_feedback.known.trainers, page_feedback.known.turn
    lines = _list_threads(plan, page_feedback.heads, reader_id)
    counts = side is not Side.READER
    steps = []
    for step in STEPS:
        known = feedback.get(step.key, NOTHING) if counts else NOTHING
        own = lines.get(step.key, [])
        if not own and known == NOTHING:
            continue
        sentence = (
            describe_turn(page_feedback.known.turn_in(step.key), step.key, side, names, reader_id) if counts else ""
        )
        steps.append(
            StepLine(
                step,
                find_review_state(known),
                sentence,
                [line for line in own if line.head.thread.state != ThreadState.RESOLVED],
                [line for line in own if line.head.thread.state == ThreadState.RESOLVED],
            )
        )
    return Overview(
        side=side,
        turn=turn,
        sentences=describe_plan_turn(turn, side, names, reader_id) if counts else [],
        requests=page_feedback.requests if counts else (),
        steps=steps,
        reflections=[
            ReflectionLines(one, lines[step_of(one.number)]) for one in MODULES if step_of(one.number) in lines
        ],
        reviews=load_reviews(plan) if counts else [],
        unsent=sum(draft.ready for draft in page_feedback.drafts.values()),
        unread=sum(head.unread for head in page_feedback.heads),
        note=view_note(plan, reader),
        asking=[Trainer(*one) for one in page_feedback.known.asking.items()] if side is Side.TRAINER else (),
    )


def _list_threads(plan: OpenPlan, heads: Sequence[ThreadHead], reader_id: int) -> dict[str, list[Line]]:
    """Return a line for each thread, by its step or, as ``reflection_3``, by the reflection that it is about."""
    state = load_state(plan.id)
    spoken = load_remarks_of([head.thread.id for head in heads], first=True)
    writers = _name_writers(head.thread.reflection_of for head in heads)
    lines: dict[str, list[Line]] = {}
    for head in heads:
        about = head.thread.reflection_of
        first = spoken[head.thread.id][0] if spoken[head.thread.id] else None
        if about is None:
            place = name_place(state, anchor_of(head.thread))
        else:
            mine = about == reader_id
            place = _("Your reflection") if mine else _("Reflection of %(name)s", name=writers.get(about, ""))
        line = Line(
            head,
            place,
            address_of(plan.id, head.thread, head.deleted),
            first.remark.body if first else "",
            first.name if first else "",
        )
        lines.setdefault(head.thread.step, []).append(line)
    return lines


def _name_writers(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in ids if one is not None}
    query = select(User.id, User.shown_name).where(User.id.in_(wanted))
    return {row[0]: row[1] for row in db.session.execute(query)} if wanted else {}
