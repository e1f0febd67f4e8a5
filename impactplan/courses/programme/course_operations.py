"""Writes about a course and its rounds: names, contact persons, assignments, rules of thumb. The route commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, func, insert, select, update

from impactplan.access import RoundPermission, RoundRelation, load_course, lock_round
from impactplan.courses.programme.meeting_operations import add_first_meetings
from impactplan.courses.programme.modules import load_contacts
from impactplan.lib.refusals import Refusal
from impactplan.models import Course, CourseContact, CourseModule, Round, RoundStaff, User, db, new_id, now

MOST_CONTACTS = 20


class CourseError(Refusal):
    """What cannot be done with a course (``reason`` "limit" or "gone")."""


def lock_course(course_id: str, user: User) -> Course:
    """Begin a write about a course: one at a time, and authorised once it is our turn."""
    db.session.commit()
    db.session.execute(update(Course).where(Course.id == course_id).values(title=Course.title))
    return load_course(course_id, user)


def create_course(user: User, title: str, round_title: str) -> str:
    """Make a course with its first round, which its maker coordinates; return the id of the round."""
    course_id = new_id()
    db.session.execute(insert(Course).values(id=course_id, title=title))
    return _create_round(course_id, user, round_title)


def create_round(course_id: str, user: User, title: str) -> str:
    lock_course(course_id, user)
    return _create_round(course_id, user, title)


def _create_round(course_id: str, user: User, title: str) -> str:
    round_id = new_id()
    db.session.execute(insert(Round).values(id=round_id, course_id=course_id, title=title))
    coordinator = {
        "id": new_id(),
        "round_id": round_id,
        "user_id": user.id,
        "role": RoundRelation.COORDINATOR.value,
        "organisation": user.organisation,
        "accepted_at": now(),
    }
    db.session.execute(insert(RoundStaff).values(coordinator))
    add_first_meetings(round_id)
    return round_id


def change_round(round_id: str, user: User, title: str, note: str, ends_on: date | None) -> None:
    lock_round(round_id, RoundPermission.MANAGE, user)
    db.session.execute(update(Round).where(Round.id == round_id).values(title=title, note=note, ends_on=ends_on))


def rename_course(course_id: str, user: User, title: str) -> None:
    lock_course(course_id, user)
    db.session.execute(update(Course).where(Course.id == course_id).values(title=title))


def set_rules(course_id: str, user: User, rules: Mapping[str, int]) -> None:
    lock_course(course_id, user)
    db.session.execute(update(Course).where(Course.id == course_id).values(rules=dict(rules)))


def set_assignment(course_id: str, user: User, number: int, dutch: str, english: str) -> None:
    """Store the assignment of a module, in both languages."""
    lock_course(course_id, user)
    module = CourseModule.course_id == course_id, CourseModule.number == number
    texts = {"assignment_nl": dutch, "assignment_en": english}
    changed = db.session.execute(update(CourseModule).where(*module).values(**texts).returning(CourseModule.number))
    if changed.first() is None:
        db.session.execute(insert(CourseModule).values(course_id=course_id, number=number, **texts))


def load_assignments(course_id: str) -> dict[int, CourseModule]:
    modules = db.session.scalars(select(CourseModule).where(CourseModule.course_id == course_id))
    return {module.number: module for module in modules}


def load_rounds(course_id: str, user: User) -> list[Round]:
    """Return the rounds of a course that somebody coordinates, the newest first."""
    query = (
        select(Round)
        .join(RoundStaff, RoundStaff.round_id == Round.id)
        .where(Round.course_id == course_id, RoundStaff.user_id == user.id)
        .where(RoundStaff.role == RoundRelation.COORDINATOR.value)
        .order_by(Round.created_at.desc(), Round.id)
    )
    return list(db.session.scalars(query))


def add_contact(course_id: str, user: User, values: Mapping[str, str | None]) -> None:
    lock_course(course_id, user)
    of_course = CourseContact.course_id == course_id
    count, last = db.session.execute(select(func.count(), func.max(CourseContact.position)).where(of_course)).one()
    if count >= MOST_CONTACTS:
        raise CourseError("limit")
    db.session.execute(
        insert(CourseContact).values(id=new_id(), course_id=course_id, position=(last or 0) + 1, **values)
    )


def change_contact(course_id: str, user: User, contact_id: str, values: Mapping[str, str | None]) -> None:
    lock_course(course_id, user)
    contact = CourseContact.id == contact_id, CourseContact.course_id == course_id
    changed = db.session.execute(update(CourseContact).where(*contact).values(**values).returning(CourseContact.id))
    if changed.first() is None:
        raise CourseError("gone")


def remove_contact(course_id: str, user: User, contact_id: str) -> None:
    lock_course(course_id, user)
    contact = CourseContact.id == contact_id, CourseContact.course_id == course_id
    if db.session.execute(delete(CourseContact).where(*contact).returning(CourseContact.id)).first() is None:
        raise CourseError("gone")


def move_contact(course_id: str, user: User, contact_id: str, step: int) -> None:
    """Move a contact person up (``step`` -1) or down (1), if they are not at that end already."""
    lock_course(course_id, user)
    ids = [contact.id for contact in load_contacts(course_id)]
    if contact_id not in ids:
        raise CourseError("gone")
    index = ids.index(contact_id)
    ids.insert(max(0, index + step), ids.pop(index))
    for position, row_id in enumerate(ids):
        db.session.execute(update(CourseContact).where(CourseContact.id == row_id).values(position=position))
