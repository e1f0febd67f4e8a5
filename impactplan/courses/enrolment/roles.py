"""What somebody is in the course, and which page is their home for each: one place to switch, without signing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import session, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_security import current_user
from sqlalchemy import exists, literal, null, or_, select, union_all

from impactplan.access import AUTHORS
from impactplan.models import Course, Enrolment, Membership, PeerGroup, Round, RoundStaff, User, db

PARTICIPANT, TRAINER, COORDINATOR, ADMINISTRATOR = "participant", "trainer", "coordinator", "administrator"
HOMES: dict[str, tuple[LazyString, str, dict[str, str]]] = {
    PARTICIPANT: (_l("My plan"), "home.show_home", {"role": PARTICIPANT}),
    TRAINER: (_l("Trainer"), "desk.show_training", {}),
    COORDINATOR: (_l("Coordinator"), "courses.show_coordination", {}),
    ADMINISTRATOR: (_l("Administrator"), "home.show_home", {"role": ADMINISTRATOR}),
}
"""Of each role: its name in the switch, and where its home is."""

REMEMBERED = "homes"
"""In the session: whose, which roles, and the one used last."""


@dataclass(frozen=True)
class Place:
    """What somebody is in one round."""

    role: str
    round_id: str
    title: str
    course_id: str
    course: str
    ends_on: date | None
    created_at: datetime
    group_id: str | None
    group: str
    plan_id: str | None


@dataclass(frozen=True)
class Places:
    """All that somebody is in rounds, the newest first; and whether they write or read plans."""

    all: Sequence[Place]
    writes: bool
    reads: bool
    leaves: bool = False
    """Whether it was announced that their account goes, and they did not come back since."""

    def of(self, role: str) -> list[Place]:
        return [place for place in self.all if place.role == role]


def load_places(user: User) -> Places:
    """Read in one query what somebody is in rounds, and whether they have plans."""
    enrolled = select(
        literal(PARTICIPANT).label("role"), Enrolment.user_id, Enrolment.round_id, Enrolment.group_id, Enrolment.plan_id
    ).where(Enrolment.user_id == user.id, Enrolment.dropped_at.is_(None))
    staff = select(RoundStaff.role, RoundStaff.user_id, RoundStaff.round_id, null(), null()).where(
        RoundStaff.user_id == user.id
    )
    place = union_all(enrolled, staff).subquery()
    member = exists().where(Membership.user_id == user.id)
    author = member.where(Membership.role.in_([str(relation) for relation in AUTHORS]))
    unseen = or_(User.kept_at.is_(None), User.kept_at < Enrolment.announced_at)
    leaves = exists().where(Enrolment.user_id == user.id, Enrolment.account_too, unseen).correlate(User)
    query = (
        select(
            *(place.c[name] for name in ("role", "round_id", "group_id", "plan_id")),
            *(Round.title, Round.course_id, Round.ends_on, Round.created_at),
            *(Course.title.label("course"), PeerGroup.title.label("group")),
            *(author.label("writes"), member.label("reads"), leaves.label("leaves")),
        )
        .select_from(User)
        .join(place, place.c.user_id == User.id, isouter=True)
        .join(Round, Round.id == place.c.round_id, isouter=True)
        .join(Course, Course.id == Round.course_id, isouter=True)
        .join(PeerGroup, PeerGroup.id == place.c.group_id, isouter=True)
        .where(User.id == user.id)
        .order_by(Round.created_at.desc(), Round.id)
    )
    rows = db.session.execute(query).all()
    return Places([_place(row) for row in rows if row.role], rows[0].writes, rows[0].reads, rows[0].leaves)


def _place(row: Any) -> Place:
    return Place(
        role=row.role,
        round_id=row.round_id,
        title=row.title,
        course_id=row.course_id,
        course=row.course,
        ends_on=row.ends_on,
        created_at=row.created_at,
        group_id=row.group_id,
        group=row.group or "",
        plan_id=row.plan_id,
    )


def find_roles(user: User, places: Places) -> tuple[str, ...]:
    """Return the roles for which somebody has a home, the one to begin with first.

    Who only reads a plan or two, or has none yet, has most to do in another role; who has no role is a participant to
    be.
    """
    roles = [PARTICIPANT] if places.writes or places.of(PARTICIPANT) else []
    roles += [role for role in (TRAINER, COORDINATOR) if places.of(role) or user.has_any_role(role)]
    roles += [ADMINISTRATOR] if user.has_any_role(ADMINISTRATOR) else []
    if PARTICIPANT not in roles and (places.reads or user.has_any_role(PARTICIPANT) or not roles):
        roles.append(PARTICIPANT)
    return tuple(roles)


def remember_home(user: User, roles: Sequence[str], role: str) -> None:
    """Keep the roles for the menu of other pages, which do not look them up, and the one in use."""
    found = [user.id, list(roles), role]
    if session.get(REMEMBERED) != found:
        session[REMEMBERED] = found


def last_role(user: User) -> str:
    """Return the role that somebody used last in this visit, or nothing."""
    kept = session.get(REMEMBERED)
    return str(kept[2]) if kept and kept[0] == user.id else ""


@dataclass(frozen=True)
class HomeLink:
    title: LazyString
    href: str
    current: bool


def view_homes() -> list[HomeLink]:
    """Return the ways to the homes of the signed-in user; none where there is only one."""
    kept = session.get(REMEMBERED)
    if not kept or not current_user.is_authenticated or kept[0] != current_user.id or len(kept[1]) < 2:
        return []
    return [
        HomeLink(title, url_for(endpoint, **values), role == kept[2])  # type: ignore[arg-type]  # url_for takes any value
        for role, (title, endpoint, values) in HOMES.items()
        if role in kept[1]
    ]
