"""The mails about feedback, written by the worker: in the language of who gets them, and from what they may read at
that moment.

A mail names the place of each remark, with the way to it, and leaves its words where they are: so what is withdrawn
tomorrow stands in no mailbox.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from impactplan.access import OpenPlan, Permission, load_statement, open_plan
from impactplan.emails import Writer, compose_email, sign_for_plans
from impactplan.feedback.availability import load_trainers
from impactplan.feedback.notifications import ANSWERS, HANDED_OVER, REVIEW, SECOND_READER, UNSENT
from impactplan.feedback.opting_out import opt_out_address
from impactplan.feedback.queries import load_turns
from impactplan.feedback.second_readers import load_asked
from impactplan.feedback.turn import ReviewState
from impactplan.feedback.views import anchor_of, name_place
from impactplan.feedback.visibility import is_visible, side_of
from impactplan.feedback.wording import (
    REVIEW_STATES,
    describe_answer,
    describe_asking,
    describe_plan_turn,
    name_steps,
)
from impactplan.lib.texts import gettext as _
from impactplan.models import (
    Draft,
    FeedbackRequest,
    FeedbackRequestStep,
    Remark,
    Review,
    ReviewStep,
    Thread,
    User,
    db,
)
from impactplan.site.addresses import full_address
from impactplan.steps import BY_KEY, STEPS
from impactplan.workbook.queries import load_state


@dataclass(frozen=True)
class Line:
    """A remark in a mail: its place, what was done with it, and the address at which its thread opens."""

    place: str
    link: str
    answered: str = ""


@dataclass(frozen=True)
class StepPart:
    title: str
    verdict: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Sender:
    """Who wrote what a mail is about; without a name once their account is closed."""

    name: str
    email: str
    id: int | None = None


def open_for(user: User, payload: Mapping[str, Any], permission: Permission) -> OpenPlan | None:
    """Return the plan if the receiver may still do this with it and wants mails about feedback, else nothing."""
    if not user.feedback_mail:
        return None
    row = db.session.execute(load_statement(), {"the_plan": payload["plan"], "the_user": user.id}).first()
    plan = open_plan(row) if row is not None else None
    return plan if plan is not None and plan.may(permission) else None


def find_sender(payload: Mapping[str, Any]) -> Sender:
    row = db.session.execute(select(User.shown_name, User.email).where(User.id == payload["by"])).first()
    return Sender(row[0], row[1], payload["by"]) if row is not None else Sender(_("Somebody who left"), "")


def say_turn(plan: OpenPlan, user: User) -> list[str]:
    """Say whose turn it is in the plan, as its pages tell this receiver."""
    names = {trainer.id: trainer.name for trainer in load_trainers([plan.id]).get(plan.id, ())}
    return describe_plan_turn(load_turns([plan.id])[plan.id], side_of(plan), names, int(user.id))


def send(user: User, plan: OpenPlan, name: str, heading: str, sender: Sender | None, **values: Any) -> None:
    """Queue a mail. All mails about one plan have the same subject and conversation, so that mail programs show them
    together; the heading says what this one is about."""
    opt_out = opt_out_address(user)
    subject = _("Feedback on ‘%(title)s’", title=plan.title)
    more = {"person": user.shown_name, "plan": plan, "heading": heading, "sender": sender, "opt_out": opt_out}
    more["signature"] = sign_for_plans([plan.id])
    email = compose_email(str(user.email), subject, name, **more, **values)
    email = replace(email, conversation=f"feedback-{plan.id}", unsubscribe=opt_out)
    if sender:
        seen_at = full_address("feedback.show_feedback", plan_id=plan.id)
        email = replace(email, reply_to=sender.email, written_by=sender.id, seen_at=seen_at, addressee=user.shown_name)
    email.queue()


def write_review(user: User, payload: dict[str, Any]) -> None:
    """Write what a trainer sent in one go: the summary, and by step the verdict and the places of the remarks."""
    plan = open_for(user, payload, Permission.EDIT)
    review = db.session.get(Review, payload["review"])
    if plan is None or review is None or review.plan_id != plan.id:
        return
    lines = load_lines(plan, user, Remark.review_id == review.id)
    verdicts = {
        row.step: row.verdict for row in db.session.scalars(select(ReviewStep).where(ReviewStep.review_id == review.id))
    }
    steps = [
        StepPart(str(step.title), say_verdict(verdicts.get(step.key)), lines.get(step.key, ()))
        for step in STEPS
        if verdicts.get(step.key) or lines.get(step.key)
    ]
    if not (steps or review.summary):
        return  # all of it was withdrawn
    sender = find_sender(payload)
    send(
        user,
        plan,
        REVIEW,
        _("%(name)s looked at your plan", name=sender.name),
        sender,
        summary=review.summary,
        corrects=review.follows_id is not None,
        steps=steps,
        sentences=say_turn(plan, user),
        link=full_address("feedback.show_finished", plan_id=plan.id, review_id=review.id),
    )


def say_verdict(verdict: str | None) -> str:
    return str(REVIEW_STATES[ReviewState(verdict)]) if verdict else ""


def load_lines(plan: OpenPlan, user: User, *which: Any) -> dict[str, list[Line]]:
    """Return the remarks that some condition holds for, as far as the receiver sees them and none is withdrawn, by
    step and one a thread."""
    query = (
        select(Thread, Remark.answer)
        .join(Remark, Remark.thread_id == Thread.id)
        .where(Thread.plan_id == plan.id, is_visible(plan, int(user.id)), Remark.withdrawn_at.is_(None), *which)
        .order_by(Thread.begun_at, Thread.id, Remark.number)
        .execution_options(populate_existing=True)
    )
    rows = {thread.id: (thread, answer) for thread, answer in db.session.execute(query)}
    state = load_state(plan.id) if rows else None
    lines: dict[str, list[Line]] = {}
    for thread, answer in rows.values():
        if state is not None and thread.step in BY_KEY:
            link = full_address("feedback.show_thread", plan_id=plan.id, thread_id=thread.id)
            line = Line(name_place(state, anchor_of(thread)), link, describe_answer(answer))
            lines.setdefault(thread.step, []).append(line)
    return lines


def write_answers(user: User, payload: dict[str, Any]) -> None:
    """Write to a trainer which of their remarks the authors answered, and how."""
    plan = open_for(user, payload, Permission.REVIEW)
    if plan is None:
        return
    sent_now = Remark.author_id == payload["by"], Remark.sent_at == datetime.fromisoformat(payload["at"])
    lines = load_lines(plan, user, Thread.id.in_(payload["threads"]), *sent_now)
    if not lines:
        return
    sender = find_sender(payload)
    send(
        user,
        plan,
        ANSWERS,
        _("%(name)s answered your remarks", name=sender.name),
        sender,
        steps=[StepPart(str(step.title), "", lines[step.key]) for step in STEPS if step.key in lines],
        sentences=say_turn(plan, user),
        link=full_address("feedback.show_feedback", plan_id=plan.id),
    )


def write_handed_over(user: User, payload: dict[str, Any]) -> None:
    """Write to a trainer that a colleague passed a request on to them, unless it is closed or somebody else's now."""
    plan = open_for(user, payload, Permission.REVIEW)
    request = db.session.get(FeedbackRequest, payload["request"])
    if plan is None or request is None or request.plan_id != plan.id:
        return
    if request.closed_at is not None or request.taken_by != user.id:
        return
    waiting = select(FeedbackRequestStep.step).where(
        FeedbackRequestStep.request_id == request.id, FeedbackRequestStep.closed_at.is_(None)
    )
    sender = find_sender(payload)
    send(
        user,
        plan,
        HANDED_OVER,
        _("%(name)s passes a question on to you", name=sender.name),
        sender,
        question=request.question,
        steps=name_steps(db.session.scalars(waiting).all()),
        sentences=say_turn(plan, user),
        link=full_address("feedback.show_feedback", plan_id=plan.id) + f"#request-{request.id}",
    )


