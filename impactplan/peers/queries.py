"""Reads of the questions on one plan, each as one reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import g
from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from impactplan.access import OpenPlan, Permission, open_plan, relation_columns
from impactplan.access.plans import PLAN_COLUMNS, THE_PLAN, THE_USER
from impactplan.models import Enrolment, PeerAnswer, PeerGroup, PeerQuestion, Plan, User, db
from impactplan.models.item import PlanItem
from impactplan.peers.conditions import has_posted, is_member, is_peer_of, is_posted, reaches_group
from impactplan.peers.parts import Part, part_in, sees_answers


@dataclass(frozen=True)
class SeenQuestion:
    """A question as somebody sees it. What they may not know is not in it."""

    question: PeerQuestion
    part: Part
    asker: str
    """Empty once the account is closed."""
    posted: bool
    """Whether the reader has an answer posted."""
    answers: int | None
    """None while the reader may not know whether there are any."""
    unmarked: int
    """Of which an author has not said anything yet; counted for authors."""
    group: str
    reaches_group: bool
    """Whether its group can see it now: it is shared with them still."""
    kind: str = ""
    """Of the row that it became."""
    row_deleted: bool = False

    @property
    def closed(self) -> bool:
        return self.question.closed_at is not None

    @property
    def withdrawn(self) -> bool:
        return self.question.withdrawn_at is not None

    @property
    def open(self) -> bool:
        return not (self.closed or self.withdrawn)

    @property
    def mine_to_answer(self) -> bool:
        return self.open and self.part is Part.PEER and not self.posted

    @property
    def sees_answers(self) -> bool:
        return sees_answers(self.part, posted=self.posted, closed=self.closed)


@dataclass(frozen=True)
class PlanQuestions:
    """The questions on a plan that somebody sees, the newest first, and whether its authors can ask one."""

    questions: Sequence[SeenQuestion] = ()
    enrolled: bool = False
    """Whether the plan is made in a round."""
    groups: int = 0
    peers: int = 0
    """How many others could answer."""

    @property
    def open(self) -> SeenQuestion | None:
        return next((seen for seen in self.questions if seen.open), None)


@cache
def _of_plan() -> Any:
    """Return the query of all questions on a plan, for one reader; a plan without any has a row too."""
    place, member = aliased(Enrolment), aliased(Enrolment)
    enrolled = exists().where(place.plan_id == Plan.id, place.dropped_at.is_(None)).correlate(Plan)
    in_groups = place.plan_id == Plan.id, place.group_id.is_not(None), place.dropped_at.is_(None)
    groups = select(func.count(place.group_id.distinct())).where(*in_groups).correlate(Plan).scalar_subquery()
    peers = (
        select(func.count(member.user_id.distinct()))
        .select_from(place)
        .join(member, member.group_id == place.group_id)
        .where(*in_groups, *is_peer_of(Plan.id, member, place))
        .correlate(Plan)
        .scalar_subquery()
    )
    answers = PeerAnswer.question_id == PeerQuestion.id, is_posted()
    counted = select(func.count()).select_from(PeerAnswer).where(*answers).correlate(PeerQuestion)
    return (
        select(
            PeerQuestion,
            User.shown_name.label("asker"),
            PeerGroup.title.label("group"),
            PlanItem.kind.label("kind"),
            PlanItem.deleted_at.label("deleted_at"),
            is_member(THE_USER).label("in_group"),
            has_posted(THE_USER).label("posted"),
            reaches_group().label("reaches"),
            counted.scalar_subquery().label("answers"),
            counted.where(PeerAnswer.mark.is_(None)).scalar_subquery().label("unmarked"),
            enrolled.label("enrolled"),
            groups.label("groups"),
            peers.label("peers"),
        )
        .select_from(Plan)
        .join(PeerQuestion, PeerQuestion.plan_id == Plan.id, isouter=True)
        .join(User, User.id == PeerQuestion.asked_by, isouter=True)
        .join(PeerGroup, PeerGroup.id == PeerQuestion.group_id, isouter=True)
        .join(PlanItem, PlanItem.id == PeerQuestion.item_id, isouter=True)
        .where(Plan.id == THE_PLAN)
        .order_by(PeerQuestion.asked_at.desc(), PeerQuestion.id)
        .execution_options(populate_existing=True)
    )


def questions_of(plan: OpenPlan, reader_id: int) -> PlanQuestions:
    """Return the questions on a plan for the page that is being made: asked for once a page."""
    if not plan.may(Permission.COMMENT):
        return PlanQuestions()
    known: dict[tuple[str, int], PlanQuestions] = g.setdefault("peer_questions", {})
    key = plan.id, reader_id
    if key not in known:
        known[key] = load_questions(plan, reader_id)
    return known[key]


def load_questions(plan: OpenPlan, reader_id: int) -> PlanQuestions:
    rows = db.session.execute(_of_plan(), {"the_plan": plan.id, "the_user": reader_id}).all()
    if not rows:
        return PlanQuestions()
    seen = [one for row in rows if row.PeerQuestion is not None and (one := _see(plan, row)) is not None]
    return PlanQuestions(seen, bool(rows[0].enrolled), rows[0].groups, rows[0].peers)


def _see(plan: OpenPlan, row: Any) -> SeenQuestion | None:
    part = part_in(plan, in_group=bool(row.in_group))
    if part is None:
        return None
    question, posted = row.PeerQuestion, bool(row.posted)
    knows = sees_answers(part, posted=posted, closed=question.closed_at is not None)
    return SeenQuestion(
        question=question,
        part=part,
        asker=row.asker or "",
        posted=posted,
        answers=row.answers if knows else None,
        unmarked=row.unmarked if part is Part.AUTHOR else 0,
        group=row.group or "",
        reaches_group=bool(row.reaches),
        kind=row.kind or "",
        row_deleted=row.deleted_at is not None,
    )


def find_question(plan: OpenPlan, reader_id: int, question_id: str) -> SeenQuestion | None:
    """Return a question if somebody may see it, else nothing."""
    seen = load_questions(plan, reader_id).questions
    return next((one for one in seen if one.question.id == question_id), None)


@dataclass(frozen=True)
class SeenAnswer:
    answer: PeerAnswer
    name: str
    """Empty once the account is closed."""
    mine: bool


def load_answers(seen: SeenQuestion, reader_id: int) -> list[SeenAnswer]:
    """Return the answers that a reader may see, their own among them, in the order in which they were posted."""
    which = [PeerAnswer.question_id == seen.question.id, is_posted()]
    if not seen.sees_answers:
        which.append(PeerAnswer.author_id == reader_id)
    query = (
        select(PeerAnswer, User.shown_name.label("name"))
        .join(User, User.id == PeerAnswer.author_id, isouter=True)
        .where(*which)
        .order_by(PeerAnswer.posted_at, PeerAnswer.id)
        .execution_options(populate_existing=True)
    )
    return [
        SeenAnswer(row.PeerAnswer, row.name or "", row.PeerAnswer.author_id == reader_id)
        for row in db.session.execute(query)
    ]


def load_pending(seen: SeenQuestion) -> list[str]:
    """Return the names of the peers from whom an answer is still awaited; nothing for who may not know."""
    if not (seen.open and seen.sees_answers and seen.reaches_group):
        return []
    member, question = aliased(Enrolment), seen.question
    answered = exists().where(
        PeerAnswer.question_id == question.id, PeerAnswer.author_id == member.user_id, is_posted()
    )
    query = (
        select(User.shown_name)
        .join(member, member.user_id == User.id)
        .where(member.group_id == question.group_id, *is_peer_of(question.plan_id, member, member), ~answered)
        .order_by(User.shown_name, User.id)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class GroupChoice:
    """A group that a question on a plan can be put to, with the names of who would answer."""

    id: str
    title: str
    peers: Sequence[str]


def load_group_choices(plan_id: str) -> list[GroupChoice]:
    """Return the groups that a plan is in, by title."""
    place, member = aliased(Enrolment), aliased(Enrolment)
    is_peer = and_(member.group_id == place.group_id, *is_peer_of(plan_id, member, place))
    query = (
        select(PeerGroup.id, PeerGroup.title, User.shown_name.label("name"))
        .select_from(place)
        .join(PeerGroup, PeerGroup.id == place.group_id)
        .join(member, is_peer, isouter=True)
        .join(User, User.id == member.user_id, isouter=True)
        .where(place.plan_id == plan_id, place.dropped_at.is_(None))
        .distinct()
        .order_by(PeerGroup.title, PeerGroup.id, "name")
    )
    groups: dict[str, GroupChoice] = {}
    for row in db.session.execute(query):
        before = groups.get(row.id, GroupChoice(row.id, row.title, ()))
        groups[row.id] = GroupChoice(row.id, row.title, (*before.peers, row.name) if row.name else before.peers)
    return list(groups.values())


def load_own_answers(user_id: int) -> Sequence[Any]:
    """Return all that somebody posted and did not withdraw, the newest first: their own words, wherever they are."""
    query = (
        select(PeerAnswer, PeerQuestion.step)
        .join(PeerQuestion, PeerQuestion.id == PeerAnswer.question_id)
        .where(PeerAnswer.author_id == user_id, is_posted())
        .order_by(PeerAnswer.posted_at.desc(), PeerAnswer.id)
    )
    return db.session.execute(query).all()


def load_reachable(user_id: int) -> dict[str, str]:
    """Return, of the questions that somebody answered, those that they may see now, with the title of the plan."""
    answered = select(PeerAnswer.question_id).where(PeerAnswer.author_id == THE_USER)
    of_question = PeerQuestion.id.label("question_id"), is_member(THE_USER).label("in_group")
    query = (
        select(*PLAN_COLUMNS, *relation_columns(), *of_question)
        .join(PeerQuestion, PeerQuestion.plan_id == Plan.id)
        .where(PeerQuestion.id.in_(answered))
    )
    rows = db.session.execute(query, {"the_user": user_id})
    seen = ((row, open_plan(row)) for row in rows)
    return {row.question_id: plan.title for row, plan in seen if part_in(plan, in_group=bool(row.in_group))}
