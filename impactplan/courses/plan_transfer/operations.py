"""A plan passes to a colleague of the same library, or a colleague comes to write along in it.

The coordinator decides it without reading a word: they see names, titles, states and days. That goes as far as people
and plans of one library in one round: the new author is a colleague who takes part, and the owner has a place in the
round with this plan. Nobody who coordinates the round becomes an author this way, for then they would read. The owner
hears by mail who did it.

It also goes for somebody who dropped out, though their plan is closed to the round: leaving a library is the common
reason for both, and the plan was made for the library. States are not shown then, nothing opens to the coordinator,
and the owner, who is told, can answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import aliased

from impactplan.access import RoundPermission, RoundRelation, lock_round
from impactplan.accounts.operations import give_role, keep_from_group, let_go, lock_account
from impactplan.accounts.queries import show_name
from impactplan.courses.enrolment.places import are_colleagues, place_name, place_state
from impactplan.lib.names import name_order
from impactplan.lib.refusals import Refusal
from impactplan.models import Enrolment, Membership, Plan, RoundStaff, User, db, membership_table, upsert

TAKES_PART = "taking_part"


class PassingError(Refusal):
    """A plan that cannot pass like this; the key says why."""


@dataclass(frozen=True)
class Place:
    """A participant's place in the round."""

    id: str
    user_id: int | None
    name: str
    email: str
    language: str
    organisation: str
    state: str
    group_id: str | None
    plan_id: str | None
    coordinates: bool

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
        return next((one for one in self.authors if one.role == "owner"), None)

    def is_by(self, place: Place) -> bool:
        return any(one.user_id == place.user_id for one in self.authors)


@dataclass(frozen=True)
class Team:
    """Somebody in a round with the colleagues of their library, and the plans that they have there."""

    person: Place
    colleagues: Sequence[Place]
    plans: dict[str, TeamPlan]

    @property
    def places(self) -> list[Place]:
        return [self.person, *self.colleagues]

    @property
    def plan(self) -> TeamPlan | None:
        return self.plans.get(self.person.plan_id or "")

    def find(self, place_id: str) -> Place | None:
        return next((one for one in self.places if one.id == place_id), None)

    def owner_of(self, plan: TeamPlan) -> Place | None:
        """Return the place of a plan's owner, if they have one with it here."""
        theirs = (one for one in self.places if one.plan_id == plan.id and one.user_id is not None)
        return next((one for one in theirs if plan.owner and one.user_id == plan.owner.user_id), None)

    @property
    def heirs(self) -> list[Place]:
        """Return who could become the owner of the person's plan."""
        if self.plan is None or (owner := self.owner_of(self.plan)) is None:
            return []
        return [one for one in self.places if one.takes_part and not one.coordinates and one.id != owner.id]

    @property
    def offered(self) -> list[TeamPlan]:
        """Return the plans of colleagues in which the person could come to write along."""
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

    def opens_to(self, plan: TeamPlan, newcomer: Place) -> bool:
        """Tell whether a plan that is shared would be read by a peer group with which nobody shared it."""
        groups = {one.group_id for one in self.places if one.plan_id == plan.id}
        return plan.shared_with_group and newcomer.group_id is not None and newcomer.group_id not in groups


def load_team(round_id: str, enrolment_id: str) -> Team | None:
    """Return somebody's team, or nothing if they have no place in the round. Two queries, however many there are."""
    staff = aliased(RoundStaff)
    coordinator = RoundRelation.COORDINATOR.value
    runs_it = exists().where(
        staff.round_id == Enrolment.round_id, staff.user_id == Enrolment.user_id, staff.role == coordinator
    )
    columns = Enrolment.id, Enrolment.user_id, Enrolment.organisation, Enrolment.group_id, Enrolment.plan_id
    query = (
        select(
            *columns,
            place_name(Enrolment),
            place_state(),
            func.coalesce(User.email, Enrolment.email, "").label("email"),
            func.coalesce(User.language, "nl").label("language"),
            runs_it.label("coordinates"),
        )
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .where(Enrolment.round_id == round_id)
    )
    places = [Place(**row._mapping) for row in db.session.execute(query)]
    person = next((one for one in places if one.id == enrolment_id), None)
    if person is None:
        return None
    others = [one for one in places if one is not person and are_colleagues(one.organisation, person.organisation)]
    colleagues = sorted(others, key=lambda one: name_order(one.name or ""))
    return Team(person, colleagues, _load_plans({one.plan_id for one in [person, *colleagues] if one.plan_id}))


