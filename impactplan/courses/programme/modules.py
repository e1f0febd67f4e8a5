"""What the page of a module shows of the course: its assignment, its meetings, its contact persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam, select

from impactplan.access import OpenPlan
from impactplan.access.rounds import round_relation_columns
from impactplan.lib import markdown
from impactplan.models import CourseContact, CourseModule, Enrolment, Meeting, Round, User, db
from impactplan.models.base import read
from impactplan.steps import BY_KEY, Module, Step, questions_of

MEETING_COLUMNS = (
    Meeting.id,
    Meeting.round_id,
    Meeting.number,
    Meeting.module,
    Meeting.day,
    Meeting.starts,
    Meeting.ends,
    Meeting.online,
    Meeting.place,
    Meeting.link,
    Meeting.webinar,
    Meeting.guest,
    Meeting.note,
    Meeting.cancelled_at,
    Meeting.sequence,
    Meeting.changed_at,
)


@dataclass(frozen=True)
class AnsweredQuestion:
    text: str
    steps: Sequence[tuple[Step, str]]
    """The steps that answer it, with how far each is."""


def view_questions(module: Module, states: Mapping[str, str]) -> list[AnsweredQuestion]:
    return [
        AnsweredQuestion(str(question.text), [(BY_KEY[key], states.get(key, "empty")) for key in question.steps])
        for question in questions_of(module)
    ]


@dataclass(frozen=True)
class CourseOfPlan:
    """The course in which a plan is made, and whether the user is in its round."""

    course_id: str
    round_id: str
    inside: bool


def find_course(plan: OpenPlan, user: User) -> CourseOfPlan | None:
    """Return the latest round of a plan, preferably one that the user is in; None where it is in none."""
    query = (
        select(Round.id, Round.course_id, *round_relation_columns(user.id))
        .join(Enrolment, Enrolment.round_id == Round.id)
        .where(Enrolment.plan_id == plan.id, Enrolment.dropped_at.is_(None))
        .order_by(Round.created_at.desc(), Round.id)
    )
    courses = [
        CourseOfPlan(row.course_id, row.id, bool(row.participant or row.trainer or row.coordinator))
        for row in db.session.execute(query)
    ]
    return next((course for course in courses if course.inside), courses[0] if courses else None)


@dataclass(frozen=True)
class Assignment:
    text: Markup
    language: str
    """The language it is written in, which is not always that of the reader."""


def load_assignment(course_id: str, module: int, language: str) -> Assignment | None:
    """Return the assignment of a module, in the language of the reader if it was written in that."""
    row = db.session.execute(
        select(CourseModule.assignment_nl, CourseModule.assignment_en).where(
            CourseModule.course_id == course_id, CourseModule.number == module
        )
    ).first()
    texts = {"nl": row.assignment_nl, "en": row.assignment_en} if row else {}
    for code in sorted(texts, key=lambda code: code != language):
        if texts[code].strip():
            return Assignment(markdown.render(texts[code]), code)
    return None


def load_meeting_rows(*round_ids: str, module: int | None = None) -> list[Any]:
    """Return the meetings of rounds, in the order of the programme."""
    values = {"rounds": list(round_ids), "module": module}
    return list(read(_meetings(module is not None), values).all()) if round_ids else []


@cache
def _meetings(of_module: bool) -> Any:
    in_rounds = Meeting.round_id.in_(bindparam("rounds", expanding=True))
    query = select(*MEETING_COLUMNS).where(in_rounds).order_by(Meeting.round_id, Meeting.number)
    return query.where(Meeting.module == bindparam("module")) if of_module else query


def load_contacts(course_id: str) -> list[Any]:
    columns = CourseContact.id, CourseContact.name, CourseContact.about, CourseContact.email, CourseContact.phone
    query = select(*columns)
    ordered = query.where(CourseContact.course_id == course_id).order_by(CourseContact.position, CourseContact.name)
    return list(db.session.execute(ordered).all())
