"""The invitations that are open to somebody, wherever they are when they see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all

from impactplan.lib.dates import moment_of, today
from impactplan.lib.holding import is_to_come
from impactplan.models import Course, Enrolment, Round, RoundStaff, User
from impactplan.models.base import UtcDateTime, read


@dataclass(frozen=True)
class Offer:
    """An enrolment or a staff role that somebody was invited to and has not accepted."""

    id: str
    """For ``courses.accept_offer``."""
    role: str
    """participant, trainer or coordinator."""
    round: str
    course: str
    library: str
    expires_at: datetime


def load_offers(user: User) -> list[Offer]:
    """Return the open invitations to somebody's address, in one query."""
    since = moment_of(today(), time())
    return [
        Offer(row.id, row.role, row.round, row.course, row.organisation, row.expires_at)
        for row in read(_open_offers(), {"the_email": user.email, "the_moment": since})
        if is_to_come(row.expires_at)
    ]


@cache
def _open_offers() -> Any:
    moment = bindparam("the_moment", type_=UtcDateTime)

    def open_invitations(model: type[Enrolment] | type[RoundStaff], role: Any) -> Any:
        columns = (Round.title.label("round"), Course.title.label("course"), model.organisation, model.expires_at)
        return (
            select(model.id, role.label("role"), *columns)
            .join(Round, Round.id == model.round_id)
            .join(Course, Course.id == Round.course_id)
            .where(model.email == bindparam("the_email"), model.user_id.is_(None), model.expires_at > moment)
        )

    enrolments = open_invitations(Enrolment, literal("participant"))
    offers = union_all(enrolments, open_invitations(RoundStaff, RoundStaff.role)).subquery()
    return select(offers).order_by(offers.c.expires_at)
