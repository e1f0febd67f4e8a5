"""Rounds in numbers: who is enrolled, how far they are, and the meetings. States and names, never content."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from impactplan.courses.enrolment.columns import name_column, state_column
from impactplan.courses.enrolment.roles import TRAINER
from impactplan.courses.programme.modules import load_meeting_rows
from impactplan.courses.programme.standing import Standing, find_standing
from impactplan.lib.names import name_order
from impactplan.models import Enrolment, Outbox, PeerGroup, Plan, RoundStaff, User, db


@dataclass(frozen=True)
class EnrolmentFacts:
    """What is known of somebody who is enrolled in a round."""

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
class StaffFacts:
    """What is known of a staff member of a round."""

    role: str
    name: str
    accepted: bool


@dataclass(frozen=True)
class RoundFacts:
    standing: Standing
    enrolments: Sequence[EnrolmentFacts] = ()
    meetings: Sequence[Any] = ()
    staff: Sequence[StaffFacts] = ()

    def count(self, *states: str) -> int:
        return sum(enrolment.state in states for enrolment in self.enrolments)

    @property
    def present(self) -> list[EnrolmentFacts]:
        return [enrolment for enrolment in self.enrolments if enrolment.state == "taking_part"]

    @property
    def expected(self) -> list[EnrolmentFacts]:
        """Return who can be in a group: all but those who dropped out."""
        return [enrolment for enrolment in self.enrolments if enrolment.state != "dropped_out"]

    @property
    def never(self) -> int:
        """Return how many of those who are expected never signed in."""
        return sum(not enrolment.signed_in for enrolment in self.expected)

    @property
    def plans(self) -> int:
        return len({enrolment.plan_id for enrolment in self.present if enrolment.plan_id})

    @property
    def planned(self) -> list[Any]:
        return [meeting for meeting in self.meetings if meeting.cancelled_at is None]

    @property
    def dated(self) -> int:
        return sum(meeting.day is not None for meeting in self.planned)

    @property
    def trainers(self) -> list[StaffFacts]:
        return [member for member in self.staff if member.role == TRAINER]

    @property
    def groups(self) -> dict[str, int]:
        """Return the peer groups that have members, with how many; those who never signed in count too, as on the page
        of the groups."""
        enrolments = sorted(
            (enrolment for enrolment in self.expected if enrolment.group),
            key=lambda enrolment: (enrolment.group_position, enrolment.group),
        )
        titles = [enrolment.group for enrolment in enrolments]
        return {title: titles.count(title) for title in titles}


def load_facts(ends: Mapping[str, date | None], at: datetime) -> dict[str, RoundFacts]:
    """Return the facts of rounds, given with their last days, in three queries for any number of rounds."""
    meetings = _by_round(load_meeting_rows(*ends), ends)
    enrolments, staff = load_enrolments(ends, at), _load_staff(ends)
    return {
        round_id: RoundFacts(
            find_standing(meetings[round_id], last, at), enrolments[round_id], meetings[round_id], staff[round_id]
        )
        for round_id, last in ends.items()
    }


def load_enrolments(round_ids: Collection[str], at: datetime) -> dict[str, list[EnrolmentFacts]]:
    """Return the enrolments of rounds, by name. The title of a plan is not content, yet left out once somebody dropped
    out."""
    address, later = func.coalesce(User.email, Enrolment.email), aliased(Outbox)
    since = later.kind == "mail", later.done_at > Outbox.failed_at, later.email == address
    arrived = exists().where(*since).correlate(Outbox, User, Enrolment)
    failed = exists().where(
        Outbox.kind == "mail",
        Outbox.failed_at.is_not(None),
        Outbox.email == address,
        ~arrived,
    )
    query = (
        select(
            Enrolment.id,
            Enrolment.round_id,
            name_column(Enrolment),
            state_column(),
            Enrolment.invited_at,
            Enrolment.expires_at,
            Enrolment.organisation,
            User.organisation.label("own"),
            PeerGroup.title.label("group"),
            PeerGroup.position,
            User.login_count,
            Enrolment.delete_after,
            Enrolment.plan_id,
            Plan.title,
            Plan.changed_at,
            failed.label("mail_failed"),
        )
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .join(PeerGroup, PeerGroup.id == Enrolment.group_id, isouter=True)
        .join(Plan, Plan.id == Enrolment.plan_id, isouter=True)
        .where(Enrolment.round_id.in_(list(round_ids)))
    )
    by_round: dict[str, list[EnrolmentFacts]] = {round_id: [] for round_id in round_ids}
    for row in sorted(db.session.execute(query), key=lambda row: name_order(row.name or "")):
        by_round[row.round_id].append(_to_enrolment_facts(row, at))
    return by_round


def _to_enrolment_facts(row: Any, at: datetime) -> EnrolmentFacts:
    expired = row.state == "invited" and (row.expires_at is None or row.expires_at <= at)
    takes_part = row.state == "taking_part"
    return EnrolmentFacts(
        name=row.name or "",
        state="expired" if expired else row.state,
        library=row.organisation or row.own or "",
        group=(row.group or "") if row.state != "dropped_out" else "",
        group_position=row.position or 0,
        invited_at=row.invited_at,
        signed_in=bool(row.login_count),
        mail_failed=row.mail_failed,
        delete_after=row.delete_after,
        plan_id=row.plan_id if takes_part else None,
        plan=(row.title or "") if takes_part else "",
        plan_changed=row.changed_at if takes_part else None,
        id=row.id,
    )


def _load_staff(round_ids: Collection[str]) -> dict[str, list[StaffFacts]]:
    query = (
        select(
            RoundStaff.round_id,
            RoundStaff.role,
            name_column(RoundStaff),
            RoundStaff.user_id.is_not(None).label("accepted"),
        )
        .join(User, User.id == RoundStaff.user_id, isouter=True)
        .where(RoundStaff.round_id.in_(list(round_ids)))
        .order_by(RoundStaff.role.desc(), "name")
    )
    by_round: dict[str, list[StaffFacts]] = {round_id: [] for round_id in round_ids}
    for row in db.session.execute(query):
        by_round[row.round_id].append(StaffFacts(row.role, row.name or "", row.accepted))
    return by_round


def _by_round(rows: Sequence[Any], round_ids: Collection[str]) -> dict[str, list[Any]]:
    by_round: dict[str, list[Any]] = {round_id: [] for round_id in round_ids}
    for row in rows:
        by_round[row.round_id].append(row)
    return by_round