def _load_plans(plan_ids: Iterable[str]) -> dict[str, TeamPlan]:
    rows = db.session.execute(
        select(Plan.id, Plan.title, Plan.changed_at, Plan.shared_with_group, User.id.label("user_id"), Membership.role)
        .add_columns(show_name())
        .join(Membership, Membership.plan_id == Plan.id)
        .join(User, User.id == Membership.user_id)
        .where(Plan.id.in_(list(plan_ids)), Membership.role.in_(("owner", "coauthor")))
        .order_by(Plan.title, Plan.id, Membership.role.desc(), User.name, User.email)
    ).all()
    authors: dict[str, list[Author]] = {}
    for row in rows:
        authors.setdefault(row.id, []).append(Author(row.user_id, row.name, row.role))
    return {row.id: TeamPlan(row.id, row.title, row.changed_at, row.shared_with_group, authors[row.id]) for row in rows}


# --- writes ----------------------------------------------------------------------------------------------------


def hand_over(round_id: str, actor: User, person_id: str, owner_id: int, heir_id: str, *, stays: bool) -> None:
    """Make a colleague the owner of somebody's plan. The former owner stays as a co-author, or leaves the plan.

    The heir's place in the round gets this plan; one that they had of their own stays theirs, outside the round.
    PassingError("changed") when ``owner_id`` is not the owner any more, or the heir no colleague who takes part.
    """
    team = _take(round_id, actor, person_id, [person_id, heir_id], owner_id)
    plan, heir = team.plan, team.find(heir_id)
    if plan is None or plan.owner is None or plan.owner.user_id != owner_id or heir not in team.heirs or heir is None:
        raise PassingError("changed")
    if stays:
        _set_role(plan.id, owner_id, "coauthor")
    else:
        theirs = membership_table.c.plan_id == plan.id, membership_table.c.user_id == owner_id
        db.session.execute(delete(membership_table).where(*theirs))
    _let_in(plan, heir, "owner")
    if not stays:
        let_go(plan.id, owner_id)


def write_along(round_id: str, actor: User, person_id: str, plan_id: str) -> None:
    """Make somebody a co-author of a colleague's plan, and that the plan of their place in the round."""
    team = _take(round_id, actor, person_id, [person_id])
    plan = next((one for one in team.offered if one.id == plan_id), None)
    if plan is None:
        raise PassingError("changed")
    known = any(one.user_id == team.person.user_id for one in plan.authors)
    _let_in(plan, team.person, "" if known else "coauthor")


def _take(round_id: str, actor: User, person_id: str, place_ids: Sequence[str], *user_ids: int) -> Team:
    """Begin a write about a round, some accounts and the plans of a team, in the order in which an account is closed,
    and return the team as it is by then."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    ids = select(Enrolment.user_id).where(Enrolment.id.in_(place_ids), Enrolment.user_id.is_not(None))
    for user_id in sorted({*user_ids, *(found for found in db.session.scalars(ids) if found)}):
        lock_account(user_id)
    before = load_team(round_id, person_id)
    if before is None:
        raise PassingError("gone")
    db.session.execute(select(Plan.id).where(Plan.id.in_(before.plans)).order_by(Plan.id).with_for_update())
    team = load_team(round_id, person_id)
    if team is None:
        raise PassingError("gone")
    return team


def _let_in(plan: TeamPlan, newcomer: Place, role: str) -> None:
    """Give somebody a role in a plan, and the plan to their place; no peer group gets to read it unasked."""
    user = db.session.get(User, newcomer.user_id)
    if user is None:
        raise PassingError("changed")
    if role:
        _set_role(plan.id, int(user.id), role)
    give_role(user, "participant")
    keep_from_group(plan.id, newcomer.group_id)
    db.session.execute(update(Enrolment).where(Enrolment.id == newcomer.id).values(plan_id=plan.id))


def _set_role(plan_id: str, user_id: int, role: str) -> None:
    row = {"plan_id": plan_id, "user_id": user_id, "role": role}
    db.session.execute(upsert(membership_table, [row], ["plan_id", "user_id"]))
