"""Who is around a participant: trainers, the peer group, whom to ask about the course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, union_all

from impactplan.courses.enrolment.roles import PARTICIPANT, TRAINER, Place
from impactplan.lib.names import name_order
from impactplan.models import CourseContact, Enrolment, RoundStaff, User, db


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    library: str = ""
    more: str = ""
    about: str = ""


@dataclass(frozen=True)
class Around:
    trainers: Sequence[Person] = ()
    peers: Sequence[Person] = ()
    contacts: Sequence[Person] = ()


def load_around(place: Place, user: User) -> Around:
    """Read in one query who is around somebody in a round; only those who accepted, and in a group not oneself."""
    staff = select(
        literal(TRAINER).label("kind"),
        *(
            User.name.label("name"),
            User.email.label("email"),
            func.coalesce(RoundStaff.organisation, "").label("library"),
        ),
        *(RoundStaff.contact.label("more"), literal("").label("about"), literal(0).label("position")),
    ).join(RoundStaff, RoundStaff.user_id == User.id)
    peers = select(
        *(
            literal(PARTICIPANT),
            User.name,
            User.email,
            func.coalesce(func.nullif(Enrolment.organisation, ""), User.organisation),
        ),
        *(literal(""), literal(""), literal(0)),
    ).join(Enrolment, Enrolment.user_id == User.id)
    contacts = select(
        *(literal("contact"), CourseContact.name, func.coalesce(CourseContact.email, ""), literal("")),
        *(CourseContact.phone, CourseContact.about, CourseContact.position),
    ).where(CourseContact.course_id == place.course_id)
    parts: list[Any] = [
        staff.where(RoundStaff.round_id == place.round_id, RoundStaff.role == TRAINER),
        peers.where(Enrolment.group_id == place.group_id, Enrolment.dropped_at.is_(None), User.id != user.id),
        contacts,
    ]
    found: dict[str, list[Person]] = {TRAINER: [], PARTICIPANT: [], "contact": []}
    for row in sorted(db.session.execute(union_all(*parts)), key=lambda row: (row.position, name_order(row.name))):
        name = row.name or row.email.split("@")[0]
        found[row.kind].append(Person(name, row.email, row.library, row.more, row.about))
    return Around(found[TRAINER], found[PARTICIPANT], found["contact"])
