"""What a round has for a participant: trainers, the peer group, whom to ask about the course, and the assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, func, literal, select, union_all

from impactplan.courses.enrolment.roles import PARTICIPANT, TRAINER, RoundRole
from impactplan.lib.names import name_order
from impactplan.models import CourseContact, CourseModule, Enrolment, RoundStaff, User
from impactplan.models.base import read


@dataclass(frozen=True)
class Contact:
    name: str
    email: str
    library: str = ""
    details: str = ""
    """How to reach them, besides by email."""
    about: str = ""


@dataclass(frozen=True)
class RoundContacts:
    trainers: Sequence[Contact] = ()
    peers: Sequence[Contact] = ()
    contacts: Sequence[Contact] = ()
    assignment: Mapping[str, str] = field(default_factory=dict)
    """What the course asks in the module that was named, by language."""


def load_round_contacts(round_role: RoundRole, user: User, module: int = 0) -> RoundContacts:
    """Load the contacts of somebody in a round, in one query: who accepted, and in the peer group not oneself. The
    assignment of a module comes along."""
    place = {"round": round_role.round_id, "group": round_role.group_id, "course": round_role.course_id}
    rows = read(_contacts(), {**place, "user": user.id, "module": module}).all()
    by_kind: dict[str, list[Contact]] = {TRAINER: [], PARTICIPANT: [], "contact": []}
    people = [row for row in rows if row.kind in by_kind]
    for row in sorted(people, key=lambda row: (row.position, name_order(row.name))):
        by_kind[row.kind].append(Contact(row.name, row.email, row.library, row.details, row.about))
    assignment = {row.kind: row.details for row in rows if row.kind not in by_kind}
    return RoundContacts(by_kind[TRAINER], by_kind[PARTICIPANT], by_kind["contact"], assignment)


@cache
def _contacts() -> Any:
    staff = select(
        literal(TRAINER).label("kind"),
        User.shown_name.label("name"),
        User.email.label("email"),
        func.coalesce(RoundStaff.organisation, "").label("library"),
        RoundStaff.contact.label("details"),
        literal("").label("about"),
        literal(0).label("position"),
    ).join(RoundStaff, RoundStaff.user_id == User.id)
    peers = select(
        literal(PARTICIPANT),
        User.shown_name,
        User.email,
        func.coalesce(func.nullif(Enrolment.organisation, ""), User.organisation),
        literal(""),
        literal(""),
        literal(0),
    ).join(Enrolment, Enrolment.user_id == User.id)
    contacts = select(
        literal("contact"),
        CourseContact.name,
        func.coalesce(CourseContact.email, ""),
        literal(""),
        CourseContact.phone,
        CourseContact.about,
        CourseContact.position,
    ).where(CourseContact.course_id == bindparam("course"))
    of_module = CourseModule.course_id == bindparam("course"), CourseModule.number == bindparam("module")
    assignments = [
        select(literal(code), literal(""), literal(""), literal(""), text, literal(""), literal(0)).where(*of_module)
        for code, text in (("nl", CourseModule.assignment_nl), ("en", CourseModule.assignment_en))
    ]
    in_group = Enrolment.group_id == bindparam("group", type_=String)  # which nobody is in who has none
    return union_all(
        staff.where(RoundStaff.round_id == bindparam("round"), RoundStaff.role == TRAINER),
        peers.where(in_group, Enrolment.dropped_at.is_(None), User.id != bindparam("user")),
        contacts,
        *assignments,
    )
