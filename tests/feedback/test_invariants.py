"""What holds of threads whatever happens to a plan: each is reachable from its step, quotes what
stood there, and the turn follows from its remarks. Nothing that is done to rows touches them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from impactplan.access import Permission
from impactplan.feedback import requests, reviews, threads
from impactplan.feedback.anchors import Anchor, load_quote
from impactplan.feedback.drafts import set_ready
from impactplan.feedback.queries import load_plan_feedback
from impactplan.feedback.threads import Message, derive
from impactplan.feedback.turn import StepFeedback, find_turn
from impactplan.feedback.views import anchor_of
from impactplan.feedback.writing import FeedbackError, writing_feedback
from impactplan.graph import PlanState
from impactplan.models import (
    KINDS,
    FeedbackRequestStep,
    PlanItem,
    Remark,
    Review,
    ReviewStep,
    Revision,
    Thread,
    db,
    new_id,
    now,
)
from impactplan.models.feedback import Answer, Circle, Side, ThreadState, Verdict
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook import operations
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import RowLimitError, TargetError, WriteError, writing
from tests.feedback.support import threads_of
from tests.support.cast import Cast, make_cast
from tests.support.client import PageClient
from tests.workbook.test_log import edit

KINDS_USED = ["stakeholder", "activity", "outcome", "indicator"]
ACTS = ["edit", "edit", "edit", "restore", "begin", "begin", "gather", "reply", "resolve", "reopen", "withdraw",
        "ask", "finish"]  # fmt: skip


def draw_anchor(data: st.DataObject, state: PlanState) -> Anchor:
    """Draw a step, a row or a field of it."""
    rows = [item for kind in KINDS_USED for item in state.rows(kind)]
    if not rows or data.draw(st.booleans(), "whole step"):
        return Anchor(STEP_OF_KIND[data.draw(st.sampled_from(KINDS_USED))].key)
    item = data.draw(st.sampled_from(rows))
    step = STEP_OF_KIND[item.kind].key
    field = data.draw(st.sampled_from([None, *KINDS[item.kind].at_home]))
    return Anchor(step, item.kind, item.id, field)


def act(data: st.DataObject, cast: Cast, name: str) -> None:
    """Do one thing in the feedback."""
    plan_id, actor = cast.plan_id, data.draw(st.sampled_from([cast.olga, cast.karel, cast.tess]))
    state, found = load_state(plan_id), threads_of(plan_id)
    permission = Permission.COMMENT
    if name in {"gather", "finish"}:
        actor, permission = cast.tess, Permission.REVIEW
    elif name == "ask":
        actor, permission = cast.olga, Permission.EDIT
    anchor, stepped = draw_anchor(data, state), state.seq
    message = Message(data.draw(st.sampled_from(["a", "b"])), data.draw(st.booleans()), key=new_id())
    stood = load_quote(plan_id, anchor, stepped)
    with writing_feedback(plan_id, permission, actor) as write:
        if name == "begin":
            threads.begin_thread(write, anchor, Circle.TRAINERS, message, seq=stepped, quote=stood)
        elif name == "gather":
            values = {"body": "c", "asks": message.asks, "circle": Circle.TRAINERS, "quote": stood}
            set_ready(write, f"new.{anchor.ref}", values, stepped, anchor.step)
        elif name == "finish":
            verdict = data.draw(st.sampled_from([None, *Verdict]))
            reviews.finish_review(write, "Gezien.", {anchor.step: verdict}, seq=stepped, key=new_id())
        elif name == "ask":
            requests.ask_feedback(write, [anchor.step], "?", new_id())
        elif found:
            thread = threads.load_thread(write, data.draw(st.sampled_from(found)).id)
            if name == "reply":
                answer = data.draw(st.sampled_from([None, *Answer]))
                threads.add_remark(write, thread, Message("d", message.asks, answer, key=new_id()))
            elif name == "resolve":
                threads.resolve(write, thread)
            elif name == "reopen":
                threads.reopen(write, thread)
            else:
                own = [one.id for one in threads.load_remarks(thread) if one.author_id == actor.id]
                if own:
                    threads.withdraw_remark(write, data.draw(st.sampled_from(own)))


def do_anything(data: st.DataObject, cast: Cast) -> None:
    name = data.draw(st.sampled_from(ACTS), "act")
    if name not in {"edit", "restore"}:
        act(data, cast, name)
        return
    before = snapshot(cast.plan_id)
    with writing(cast.plan_id, Permission.EDIT, data.draw(st.sampled_from([cast.olga, cast.karel]))) as write:
        gone = db.session.execute(
            select(PlanItem.kind, PlanItem.id).where(PlanItem.deleted_at.is_not(None)).order_by(PlanItem.id)
        ).all()
        if name == "restore" and gone:
            operations.restore_item(write, *data.draw(st.sampled_from(gone)))
        else:
            edit(data, write, load_state(cast.plan_id), KINDS_USED)
    assert snapshot(cast.plan_id) == before, "what is done to rows touches no thread"


def snapshot(plan_id: str) -> Any:
    columns = (Thread.id, Thread.step, Thread.item_id, Thread.quote, Thread.seq, Thread.state, Thread.awaits)
    heads = db.session.execute(select(*columns).where(Thread.plan_id == plan_id).order_by(Thread.id)).all()
    return heads, db.session.scalar(select(func.count()).select_from(Remark).where(Remark.plan_id == plan_id))


def recount(plan_id: str, step: str) -> StepFeedback:
    """Return what is known of a step, computed from its remarks, requests and reviews one by one."""
    asked = db.session.scalar(
        select(func.count())
        .select_from(FeedbackRequestStep)
        .where(FeedbackRequestStep.plan_id == plan_id, FeedbackRequestStep.step == step)
        .where(FeedbackRequestStep.closed_at.is_(None))
    )
    due: list[str] = []
    for thread in threads_of(plan_id):
        if thread.step == step:
            remarks = threads.load_remarks(thread)
            state, awaits = derive(remarks, resolved=thread.state == ThreadState.RESOLVED)
            assert (thread.state, thread.awaits) == (state, awaits)
            due.append(awaits)
    given = db.session.execute(
        select(ReviewStep.verdict, ReviewStep.review_id)
        .join(Review, Review.id == ReviewStep.review_id)
        .where(ReviewStep.plan_id == plan_id, ReviewStep.step == step, ReviewStep.verdict.is_not(None))
        .order_by(Review.finished_at.desc(), Review.id.desc())
    ).first()
    asks = sum(
        one.asks and one.withdrawn_at is None
        for thread in threads_of(plan_id)
        if thread.step == step
        for one in threads.load_remarks(thread)
        if given and one.review_id == given.review_id
    )
    return StepFeedback(
        asked_at=now() if asked else None,
        verdict=Verdict(given.verdict) if given else None,
        verdict_asks=asks,
        to_authors=due.count(Side.AUTHOR),
        to_trainer=due.count(Side.TRAINER),
        settled=due.count(""),
    )


def read_page(client: PageClient, plan_id: str, step: str) -> str:
    """Read a page whose rows hold characters that no form lets through, so that it is no valid HTML."""
    with client.application.app_context():
        return FlaskClient.open(client, f"/plans/{plan_id}/steps/{step}").get_data(as_text=True)


@pytest.mark.long
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_threads_hold_through_anything(
    app: Any, empty: Callable[[], None], signed_in: Callable[[Any], PageClient], data: st.DataObject
) -> None:
    empty()
    cast = make_cast()
    with time_machine.travel(now(), tick=False) as clock:
        for _turn in range(data.draw(st.integers(1, 25), "acts")):
            clock.shift(timedelta(seconds=data.draw(st.integers(0, 200))))
            try:
                do_anything(data, cast)
            except (RowLimitError, TargetError, WriteError, FeedbackError):
                db.session.rollback()
        found = threads_of(cast.plan_id)
        for thread in found:
            assert thread.quote == load_quote(cast.plan_id, anchor_of(thread), thread.seq), "what stood there"
        known = load_plan_feedback({cast.plan_id: frozenset()})[cast.plan_id]
        for step in {thread.step for thread in found} | set(known.steps):
            turn, counted = known.turn_in(step), find_turn(recount(cast.plan_id, step), known.available)
            assert (turn.who, turn.reason, turn.remarks) == (counted.who, counted.reason, counted.remarks)
        steps = {thread.step for thread in found}
        pages = {step: read_page(signed_in(cast.tess), cast.plan_id, step) for step in steps}
        for thread in found:
            assert f'id="thread-{thread.id}"' in pages[thread.step]


def test_typing_before_and_after_a_remark_stays_apart(cast: Cast) -> None:
    """Without a remark, what somebody types within minutes is one version in the log; a remark ends it."""

    def write_name(text: str) -> None:
        with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
            operations.set_fields(write, "stakeholder", row, {"name": text}, {})

    def versions() -> int:
        found = db.session.scalar(select(func.count(Revision.batch.distinct())).where(Revision.item_id == row))
        db.session.rollback()
        return found or 0

    with time_machine.travel(now(), tick=False):
        with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
            row = operations.create_item(write, "stakeholder", {"name": "A"})
        write_name("Ab")
        write_name("Abc")
        before = versions()
        write_name("Abcd")
        assert versions() == before
        anchor = Anchor("stakeholders", "stakeholder", row, "name")
        with writing_feedback(cast.plan_id, Permission.COMMENT, cast.karel) as write:
            stood = load_quote(cast.plan_id, anchor)
            thread = threads.begin_thread(
                write, anchor, Circle.TRAINERS, Message("Wie?", True), seq=write.plan.seq, quote=stood
            )
            seq = thread.seq
        write_name("Abcde")
        assert versions() == before + 1
        assert load_quote(cast.plan_id, anchor, seq) == "Abcd"
