"""What the pages about sharing and leaving read."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, and_, case, func, select
from sqlalchemy.orm import aliased

from impactplan.lib.names import name_order
from impactplan.models import Enrolment, Invitation, Membership, PeerGroup, Plan, Round, RoundStaff, User, db, now


def show_name() -> Any:
    """Return the column by which a person is named: the name, or the first part of the address."""
    return case((User.name == "", User.email), else_=User.name).label("name")


def load_members(plan_id: str) -> Sequence[Row[Any]]:
    """Return everybody with a role of their own, the owner first."""
    order = {"owner": 0, "coauthor": 1, "commenter": 2}
    rows = db.session.execute(
        select(User.id, show_name(), User.email, User.organisation, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.plan_id == plan_id)
    ).all()
    return sorted(rows, key=lambda row: (order.get(row.role, 3), name_order(row.name), row.email))


def is_open(moment: Any) -> tuple[Any, ...]:
    return (
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > moment,
    )


def load_invitations(plan_id: str) -> Sequence[Any]:
    """Return the invitations that nobody answered yet, those whose time has passed included."""
    return db.session.execute(
        select(
            Invitation.id,
            Invitation.email,
            Invitation.role,
            Invitation.created_at,
            Invitation.expires_at,
            (Invitation.expires_at <= now()).label("expired"),
        )
        .where(Invitation.plan_id == plan_id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
        .order_by(Invitation.created_at)
    ).all()


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> Row[Any] | None:
    """Return what an invitation says, if its token still opens it."""
    return db.session.execute(
        select(
            Invitation.id,
            Invitation.plan_id,
            Invitation.email,
            Invitation.role,
            Plan.title,
            Plan.language,
            func.coalesce(show_name(), "").label("inviter"),
            func.coalesce(User.organisation, "").label("organisation"),
        )
        .join(Plan, Plan.id == Invitation.plan_id)
        .join(User, User.id == Invitation.invited_by, isouter=True)
        .where(Invitation.token_hash == hash_token(token), *is_open(now()))
    ).first()


def load_group(plan_id: str) -> tuple[list[str], list[str]]:
    """Return the names of the peer groups in which a plan is, and of the people in them who have no role in it."""
    theirs, plans = aliased(Enrolment), aliased(Enrolment)
    rows = db.session.execute(
        select(PeerGroup.title, show_name(), Membership.role)
        .select_from(plans)
        .join(PeerGroup, PeerGroup.id == plans.group_id)
        .join(theirs, theirs.group_id == PeerGroup.id)
        .join(User, User.id == theirs.user_id)
        .join(Membership, (Membership.plan_id == plan_id) & (Membership.user_id == User.id), isouter=True)
        .where(plans.plan_id == plan_id, plans.dropped_at.is_(None), theirs.dropped_at.is_(None))
    ).all()
    people = dict.fromkeys(sorted((row.name for row in rows if row.role is None), key=name_order))
    return list(dict.fromkeys(row.title for row in rows)), list(people)


def load_staff(plan_id: str) -> Sequence[Row[Any]]:
    """Return the rounds in which a plan is, each with the trainers who read it there; one without them comes too."""
    trains = RoundStaff.round_id == Round.id, RoundStaff.role == "trainer", RoundStaff.user_id.is_not(None)
    return db.session.execute(
        select(Round.id, Round.title, User.id.label("user_id"), show_name())
        .select_from(Round)
        .join(Enrolment, (Enrolment.round_id == Round.id) & (Enrolment.plan_id == plan_id))
        .join(RoundStaff, and_(*trains), isouter=True)
        .join(User, User.id == RoundStaff.user_id, isouter=True)
        .where(Enrolment.dropped_at.is_(None))
        .distinct()
        .order_by(Round.title, Round.id, "name", User.id)
    ).all()


def load_owned_plans(user_id: int) -> list[dict[str, Any]]:
    """Return the plans that somebody owns, each with the co-authors to whom it could pass."""
    mine, theirs = aliased(Membership), aliased(Membership)
    rows = db.session.execute(
        select(Plan.id, Plan.title, User.id.label("user_id"), show_name())
        .join(mine, (mine.plan_id == Plan.id) & (mine.user_id == user_id) & (mine.role == "owner"))
        .join(theirs, (theirs.plan_id == Plan.id) & (theirs.role == "coauthor"), isouter=True)
        .join(User, User.id == theirs.user_id, isouter=True)
        .order_by(Plan.title, Plan.id, User.name, User.email)
    ).all()
    plans: dict[str, dict[str, Any]] = {}
    for row in rows:
        plan = plans.setdefault(row.id, {"id": row.id, "title": row.title, "coauthors": []})
        if row.user_id is not None:
            plan["coauthors"].append((row.user_id, row.name))
    return list(plans.values())
