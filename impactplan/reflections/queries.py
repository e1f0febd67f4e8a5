"""Queries for reflections: one's own, and those that others share with somebody. Nothing else is ever read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import or_, select

from impactplan.access import AUTHORS, OpenPlan, Relation
from impactplan.access.plans import THE_PLAN, THE_USER
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
    query = _visible(bool(plan.relations & AUTHORS), shared_with(plan))
    rows = db.session.execute(query, {"the_plan": plan.id, "the_user": user_id}).unique().all()
    return [row for row in rows if module in {None, row[0].module} and (row[1].id == user_id or is_written(row[0]))]


@cache
def _visible(own: bool, visibilities: tuple[str, ...]) -> Any:
    """Return the query of the reflections of a plan that are shared in these ways, with one's own."""
    by_reader = Reflection.user_id == THE_USER
    shared = ~by_reader & Reflection.visibility.in_(visibilities)
    return (
        select(Reflection, User)
        .join(User, User.id == Reflection.user_id)
        .join(Membership, (Membership.user_id == Reflection.user_id) & (Membership.plan_id == Reflection.plan_id))
        .where(Reflection.plan_id == THE_PLAN, Membership.role.in_([str(relation) for relation in AUTHORS]))
        .where(or_(by_reader, shared) if own else shared)
        .order_by(Reflection.module, Membership.created_at, User.id)
    )


def is_written(reflection: Reflection) -> bool:
    return any((reflection.learned, reflection.changes, reflection.question))
