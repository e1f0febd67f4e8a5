"""Finishing a review: all that a trainer gathered is sent in one go; and the authors' answers, likewise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from impactplan.feedback.anchors import Anchor
from impactplan.feedback.drafts import drop_drafts, load_drafts
from impactplan.feedback.requests import close_steps, load_open_steps
from impactplan.feedback.threads import Message, add_remark, begin_thread, load_thread
from impactplan.feedback.writing import FeedbackError, FeedbackWrite
from impactplan.models import Draft, DraftReader, FeedbackRequest, Review, ReviewStep, Thread, db, new_id
from impactplan.models.feedback import Answer, Circle, Verdict


@dataclass(frozen=True)
class Finished:
    """What was sent: the review or the answers, and the threads that it touched."""

    review: Review | None
    threads: Sequence[Thread]
    is_new: bool = True
    """Whether it was sent just now, and not by the same form before."""
    left_out: int = 0
    """How many answers could not go, because their thread is closed to their writer now."""

    @property
    def review_id(self) -> str:
        return self.review.id if self.review is not None else ""


def find_sent(plan_id: str, trainer_id: int, key: str) -> Review | None:
    """Return the review that the same form sent before."""
    mine = Review.plan_id == plan_id, Review.trainer_id == trainer_id
    review: Review | None = db.session.scalar(select(Review).where(*mine, Review.key == key)) if key else None
    return review


def finish_review(
    write: FeedbackWrite,
    summary: str,
    verdicts: Mapping[str, Verdict | None],
    *,
    seq: int,
    key: str,
    follows_id: str | None = None,
) -> Finished:
    """Send a review. ``verdicts`` names each step that it covers, with a verdict or with remarks only; requests on
    these steps are answered by it. ``seq`` is of the plan as the trainer looked at it."""
    before = find_sent(write.plan.id, int(write.actor.id), key)
    if before is not None:
        return Finished(before, (), is_new=False)
    drafts = [draft for draft in load_drafts(write.plan.id, write.actor.id) if draft.ready]
    if not (drafts or summary or any(verdicts.values())):
        raise FeedbackError("empty_review")
    review = Review(
        plan_id=write.plan.id,
        trainer_id=write.actor.id,
        summary=summary,
        seq=min(seq, write.plan.seq),
        finished_at=write.at,
        follows_id=follows_id,
        key=key or new_id(),
    )
    db.session.add(review)
    db.session.flush()
    write.record("review", subject_id=review.id)
    threads, left_out = send_drafts(write, drafts, review.id)
    for step in {**verdicts, **{thread.step: None for thread in threads if thread.step not in verdicts}}:
        db.session.add(
            ReviewStep(
                review_id=review.id, step=step, plan_id=write.plan.id, verdict=verdicts.get(step), seq=review.seq
            )
        )
        if verdict := verdicts.get(step):
            write.record(str(verdict), step=step, subject_id=review.id)
    answer_requests(write, verdicts.keys())
    drop_drafts(write, "summary", *(f"verdict.{step}" for step in verdicts))
    reading = DraftReader.plan_id == write.plan.id, DraftReader.writer_id == write.actor.id
    db.session.execute(delete(DraftReader).where(*reading), execution_options={"synchronize_session": False})
    write.mark_seq()
    return Finished(review, threads, left_out=left_out)


def send_drafts(write: FeedbackWrite, drafts: Sequence[Draft], review_id: str | None) -> tuple[list[Thread], int]:
    """Make of each draft the remark that it was meant to be. One whose thread is gone stays a draft."""
    threads, left_out = [], 0
    for draft in drafts:
        try:
            thread = _send(write, draft, review_id)
        except FeedbackError:
            draft.ready, left_out = False, left_out + 1
            continue
        threads.append(thread)
        db.session.delete(draft)
    db.session.flush()
    return threads, left_out


def _send(write: FeedbackWrite, draft: Draft, review_id: str | None) -> Thread:
    values = draft.values
    answer = Answer(values["answer"]) if values.get("answer") else None
    message = Message(values.get("body", ""), bool(values.get("asks")), answer, key=f"draft-{draft.id}")
    if draft.ref.startswith("reply."):
        thread = load_thread(write, draft.ref.removeprefix("reply."))
        add_remark(write, thread, message, review_id=review_id)
        return thread
    anchor = Anchor.parse(values["anchor"])
    if anchor is None:
        raise FeedbackError("anchor")
    circle = Circle(values.get("circle") or Circle.TRAINERS)
    return begin_thread(
        write, anchor, circle, message, seq=draft.seq, quote=values.get("quote", ""), review_id=review_id
    )


def answer_requests(write: FeedbackWrite, steps: Collection[str]) -> None:
    """Close the open requests on steps that a review covers, whoever took them."""
    ids = {row.request_id for row in load_open_steps(write.plan.id) if row.step in steps}
    for request in db.session.scalars(select(FeedbackRequest).where(FeedbackRequest.id.in_(ids))):
        close_steps(write, request, steps, "answered_ask")


def send_answers(write: FeedbackWrite) -> Finished:
    """Send all answers that an author has ready. Sent again, nothing is ready any more."""
    drafts = [draft for draft in load_drafts(write.plan.id, write.actor.id) if draft.ready]
    threads, left_out = send_drafts(write, drafts, None)
    if threads:
        write.record("answers")
        write.mark_seq()
    return Finished(None, threads, left_out=left_out)
