"""The rows from which whose turn it is follows, each source a query of the same columns: put together, the database is
asked once, for one plan or for a list of two hundred.

Every row has its source, its plan and step, a moment, a key (an id or a word) and two numbers; what they mean is said
at each source. Nothing unsent of another person is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, case, cast, func, literal, null, or_, select

from impactplan.access import Relation, round_end
from impactplan.feedback.visibility import is_visible_to
from impactplan.models import (
    Draft,
    DraftReader,
    Enrolment,
    FeedbackRequest,
    FeedbackRequestStep,
    PlanItem,
    PrivateNote,
    Remark,
    Review,
    ReviewStep,
    Round,
    RoundStaff,
    Thread,
    ThreadReader,
    User,
    step_table,
)
from impactplan.models.base import UtcDateTime
from impactplan.models.feedback import Circle, Side

COUNTED = (Circle.TRAINERS, Circle.READERS)
"""The circles whose threads both parties may see."""
NO_MOMENT, NO_KEY, NO_NUMBER = cast(null(), UtcDateTime), cast(null(), String), cast(null(), Integer)


def _row(
    source: str, plan_id: Any, step: Any, moment: Any = NO_MOMENT, key: Any = NO_KEY, *numbers: Any
) -> tuple[Any, ...]:
    first, second, third = (*numbers, NO_NUMBER, NO_NUMBER, NO_NUMBER)[:3]
    return (
        *(literal(source).label("source"), plan_id.label("plan_id"), step.label("step")),
        *(moment.label("moment"), key.label("key")),
        *(first.label("first"), second.label("second"), third.label("third")),
    )


NO_STEP = literal("")


def open_requests(plan_ids: Any) -> Any:
    """Steps on which feedback is asked: since when, the request, who took it and who asked."""
    about = FeedbackRequest.asked_at, FeedbackRequest.id, FeedbackRequest.taken_by, FeedbackRequest.asked_by
    return (
        select(*_row("request", FeedbackRequestStep.plan_id, FeedbackRequestStep.step, *about))
        .join(FeedbackRequest, FeedbackRequest.id == FeedbackRequestStep.request_id)
        .where(FeedbackRequestStep.plan_id.in_(plan_ids), FeedbackRequestStep.closed_at.is_(None))
    )


def verdicts(plan_ids: Any) -> Any:
    """The last verdict on each step: when, which, and how many remarks of its review asked something there."""
    newest = func.row_number().over(
        partition_by=(ReviewStep.plan_id, ReviewStep.step), order_by=(Review.finished_at.desc(), Review.id.desc())
    )
    asks = (
        select(func.count())
        .select_from(Remark)
        .join(Thread, Thread.id == Remark.thread_id)
        .where(Remark.review_id == ReviewStep.review_id, Thread.step == ReviewStep.step)
        .where(Remark.asks.is_(True), Remark.withdrawn_at.is_(None))
        .correlate(ReviewStep)
        .scalar_subquery()
    )
    ranked = (
        select(
            *(ReviewStep.plan_id, ReviewStep.step, Review.finished_at, ReviewStep.verdict),
            *(asks.label("asks"), newest.label("newest")),
        )
        .join(Review, Review.id == ReviewStep.review_id)
        .where(ReviewStep.plan_id.in_(plan_ids), ReviewStep.verdict.is_not(None))
        .subquery()
    )
    columns = ranked.c
    about = columns.finished_at, columns.verdict, columns.asks
    return select(*_row("verdict", columns.plan_id, columns.step, *about)).where(columns.newest == 1)


def thread_counts(plan_ids: Any) -> Any:
    """The threads of each step by whose answer is due (the key): since when, and how many. What peers or readers began
    makes no turn."""
    counted = func.min(Thread.changed_at, type_=UtcDateTime), Thread.awaits, func.count()
    return (
        select(*_row("threads", Thread.plan_id, Thread.step, *counted))
        .where(Thread.plan_id.in_(plan_ids), Thread.circle.in_(COUNTED), Thread.begun_side != Side.READER)
        .group_by(Thread.plan_id, Thread.step, Thread.awaits)
    )


def round_places(plan_ids: Any, day: Any) -> Any:
    """The places of authors in rounds, once for each trainer: when they dropped out, the name and id of the trainer,
    and whether the round is over on a day."""
    over = case((round_end() < day, 1), else_=0)
    trains = and_(RoundStaff.round_id == Enrolment.round_id, RoundStaff.role == str(Relation.TRAINER))
    return (
        select(*_row("place", Enrolment.plan_id, NO_STEP, Enrolment.dropped_at, User.shown_name, User.id, over))
        .select_from(Enrolment)
        .join(Round, Round.id == Enrolment.round_id)
        .join(RoundStaff, trains, isouter=True)
        .join(User, User.id == RoundStaff.user_id, isouter=True)
        .where(Enrolment.plan_id.in_(plan_ids))
    )


def filled_steps(plan_ids: Any) -> Any:
    """How far each step is: what is filled in, what is missing, whether it is set aside."""
    table = step_table.c
    numbers = cast(table.filled, Integer), cast(table.missing, Integer), case((table.set_aside, 1), else_=0)
    return select(*_row("state", table.plan_id, table.step, NO_MOMENT, NO_KEY, *numbers)).where(
        table.plan_id.in_(plan_ids)
    )


def visible_in(all_relations: Sequence[frozenset[Relation]], reader_id: Any) -> Any:
    """Return the condition that somebody may see a thread of one of the plans, by what they are to each: the plans to
    which they are the first of these are the parameter ``plans_0``, and so on."""
    return or_(
        *(
            and_(Thread.plan_id.in_(bindparam(f"plans_{number}", expanding=True)), is_visible_to(relations, reader_id))
            for number, relations in enumerate(all_relations)
        )
    )


def is_unread(reader_id: Any) -> Any:
    """Return the condition that a remark is of somebody else and was not read, where ``ThreadReader`` is joined."""
    return and_(
        Remark.withdrawn_at.is_(None),
        Remark.author_id.is_distinct_from(reader_id),
        Remark.number > func.coalesce(ThreadReader.number, 0),
    )


def has_read(reader_id: Any) -> Any:
    return and_(ThreadReader.thread_id == Thread.id, ThreadReader.user_id == reader_id)


def unread_remarks(visible: Any, reader_id: Any) -> Any:
    """Remarks that a reader has not read, by step: how many, and a thread with some of them."""
    return (
        select(*_row("unread", Thread.plan_id, Thread.step, NO_MOMENT, func.min(Thread.id), func.count()))
        .join(Remark, Remark.thread_id == Thread.id)
        .join(ThreadReader, has_read(reader_id), isouter=True)
        .where(visible, is_unread(reader_id))
        .group_by(Thread.plan_id, Thread.step)
    )


def unsent_counts(plan_ids: Any, reader_id: Any) -> Any:
    """What a reader has ready and not sent: since when, and how many."""
    counted = func.min(Draft.begun_at, type_=UtcDateTime), NO_KEY, func.count()
    return (
        select(*_row("unsent", Draft.plan_id, NO_STEP, *counted))
        .where(Draft.plan_id.in_(plan_ids), Draft.user_id == reader_id, Draft.ready.is_(True))
        .group_by(Draft.plan_id)
    )


def asked_by_colleagues(plan_ids: Any, reader_id: Any) -> Any:
    """Colleagues who asked a reader to read their unsent review: who, and whether the reader said something of it."""
    asked = DraftReader.asked_at, NO_KEY, DraftReader.writer_id, is_said()
    mine = DraftReader.plan_id.in_(plan_ids), DraftReader.reader_id == reader_id
    return select(*_row("to_read", DraftReader.plan_id, NO_STEP, *asked)).where(*mine)


def colleagues_asked(plan_ids: Any, writer_id: Any) -> Any:
    """Colleagues whom somebody asked to read their unsent review: who, and whether they said something of it."""
    asked = DraftReader.asked_at, NO_KEY, DraftReader.reader_id, is_said()
    mine = DraftReader.plan_id.in_(plan_ids), DraftReader.writer_id == writer_id
    return select(*_row("asked_to_read", DraftReader.plan_id, NO_STEP, *asked)).where(*mine)


def is_said() -> Any:
    return case((DraftReader.read_at.is_not(None), 1), else_=0)


def own_drafts(plan_ids: Any, reader_id: Any) -> Any:
    """The ids of all drafts of a reader."""
    return select(*_row("draft", Draft.plan_id, Draft.step, Draft.begun_at, Draft.id)).where(
        Draft.plan_id.in_(plan_ids), Draft.user_id == reader_id
    )


def own_note(plan_ids: Any, reader_id: Any) -> Any:
    """The reader's own note about a plan."""
    return select(*_row("note", PrivateNote.plan_id, NO_STEP)).where(
        PrivateNote.plan_id.in_(plan_ids), PrivateNote.user_id == reader_id
    )


def thread_heads(visible: Any, reader_id: Any) -> Any:
    """The threads that a reader may see: the id, how many remarks, how many unread, up to which number they read, and
    as the moment when its row was deleted."""
    read = func.coalesce(ThreadReader.number, 0)
    counts = func.count(case((Remark.withdrawn_at.is_(None), 1))), func.count(case((is_unread(reader_id), 1)))
    return (
        select(*_row("thread", Thread.plan_id, Thread.step, PlanItem.deleted_at, Thread.id, *counts, read))
        .join(Remark, Remark.thread_id == Thread.id)
        .join(ThreadReader, has_read(reader_id), isouter=True)
        .join(PlanItem, PlanItem.id == Thread.item_id, isouter=True)
        .where(visible)
        .group_by(Thread.plan_id, Thread.step, Thread.id, PlanItem.deleted_at, ThreadReader.number)
    )
