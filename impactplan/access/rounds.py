"""Who may do what with a round of the course. Loading is authorising here too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask import abort
from flask_security import current_user
from sqlalchemy import case, exists, func, select, update

from impactplan.access.people import signed_in
from impactplan.models import Course, Enrolment, Meeting, Round, RoundStaff, User, db


class RoundPermission(StrEnum):
    ATTEND = "attend"
    """See its meetings and its contacts."""
    SEE_PLANS = "see_plans"
    """See the list of its plans; each plan has permissions of its own."""
    MANAGE = "manage"


class RoundRelation(StrEnum):
    PARTICIPANT = "participant"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"


ROUND_RULES: dict[RoundPermission, frozenset[RoundRelation]] = {
    RoundPermission.ATTEND: frozenset(RoundRelation),
    RoundPermission.SEE_PLANS: frozenset({RoundRelation.TRAINER}),
    RoundPermission.MANAGE: frozenset({RoundRelation.COORDINATOR}),
}


@dataclass(frozen=True)
class OpenRound:
    """A round as it was loaded for a user, with their relations to it."""

    id: str
    title: str
    course_id: str
    course: str
    note: str
    ends_on: date | None
    relations: frozenset[RoundRelation]

    def may(self, permission: str) -> bool:
        return not ROUND_RULES[RoundPermission(permission)].isdisjoint(self.relations)


ROUND_COLUMNS = (Round.id, Round.title, Round.course_id, Round.note, Round.ends_on)


def round_end() -> Any:
    """Return the column of the last day of the round of a query: as its coordinator set it, else the day of its last
    meeting, once every meeting has a day."""
    last = case((func.count() == func.count(Meeting.day), func.max(Meeting.day)))
    held = Meeting.round_id == Round.id, Meeting.cancelled_at.is_(None)
    return func.coalesce(Round.ends_on, select(last).where(*held).correlate(Round).scalar_subquery())


def round_relation_columns(user_id: int) -> tuple[Any, ...]:
    """Return a user's relations to the round of the surrounding query. Whoever has not accepted, or dropped out, has
    none."""

    def staff(role: RoundRelation) -> Any:
        staff_member = RoundStaff.round_id == Round.id, RoundStaff.user_id == user_id, RoundStaff.role == role.value
        return exists().where(*staff_member).correlate(Round).label(role.value)

    taking_part = Enrolment.round_id == Round.id, Enrolment.user_id == user_id, Enrolment.dropped_at.is_(None)
    return (
        exists().where(*taking_part).correlate(Round).label(RoundRelation.PARTICIPANT.value),
        staff(RoundRelation.TRAINER),
        staff(RoundRelation.COORDINATOR),
    )


def open_round(row: Any) -> OpenRound:
    """Read a row of ``ROUND_COLUMNS``, the title of the course as ``course``, and ``round_relation_columns``."""
    relations = frozenset(relation for relation in RoundRelation if getattr(row, relation.value))
    return OpenRound(row.id, row.title, row.course_id, row.course, row.note, row.ends_on, relations)


def load_round(round_id: str, permission: RoundPermission, user: User | None = None) -> OpenRound:
    """Return the round with the rights of the user (the signed-in one), or end the request with 404 or 403."""
    user = signed_in(user or current_user)
    columns = (*ROUND_COLUMNS, Course.title.label("course"), *round_relation_columns(user.id))
    query = select(*columns).join(Course, Course.id == Round.course_id).where(Round.id == round_id)
    return _authorise(db.session.execute(query).first(), permission)


def lock_round(round_id: str, permission: RoundPermission, user: User) -> OpenRound:
    """Begin a write to a round and its people: one at a time, and authorised once it is our turn.

    What the caller read before may be out of date by then. Nothing slow may happen until the transaction ends.
    """
    db.session.commit()
    db.session.execute(update(Round).where(Round.id == round_id).values(title=Round.title))
    return load_round(round_id, permission, user)


def load_course(course_id: str, user: User | None = None) -> Course:
    """Return a course of which the user coordinates a round, or end the request with 404."""
    user = signed_in(user or current_user)
    coordinated = (
        exists()
        .where(Round.course_id == Course.id, RoundStaff.round_id == Round.id)
        .where(RoundStaff.user_id == user.id, RoundStaff.role == RoundRelation.COORDINATOR.value)
    )
    course: Course | None = db.session.scalar(select(Course).where(Course.id == course_id, coordinated))
    if course is None:
        abort(404)
    return course


def _authorise(row: Any, permission: RoundPermission) -> OpenRound:
    round_ = open_round(row) if row is not None else None
    if round_ is None or not round_.relations:
        abort(404)
    if not round_.may(permission):
        abort(403)
    return round_
