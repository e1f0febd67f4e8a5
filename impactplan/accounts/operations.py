"""Writes about people: accounts, invitations and roles in a plan. The route commits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, update

from impactplan.access import Permission, lock_plan
from impactplan.accounts.queries import hash_token, is_open
from impactplan.extensions import security
from impactplan.lib.refusals import Refusal
from impactplan.models import (
    ROLES,
    Enrolment,
    Invitation,
    Membership,
    Plan,
    Role,
    User,
    db,
    invitation_table,
    membership_table,
    new_id,
    now,
)

INVITATION_LASTS = timedelta(days=14)
INVITATION_LIMIT = 50
INVITED_ROLES = ("coauthor", "commenter", "reader")


class SharingError(Refusal):
    """Something that cannot be done with the people of a plan; the key says what."""


def new_token() -> str:
    return secrets.token_urlsafe(32)


def lock_account(user_id: int) -> None:
    """Begin a write to an account and what it owns: one at a time."""
    db.session.execute(update(User).where(User.id == user_id).values(active=User.active))


# --- accounts ------------------------------------------------------------------------------------------------


def mark_account_kept(user: User) -> None:
    """Record that somebody keeps their account after its deletion was announced."""
    db.session.execute(update(User).where(User.id == user.id).values(kept_at=now()))


def create_user(
    email: str,
    *,
    roles: Sequence[str] = (),
    password_hash: str | None = None,
    name: str = "",
    organisation: str = "",
    language: str = "nl",
    is_demo: bool = False,
) -> User:
    """Create an account whose address has been confirmed. The password comes hashed, since hashing is slow."""
    user = User(
        email=email,
        password=password_hash,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        confirmed_at=security.datetime_factory(),
        name=name,
        organisation=organisation,
        language=language,
        is_demo=is_demo,
    )
    db.session.add(user)
    for role in roles:
        give_role(user, role)
    return user


def knows_password(user: User, typed: str | None) -> bool:
    return bool(user.verify_and_update_password(security.password_util.normalize(typed or "")))


def make_roles() -> None:
    """Create the roles that do not exist yet."""
    existing = set(db.session.scalars(select(Role.name)))
    db.session.add_all(Role(name=name) for name in ROLES if name not in existing)


def give_role(user: User, name: str) -> None:
    """Give a user a role on the site; the role is created when it is first given."""
    role = db.session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        db.session.add(role)
    if role not in user.roles:
        user.roles.append(role)


# --- invitations ---------------------------------------------------------------------------------------------


def invite(plan_id: str, actor: User, email: str, role: str, token: str) -> str:
    """Invite somebody to a plan and return the invitation's id. The token is emailed and stored as a hash only."""
    lock_plan(plan_id, Permission.SHARE, actor)
    moment = now()
    known = select(Membership.role).join(User, User.id == Membership.user_id)
    if db.session.scalar(known.where(Membership.plan_id == plan_id, User.email == email)):
        raise SharingError("member")
    unanswered = Invitation.plan_id == plan_id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    if db.session.scalar(select(Invitation.id).where(*unanswered, Invitation.email == email)):
        raise SharingError("invited")
    count = db.session.scalar(select(func.count()).select_from(invitation_table).where(*unanswered)) or 0
    if count >= INVITATION_LIMIT:
        raise SharingError("limit")
    row = {
        "id": new_id(),
        "plan_id": plan_id,
        "email": email,
        "role": role,
        "token_hash": hash_token(token),
        "invited_by": actor.id,
        "created_at": moment,
        "expires_at": moment + INVITATION_LASTS,
    }
    db.session.execute(insert(invitation_table), row)
    return str(row["id"])


def renew_invitation(plan_id: str, actor: User, invitation_id: str, token: str) -> None:
    """Give an invitation a new link and two more weeks; the earlier link stops working."""
    lock_plan(plan_id, Permission.SHARE, actor)
    values = {"token_hash": hash_token(token), "expires_at": now() + INVITATION_LASTS}
    _change_invitation(plan_id, invitation_id, values)


def withdraw_invitation(plan_id: str, actor: User, invitation_id: str) -> None:
    lock_plan(plan_id, Permission.SHARE, actor)
    _change_invitation(plan_id, invitation_id, {"withdrawn_at": now()})


def _change_invitation(plan_id: str, invitation_id: str, values: dict[str, Any]) -> None:
    changed = db.session.execute(
        update(invitation_table)
        .where(
            invitation_table.c.id == invitation_id,
            invitation_table.c.plan_id == plan_id,
            invitation_table.c.accepted_at.is_(None),
            invitation_table.c.withdrawn_at.is_(None),
        )
        .values(values)
        .returning(invitation_table.c.id)
    ).first()
    if changed is None:
        raise SharingError("gone")


