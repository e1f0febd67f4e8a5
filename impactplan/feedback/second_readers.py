"""A colleague trainer who reads a review before it is sent: asked by its writer, and only while it is unsent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from impactplan.access import OpenPlan, Permission
from impactplan.feedback.availability import Trainer, load_trainers
from impactplan.feedback.drafts import load_drafts
from impactplan.feedback.page import SecondReader, feedback_of
from impactplan.feedback.writing import FeedbackError, FeedbackWrite
from impactplan.lib.numbers import read_id
from impactplan.models import Draft, DraftReader, User, db


def is_unsent(draft: Draft) -> bool:
    """Tell whether a draft is part of a review that its writer has not sent."""
    purpose = draft.ref.partition(".")[0]
    return draft.ready or (purpose == "summary" and bool(draft.values.get("summary"))) or purpose == "verdict"


def ask_reader(write: FeedbackWrite, reader_id: int) -> bool:
    """Ask another trainer of the plan to read what one has not sent yet; tell whether they were not asked already."""
    trainers = {trainer.id for trainer in load_trainers([write.plan.id]).get(write.plan.id, ())}
    if reader_id not in trainers or reader_id == write.actor.id:
        raise FeedbackError("not_a_trainer")
    if not any(map(is_unsent, load_drafts(write.plan.id, int(write.actor.id)))):
        raise FeedbackError("empty_review")
    if _find(write.plan.id, int(write.actor.id), reader_id) is not None:
        return False
    db.session.add(DraftReader(plan_id=write.plan.id, writer_id=write.actor.id, reader_id=reader_id, asked_at=write.at))
    write.record("ask_reader", other_id=reader_id)
    return True


def stop_reader(write: FeedbackWrite, reader_id: int) -> None:
    """Close one's unsent review to a colleague again; their note goes with it."""
    row = DraftReader.plan_id == write.plan.id, DraftReader.writer_id == write.actor.id
    statement = delete(DraftReader).where(*row, DraftReader.reader_id == reader_id).returning(DraftReader.reader_id)
    if db.session.execute(statement, execution_options={"synchronize_session": False}).first() is not None:
        write.record("stop_reader", other_id=reader_id)


def _find(plan_id: str, writer_id: int, reader_id: int) -> DraftReader | None:
    row = DraftReader.plan_id == plan_id, DraftReader.writer_id == writer_id, DraftReader.reader_id == reader_id
    reader: DraftReader | None = db.session.scalar(
        select(DraftReader).where(*row).execution_options(populate_existing=True)
    )
    return reader


def writer_of(ref: str) -> int:
    """Return whose review a note is about, from its ref: ``colleague.17``."""
    return read_id(ref.removeprefix("colleague."))


def may_note(plan: OpenPlan, user_id: int, ref: str) -> bool:
    """Tell whether somebody was asked to read the unsent review that a ref names."""
    return plan.may(Permission.REVIEW) and _find(plan.id, writer_of(ref), user_id) is not None


def note_reading(write: FeedbackWrite, ref: str, note: str) -> None:
    """Say to the writer what one thinks of their review, in place of what one said before."""
    row = _find(write.plan.id, writer_of(ref), int(write.actor.id))
    if row is None:  # it was sent meanwhile, or is not to be read any more
        raise FeedbackError("gone")
    row.note, row.read_at = note, write.at
    write.record("note_reading", other_id=row.writer_id)


@dataclass(frozen=True)
class SecondReaders:
    asked: Sequence[SecondReader]
    others: Sequence[Trainer]
    """Who can still be asked."""


def view_readers(plan: OpenPlan, writer: User) -> SecondReaders:
    """Return who was asked to read what somebody has not sent yet, and who else can be."""
    page_feedback = feedback_of(plan, writer)
    known = page_feedback.known
    asked = page_feedback.second_readers if known.reading or known.wrote_back else ()
    taken = {one.row.reader_id for one in asked} | {writer.id}
    trainers = [Trainer(*one) for one in known.trainers.items()]
    return SecondReaders(asked, [trainer for trainer in trainers if trainer.id not in taken])


def load_asked(plan: OpenPlan, reader: User, writer_id: int) -> tuple[DraftReader, User] | None:
    """Return what was asked of a reader and by whom, while the review is unsent and its writer still a trainer."""
    row = _find(plan.id, writer_id, int(reader.id))
    trainers = {trainer.id for trainer in load_trainers([plan.id]).get(plan.id, ())}
    writer = db.session.get(User, writer_id) if row is not None and writer_id in trainers else None
    return (row, writer) if row is not None and writer is not None else None
