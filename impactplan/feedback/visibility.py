"""Who sees a thread and who may begin one: one map, which pages, queries and the sentences about it follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, false, literal, or_, select

from impactplan.access import AUTHORS, OpenPlan, Relation
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import Membership, Reflection
from impactplan.models.feedback import Circle, Side, Thread
from impactplan.models.reflection import GROUP, TRAINER

SEEN_BY: dict[Circle, frozenset[Relation]] = {
    Circle.AUTHORS: AUTHORS,
    Circle.TRAINERS: AUTHORS | {Relation.TRAINER},
    Circle.READERS: AUTHORS | {Relation.TRAINER, Relation.COMMENTER, Relation.PEER},
}
"""Of the threads of a plan. Those of a reflection follow what its writer shares it with."""

OFFERED: dict[Side, tuple[Circle, ...]] = {
    Side.AUTHOR: (Circle.TRAINERS, Circle.READERS, Circle.AUTHORS),
    Side.TRAINER: (Circle.TRAINERS, Circle.READERS),
    Side.READER: (Circle.READERS,),
}
"""In which circles somebody may begin a thread, the usual one first."""

WORDS = {
    Relation.OWNER: _l("those who write this plan"),
    Relation.TRAINER: _l("the trainers of the round"),
    Relation.COMMENTER: _l("readers who may comment"),
    Relation.PEER: _l("the peer group"),
}
"""In the order in which they are named."""


def side_of(plan: OpenPlan) -> Side | None:
    """Return as what somebody speaks in a plan; nothing for who may not."""
    if plan.relations & AUTHORS:
        return Side.AUTHOR
    if Relation.TRAINER in plan.relations:
        return Side.TRAINER
    return Side.READER if plan.relations & {Relation.COMMENTER, Relation.PEER} else None


def circles_of(relations: frozenset[Relation]) -> frozenset[Circle]:
    """Return the circles whose threads somebody sees."""
    return frozenset(circle for circle, seen_by in SEEN_BY.items() if seen_by & relations)


def may_begin(plan: OpenPlan, circle: Circle) -> bool:
    side = side_of(plan)
    return side is not None and circle in OFFERED[side]


def is_visible(plan: OpenPlan, user_id: int) -> Any:
    """Return the condition by which a query of threads finds those that somebody may see, and no others."""
    return is_visible_to(plan.relations, user_id)


def is_visible_to(relations: frozenset[Relation], user_id: Any) -> Any:
    """Return the same of any plan to which somebody has these relations."""
    circles = circles_of(relations)
    if not circles:
        return false()
    return or_(
        Thread.circle.in_(sorted(circles)),
        and_(Thread.circle == Circle.REFLECTION, sees_reflection(relations, user_id)),
    )


def sees_reflection(relations: frozenset[Relation], user_id: Any) -> Any:
    """Return the condition that a thread is about a reflection that somebody may read at this moment."""
    return (
        select(Reflection.id)
        .where(
            Reflection.plan_id == Thread.plan_id,
            Reflection.user_id == Thread.reflection_of,
            Thread.step == literal("reflection_") + cast(Reflection.module, String),
            is_readable(relations, user_id),
        )
        .exists()
    )


def is_readable(relations: frozenset[Relation], user_id: Any) -> Any:
    """Return the condition by which a query of reflections finds those that somebody may read at this moment: their
    own, where they write the plan, and what its other authors share with what they are."""
    shared: list[str] = []
    if Relation.TRAINER in relations:
        shared = [TRAINER, GROUP]
    elif relations & (AUTHORS | {Relation.PEER}):
        shared = [GROUP]
    readable: ColumnElement[bool] = Reflection.visibility.in_(shared)
    if relations & AUTHORS:
        readable = or_(readable, Reflection.user_id == user_id)
    roles = [str(relation) for relation in AUTHORS]
    writes = exists().where(
        Membership.user_id == Reflection.user_id,
        Membership.plan_id == Reflection.plan_id,
        Membership.role.in_(roles),
    )
    return and_(readable, writes)


def describe_circle(plan: OpenPlan, circle: Circle) -> str:
    """Say who sees what is written in a circle, as the map has it and as the plan is shared now."""
    return _("Seen by %(who)s.", who=join_words(str(WORDS[relation]) for relation in readers_of(plan, circle)))


def readers_of(plan: OpenPlan, circle: Circle) -> list[Relation]:
    relations = SEEN_BY[circle] - (frozenset() if plan.shared_with_group else {Relation.PEER})
    return [relation for relation in WORDS if relation in relations]


def join_words(words: Iterable[str]) -> str:
    *first, last = words
    return _("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last
