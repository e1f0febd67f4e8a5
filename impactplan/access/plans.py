"""Who may do what with a plan. Loading is authorising: a plan comes out of here with its rights, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from flask import abort
from flask_security import current_user
from sqlalchemy import ColumnElement, Exists, Integer, String, and_, bindparam, exists, select, update
from sqlalchemy.orm import aliased

from impactplan.access.people import signed_in
from impactplan.models import Enrolment, Membership, Plan, Receipt, RoundStaff, User, db, now, plan_table
from impactplan.models.base import Qualified, UtcDateTime, execute, read


class Permission(StrEnum):
    SEE_STATES = "see_states"
    READ = "read"
    COMMENT = "comment"
    REVIEW = "review"
    SEE_REFLECTIONS = "see_reflections"
    EDIT = "edit"
    SHARE = "share"
    HAND_OVER = "hand_over"
    DELETE = "delete"


class Relation(StrEnum):
    OWNER = "owner"
    COAUTHOR = "coauthor"
    COMMENTER = "commenter"
    READER = "reader"
    PEER = "peer"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"


AUTHORS = frozenset({Relation.OWNER, Relation.COAUTHOR})
COMMENTERS = AUTHORS | {Relation.COMMENTER, Relation.PEER, Relation.TRAINER}
READERS = COMMENTERS | {Relation.READER}

RULES: dict[Permission, frozenset[Relation]] = {
    Permission.SEE_STATES: READERS | {Relation.COORDINATOR},
    Permission.READ: READERS,
    Permission.COMMENT: COMMENTERS,
    Permission.REVIEW: frozenset({Relation.TRAINER}),
    Permission.SEE_REFLECTIONS: AUTHORS | {Relation.PEER, Relation.TRAINER},
    Permission.EDIT: AUTHORS,
    Permission.SHARE: frozenset({Relation.OWNER}),
    Permission.HAND_OVER: frozenset({Relation.OWNER}),
    Permission.DELETE: frozenset({Relation.OWNER}),
}


def may(relations: frozenset[Relation], permission: Permission) -> bool:
    return not RULES[permission].isdisjoint(relations)


@dataclass(frozen=True)
class OpenPlan:
    """A plan as it was loaded for a user, with what they may do with it."""

    id: str
    title: str
    organisation: str
    language: str
    seq: int
    marked_seq: int
    shared_with_group: bool
    relations: frozenset[Relation]

    def may(self, permission: str) -> bool:
        return may(self.relations, Permission(permission))


THE_PLAN = bindparam("the_plan", type_=String)
THE_USER = bindparam("the_user", type_=Integer)
"""Parameters that are filled in on execution, so that the statements of every request are built only once."""


def relation_columns(user_id: int | ColumnElement[Any] = THE_USER) -> tuple[ColumnElement[Any], ...]:
    """Return a user's relations to the plan of the surrounding query: a role of their own, and three booleans."""
    enrolment, own = aliased(Enrolment), aliased(Enrolment)
    role = select(Membership.role).where(Membership.plan_id == Plan.id, Membership.user_id == user_id)
    peer = exists().where(
        enrolment.plan_id == Plan.id,
        enrolment.group_id == own.group_id,
        enrolment.dropped_at.is_(None),
        own.user_id == user_id,
        own.dropped_at.is_(None),
        Plan.shared_with_group.is_(True),
    )

    def staff(kind: str) -> Exists:
        return (
            exists()
            .where(
                and_(
                    enrolment.plan_id == Plan.id,
                    enrolment.round_id == RoundStaff.round_id,
                    enrolment.dropped_at.is_(None),
                    RoundStaff.user_id == user_id,
                    RoundStaff.role == kind,
                )
            )
            .correlate(Plan)
        )

    return (
        Qualified(role.correlate(Plan).scalar_subquery()).label("own_role"),
        Qualified(peer.correlate(Plan)).label("is_peer"),
        Qualified(staff("trainer")).label("is_trainer"),
        Qualified(staff("coordinator")).label("is_coordinator"),
    )


PLAN_COLUMNS = (
    Plan.id,
    Plan.title,
    Plan.organisation,
    Plan.language,
    Plan.seq,
    Plan.marked_seq,
    Plan.shared_with_group,
)


def open_plan(row: Any) -> OpenPlan:
    """Read a row of ``PLAN_COLUMNS`` and ``relation_columns``."""
    relations = {Relation(row.own_role)} if row.own_role else set()
    relations |= {Relation.PEER} if row.is_peer else set()
    relations |= {Relation.TRAINER} if row.is_trainer else set()
    relations |= {Relation.COORDINATOR} if row.is_coordinator else set()
    values = {column.key: getattr(row, column.key) for column in PLAN_COLUMNS}
    return OpenPlan(**values, relations=frozenset(relations))


def authorise(row: Any, permission: Permission) -> OpenPlan:
    """Return the plan if the user may do this with it; else 404, or 403 to whoever may see that it exists."""
    plan = open_plan(row) if row is not None else None
    if plan is None or not (may(plan.relations, Permission.READ) or may(plan.relations, permission)):
        abort(404)
    if not may(plan.relations, permission):
        abort(403)
    return plan


