"""Who is in a round: participants and staff, with how far each has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from impactplan.courses.enrolment.places import place_name, place_state
from impactplan.lib.dates import AMSTERDAM
from impactplan.lib.names import holds_words, name_order
from impactplan.models import Enrolment, PeerGroup, RoundStaff, User, db, now

STATES = ("listed", "invited", "expired", "taking_part", "dropped_out")


@dataclass(frozen=True)
class Person:
    """A participant of a round, or somebody who is listed or invited to be one."""

    id: str
    email: str
    name: str
    """As they are called in a list: their name, or else their address."""
    typed: str
    """The name that was entered with their place, as long as they have not accepted."""
    library: str
    group: str
    state: str
    since: datetime
    """When they came into this state."""
    expires_at: datetime | None
    together: bool
    has_plan: bool
    last_seen: datetime | None
    """When they signed in last; nothing if they never did."""

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


def load_people(round_id: str, enrolment_id: str | None = None) -> list[Person]:
    """Return everybody in a round by name, or the one whose place it is, in one query."""
    query = (
        select(
            Enrolment,
            func.coalesce(User.email, Enrolment.email).label("address"),
            place_name(Enrolment),
            place_state(),
            PeerGroup.title,
            func.coalesce(User.current_login_at, User.last_login_at).label("seen"),
        )
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .join(PeerGroup, PeerGroup.id == Enrolment.group_id, isouter=True)
        .where(Enrolment.round_id == round_id)
    )
    if enrolment_id is not None:
        query = query.where(Enrolment.id == enrolment_id)
    people = [_to_person(row) for row in db.session.execute(query)]
    return sorted(people, key=lambda person: (name_order(person.name), person.email))


def _to_person(row: Any) -> Person:
    place: Enrolment = row.Enrolment
    state = row.state
    if state == "invited" and (place.expires_at is None or place.expires_at <= now()):
        state = "expired"
    moments = {"taking_part": place.accepted_at, "dropped_out": place.dropped_at, "listed": None}
    return Person(
        id=place.id,
        email=row.address or "",
        name=row.name or "",
        typed=place.name,
        library=place.organisation,
        group=row.title or "",
        state=state,
        since=moments.get(state, place.invited_at) or place.created_at,
        expires_at=place.expires_at,
        together=place.together,
        has_plan=place.plan_id is not None,
        last_seen=_aware(row.seen),
    )


def _aware(moment: datetime | None) -> datetime | None:
    """Return a moment of Flask-Security's, which keeps UTC without saying so."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def count_states(people: Sequence[Person]) -> Mapping[str, int]:
    counted = {state: sum(person.state == state for person in people) for state in STATES}
    return counted | {"all": len(people), "never": sum(is_never(person) for person in people)}


def is_never(person: Person) -> bool:
    """Tell whether somebody who is expected has never signed in."""
    return person.last_seen is None and person.state != "dropped_out"


def choose_people(people: Sequence[Person], state: str, search: str) -> list[Person]:
    """Return those in a state ("never": who never signed in) whose name, address or library holds every word."""
    found = [person for person in people if state not in STATES or person.state == state]
    if state == "never":
        found = [person for person in people if is_never(person)]
    return [person for person in found if holds_words(f"{person.name} {person.email} {person.library}", search)]


@dataclass(frozen=True)
class Staff:
    """A trainer or coordinator of a round, or somebody who is invited to be one."""

    id: str
    user_id: int | None
    email: str
    name: str
    typed: str
    role: str
    contact: str
    state: str
    """invited, expired or taking_part."""
    since: datetime

    @property
    def since_day(self) -> date:
        return self.since.astimezone(AMSTERDAM).date()


def load_staff(round_id: str, staff_id: str | None = None) -> list[Staff]:
    """Return the staff of a round, coordinators first, or the one whose place it is."""
    query = (
        select(RoundStaff, func.coalesce(User.email, RoundStaff.email).label("address"), place_name(RoundStaff))
        .join(User, User.id == RoundStaff.user_id, isouter=True)
        .where(RoundStaff.round_id == round_id)
    )
    if staff_id is not None:
        query = query.where(RoundStaff.id == staff_id)
    people = [_to_staff(row) for row in db.session.execute(query)]
    return sorted(people, key=lambda one: (one.role, name_order(one.name), one.email))


def _to_staff(row: Any) -> Staff:
    place: RoundStaff = row.RoundStaff
    over = place.expires_at is None or place.expires_at <= now()
    state = "taking_part" if place.user_id is not None else "expired" if over else "invited"
    since = (place.accepted_at if place.user_id is not None else place.invited_at) or place.created_at
    return Staff(
        *(place.id, place.user_id, row.address or "", row.name or "", place.name),
        *(place.role, place.contact, state, since),
    )
