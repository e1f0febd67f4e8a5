"""Queries for reflections: one's own, and those that others share with somebody. Nothing else is ever read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import false, or_, select

from impactplan.access import AUTHORS, OpenPlan, Relation
from impactplan.models import Membership, Reflection, User, db
from impactplan.models.reflection import GROUP, TRAINER


def shared_with(plan: OpenPlan) -> tuple[str, ...]:
    """Return the visibilities with which somebody who has these relations to the plan can read a reflection."""
    if Relation.TRAINER in plan.relations:
        return (TRAINER, GROUP)
    return (GROUP,) if plan.relations & (AUTHORS | {Relation.PEER}) else ()


def load_visible(plan: OpenPlan, user_id: int, module: int | None = None) -> Sequence[Any]:
    """Return rows of (Reflection, author): for an author their own, and those that other authors share.

    Former authors keep what they wrote, but it is shown to nobody.
    """
    own = Reflection.user_id == user_id if plan.relations & AUTHORS else false()
    shared = (Reflection.user_id != user_id) & Reflection.visibility.in_(shared_with(plan))
    query = (
        select(Reflection, User)
        .join(User, User.id == Reflection.user_id)
        .join(Membership, (Membership.user_id == Reflection.user_id) & (Membership.plan_id == Reflection.plan_id))
        .where(Reflection.plan_id == plan.id, Membership.role.in_([str(relation) for relation in AUTHORS]))
        .where(or_(own, shared))
        .order_by(Reflection.module, Membership.created_at, User.id)
    )
    if module is not None:
        query = query.where(Reflection.module == module)
    return [row for row in db.session.execute(query).unique().all() if row[1].id == user_id or is_written(row[0])]


def is_written(reflection: Reflection) -> bool:
    return any((reflection.learned, reflection.changes, reflection.question))