def load_plan(plan_id: str, permission: Permission, user: User | None = None) -> OpenPlan:
    """Return the plan with the rights of the user (the signed-in one), or end the request with 404 or 403."""
    user = signed_in(user or current_user)
    row = db.session.execute(load_statement(), {"the_plan": plan_id, "the_user": user.id}).first()
    return authorise(row, permission)


@cache
def load_statement() -> Any:
    return select(*PLAN_COLUMNS, *relation_columns()).where(Plan.id == THE_PLAN)


RECEIPT_COLUMNS = (Receipt.answer, Receipt.payload_hash)


@dataclass(frozen=True)
class LockedPlan:
    """A plan that is locked for writing, with the receipt if the request's key was used before."""

    plan: OpenPlan
    receipt: str | None
    receipt_hash: str | None


def take_plan(plan_id: str, permission: Permission, user: User, receipt_key: str = "") -> LockedPlan:
    """Begin a write: take the plan's next seq, which locks out every other writer of it, and authorise.

    The caller's transaction must not have read anything yet. Nothing slow may happen until it ends.
    """
    values = {"the_plan": plan_id, "the_user": signed_in(user).id, "the_key": receipt_key, "the_moment": now()}
    row: Any = execute(_take_statement(), values).first()
    plan = authorise(row, permission)
    return LockedPlan(plan, row.receipt, row.receipt_hash)


def lock_plan(plan_id: str, permission: Permission, user: User) -> OpenPlan:
    """Begin a write that does not change a plan's content, such as to its members: one at a time, and authorised
    once it is our turn.

    The plan's log and seq are about its content and stay as they are.
    """
    db.session.commit()
    row = db.session.execute(
        update(Plan)
        .where(Plan.id == plan_id)
        .values(shared_with_group=Plan.shared_with_group)
        .returning(*PLAN_COLUMNS, *relation_columns(user.id)),
        execution_options={"synchronize_session": False},
    ).first()
    return authorise(row, permission)


@cache
def _take_statement() -> Any:
    key = bindparam("the_key", type_=String)
    receipt = and_(Receipt.plan_id == Plan.id, Receipt.actor_id == THE_USER, Receipt.key == key)
    stored = [select(column).where(receipt).correlate(plan_table).scalar_subquery() for column in RECEIPT_COLUMNS]
    return (
        update(plan_table)
        .where(plan_table.c.id == THE_PLAN)
        .values(seq=plan_table.c.seq + 1, changed_at=bindparam("the_moment", type_=UtcDateTime))
        .returning(
            *(plan_table.c[column.key] for column in PLAN_COLUMNS),
            *relation_columns(),
            Qualified(stored[0]).label("receipt"),
            Qualified(stored[1]).label("receipt_hash"),
        )
    )


@cache
def _written_or_read(more: tuple[ColumnElement[Any], ...]) -> Any:
    enrolment, own = aliased(Enrolment), aliased(Enrolment)
    of_group = select(enrolment.plan_id).join(own, own.group_id == enrolment.group_id).where(own.user_id == THE_USER)
    candidates = select(Membership.plan_id).where(Membership.user_id == THE_USER).union(of_group)
    columns = *PLAN_COLUMNS, Plan.changed_at, *relation_columns(), *more
    plans = select(*columns).where(Plan.id.in_(candidates)).subquery("plans")
    return select(plans).where(plans.c.own_role.is_not(None) | plans.c.is_peer)


def load_written_or_read(user_id: int, *more: ColumnElement[Any]) -> Sequence[Any]:
    """Return the plans that somebody has a role in or reads as a peer, as rows for ``open_plan``.

    It begins from their memberships and groups, so it costs the same whatever the number of plans. What somebody sees
    as staff is not among them. ``more`` are columns of a plan that come along.
    """
    rows: Sequence[Any] = read(_written_or_read(more), {"the_user": user_id}).all()
    return rows


@cache
def _spoken_in() -> Any:
    enrolment, own = aliased(Enrolment), aliased(Enrolment)
    of_group = select(enrolment.plan_id).join(own, own.group_id == enrolment.group_id).where(own.user_id == THE_USER)
    of_rounds = (
        select(enrolment.plan_id)
        .join(RoundStaff, RoundStaff.round_id == enrolment.round_id)
        .where(RoundStaff.user_id == THE_USER, RoundStaff.role == Relation.TRAINER.value)
    )
    written = select(Membership.plan_id).where(Membership.user_id == THE_USER)
    return select(*PLAN_COLUMNS, *relation_columns()).where(Plan.id.in_(written.union(of_group, of_rounds)))


def load_spoken_in(user_id: int) -> dict[str, OpenPlan]:
    """Return the plans in which somebody may say something at this moment, by id: as author, reader who comments, peer
    or trainer."""
    plans = map(open_plan, db.session.execute(_spoken_in(), {"the_user": user_id}))
    return {plan.id: plan for plan in plans if plan.may(Permission.COMMENT)}
