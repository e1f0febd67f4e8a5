"""Somebody in a round with the colleagues of their library, and what is known of their plans without reading them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from impactplan.access import RoundRelation
from impactplan.courses.enrolment.columns import name_column, state_column
from impactplan.courses.enrolment.libraries import are_colleagues
from impactplan.lib.names import name_order
from impactplan.models import Enrolment, Membership, Plan, RoundStaff, User, db

TAKES_PART = "taking_part"


@dataclass(frozen=True)
class TeamMember:
    """Somebody who is enrolled in the round."""

    id: str
    """Of the enrolment."""
    user_id: int | None
    name: str
    email: str
    language: str
    library: str
    state: str
    group_id: str | None
    plan_id: str | None
    coordinates: bool
    """Whether they coordinate the round too; coordinators read no plans."""

    @property
    def takes_part(self) -> bool:
        return self.state == TAKES_PART


@dataclass(frozen=True)
class Author:
    user_id: int
    name: str
    role: str


@dataclass(frozen=True)
class TeamPlan:
    """What is known of a plan without reading it."""

    id: str
    title: str
    changed_at: datetime
    shared_with_group: bool
    authors: Sequence[Author]

    @property
    def owner(self) -> Author | None:
        return next((author for author in self.authors if author.role == "owner"), None)

    def is_by(self, member: TeamMember) -> bool:
        return any(author.user_id == member.user_id for author in self.authors)


@dataclass(frozen=True)
class Team:
    """Somebody in a round with the colleagues of their library, and the plans that they have there."""

    person: TeamMember
    colleagues: Sequence[TeamMember]
    plans: dict[str, TeamPlan]

    @property
    def members(self) -> list[TeamMember]:
        return [self.person, *self.colleagues]

    @property
    def plan(self) -> TeamPlan | None:
        return self.plans.get(self.person.plan_id or "")

    def find(self, enrolment_id: str) -> TeamMember | None:
        return next((member for member in self.members if member.id == enrolment_id), None)

    def owner_of(self, plan: TeamPlan) -> TeamMember | None:
        """Return the owner of a plan as a member of the team, if they are enrolled here with it."""
        if plan.owner is None:
            return None
        with_plan = (member for member in self.members if member.plan_id == plan.id)
        return next((member for member in with_plan if member.user_id == plan.owner.user_id), None)

    @property
    def possible_owners(self) -> list[TeamMember]:
        """Return who could become the owner of the person's plan."""
        if self.plan is None or (owner := self.owner_of(self.plan)) is None:
            return []
        return [
            member for member in self.members if member.takes_part and not member.coordinates and member.id != owner.id
        ]

    @property
    def joinable_plans(self) -> list[TeamPlan]:
        """Return the plans of colleagues of which the person could become a co-author."""
        if not self.person.takes_part or self.person.coordinates:
            return []
        return [
            plan
            for plan in self.plans.values()
            if (owner := self.owner_of(plan)) is not None
            and owner.takes_part
            and owner.id != self.person.id
            and not (plan.id == self.person.plan_id and plan.is_by(self.person))
        ]

    def reaches_new_group(self, plan: TeamPlan, newcomer: TeamMember) -> bool:
        """Tell whether a newcomer would let a peer group read a shared plan that nobody shared with that group."""
        groups = {member.group_id for member in self.members if member.plan_id == plan.id}
        return plan.shared_with_group and newcomer.group_id is not None and newcomer.group_id not in groups


def load_team(round_id: str, enrolment_id: str) -> Team | None:
    """Return somebody's team, or None if they are not enrolled in the round. Two queries, whatever its size."""
    members = _load_members(round_id)
    person = next((member for member in members if member.id == enrolment_id), None)
    if person is None:
        return None
    others = [member for member in members if member is not person and are_colleagues(member.library, person.library)]
    colleagues = sorted(others, key=lambda member: name_order(member.name))
    return Team(person, colleagues, _load_plans({member.plan_id for member in [person, *colleagues] if member.plan_id}))


def _load_members(round_id: str) -> list[TeamMember]:
    staff = aliased(RoundStaff)
    coordinates = exists().where(
        staff.round_id == Enrolment.round_id,
        staff.user_id == Enrolment.user_id,
        staff.role == RoundRelation.COORDINATOR.value,
    )
    query = (
        select(
            Enrolment.id,
            Enrolment.user_id,
            Enrolment.organisation,
            Enrolment.group_id,
            Enrolment.plan_id,
            name_column(Enrolment),
            state_column(),
            func.coalesce(User.email, Enrolment.email, "").label("email"),
            func.coalesce(User.language, "nl").label("language"),
            coordinates.label("coordinates"),
        )
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .where(Enrolment.round_id == round_id)
    )
    return [
        TeamMember(
            id=row.id,
            user_id=row.user_id,
            name=row.name or "",
            email=row.email,
            language=row.language,
            library=row.organisation,
            state=row.state,
            group_id=row.group_id,
            plan_id=row.plan_id,
            coordinates=row.coordinates,
        )
        for row in db.session.execute(query)
    ]


def _load_plans(plan_ids: Iterable[str]) -> dict[str, TeamPlan]:
    rows = db.session.execute(
        select(Plan.id, Plan.title, Plan.changed_at, Plan.shared_with_group, User.id.label("user_id"), Membership.role)
        .add_columns(User.shown_name.label("name"))
        .join(Membership, Membership.plan_id == Plan.id)
        .join(User, User.id == Membership.user_id)
        .where(Plan.id.in_(list(plan_ids)), Membership.role.in_(("owner", "coauthor")))
        .order_by(Plan.title, Plan.id, Membership.role.desc(), User.name, User.email)
    ).all()
    authors: dict[str, list[Author]] = {}
    for row in rows:
        authors.setdefault(row.id, []).append(Author(row.user_id, row.name, row.role))
    return {row.id: TeamPlan(row.id, row.title, row.changed_at, row.shared_with_group, authors[row.id]) for row in rows}
