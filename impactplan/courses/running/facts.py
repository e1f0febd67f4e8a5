"""Rounds in numbers: who has which place, how far, and what is still to be done. States and names, never content."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from impactplan.courses.enrolment.places import place_name, place_state
from impactplan.courses.enrolment.roles import TRAINER
from impactplan.courses.programme.modules import load_meetings
from impactplan.courses.programme.standing import Standing, stand
from impactplan.lib.names import name_order
from impactplan.models import Enrolment, Outbox, PeerGroup, Plan, RoundStaff, User, db


@dataclass(frozen=True)
class Seat:
    """Somebody's place as a participant of a round."""

    name: str
    state: str
    """listed, invited, expired, taking_part or dropped_out."""
    library: str = ""
    group: str = ""
    group_position: int = 0
    invited_at: datetime | None = None
    signed_in: bool = False
    mail_failed: bool = False
    delete_after: date | None = None
    plan_id: str | None = None
    plan: str = ""
    plan_changed: datetime | None = None
    id: str = ""


@dataclass(frozen=True)
class Post:
    """A place in the staff of a round."""

    role: str
    name: str
    accepted: bool


@dataclass(frozen=True)
class RoundFacts:
    standing: Standing
    seats: Sequence[Seat] = ()
    meetings: Sequence[Any] = ()
    staff: Sequence[Post] = ()

    def count(self, *states: str) -> int:
        return sum(seat.state in states for seat in self.seats)

    @property
    def present(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.state == "taking_part"]

    @property
    def expected(self) -> list[Seat]:
        """Return who can be in a group: all but who dropped out."""
        return [seat for seat in self.seats if seat.state != "dropped_out"]

    @property
    def never(self) -> int:
        """Return how many of those who are expected never signed in."""
        return sum(not seat.signed_in for seat in self.expected)

    @property
    def plans(self) -> int:
        return len({seat.plan_id for seat in self.present if seat.plan_id})

    @property
    def held(self) -> list[Any]:
        return [meeting for meeting in self.meetings if meeting.cancelled_at is None]

    @property
    def dated(self) -> int:
        return sum(meeting.day is not None for meeting in self.held)

    @property
    def trainers(self) -> list[Post]:
        return [post for post in self.staff if post.role == TRAINER]

    @property
    def groups(self) -> dict[str, int]:
        """Return the peer groups that have somebody in them, with how many: also who has yet to sign in, as on the
        page of the groups."""
        seats = sorted(
            (seat for seat in self.expected if seat.group), key=lambda seat: (seat.group_position, seat.group)
        )
        titles = [seat.group for seat in seats]
        return {title: titles.count(title) for title in titles}


def load_facts(ends: Mapping[str, date | None], at: datetime) -> dict[str, RoundFacts]:
    """Return the facts of rounds, given with their last days, in three queries however many rounds there are."""
    meetings = _by_round(load_meetings(*ends), ends)
    seats, staff = load_seats(ends, at), _load_staff(ends)
    return {
        round_id: RoundFacts(stand(meetings[round_id], last, at), seats[round_id], meetings[round_id], staff[round_id])
        for round_id, last in ends.items()
    }


def load_seats(round_ids: Collection[str], at: datetime) -> dict[str, list[Seat]]:
    """Return the places of participants, by name. The title of a plan is no content; a dropped-out person's is left
    out too."""
    address, later = func.coalesce(User.email, Enrolment.email), aliased(Outbox)
    since = later.kind == "mail", later.done_at > Outbox.failed_at, later.payload["to"].as_string() == address
    arrived = exists().where(*since).correlate(Outbox, User, Enrolment)
    failed = exists().where(
        Outbox.kind == "mail",
        Outbox.failed_at.is_not(None),
        Outbox.payload["to"].as_string() == address,
        ~arrived,
    )
    query = (
        select(
            *(Enrolment.id, Enrolment.round_id, place_name(Enrolment), place_state()),
            *(Enrolment.invited_at, Enrolment.expires_at),
            *(
                Enrolment.organisation,
                User.organisation.label("own"),
                PeerGroup.title.label("group"),
                PeerGroup.position,
            ),
            *(User.login_count, Enrolment.delete_after, Enrolment.plan_id, Plan.title, Plan.changed_at),
            failed.label("mail_failed"),
        )
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .join(PeerGroup, PeerGroup.id == Enrolment.group_id, isouter=True)
        .join(Plan, Plan.id == Enrolment.plan_id, isouter=True)
        .where(Enrolment.round_id.in_(list(round_ids)))
    )
    found: dict[str, list[Seat]] = {round_id: [] for round_id in round_ids}
    for row in sorted(db.session.execute(query), key=lambda row: name_order(row.name or "")):
        found[row.round_id].append(_seat(row, at))
    return found


def _seat(row: Any, at: datetime) -> Seat:
    over = row.state == "invited" and (row.expires_at is None or row.expires_at <= at)
    inside = row.state == "taking_part"
    return Seat(
        name=row.name or "",
        state="expired" if over else row.state,
        library=row.organisation or row.own or "",
        group=(row.group or "") if row.state != "dropped_out" else "",
        group_position=row.position or 0,
        invited_at=row.invited_at,
        signed_in=bool(row.login_count),
        mail_failed=row.mail_failed,
        delete_after=row.delete_after,
        plan_id=row.plan_id if inside else None,
        plan=(row.title or "") if inside else "",
        plan_changed=row.changed_at if inside else None,
        id=row.id,
    )


def _load_staff(round_ids: Collection[str]) -> dict[str, list[Post]]:
    query = (
        select(
            RoundStaff.round_id,
            RoundStaff.role,
            place_name(RoundStaff),
            RoundStaff.user_id.is_not(None).label("accepted"),
        )
        .join(User, User.id == RoundStaff.user_id, isouter=True)
        .where(RoundStaff.round_id.in_(list(round_ids)))
        .order_by(RoundStaff.role.desc())
    )
    found: dict[str, list[Post]] = {round_id: [] for round_id in round_ids}
    for row in sorted(db.session.execute(query), key=lambda row: name_order(row.name or "")):
        found[row.round_id].append(Post(row.role, row.name or "", row.accepted))
    return found


def _by_round(rows: Sequence[Any], round_ids: Collection[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {round_id: [] for round_id in round_ids}
    for row in rows:
        found[row.round_id].append(row)
    return found
