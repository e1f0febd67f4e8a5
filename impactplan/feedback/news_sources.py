"""What feedback has to tell by mail: what is new in it since a moment, and what is still open.

Each source asks the database once for all plans, and for no more than its reader may see there now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from impactplan.access import Permission
from impactplan.feedback.news import Line, MailReader
from impactplan.feedback.queries import PlanFeedback, load_plan_feedback
from impactplan.feedback.sources import has_read, is_unread
from impactplan.feedback.turn import Reason, Turn
from impactplan.feedback.views import anchor_of, name_place
from impactplan.feedback.visibility import join_words
from impactplan.feedback.wording import (
    describe_asking,
    describe_unread,
    describe_unsent,
    describe_wrote_back,
    name_steps,
)
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import (
    DraftReader,
    FeedbackEvent,
    FeedbackRequest,
    FeedbackRequestStep,
    PlanItem,
    Remark,
    Review,
    Thread,
    ThreadReader,
    ToldNews,
    User,
    db,
)
from impactplan.models.feedback import Circle, Side
from impactplan.site.addresses import full_address
from impactplan.steps import STEPS


@dataclass
class Said:
    """What is new in one thread."""

    thread: Thread
    subjects: list[str] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)


def find_new_remarks(reader: MailReader) -> Iterator[Line]:
    """Yield each thread in which others said something that the reader has not read. One whose row is deleted now is
    left out, and so is what is withdrawn."""
    told = select(ToldNews.subject).where(ToldNews.user_id == reader.id, ToldNews.subject == Remark.id)
    query = (
        select(Thread, Remark.id, User.shown_name.label("name"))
        .join(Remark, Remark.thread_id == Thread.id)
        .join(User, User.id == Remark.author_id, isouter=True)
        .join(ThreadReader, has_read(reader.id), isouter=True)
        .join(PlanItem, PlanItem.id == Thread.item_id, isouter=True)
        .where(reader.sees_thread(), is_unread(reader.id), Remark.sent_at > reader.since)
        .where(PlanItem.deleted_at.is_(None), ~told.exists())
        .order_by(Thread.begun_at, Thread.id, Remark.number)
        .execution_options(populate_existing=True)
    )
    threads: dict[str, Said] = {}
    for row in db.session.execute(query):
        said = threads.setdefault(row.Thread.id, Said(row.Thread))
        said.subjects.append(row.id)
        said.names[row.name or _("Somebody who left")] = None
    writers = _name_writers(said.thread for said in threads.values())
    for said in threads.values():
        count = describe_unread(len(said.subjects))
        note = _("%(remarks)s by %(names)s", remarks=count, names=join_words(said.names))
        link = full_address("feedback.show_thread", plan_id=said.thread.plan_id, thread_id=said.thread.id)
        words = _name_place(reader, said.thread, writers)
        yield Line(said.thread.plan_id, words, link, note, said.thread.step, said.subjects)


def _name_writers(threads: Iterable[Thread]) -> dict[int | None, str]:
    wanted = {thread.reflection_of for thread in threads} - {None}
    query = select(User.id, User.shown_name).where(User.id.in_(wanted))
    return {row[0]: row[1] for row in db.session.execute(query)} if wanted else {}


def _name_place(reader: MailReader, thread: Thread, writers: dict[int | None, str]) -> str:
    if thread.circle != Circle.REFLECTION:
        return name_place(reader.state_of(thread.plan_id), anchor_of(thread))
    if thread.reflection_of == reader.id:
        return _("Your reflection")
    return _("Reflection of %(name)s", name=writers.get(thread.reflection_of, ""))


def find_new_requests(reader: MailReader) -> Iterator[Line]:
    """Yield the requests for feedback that a trainer can take up: those that nobody took, and those that a colleague
    passed on to them."""
    passed_on = (
        select(FeedbackEvent.id)
        .where(FeedbackEvent.plan_id == FeedbackRequest.plan_id, FeedbackEvent.subject_id == FeedbackRequest.id)
        .where(FeedbackEvent.act == "hand_over", FeedbackEvent.other_id == reader.id)
        .exists()
    )
    query = (
        select(FeedbackRequest, FeedbackRequestStep.step, User.shown_name.label("name"))
        .join(FeedbackRequestStep, FeedbackRequestStep.request_id == FeedbackRequest.id)
        .join(User, User.id == FeedbackRequest.asked_by, isouter=True)
        .where(FeedbackRequest.plan_id.in_(reader.trained), FeedbackRequestStep.closed_at.is_(None))
        .where(
            (FeedbackRequest.taken_by.is_(None) & (FeedbackRequest.asked_at > reader.since))
            | ((FeedbackRequest.taken_by == reader.id) & (FeedbackRequest.taken_at > reader.since) & passed_on)
        )
        .order_by(FeedbackRequest.asked_at, FeedbackRequest.id)
        .execution_options(populate_existing=True)
    )
    asked: dict[str, tuple[FeedbackRequest, str, list[str]]] = {}
    for row in db.session.execute(query) if reader.trained else ():
        request = row.FeedbackRequest
        asked.setdefault(request.id, (request, row.name or _("Somebody who left"), []))[2].append(row.step)
    for request, name, steps in asked.values():
        words = _("%(name)s asks for feedback on %(steps)s", name=name, steps=name_steps(steps))
        note = _("passed on to you") if request.taken_by is not None else ""
        link = full_address("feedback.show_feedback", plan_id=request.plan_id) + f"#request-{request.id}"
        yield Line(request.plan_id, words, link, note, subjects=[request_subject(request.id, request.taken_by)])


def request_subject(request_id: str, taken_by: int | None) -> str:
    """Return the id by which a request is told: one that is passed on is news again to who gets it."""
    return f"request-{request_id}" if taken_by is None else f"request-{request_id}-{taken_by}"


def find_new_reviews(reader: MailReader) -> Iterator[Line]:
    """Yield the finished reviews of the reader's own plans, for authors who get no mail about each."""
    query = (
        select(Review.id, Review.plan_id, User.shown_name.label("name"))
        .join(User, User.id == Review.trainer_id, isouter=True)
        .where(Review.plan_id.in_(reader.written), Review.finished_at > reader.since)
        .where(Review.trainer_id.is_distinct_from(reader.id))
        .order_by(Review.finished_at, Review.id)
    )
    for row in db.session.execute(query) if reader.written else ():
        words = _("%(name)s looked at your plan", name=row.name or _("Somebody who left"))
        link = full_address("feedback.show_finished", plan_id=row.plan_id, review_id=row.id)
        yield Line(row.plan_id, words, link, subjects=[f"review-{row.id}"])