def accept_invitation(invitation_id: str, user: User) -> str:
    """Use up an invitation and return the plan's id. Whoever has a role in the plan already keeps it."""
    moment = now()
    taken = db.session.execute(
        update(invitation_table)
        .where(invitation_table.c.id == invitation_id, *is_open(moment))
        .values(accepted_at=moment)
        .returning(invitation_table.c.plan_id, invitation_table.c.role)
    ).first()
    if taken is None:
        raise SharingError("gone")
    db.session.flush()  # gives a new account its id
    own = Membership.plan_id == taken.plan_id, Membership.user_id == user.id
    if db.session.scalar(select(Membership.role).where(*own)) is None:
        db.session.execute(
            insert(membership_table),
            {"plan_id": taken.plan_id, "user_id": user.id, "role": taken.role, "created_at": moment},
        )
    if taken.role == "coauthor":
        give_role(user, "participant")
    return str(taken.plan_id)


# --- roles in a plan -----------------------------------------------------------------------------------------


def _membership(plan_id: str, user_id: int) -> tuple[Any, ...]:
    """Return the conditions for somebody's membership of a plan; the owner's is only ever handed over."""
    return (
        membership_table.c.plan_id == plan_id,
        membership_table.c.user_id == user_id,
        membership_table.c.role != "owner",
    )


def change_member(plan_id: str, actor: User, user_id: int, role: str) -> None:
    lock_plan(plan_id, Permission.SHARE, actor)
    if role not in INVITED_ROLES:
        raise SharingError("role")
    _need_row(update(membership_table).where(*_membership(plan_id, user_id)).values(role=role))
    if role != "coauthor":
        detach_from_rounds(plan_id, user_id)


def remove_member(plan_id: str, actor: User, user_id: int) -> None:
    lock_plan(plan_id, Permission.SHARE, actor)
    _need_row(delete(membership_table).where(*_membership(plan_id, user_id)))
    detach_from_rounds(plan_id, user_id)


def leave_plan(plan_id: str, actor: User) -> None:
    lock_plan(plan_id, Permission.READ, actor)
    _need_row(delete(membership_table).where(*_membership(plan_id, actor.id)))
    detach_from_rounds(plan_id, int(actor.id))


def detach_from_rounds(plan_id: str, user_id: int) -> None:
    """Remove a plan from the enrolments of somebody who is no longer its author: otherwise the trainers and the peer
    group of those rounds could still read it."""
    enrolments = Enrolment.plan_id == plan_id, Enrolment.user_id == user_id
    db.session.execute(update(Enrolment).where(*enrolments).values(plan_id=None))


def hand_over_plan(plan_id: str, actor: User, user_id: int) -> None:
    """Make a co-author the owner; the owner becomes a co-author."""
    lock_plan(plan_id, Permission.HAND_OVER, actor)
    mine = membership_table.c.plan_id == plan_id, membership_table.c.user_id == actor.id
    db.session.execute(update(membership_table).where(*mine).values(role="coauthor"))
    make_owner(plan_id, user_id)


def make_owner(plan_id: str, user_id: int) -> None:
    is_coauthor = membership_table.c.role == "coauthor"
    _need_row(update(membership_table).where(*_membership(plan_id, user_id), is_coauthor).values(role="owner"))


def share_with_group(plan_id: str, actor: User, shared: bool) -> None:
    lock_plan(plan_id, Permission.SHARE, actor)
    db.session.execute(update(Plan).where(Plan.id == plan_id).values(shared_with_group=shared))


def stop_sharing_with_other_group(plan_id: str, group_id: str | None) -> bool:
    """Stop sharing a plan with the peer group when somebody of another group becomes an author, and return whether it
    was shared: otherwise that group could read what nobody shared with it. Call it before they become an author."""
    groups = select(Enrolment.group_id).where(Enrolment.plan_id == plan_id, Enrolment.group_id.is_not(None))
    shared = Plan.id == plan_id, Plan.shared_with_group.is_(True), literal(group_id).not_in(groups)
    stopped = update(Plan).where(*shared).values(shared_with_group=False).returning(Plan.id)
    return group_id is not None and db.session.execute(stopped).first() is not None


def stop_sharing_without_group(plan_id: str) -> bool:
    """Stop sharing a plan whose authors are in no group any more, and return whether it was shared: the group that one
    of them comes into later would read what nobody shared with it."""
    in_group = select(Enrolment.id).where(Enrolment.plan_id == plan_id, Enrolment.group_id.is_not(None)).exists()
    shared = Plan.id == plan_id, Plan.shared_with_group.is_(True), ~in_group
    stopped = update(Plan).where(*shared).values(shared_with_group=False).returning(Plan.id)
    return db.session.execute(stopped).first() is not None


def _need_row(statement: Any) -> None:
    """Execute a write that must match a membership."""
    if db.session.execute(statement.returning(membership_table.c.user_id)).first() is None:
        raise SharingError("nobody")
