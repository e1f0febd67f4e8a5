"""Whether somebody has to do with impactplan beyond one place in a round."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from impactplan.access import AUTHORS
from impactplan.accounts.queries import is_open
from impactplan.models import Enrolment, Invitation, Membership, Reflection, Revision, Role, RoundStaff, User, db, now


def is_tied(user_id: int, place_id: str, since: datetime | None) -> bool:
    """Tell whether an account is to stay when one place goes: its person is in another round or on the staff of one,
    is invited to either or to a plan, has another role, shares a plan with another author, or used impactplan since a
    moment."""
    mine, theirs = aliased(Membership), aliased(Membership)
    shared = exists().where(
        mine.user_id == user_id,
        theirs.plan_id == mine.plan_id,
        theirs.user_id != user_id,
        theirs.role.in_([role.value for role in AUTHORS]),
    )
    address = select(User.email).where(User.id == user_id).scalar_subquery()
    ties = [
        exists().where(Enrolment.user_id == user_id, Enrolment.id != place_id),
        exists().where(RoundStaff.user_id == user_id),
        *(exists().where(place.email == address) for place in (Enrolment, RoundStaff)),
        exists().where(Invitation.email == address, *is_open(now())),
        exists().where(User.id == user_id, User.roles.any(Role.name != "participant")),
        shared,
    ]
    if since is not None:
        signed_in = since.astimezone(UTC).replace(tzinfo=None)  # that column knows no zone
        ties += [
            exists().where(User.id == user_id, or_(User.current_login_at > signed_in, User.kept_at > since)),
            exists().where(Revision.actor_id == user_id, Revision.at > since),
            exists().where(Reflection.user_id == user_id, Reflection.changed_at > since),
        ]
    return bool(db.session.scalar(select(or_(*ties))))
