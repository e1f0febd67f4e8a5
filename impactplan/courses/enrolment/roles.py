"""The roles that somebody has in the course, and the home page of each; one can switch without signing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import session, url_for
from flask_babel.speaklater import LazyString
from flask_security import current_user
from sqlalchemy import exists, literal, null, or_, select, union_all

from impactplan.access import AUTHORS
from impactplan.access.plans import THE_USER
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import Course, Enrolment, Membership, PeerGroup, Round, RoundStaff, User
from impactplan.models.base import read

PARTICIPANT, TRAINER, COORDINATOR, ADMINISTRATOR = "participant", "trainer", "coordinator", "administrator"
HOMES: dict[str, tuple[LazyString, str, dict[str, Any]]] = {
    PARTICIPANT: (_l("My plan"), "home.show_home", {"role": PARTICIPANT}),
    TRAINER: (_l("Trainer"), "desk.show_training", {}),
    COORDINATOR: (_l("Coordinator"), "courses.show_coordination", {}),
    ADMINISTRATOR: (_l("Administrator"), "home.show_home", {"role": ADMINISTRATOR}),
}
"""For each role: its name in the switch, and the endpoint of its home page."""

REMEMBERED = "homes"
"""The key in the session of the user, their roles, and the one used last."""


@dataclass(frozen=True)
class RoundRole:
    """The role that somebody has in one round."""

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
class RoundRoles:
    """The roles that somebody has in rounds, the newest round first; and whether they write or read plans."""

    all: Sequence[RoundRole]
    writes: bool
    reads: bool
    leaves: bool = False
    """Whether the deletion of their account was announced, and they have not come back since."""

    def of(self, role: str) -> list[RoundRole]:
        return [round_role for round_role in self.all if round_role.role == role]


def load_round_roles(user: User) -> RoundRoles:
    """Load the roles that somebody has in rounds, and whether they have plans, in one query."""
    rows = read(_roles_of_user(), {"the_user": user.id}).all()
    return RoundRoles([_to_round_role(row) for row in rows if row.role], rows[0].writes, rows[0].reads, rows[0].leaves)


@cache
def _roles_of_user() -> Any:
    enrolled = select(
        literal(PARTICIPANT).label("role"), Enrolment.user_id, Enrolment.round_id, Enrolment.group_id, Enrolment.plan_id
    ).where(Enrolment.user_id == THE_USER, Enrolment.dropped_at.is_(None))
    staff = select(RoundStaff.role, RoundStaff.user_id, RoundStaff.round_id, null(), null()).where(
        RoundStaff.user_id == THE_USER
    )
    roles = union_all(enrolled, staff).subquery()
    member = exists().where(Membership.user_id == THE_USER)
    author = member.where(Membership.role.in_([str(relation) for relation in AUTHORS]))
    unseen = or_(User.kept_at.is_(None), User.kept_at < Enrolment.announced_at)
    leaves = exists().where(Enrolment.user_id == THE_USER, Enrolment.account_too, unseen).correlate(User)
    return (
        select(
            roles.c.role,
            roles.c.round_id,
            roles.c.group_id,
            roles.c.plan_id,
            Round.title,
            Round.course_id,
            Round.ends_on,
            Round.created_at,
            Course.title.label("course"),
            PeerGroup.title.label("group"),
            author.label("writes"),
            member.label("reads"),
            leaves.label("leaves"),
        )
        .select_from(User)
        .join(roles, roles.c.user_id == User.id, isouter=True)
        .join(Round, Round.id == roles.c.round_id, isouter=True)
        .join(Course, Course.id == Round.course_id, isouter=True)
        .join(PeerGroup, PeerGroup.id == roles.c.group_id, isouter=True)
        .where(User.id == THE_USER)
        .order_by(Round.created_at.desc(), Round.id)
    )


def _to_round_role(row: Any) -> RoundRole:
    return RoundRole(
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


def find_roles(user: User, round_roles: RoundRoles) -> tuple[str, ...]:
    """Return the roles for which somebody has a home page, the one to begin with first.

    Those who only read plans, or have none yet, have more to do in another role; without any role one is a future
    participant.
    """
    roles = [PARTICIPANT] if round_roles.writes or round_roles.of(PARTICIPANT) else []
    roles += [role for role in (TRAINER, COORDINATOR) if round_roles.of(role) or user.has_any_role(role)]
    roles += [ADMINISTRATOR] if user.has_any_role(ADMINISTRATOR) else []
    if PARTICIPANT not in roles and (round_roles.reads or user.has_any_role(PARTICIPANT) or not roles):
        roles.append(PARTICIPANT)
    return tuple(roles)


def remember_home(user: User, roles: Sequence[str], role: str) -> None:
    """Keep the roles, and the one in use, for the menu of other pages, which do not look them up."""
    remembered = [user.id, list(roles), role]
    if session.get(REMEMBERED) != remembered:
        session[REMEMBERED] = remembered


def last_role(user: User) -> str:
    """Return the role that somebody last used in this session, or nothing."""
    remembered = session.get(REMEMBERED)
    return str(remembered[2]) if remembered and remembered[0] == user.id else ""


@dataclass(frozen=True)
class HomeLink:
    title: LazyString
    href: str
    current: bool


def view_homes() -> list[HomeLink]:
    """Return links to the home pages of the signed-in user; none where there is only one."""
    remembered = session.get(REMEMBERED)
    if (
        not remembered
        or not current_user.is_authenticated
        or remembered[0] != current_user.id
        or len(remembered[1]) < 2
    ):
        return []
    return [
        HomeLink(title, url_for(endpoint, **values), role == remembered[2])
        for role, (title, endpoint, values) in HOMES.items()
        if role in remembered[1]
    ]
