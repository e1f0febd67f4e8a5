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
    FeedbackEvent,
    FeedbackRequest,
    FeedbackRequestStep,
    Meeting,
    PeerGroup,
    Plan,
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
from impactplan.models.feedback import Circle, Side, Verdict
from impactplan.workbook.step_states import is_begun, steps_together

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


SOURCE_COLUMNS = ("source", "plan_id", "step", "moment", "key", "first", "second", "third")
NO_STEP = literal("")


def open_requests(plan_ids: Any) -> Any:
    """Open requests, a row each: the steps on which feedback is asked, since when, the request, who took it and who
    asked."""
    about = FeedbackRequest.asked_at, FeedbackRequest.id, FeedbackRequest.taken_by, FeedbackRequest.asked_by
    steps = func.aggregate_strings(FeedbackRequestStep.step, ",")
    return (
        select(*_row("request", FeedbackRequest.plan_id, steps, *about))
        .join(FeedbackRequestStep, FeedbackRequestStep.request_id == FeedbackRequest.id)
        .where(FeedbackRequest.plan_id.in_(plan_ids), FeedbackRequestStep.closed_at.is_(None))
        .group_by(FeedbackRequest.id)
    )


SHOWN = 600
"""So many characters of a question stand in a list."""


def open_questions(plan_ids: Any, reader_id: Any) -> Any:
    """Open requests, the id in place of the step: since when, how the question begins, who took it, and who handed it
    over to the reader."""
    handed_over = FeedbackEvent.act == "hand_over", FeedbackEvent.at == FeedbackRequest.taken_at
    giver = (
        select(func.max(FeedbackEvent.actor_id))
        .where(FeedbackEvent.plan_id == FeedbackRequest.plan_id, FeedbackEvent.subject_id == FeedbackRequest.id)
        .where(*handed_over, FeedbackEvent.other_id == reader_id, FeedbackEvent.actor_id != reader_id)
        .correlate(FeedbackRequest)
        .scalar_subquery()
    )
    begins = func.substr(FeedbackRequest.question, 1, SHOWN)
    about = FeedbackRequest.asked_at, begins, FeedbackRequest.taken_by, giver
    return select(*_row("question", FeedbackRequest.plan_id, FeedbackRequest.id, *about)).where(
        FeedbackRequest.plan_id.in_(plan_ids), FeedbackRequest.closed_at.is_(None)
    )


def trained_plans(trainer_id: Any) -> Any:
    """Return the query of the ids of the plans that somebody trains."""
    trains = and_(RoundStaff.round_id == Enrolment.round_id, RoundStaff.role == str(Relation.TRAINER))
    return (
        select(Enrolment.plan_id)
        .join(RoundStaff, trains)
        .where(RoundStaff.user_id == trainer_id, Enrolment.dropped_at.is_(None), Enrolment.plan_id.is_not(None))
    )


def enrolled_plans(round_ids: Any) -> Any:
    """Return the query of the ids of the plans that are made in rounds by who is in them now."""
    return select(Enrolment.plan_id).where(_is_present(round_ids), Enrolment.plan_id.is_not(None))


def _is_present(round_ids: Any) -> Any:
    accepted = Enrolment.user_id.is_not(None), Enrolment.dropped_at.is_(None)
    return and_(Enrolment.round_id.in_(round_ids), *accepted)


def groups_of(round_ids: Any) -> Any:
    """The peer groups of who is in rounds now, the id in place of that of a plan and the name as the key: how many of
    them make a plan. Those in no group are together."""
    return (
        select(
            *_row(
                *("group", Enrolment.group_id, NO_STEP, NO_MOMENT),
                *(func.coalesce(PeerGroup.title, ""), func.count(Enrolment.plan_id)),
            )
        )
        .join(PeerGroup, PeerGroup.id == Enrolment.group_id, isouter=True)
        .where(_is_present(round_ids))
        .group_by(Enrolment.group_id, PeerGroup.title)
    )


def titles(plan_ids: Any) -> Any:
    """The titles of plans, as keys."""
    return select(*_row("title", Plan.id, NO_STEP, NO_MOMENT, Plan.title)).where(Plan.id.in_(plan_ids))


def next_meetings(plan_ids: Any, day: Any) -> Any:
    """The day of the next meeting of the rounds that plans are made in, as a key."""
    first = cast(func.min(Meeting.day), String)
    return (
        select(*_row("meeting", Enrolment.plan_id, NO_STEP, NO_MOMENT, first))
        .join(Meeting, Meeting.round_id == Enrolment.round_id)
        .where(Enrolment.plan_id.in_(plan_ids), Enrolment.dropped_at.is_(None))
        .where(Meeting.day >= day, Meeting.cancelled_at.is_(None))
        .group_by(Enrolment.plan_id)
    )


def verdicts(plan_ids: Any) -> Any:
    """Reviews that judged steps, a row each: the steps with the letters of ``VERDICTS``, when it was finished, and its
    id. Which verdict is the last on a step, whoever reads the rows sees from these: the database would ask so for each
    verdict."""
    asks = (
        select(Remark.id)
        .join(Thread, Thread.id == Remark.thread_id)
        .where(Remark.review_id == ReviewStep.review_id, Thread.step == ReviewStep.step)
        .where(Remark.asks.is_(True), Remark.withdrawn_at.is_(None))
        .correlate(ReviewStep)
        .exists()
    )
    letter = case((ReviewStep.verdict == Verdict.AGREED, ":a"), (asks, ":r"), else_=":v")
    return (
        select(
            *_row(
                "verdict",
                Review.plan_id,
                func.aggregate_strings(ReviewStep.step + letter, ","),
                Review.finished_at,
                Review.id,
            )
        )
        .join(ReviewStep, ReviewStep.review_id == Review.id)
        .where(Review.plan_id.in_(plan_ids), ReviewStep.verdict.is_not(None))
        .group_by(Review.id)
    )


VERDICTS = {"a": (Verdict.AGREED, False), "r": (Verdict.REVISE, True), "v": (Verdict.REVISE, False)}
"""What the letters mean: the verdict, and whether remarks of that review ask something in that step."""


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
    """How far the steps of each plan are, in one row a plan: as the key what ``read_steps`` reads."""
    plan_id = step_table.c.plan_id
    return (
        select(*_row("states", plan_id, NO_STEP, NO_MOMENT, steps_together()))
        .where(plan_id.in_(plan_ids), is_begun())
        .group_by(plan_id)
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
    """What a reader has ready and not sent: since when, and how many remarks or answers; then how many with the summary
    and the judgements of a review."""
    ready = func.count(case((Draft.ready.is_(True), 1)))
    counted = func.min(Draft.begun_at, type_=UtcDateTime), NO_KEY, ready, func.count()
    return (
        select(*_row("unsent", Draft.plan_id, NO_STEP, *counted))
        .where(Draft.plan_id.in_(plan_ids), Draft.user_id == reader_id, or_(Draft.ready.is_(True), is_of_review()))
        .group_by(Draft.plan_id)
    )


def is_of_review() -> Any:
    """Return the condition that a draft is the summary of a review, or a judgement that was chosen."""
    said = Draft.values["summary"].as_string(), Draft.values["verdict"].as_string()
    return or_(
        and_(Draft.ref == "summary", func.coalesce(said[0], "") != ""),
        and_(Draft.ref.startswith("verdict.", autoescape=True), func.coalesce(said[1], "later") != "later"),
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
