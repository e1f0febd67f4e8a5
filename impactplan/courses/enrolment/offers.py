"""What is offered to somebody, wherever they are when they see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, union_all

from impactplan.models import Course, Enrolment, Round, RoundStaff, User, db, now


@dataclass(frozen=True)
class OpenPlace:
    """A place in a round that somebody was invited to and has not accepted. POST to ``courses.accept_place``."""

    place_id: str
    role: str
    """participant, trainer or coordinator."""
    round: str
    course: str
    library: str
    expires_at: datetime


def load_open_invitations(user: User) -> list[OpenPlace]:
    """Return the places in rounds that are offered to somebody's address and still open, in one query."""

    def offered(place: type[Enrolment] | type[RoundStaff], role: Any) -> Any:
        columns = (Round.title.label("round"), Course.title.label("course"), place.organisation, place.expires_at)
        return (
            select(place.id, role.label("role"), *columns)
            .join(Round, Round.id == place.round_id)
            .join(Course, Course.id == Round.course_id)
            .where(place.email == user.email, place.user_id.is_(None), place.expires_at > now())
        )

    places = union_all(offered(Enrolment, literal("participant")), offered(RoundStaff, RoundStaff.role)).subquery()
    rows = db.session.execute(select(places).order_by(places.c.expires_at))
    return [OpenPlace(row.id, row.role, row.round, row.course, row.organisation, row.expires_at) for row in rows]
