"""Whether an account has links to impactplan beyond one enrolment."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from impactplan.access import AUTHORS
from impactplan.accounts.queries import is_open
from impactplan.models import (
    Draft,
    Enrolment,
    Invitation,
    Membership,
    Reflection,
    Remark,
    Revision,
    Role,
    RoundStaff,
    User,
    db,
    now,
)


def has_other_links(user_id: int, enrolment_id: str, since: datetime | None) -> bool:
    """Tell whether an account must stay when one enrolment goes: its user is in another round or on the staff of one,
    is invited to either or to a plan, has another role, shares a plan with another author, or used impactplan since a
    moment."""
    own, other = aliased(Membership), aliased(Membership)
    shares_plan = exists().where(
        own.user_id == user_id,
        other.plan_id == own.plan_id,
        other.user_id != user_id,
        other.role.in_([role.value for role in AUTHORS]),
    )
    address = select(User.email).where(User.id == user_id).scalar_subquery()
    links = [
        exists().where(Enrolment.user_id == user_id, Enrolment.id != enrolment_id),
        exists().where(RoundStaff.user_id == user_id),
        *(exists().where(model.email == address) for model in (Enrolment, RoundStaff)),
        exists().where(Invitation.email == address, *is_open(now())),
        exists().where(User.id == user_id, User.roles.any(Role.name != "participant")),
        shares_plan,
    ]
    if since is not None:
        signed_in_since = since.astimezone(UTC).replace(tzinfo=None)  # that column has no time zone
        links += [
            exists().where(User.id == user_id, or_(User.current_login_at > signed_in_since, User.kept_at > since)),
            exists().where(Revision.actor_id == user_id, Revision.at > since),
            exists().where(Reflection.user_id == user_id, Reflection.changed_at > since),
            exists().where(Remark.author_id == user_id, Remark.sent_at > since),
            exists().where(Draft.user_id == user_id, Draft.changed_at > since),
        ]
    return bool(db.session.scalar(select(or_(*links))))
