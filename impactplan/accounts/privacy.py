"""Leaving: a plan or a person goes from every table, whichever tables there will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, or_, select, update

from impactplan.accounts.operations import keep_from_group, lock_account, make_owner
from impactplan.accounts.traces import (
    address_columns,
    addressed_to,
    references_to,
    stays_without,
    tables_of_plan,
)
from impactplan.exports import forget_personal, remove_files
from impactplan.models import (
    Reflection,
    User,
    db,
    enrolment_table,
    membership_table,
    outbox_table,
    plan_table,
    user_table,
)


def delete_plan(plan_id: str) -> None:
    """Delete a plan and everything in it, in the current transaction. What only points to it lets go.

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
    """Something that only this person can settle, so that it comes before closing the account."""

    words: str
    href: str


OBSTACLES: list[Callable[[int], Sequence[Obstacle]]] = []


def register_obstacles(find: Callable[[int], Sequence[Obstacle]]) -> None:
    """Say what of another room somebody must hand to others before they leave."""
    if find not in OBSTACLES:
        OBSTACLES.append(find)


def find_obstacles(user: User) -> list[Obstacle]:
    return [obstacle for find in OBSTACLES for obstacle in find(int(user.id))]


@dataclass(frozen=True)
class Closed:
    """What is left on the disk of an account that is closed; to be cleared after the commit."""

    files: Sequence[Path]
    plans: Sequence[str]

    def clear(self) -> None:
        for file in self.files:
            file.unlink(missing_ok=True)
        for plan_id in self.plans:
            remove_files(plan_id)


def delete_account(user: User, heirs: Mapping[str, int]) -> None:
    """Close an account for good, and commit."""
    user_id, email = int(user.id), str(user.email)
    db.session.commit()
    lock_account(user_id)
    closed = close_account(user_id, email, heirs)
    db.session.commit()
    closed.clear()


def close_account(user_id: int, email: str, heirs: Mapping[str, int]) -> Closed:
    """Close an account that is locked, in the current transaction: plans pass to their heirs or go, what others need
    keeps no name."""
    mine = select(membership_table.c.plan_id).where(membership_table.c.user_id == user_id)
    # From here on nobody hands a plan over, to them or to anyone else.
    db.session.execute(
        select(plan_table.c.id).where(plan_table.c.id.in_(mine)).order_by(plan_table.c.id).with_for_update()
    )
    gone = []
    for plan_id in db.session.scalars(mine.where(membership_table.c.role == "owner")).all():
        if not pass_on(plan_id, user_id, heirs.get(plan_id)):
            delete_plan(plan_id)
            gone.append(plan_id)
    told = db.session.scalars(select(Reflection.plan_id).where(Reflection.user_id == user_id)).all()
    files = forget_personal(told)
    for table, column in references_to(user_table):
        if stays_without(column):
            db.session.execute(update(table).where(column == user_id).values({column.name: None}))
        else:
            db.session.execute(delete(table).where(column == user_id))
    for table, column in address_columns():
        db.session.execute(delete(table).where(column == email))
    db.session.execute(delete(outbox_table).where(or_(*addressed_to(email))))
    take_back_answers(email)
    db.session.execute(delete(user_table).where(user_table.c.id == user_id))
    db.session.expunge_all()
    return Closed(files, gone)


def take_back_answers(email: str) -> None:
    """Have nobody answer an address any more: what somebody wrote to others goes out without it."""
    theirs = select(outbox_table.c.id, outbox_table.c.payload).where(
        outbox_table.c.payload["reply_to"].as_string() == email
    )
    for row in db.session.execute(theirs).all():
        payload = {name: value for name, value in row.payload.items() if name != "reply_to"}
        db.session.execute(update(outbox_table).where(outbox_table.c.id == row.id).values(payload=payload))


def pass_on(plan_id: str, user_id: int, heir: int | None) -> bool:
    """Make a co-author the owner: the heir, if they are one still, else whoever has been one for longest.

    The rounds in which the plan was the leaver's keep it: it becomes the heir's there, unless they have another that
    they wrote in. A round that the leaver dropped out of has it no more.
    """
    coauthors = (
        select(membership_table.c.user_id)
        .where(membership_table.c.plan_id == plan_id, membership_table.c.role == "coauthor")
        .order_by(membership_table.c.user_id != heir, membership_table.c.created_at, membership_table.c.user_id)
    )
    able = db.session.scalar(coauthors.limit(1))
    if able is None:
        return False
    make_owner(plan_id, able)
    keep_in_rounds(plan_id, user_id, able)
    db.session.execute(
        delete(membership_table).where(membership_table.c.plan_id == plan_id, membership_table.c.user_id == user_id)
    )
    return True


def keep_in_rounds(plan_id: str, user_id: int, heir: int) -> None:
    """Give the heir the plan in the rounds in which it was somebody's, where they have none yet or an empty one."""
    theirs = enrolment_table.alias()
    rounds = select(theirs.c.round_id).where(
        theirs.c.user_id == user_id, theirs.c.plan_id == plan_id, theirs.c.dropped_at.is_(None)
    )
    # A plan is made with the first seq; whatever is written in it takes the next.
    written = select(plan_table.c.id).where(plan_table.c.seq > 1)
    places = select(enrolment_table.c.id, enrolment_table.c.group_id).where(
        enrolment_table.c.user_id == heir,
        enrolment_table.c.round_id.in_(rounds),
        enrolment_table.c.plan_id.is_(None) | enrolment_table.c.plan_id.not_in(written),
    )
    for place in db.session.execute(places).all():
        keep_from_group(plan_id, place.group_id)
        db.session.execute(update(enrolment_table).where(enrolment_table.c.id == place.id).values(plan_id=plan_id))