def find_new_readings(reader: MailReader) -> Iterator[Line]:
    """Yield the colleagues who ask a trainer to read feedback before it is sent, and those who wrote back."""
    query = (
        select(DraftReader, User.shown_name.label("name"))
        .join(User, (User.id == DraftReader.writer_id) | (User.id == DraftReader.reader_id))
        .where(DraftReader.plan_id.in_(reader.trained), User.id != reader.id)
        .where((DraftReader.reader_id == reader.id) | (DraftReader.writer_id == reader.id))
        .order_by(DraftReader.asked_at, DraftReader.writer_id)
        .execution_options(populate_existing=True)
    )
    for row in db.session.execute(query) if reader.trained else ():
        reading: DraftReader = row.DraftReader
        subject = reading_subject(reading.plan_id, reading.writer_id, reading.asked_at)
        if reading.reader_id == reader.id and reading.read_at is None and reading.asked_at > reader.since:
            words = describe_asking(row.name)
            link = full_address("feedback.read_unsent", plan_id=reading.plan_id, user_id=reading.writer_id)
            yield Line(reading.plan_id, words, link, subjects=[subject])
        elif reading.writer_id == reader.id and reading.read_at is not None and reading.read_at > reader.since:
            link = full_address("desk.show_review", plan_id=reading.plan_id)
            yield Line(reading.plan_id, describe_wrote_back(row.name), link, subjects=[f"{subject}-back"])


def reading_subject(plan_id: str, writer_id: int, asked_at: datetime) -> str:
    """Return the id by which it is told that a colleague is asked to read along; asked anew, it is news again."""
    return f"reading-{plan_id}-{writer_id}-{asked_at:%y%m%d%H%M%S}"


def find_open_feedback(reader: MailReader) -> Iterator[Line]:
    """Yield what waits for the reader in their plans: as an author the remarks to answer, as a trainer the feedback to
    give; and what of their own is not sent yet."""
    mine = dict.fromkeys((*reader.written, *reader.trained))
    known = load_plan_feedback({plan_id: reader.plans[plan_id].relations for plan_id in mine}, reader.id)
    for plan_id, feedback in known.items():
        yield from _list_open(reader, plan_id, feedback)


def _list_open(reader: MailReader, plan_id: str, feedback: PlanFeedback) -> Iterator[Line]:
    writes = reader.plans[plan_id].may(Permission.EDIT)
    turns = feedback.turn.authors if writes else feedback.turn.waiting_for(reader.id)
    for step in STEPS:
        if step.key in turns:
            link = full_address("workbook.show_step", plan_id=plan_id, step=step.key)
            words = _say_open(turns[step.key], feedback, step.key)
            yield Line(plan_id, words, link, step=step.key)
    if feedback.unsent:
        link = full_address("feedback.show_feedback" if writes else "desk.show_review", plan_id=plan_id)
        yield Line(plan_id, describe_unsent(feedback.unsent, Side.AUTHOR if writes else Side.TRAINER), link)


def _say_open(turn: Turn, feedback: PlanFeedback, step: str) -> str:
    if turn.reason is Reason.REMARKS:
        count = feedback.steps[step].to_authors
        return ngettext("%(num)d remark waits for your answer", "%(num)d remarks wait for your answer", count)
    if turn.reason is Reason.REVISE:
        return _("the trainer asks to revise this step")
    if turn.reason is Reason.ANSWERED:
        return _("answers to look at")
    return _("feedback is asked here")


NEWS: Sequence[Any] = (find_new_reviews, find_new_requests, find_new_readings, find_new_remarks)
"""In the order in which they stand under a plan."""
