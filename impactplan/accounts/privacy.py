"""Deleting a plan or an account from every table, including tables that are added later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, select, update

from impactplan.accounts.operations import lock_account, make_owner, stop_sharing_with_other_group
from impactplan.accounts.traces import (
    address_columns,
    references_to,
    survives_user,
    tables_of_plan,
)
from impactplan.exports import forget_personal, remove_files
from impactplan.extensions import PerApp
from impactplan.models import (
    Reflection,
    Remark,
    Round,
    RoundStaff,
    User,
    db,
    enrolment_table,
    membership_table,
    outbox_table,
    plan_table,
    user_table,
)
from impactplan.workbook.plans import is_written_in


def delete_plan(plan_id: str) -> None:
    """Delete a plan and everything in it, in the current transaction. Rows that can do without it lose the reference.

    Its files are not in the database: remove them after the commit.
    """
    db.session.execute(select(plan_table.c.id).where(plan_table.c.id == plan_id).with_for_update())
    for table, column in tables_of_plan():
        if column.nullable:
            db.session.execute(update(table).where(column == plan_id).values({column.name: None}))
        else:
            db.session.execute(delete(table).where(column == plan_id))
    db.session.execute(delete(plan_table).where(plan_table.c.id == plan_id))


@dataclass(frozen=True)
class Obstacle:
    """Something that only this person can settle, so that it must be settled before the account is deleted."""

    words: str
    href: str


_obstacle_finders: PerApp[list[Callable[[int], Sequence[Obstacle]]]] = PerApp("obstacles", list)


def register_obstacles(app: Flask, find: Callable[[int], Sequence[Obstacle]]) -> None:
    """Register what of another room a user must hand over to others before their account can be deleted."""
    _obstacle_finders.of(app).append(find)


def find_obstacles(user: User) -> list[Obstacle]:
    return [obstacle for find in _obstacle_finders.current for obstacle in find(int(user.id))]


@dataclass(frozen=True)
class ClosedAccount:
    """The files of an account that was deleted; to be removed after the commit."""

    files: Sequence[Path]
    plans: Sequence[str]

    def clear(self) -> None:
        for file in self.files:
            file.unlink(missing_ok=True)
        for plan_id in self.plans:
            remove_files(plan_id)


class ObstacleError(Exception):
    """Something must be settled before this account can be closed."""


def lock_rounds_of(user_id: int) -> None:
    """Let nobody else leave the staff of somebody's rounds meanwhile."""
    rounds = select(RoundStaff.round_id).where(RoundStaff.user_id == user_id)
    db.session.execute(select(Round.id).where(Round.id.in_(rounds)).order_by(Round.id).with_for_update())


def delete_account(user: User, heirs: Mapping[str, int]) -> None:
    """Delete an account for good, and commit."""
    user_id, email = int(user.id), str(user.email)
    db.session.commit()
    lock_account(user_id)
    lock_rounds_of(user_id)
    if find_obstacles(user):  # they came up since the page was made: another coordinator left at the same moment
        db.session.rollback()
        raise ObstacleError
    closed = close_account(user_id, email, heirs)
    db.session.commit()
    closed.clear()


def close_account(user_id: int, email: str, heirs: Mapping[str, int]) -> ClosedAccount:
    """Delete an account that is locked, in the current transaction: its plans pass to their heirs or are deleted, and
    what others need stays without the name."""
    mine = select(membership_table.c.plan_id).where(membership_table.c.user_id == user_id)
    # From here on nobody can hand one of these plans over, to this user or to anyone else.
    db.session.execute(
        select(plan_table.c.id).where(plan_table.c.id.in_(mine)).order_by(plan_table.c.id).with_for_update()
    )
    deleted_plans = []
    for plan_id in db.session.scalars(mine.where(membership_table.c.role == "owner")).all():
        if not pass_to_heir(plan_id, user_id, heirs.get(plan_id)):
            delete_plan(plan_id)
            deleted_plans.append(plan_id)
    reflected = select(Reflection.plan_id).where(Reflection.user_id == user_id)
    spoken = select(Remark.plan_id).where(Remark.author_id == user_id)
    files = forget_personal(db.session.scalars(reflected.union(spoken)).all())
    for table, column in references_to(user_table):
        if survives_user(column):
            db.session.execute(update(table).where(column == user_id).values({column.name: None}))
        else:
            db.session.execute(delete(table).where(column == user_id))
    for table, column in address_columns():
        db.session.execute(delete(table).where(column == email))
    drop_reply_addresses(email)
    db.session.execute(delete(user_table).where(user_table.c.id == user_id))
    db.session.expunge_all()
    return ClosedAccount(files, deleted_plans)


def drop_reply_addresses(email: str) -> None:
    """Remove an address as reply address from emails that were not sent; of those that were, it is not kept."""
    unsent = select(outbox_table.c.id, outbox_table.c.payload).where(
        outbox_table.c.kind == "mail", outbox_table.c.done_at.is_(None)
    )
    for row in db.session.execute(unsent).all():
        if row.payload.get("reply_to") == email:
            payload = {name: value for name, value in row.payload.items() if name != "reply_to"}
            db.session.execute(update(outbox_table).where(outbox_table.c.id == row.id).values(payload=payload))


def pass_to_heir(plan_id: str, user_id: int, heir: int | None) -> bool:
    """Make a co-author the owner and return whether there was one: the heir, if they still are a co-author, else
    whoever has been one for longest.

    The rounds in which the leaver was enrolled with the plan keep it: the heir is enrolled with it there, unless they
    have another plan that they wrote in. A round that the leaver dropped out of loses it.
    """
    coauthors = (
        select(membership_table.c.user_id)
        .where(membership_table.c.plan_id == plan_id, membership_table.c.role == "coauthor")
        .order_by(membership_table.c.user_id != heir, membership_table.c.created_at, membership_table.c.user_id)
    )
    new_owner_id = db.session.scalar(coauthors.limit(1))
    if new_owner_id is None:
        return False
    make_owner(plan_id, new_owner_id)
    enrol_heir(plan_id, user_id, new_owner_id)
    db.session.execute(
        delete(membership_table).where(membership_table.c.plan_id == plan_id, membership_table.c.user_id == user_id)
    )
    return True


def enrol_heir(plan_id: str, user_id: int, heir: int) -> None:
    """Enrol the heir with the plan where the leaver was enrolled with it, unless they wrote in another plan there."""
    former = enrolment_table.alias()
    rounds = select(former.c.round_id).where(
        former.c.user_id == user_id, former.c.plan_id == plan_id, former.c.dropped_at.is_(None)
    )
    written = select(plan_table.c.id).where(is_written_in(plan_table.c.id))
    enrolments = select(enrolment_table.c.id, enrolment_table.c.group_id).where(
        enrolment_table.c.user_id == heir,
        enrolment_table.c.round_id.in_(rounds),
        enrolment_table.c.plan_id.is_(None) | enrolment_table.c.plan_id.not_in(written),
    )
    for enrolment in db.session.execute(enrolments).all():
        stop_sharing_with_other_group(plan_id, enrolment.group_id)
        db.session.execute(update(enrolment_table).where(enrolment_table.c.id == enrolment.id).values(plan_id=plan_id))
