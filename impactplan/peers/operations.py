"""Writes of the peer round: ask, answer, mark, close. Each answers a request that comes again with what it did before.

Most take an open write of feedback and leave committing to it. Closing writes in the plan too, so it opens the write of
the plan itself: the row and the end of the question come together, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from impactplan.access import Permission
from impactplan.feedback.drafts import drop_drafts
from impactplan.feedback.writing import FeedbackWrite
from impactplan.lib.refusals import Refusal
from impactplan.models import PeerAnswer, PeerQuestion, User, db
from impactplan.models.peers import PeerMark
from impactplan.peers.conditions import is_open, is_posted
from impactplan.peers.notifications import announce_closed
from impactplan.peers.parts import Part
from impactplan.peers.queries import SeenQuestion, find_question, load_group_choices
from impactplan.steps import BY_KEY
from impactplan.workbook.operations import create_item
from impactplan.workbook.writing import writing

MOST_QUESTIONS = 200
"""As many questions may one plan put to its groups."""
PROMPTS = ("strong", "unseen", "attempt")
LANDS_IN = {"decision": "question", "action": "name"}
"""The kinds of rows that a question can end in, and the field that then holds what its author takes along."""


class PeerError(Refusal):
    """A write of the peer round that cannot be done; its words are for the person who asked."""


def ask_ref(step: str) -> str:
    return f"peer_ask.{step}"


def answer_ref(question_id: str) -> str:
    return f"peer.{question_id}"


def close_ref(question_id: str) -> str:
    return f"peer_close.{question_id}"


def find_asked(plan_id: str, user_id: int, key: str) -> PeerQuestion | None:
    """Return the question that the same form asked before."""
    mine = PeerQuestion.plan_id == plan_id, PeerQuestion.asked_by == user_id, PeerQuestion.key == key
    question: PeerQuestion | None = db.session.scalar(select(PeerQuestion).where(*mine)) if key else None
    return question


def ask_group(write: FeedbackWrite, step: str, question: str, group_id: str, key: str) -> tuple[PeerQuestion, bool]:
    """Put a question on a step to a group that the plan is in and shared with; return it, and whether it is new."""
    before = find_asked(write.plan.id, int(write.actor.id), key)
    if before is not None:
        drop_drafts(write, ask_ref(before.step))
        return before, False
    check_can_ask(write, step, group_id)
    asked = PeerQuestion(
        plan_id=write.plan.id,
        group_id=group_id,
        step=step,
        question=question,
        asked_by=write.actor.id,
        asked_at=write.at,
        seq=write.plan.seq,
        key=key,
    )
    db.session.add(asked)
    db.session.flush()
    drop_drafts(write, ask_ref(step))
    write.record("peer_ask", step=step, subject_id=asked.id)
    write.mark_seq()
    return asked, True


def check_can_ask(write: FeedbackWrite, step: str, group_id: str) -> None:
    """Raise PeerError where a question cannot be put to a group now."""
    if step not in BY_KEY:
        raise PeerError("no_step")
    if not write.plan.shared_with_group:
        raise PeerError("not_shared")
    group = next((group for group in load_group_choices(write.plan.id) if group.id == group_id), None)
    if group is None:
        raise PeerError("no_group")
    if not group.peers:
        raise PeerError("alone")
    of_plan = PeerQuestion.plan_id == write.plan.id
    if db.session.scalar(select(PeerQuestion.id).where(of_plan, is_open())) is not None:
        raise PeerError("one_at_a_time")
    if (db.session.scalar(select(func.count()).select_from(PeerQuestion).where(of_plan)) or 0) >= MOST_QUESTIONS:
        raise PeerError("too_many")


def take_question(write: FeedbackWrite, question_id: str, part: Part) -> SeenQuestion:
    """Return a question as it is now that it is our turn, to somebody who is this to it."""
    seen = find_question(write.plan, int(write.actor.id), question_id)
    if seen is None or seen.part is not part:
        raise PeerError("gone")
    return seen


def withdraw_question(write: FeedbackWrite, question_id: str) -> None:
    """Take a question back that nobody has answered."""
    seen = take_question(write, question_id, Part.AUTHOR)
    if seen.withdrawn:
        return
    if seen.closed:
        raise PeerError("closed")
    if seen.answers:
        raise PeerError("answered")
    seen.question.withdrawn_at = write.at
    write.record("peer_withdraw", step=seen.question.step, subject_id=question_id)


def find_own_answer(write: FeedbackWrite, question_id: str) -> PeerAnswer | None:
    """Return somebody's own answer, also one that they withdrew."""
    mine = PeerAnswer.question_id == question_id, PeerAnswer.author_id == write.actor.id
    answer: PeerAnswer | None = db.session.scalar(
        select(PeerAnswer).where(*mine).execution_options(populate_existing=True)
    )
    return answer


