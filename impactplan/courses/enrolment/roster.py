"""Who is in a round: participants and staff, with how far each has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from impactplan.courses.enrolment.columns import name_column, state_column
from impactplan.lib.dates import AMSTERDAM
from impactplan.lib.names import holds_words, name_order
from impactplan.models import Enrolment, PeerGroup, RoundStaff, User, db, now

STATES = ("listed", "invited", "expired", "taking_part", "dropped_out")


@dataclass(frozen=True)
class Participant:
    """A participant of a round, or somebody who is listed or invited to become one."""

    id: str
    email: str
    name: str
    """To show in a list: see ``name_column``."""
    entered_name: str
    """The name that was entered for them, as long as they have not accepted."""
    library: str
    group: str
    state: str
    since: datetime
    """When this state began."""
    expires_at: datetime | None
    together: bool
    has_plan: bool
    last_seen: datetime | None
    """When they last signed in; None if they never did."""

    @property
    def since_day(self) -> date:
        return self.since.astimezone(AMSTERDAM).date()

    @property
    def last_day(self) -> date | None:
        """The last day on which their link works."""
        return self.expires_at.astimezone(AMSTERDAM).date() if self.expires_at else None

    @property
    def unanswered(self) -> bool:
        return self.state in {"invited", "expired"}

    @property
    def accepted(self) -> bool:
        return self.state in {"taking_part", "dropped_out"}


def load_people(round_id: str, enrolment_id: str | None = None) -> list[Participant]:
    """Return everybody in a round by name, or the one with this enrolment, in one query."""
    query = (
        select(
            Enrolment,
            func.coalesce(User.email, Enrolment.email).label("address"),
            name_column(Enrolment),
            state_column(),
            PeerGroup.title,
            func.coalesce(User.current_login_at, User.last_login_at).label("seen"),
        )
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .join(PeerGroup, PeerGroup.id == Enrolment.group_id, isouter=True)
        .where(Enrolment.round_id == round_id)
    )
    if enrolment_id is not None:
        query = query.where(Enrolment.id == enrolment_id)
    people = [_to_participant(row) for row in db.session.execute(query)]
    return sorted(people, key=lambda person: (name_order(person.name), person.email))


def _to_participant(row: Any) -> Participant:
    enrolment: Enrolment = row.Enrolment
    state = row.state
    if state == "invited" and (enrolment.expires_at is None or enrolment.expires_at <= now()):
        state = "expired"
    moments = {"taking_part": enrolment.accepted_at, "dropped_out": enrolment.dropped_at, "listed": None}
    return Participant(
        id=enrolment.id,
        email=row.address or "",
        name=row.name or "",
        entered_name=enrolment.name,
        library=enrolment.organisation,
        group=row.title or "",
        state=state,
        since=moments.get(state, enrolment.invited_at) or enrolment.created_at,
        expires_at=enrolment.expires_at,
        together=enrolment.together,
        has_plan=enrolment.plan_id is not None,
        last_seen=_to_utc(row.seen),
    )


def _to_utc(moment: datetime | None) -> datetime | None:
    """Return a moment that Flask-Security stored: in UTC, without its time zone."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def count_states(people: Sequence[Participant]) -> Mapping[str, int]:
    counted = {state: sum(person.state == state for person in people) for state in STATES}
    return counted | {"all": len(people), "never": sum(never_signed_in(person) for person in people)}


def never_signed_in(person: Participant) -> bool:
    """Tell whether somebody who is expected has never signed in."""
    return person.last_seen is None and person.state != "dropped_out"


def filter_people(people: Sequence[Participant], state: str, search: str) -> list[Participant]:
    """Return those in a state ("never": never signed in) whose name, address or library holds every word."""
    chosen = [person for person in people if state not in STATES or person.state == state]
    if state == "never":
        chosen = [person for person in people if never_signed_in(person)]
    return [person for person in chosen if holds_words(f"{person.name} {person.email} {person.library}", search)]


@dataclass(frozen=True)
class StaffMember:
    """A trainer or coordinator of a round, or somebody who is invited to become one."""

    id: str
    user_id: int | None
    email: str
    name: str
    entered_name: str
    role: str
    contact: str
    state: str
    """invited, expired or taking_part."""
    since: datetime

    @property
    def since_day(self) -> date:
        return self.since.astimezone(AMSTERDAM).date()


def load_staff(round_id: str, staff_id: str | None = None) -> list[StaffMember]:
    """Return the staff of a round, coordinators first, or the one with this id."""
    query = (
        select(RoundStaff, func.coalesce(User.email, RoundStaff.email).label("address"), name_column(RoundStaff))
        .join(User, User.id == RoundStaff.user_id, isouter=True)
        .where(RoundStaff.round_id == round_id)
    )
    if staff_id is not None:
        query = query.where(RoundStaff.id == staff_id)
    staff = [_to_staff_member(row) for row in db.session.execute(query)]
    return sorted(staff, key=lambda member: (member.role, name_order(member.name), member.email))


def _to_staff_member(row: Any) -> StaffMember:
    staff_member: RoundStaff = row.RoundStaff
    expired = staff_member.expires_at is None or staff_member.expires_at <= now()
    state = "taking_part" if staff_member.user_id is not None else "expired" if expired else "invited"
    since = (
        staff_member.accepted_at if staff_member.user_id is not None else staff_member.invited_at
    ) or staff_member.created_at
    return StaffMember(
        id=staff_member.id,
        user_id=staff_member.user_id,
        email=row.address or "",
        name=row.name or "",
        entered_name=staff_member.name,
        role=staff_member.role,
        contact=staff_member.contact,
        state=state,
        since=since,
    )