def write_second_reader(user: User, payload: dict[str, Any]) -> None:
    """Write to a trainer that a colleague asks them to read feedback that is not sent yet, while that is still so."""
    plan = open_for(user, payload, Permission.REVIEW)
    asked = load_asked(plan, user, payload["by"]) if plan is not None else None
    if plan is None or asked is None or asked[0].read_at is not None:
        return
    sender = find_sender(payload)
    heading = describe_asking(sender.name)
    link = full_address("feedback.read_unsent", plan_id=plan.id, user_id=payload["by"])
    send(user, plan, SECOND_READER, heading, sender, link=link)


def write_unsent(user: User, payload: dict[str, Any]) -> None:
    """Remind a trainer of the remarks that they have not sent; only they get it."""
    plan = open_for(user, payload, Permission.REVIEW)
    if plan is None:
        return
    mine = Draft.plan_id == plan.id, Draft.user_id == user.id, Draft.ready.is_(True)
    count = db.session.scalar(select(func.count()).select_from(Draft).where(*mine)) or 0
    if count:
        heading = _("Your feedback is not sent yet")
        link = full_address("desk.show_review", plan_id=plan.id)
        send(user, plan, UNSENT, heading, None, count=count, link=link)


WRITERS: Mapping[str, Writer] = {
    REVIEW: write_review,
    ANSWERS: write_answers,
    HANDED_OVER: write_handed_over,
    SECOND_READER: write_second_reader,
    UNSENT: write_unsent,
}
