"""What the pages of a review show: before it is sent, and as it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from impactplan.access import OpenPlan, Permission
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.fields import view_draft
from impactplan.feedback.page import RequestView, feedback_of
from impactplan.feedback.thread_queries import ThreadHead, load_remarks_of
from impactplan.feedback.views import (
    ThreadView,
    address_of,
    anchor_of,
    find_begun,
    name_place,
    view_thread,
    writing_address,
)
from impactplan.graph import PlanState
from impactplan.models import Draft, Remark, Review, ReviewStep, User, db
from impactplan.steps import BY_KEY, STEPS, Step
from impactplan.workbook.addresses import step_address
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.queries import load_state


@dataclass(frozen=True)
class ReviewLine:
    review: Review
    by: str


def load_reviews(plan: OpenPlan) -> list[ReviewLine]:
    """Return the finished reviews of a plan, the newest first."""
    query = (
        select(Review, User.shown_name.label("name"))
        .join(User, User.id == Review.trainer_id, isouter=True)
        .where(Review.plan_id == plan.id)
        .order_by(Review.finished_at.desc(), Review.id)
    )
    return [ReviewLine(row.Review, row.name or "") for row in db.session.execute(query)]


@dataclass(frozen=True)
class UnsentLine:
    draft: Draft
    place: str
    href: str


@dataclass(frozen=True)
class StepVerdict:
    """A step that a review may cover, with the field in which its judgement is chosen."""

    step: Step
    asked: bool
    field: FieldView
    lines: Sequence[UnsentLine]
    given: bool = False
    """Whether a judgement was chosen and is not sent yet."""


@dataclass(frozen=True)
class Unsent:
    """A review before it is sent."""

    requests: Sequence[RequestView]
    steps: Sequence[StepVerdict]
    others: Sequence[tuple[str, str]]
    """Further steps that a judgement can be given on: keys and titles."""
    summary: Sequence[FieldView]
    seq: int
    count: int
    begun: Sequence[tuple[str, str]]
    """Remarks that were begun and not added, so that they do not go along: the places in words, and their addresses."""


def view_unsent(plan: OpenPlan, trainer: User, more: Sequence[str] = (), state: PlanState | None = None) -> Unsent:
    """Return what a trainer has ready: by step, those that were asked about first. ``state`` is the plan as it is, if
    it was loaded already."""
    page_feedback = feedback_of(plan, trainer)
    drafts, requests = page_feedback.drafts, page_feedback.requests
    ready = [draft for draft in drafts.values() if draft.ready]
    asked = {step for request in requests for step in request.steps}
    state = state or load_state(plan.id)
    given = {ref.removeprefix("verdict.") for ref in drafts if ref.startswith("verdict.")}
    waiting = set(page_feedback.known.turn.waiting_for(int(trainer.id)))
    covered = asked | given | waiting | {draft.step for draft in ready} | set(more)
    threads = {head.thread.id: head for head in page_feedback.heads}
    lines: dict[str, list[UnsentLine]] = {}
    for draft in ready:
        lines.setdefault(draft.step, []).append(_unsent_line(plan, state, draft, threads))
    steps = [
        StepVerdict(
            step,
            step.key in asked,
            _verdict_field(plan, step, drafts, lines.get(step.key, ())),
            lines.get(step.key, ()),
            step.key in given,
        )
        for step in sorted(STEPS, key=lambda step: step.key not in asked)
        if step.key in covered
    ]
    return Unsent(
        requests=requests,
        steps=steps,
        others=[(step.key, str(step.title)) for step in STEPS if step.key not in covered],
        summary=view_draft(plan, "summary", drafts.get("summary")),
        seq=plan.seq,
        count=len(ready),
        begun=[(name_place(state, anchor), writing_address(plan.id, anchor)) for anchor in find_begun(drafts)],
    )


def _verdict_field(plan: OpenPlan, step: Step, drafts: Mapping[str, Draft], lines: Sequence[UnsentLine]) -> FieldView:
    """Return the field of a step's judgement: a step about which nothing was said yet was not looked at."""
    ref = f"verdict.{step.key}"
    return view_draft(plan, ref, drafts.get(ref), defaults={"verdict": usual_verdict(bool(lines))})[0]


def usual_verdict(said: bool) -> str:
    """Return the judgement of a step as long as its trainer chose none: by whether they said something of it."""
    return "remarks" if said else "later"


def _unsent_line(plan: OpenPlan, state: PlanState, draft: Draft, threads: Mapping[str, ThreadHead]) -> UnsentLine:
    head = threads.get(draft.ref.removeprefix("reply."))
    if head is not None:
        return UnsentLine(
            draft, name_place(state, anchor_of(head.thread)), address_of(plan.id, head.thread, head.deleted)
        )
    anchor = Anchor.parse(draft.values.get("anchor", "")) or Anchor(draft.step)
    return UnsentLine(draft, name_place(state, anchor), step_address(plan.id, anchor.step, anchor.item_id))


@dataclass(frozen=True)
class FinishedView:
    """A review as it was sent, with what became of its remarks."""

    review: Review
    by: str
    mine: bool
    verdicts: Sequence[tuple[Step, str | None]]
    seqs: Mapping[str, int]
    """By step: the plan as the trainer last looked at it."""
    threads: Sequence[tuple[Step, Sequence[ThreadView]]]
    at: datetime


def view_review(plan: OpenPlan, reader: User, review_id: str) -> FinishedView | None:
    """Return a finished review, for authors and trainers of the plan; nothing for others."""
    if not (plan.may(Permission.EDIT) or plan.may(Permission.REVIEW)):
        return None
    line = next((line for line in load_reviews(plan) if line.review.id == review_id), None)
    if line is None:
        return None
    covered = db.session.scalars(
        select(ReviewStep).where(ReviewStep.review_id == review_id, ReviewStep.plan_id == plan.id)
    ).all()
    verdicts = {row.step: row.verdict for row in covered}
    page_feedback = feedback_of(plan, reader)
    of_review = set(
        db.session.scalars(
            select(Remark.thread_id).where(Remark.review_id == review_id, Remark.plan_id == plan.id).distinct()
        )
    )
    heads = [head for head in page_feedback.heads if head.thread.step in BY_KEY and head.thread.id in of_review]
    spoken = load_remarks_of([head.thread.id for head in heads])
    state, drafts = load_state(plan.id), page_feedback.drafts
    by_step: dict[str, list[ThreadView]] = {}
    for head in heads:
        view = view_thread(plan, state, head, spoken[head.thread.id], drafts, int(reader.id))
        by_step.setdefault(head.thread.step, []).append(view)
    return FinishedView(
        review=line.review,
        by=line.by,
        mine=line.review.trainer_id == reader.id,
        seqs={row.step: row.seq for row in covered},
        verdicts=[(step, verdicts[step.key]) for step in STEPS if step.key in verdicts],
        threads=[(step, by_step[step.key]) for step in STEPS if step.key in by_step],
        at=line.review.finished_at,
    )