def post_answer(write: FeedbackWrite, question_id: str, texts: Mapping[str, str]) -> tuple[PeerAnswer, bool]:
    """Answer a question, or change one's answer, as long as the question is open; return it, and whether it is the
    first. A changed one is to be marked anew, as what was said of it was said of other words."""
    seen = take_question(write, question_id, Part.PEER)
    before = find_own_answer(write, question_id)
    same = before is not None and all(getattr(before, prompt) == texts[prompt] for prompt in PROMPTS)
    if before is not None and before.withdrawn_at is None and same:
        drop_drafts(write, answer_ref(question_id))
        return before, False
    check_open(seen)
    is_new = before is None or before.withdrawn_at is not None
    answer = before or PeerAnswer(question_id=question_id, plan_id=write.plan.id, author_id=write.actor.id)
    for prompt in PROMPTS:
        setattr(answer, prompt, texts[prompt])
    answer.withdrawn_at = answer.mark = None
    if is_new:
        answer.posted_at, answer.edited_at = write.at, None
    else:
        answer.edited_at = write.at
    db.session.add(answer)
    db.session.flush()
    drop_drafts(write, answer_ref(question_id))
    write.record("peer_answer" if is_new else "peer_edit", step=seen.question.step, subject_id=answer.id)
    return answer, before is None


def check_open(seen: SeenQuestion) -> None:
    if seen.withdrawn:
        raise PeerError("withdrawn")
    if seen.closed:
        raise PeerError("closed")


def withdraw_answer(write: FeedbackWrite, question_id: str) -> None:
    """Take back one's answer while the question is open: its texts go for good, and with them the answers of others are
    out of sight again."""
    seen = take_question(write, question_id, Part.PEER)
    answer = find_own_answer(write, question_id)
    if answer is None or answer.withdrawn_at is not None:
        return
    check_open(seen)
    for prompt in PROMPTS:
        setattr(answer, prompt, "")
    answer.withdrawn_at, answer.mark = write.at, None
    drop_drafts(write, answer_ref(question_id))
    write.record("peer_unanswer", step=seen.question.step, subject_id=answer.id)


def mark_answer(write: FeedbackWrite, question_id: str, answer_id: str, mark: PeerMark | None) -> None:
    """Say of an answer whether it helps, or take that back. Nobody marks an answer of their own, from when they were a
    peer still."""
    seen = take_question(write, question_id, Part.AUTHOR)
    which = PeerAnswer.id == answer_id, PeerAnswer.question_id == question_id, is_posted()
    answer = db.session.scalar(select(PeerAnswer).where(*which).execution_options(populate_existing=True))
    if answer is None or answer.author_id == write.actor.id:
        raise PeerError("gone")
    if answer.mark != mark:
        answer.mark = mark
        write.record("peer_mark", step=seen.question.step, subject_id=answer.id)


@dataclass(frozen=True)
class Closing:
    """With what somebody closes a question: what they take along, and the kind of row that it becomes."""

    takeaway: str
    kind: str


def close_question(plan_id: str, actor: User, question_id: str, closing: Closing, key: str) -> str:
    """Close a question with what its author takes along, which becomes a row of the plan; return the id of the row."""
    payload = [question_id, closing.takeaway, closing.kind]
    with writing(plan_id, Permission.EDIT, actor, key=key, payload=payload, renew=True) as write:
        if write.replayed is not None:
            return str(write.replayed)
        beside = FeedbackWrite(write.plan, actor, write.at)
        seen = take_question(beside, question_id, Part.AUTHOR)
        check_open(seen)
        item_id = create_item(write, closing.kind, {LANDS_IN[closing.kind]: closing.takeaway})
        question = seen.question
        question.takeaway, question.item_id = closing.takeaway, item_id
        question.closed_at, question.closed_by = write.at, actor.id
        drop_drafts(beside, close_ref(question_id))
        beside.record("peer_close", step=question.step, subject_id=question_id)
        announce_closed(beside, question)
        write.answer = item_id
    return item_id
