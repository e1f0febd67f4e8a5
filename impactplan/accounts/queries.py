"""Reads for the pages about sharing a plan and deleting an account."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from impactplan.lib.names import name_order
from impactplan.models import Enrolment, Invitation, Membership, PeerGroup, Plan, Round, RoundStaff, User, db, now


def load_members(plan_id: str) -> Sequence[Any]:
    """Return the members of a plan, the owner first."""
    order = {"owner": 0, "coauthor": 1, "commenter": 2}
    rows = db.session.execute(
        select(User.id, User.shown_name.label("name"), User.email, User.organisation, Membership.role)
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
    """Return the invitations that were not accepted or withdrawn, including expired ones."""
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


def find_invitation(token: str) -> Any:
    """Return the open invitation of a token, with what its page shows."""
    return db.session.execute(
        select(
            Invitation.id,
            Invitation.plan_id,
            Invitation.email,
            Invitation.role,
            Plan.title,
            Plan.language,
            func.coalesce(User.shown_name, "").label("inviter"),
            func.coalesce(User.organisation, "").label("organisation"),
        )
        .join(Plan, Plan.id == Invitation.plan_id)
        .join(User, User.id == Invitation.invited_by, isouter=True)
        .where(Invitation.token_hash == hash_token(token), *is_open(now()))
    ).first()


def load_group(plan_id: str) -> tuple[list[str], list[str]]:
    """Return the titles of the peer groups that a plan is in, and the names of their people without a role in it."""
    peers, plans = aliased(Enrolment), aliased(Enrolment)
    rows = db.session.execute(
        select(PeerGroup.title, User.shown_name.label("name"), Membership.role)
        .select_from(plans)
        .join(PeerGroup, PeerGroup.id == plans.group_id)
        .join(peers, peers.group_id == PeerGroup.id)
        .join(User, User.id == peers.user_id)
        .join(Membership, (Membership.plan_id == plan_id) & (Membership.user_id == User.id), isouter=True)
        .where(plans.plan_id == plan_id, plans.dropped_at.is_(None), peers.dropped_at.is_(None))
    ).all()
    people = dict.fromkeys(sorted((row.name for row in rows if row.role is None), key=name_order))
    return list(dict.fromkeys(row.title for row in rows)), list(people)


def load_staff(plan_id: str) -> Sequence[Any]:
    """Return the rounds that a plan is in, with the trainers who can read it there; also rounds without a trainer."""
    trains = RoundStaff.round_id == Round.id, RoundStaff.role == "trainer", RoundStaff.user_id.is_not(None)
    return db.session.execute(
        select(Round.id, Round.title, User.id.label("user_id"), User.shown_name.label("name"))
        .select_from(Round)
        .join(Enrolment, (Enrolment.round_id == Round.id) & (Enrolment.plan_id == plan_id))
        .join(RoundStaff, and_(*trains), isouter=True)
        .join(User, User.id == RoundStaff.user_id, isouter=True)
        .where(Enrolment.dropped_at.is_(None))
        .distinct()
        .order_by(Round.title, Round.id, "name", User.id)
    ).all()


def load_owned_plans(user_id: int) -> list[dict[str, Any]]:
    """Return the plans that somebody owns, each with the co-authors who could inherit it."""
    own, coauthor = aliased(Membership), aliased(Membership)
    rows = db.session.execute(
        select(Plan.id, Plan.title, User.id.label("user_id"), User.shown_name.label("name"))
        .join(own, (own.plan_id == Plan.id) & (own.user_id == user_id) & (own.role == "owner"))
        .join(coauthor, (coauthor.plan_id == Plan.id) & (coauthor.role == "coauthor"), isouter=True)
        .join(User, User.id == coauthor.user_id, isouter=True)
        .order_by(Plan.title, Plan.id, User.name, User.email)
    ).all()
    plans: dict[str, dict[str, Any]] = {}
    for row in rows:
        plan = plans.setdefault(row.id, {"id": row.id, "title": row.title, "coauthors": []})
        if row.user_id is not None:
            plan["coauthors"].append((row.user_id, row.name))
    return list(plans.values())
