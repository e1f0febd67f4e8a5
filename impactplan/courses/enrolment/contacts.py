"""The contacts of a participant: trainers, the peer group, and whom to ask about the course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, union_all

from impactplan.courses.enrolment.roles import PARTICIPANT, TRAINER, RoundRole
from impactplan.lib.names import name_order
from impactplan.models import CourseContact, Enrolment, RoundStaff, User, db


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


def load_round_contacts(round_role: RoundRole, user: User) -> RoundContacts:
    """Load the contacts of somebody in a round, in one query: who accepted, and in the peer group not oneself."""
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
    ).where(CourseContact.course_id == round_role.course_id)
    parts: list[Any] = [
        staff.where(RoundStaff.round_id == round_role.round_id, RoundStaff.role == TRAINER),
        peers.where(Enrolment.group_id == round_role.group_id, Enrolment.dropped_at.is_(None), User.id != user.id),
        contacts,
    ]
    by_kind: dict[str, list[Contact]] = {TRAINER: [], PARTICIPANT: [], "contact": []}
    for row in sorted(db.session.execute(union_all(*parts)), key=lambda row: (row.position, name_order(row.name))):
        by_kind[row.kind].append(Contact(row.name, row.email, row.library, row.details, row.about))
    return RoundContacts(by_kind[TRAINER], by_kind[PARTICIPANT], by_kind["contact"])
