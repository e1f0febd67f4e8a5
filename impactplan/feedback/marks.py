"""Marks of threads on steps, rows and fields: open ones, and what is unread."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from impactplan.access import OpenPlan
from impactplan.feedback.page import PageFeedback, feedback_of
from impactplan.feedback.queries import PlanFeedback
from impactplan.feedback.thread_queries import ThreadHead
from impactplan.feedback.turn import Availability, ReviewState, Who, find_review_state
from impactplan.feedback.views import address_of
from impactplan.feedback.visibility import side_of
from impactplan.feedback.wording import (
    REVIEW_STATES,
    describe_asking,
    describe_plan_turn,
    describe_turn,
    describe_unread,
    describe_unsent,
    describe_wrote_back,
)
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS, User
from impactplan.models.feedback import Side, ThreadState
from impactplan.steps import Step
from impactplan.workbook.addresses import step_address
from impactplan.workbook.marks import Mark, Marks, StepReview


def find_marks(plan: OpenPlan, step: Step | None, reader: User) -> Marks:
    """Mark steps, rows and fields on which there are threads that are not settled, or something unread."""
    steps: dict[str, list[ThreadHead]] = {}
    items: dict[str, list[ThreadHead]] = {}
    fields: dict[tuple[str, str], list[ThreadHead]] = {}
    page_feedback = feedback_of(plan, reader, step.key if step else "")
    for head in page_feedback.heads:
        thread = head.thread
        if thread.state == ThreadState.RESOLVED and not head.unread:
            continue
        steps.setdefault(thread.step, []).append(head)
        if step is None or thread.step != step.key or head.deleted or thread.kind is None:
            continue
        place = thread.kind if KINDS[thread.kind].sheet else thread.item_id or thread.kind
        items.setdefault(place, []).append(head)
        if thread.field:
            fields.setdefault((thread.item_id or thread.kind, thread.field), []).append(head)
            fields.setdefault((place, thread.field), fields[thread.item_id or thread.kind, thread.field])
    return Marks(
        {key: [_mark(plan, heads, step_address(plan.id, key, anchor="feedback"))] for key, heads in steps.items()},
        {key: [_mark(plan, heads)] for key, heads in items.items()},
        {key: [_mark(plan, heads)] for key, heads in fields.items()},
        find_reviews(plan, reader, page_feedback.known),
        say_turn(plan, reader, page_feedback) if step is None else (),
    )


def find_reviews(plan: OpenPlan, reader: User, known: PlanFeedback) -> dict[str, StepReview]:
    """Return what stands on the axis of review of each step, with whose turn it is, for authors and trainers."""
    side = side_of(plan)
    if side not in {Side.AUTHOR, Side.TRAINER}:
        return {}
    states = {step: find_review_state(feedback) for step, feedback in known.steps.items()}
    reviews = {}
    for step, state in states.items():
        turn = known.turn_in(step)
        words = [str(REVIEW_STATES[state])] if state is not ReviewState.NONE else []
        if turn.who is not Who.NOBODY:
            words.append(describe_turn(turn, step, side, known.trainers, int(reader.id)))
        if words:
            reviews[step] = StepReview(state, ". ".join(words))
    return reviews


def say_turn(plan: OpenPlan, reader: User, page_feedback: PageFeedback) -> list[Mark]:
    """Say of the plan whose turn it is, with what the reader has not read and not sent. Of a plan that is in no round,
    and in which nobody said anything, there is nothing to say."""
    side, address = side_of(plan), url_for("feedback.show_feedback", plan_id=plan.id)
    if side not in {Side.AUTHOR, Side.TRAINER}:
        return []
    turn, notices = page_feedback.known.turn, []
    if turn.begun or turn.available is not Availability.NO_ROUND:
        sentences = describe_plan_turn(turn, side, page_feedback.known.trainers, int(reader.id))
        notices = [Mark(sentence, "→", address, "turn") for sentence in sentences]
    if unsent := sum(draft.ready for draft in page_feedback.drafts.values()):
        way = url_for("desk.show_review", plan_id=plan.id) if side is Side.TRAINER else address
        notices.append(Mark(describe_unsent(unsent, side), "✎", way, "unsent"))
    if side is Side.TRAINER:
        notices += say_second_readings(plan, page_feedback.known)
    unread = [head for head in page_feedback.heads if head.unread]
    if unread:
        words = describe_unread(sum(head.unread for head in unread))
        notices.append(Mark(words, "●", address_of(plan.id, unread[0].thread, unread[0].deleted), "unread"))
    return notices


def say_second_readings(plan: OpenPlan, known: PlanFeedback) -> list[Mark]:
    """Say whose unsent review somebody was asked to read, and who said something of theirs."""
    asked = [
        Mark(describe_asking(name), "→", url_for("feedback.read_unsent", plan_id=plan.id, user_id=one), "turn")
        for one, name in known.asking.items()
        if one in known.to_read
    ]
    review = url_for("desk.show_review", plan_id=plan.id) + "#second-readers"
    return asked + [Mark(describe_wrote_back(name), "✎", review, "unsent") for name in known.wrote_back]


def _mark(plan: OpenPlan, heads: Sequence[ThreadHead], href: str = "") -> Mark:
    unread = sum(head.unread for head in heads)
    count = len(heads)
    text = ngettext("%(num)d remark", "%(num)d remarks", count)
    if unread:
        text = _("%(remarks)s, %(unread)s new", remarks=text, unread=unread)
    return Mark(
        text, "●" if unread else "○", href or address_of(plan.id, heads[0].thread), "unread" if unread else "talk"
    )
