"""The plans that a user writes or was given to read, with how far each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from impactplan.access import AUTHORS, OpenPlan, Relation, open_plan, visible_plans
from impactplan.courses.running.progress import ModuleStates, by_module
from impactplan.models import Membership, User
from impactplan.workbook.queries import load_steps, session


@dataclass(frozen=True)
class PlanCard:
    plan: OpenPlan
    states: Mapping[str, str]
    changed: datetime
    role: Relation

    @property
    def own(self) -> bool:
        return self.role in AUTHORS

    @property
    def modules(self) -> list[ModuleStates]:
        return by_module(self.states)

    @property
    def done(self) -> int:
        return sum(module.done for module in self.modules)


def load_cards(user: User, first: str | None = None) -> list[PlanCard]:
    """Return the plans of a user, those they write before those they read: the plan ``first``, then the most recently
    changed. Plans that they see as trainer or coordinator are not included."""
    query = visible_plans(user.id)
    seen = query.selected_columns
    rows = session().execute(query.where(seen.own_role.is_not(None) | seen.is_peer)).all()
    states = load_steps(row.id for row in rows)
    cards = [_card(row, states[row.id]) for row in rows]
    return sorted(cards, key=lambda card: (not card.own, card.plan.id != first, -card.changed.timestamp()))


def _card(row: Any, states: dict[str, str]) -> PlanCard:
    plan = open_plan(row)
    role = next(relation for relation in Relation if relation in plan.relations)
    return PlanCard(plan, states, row.changed_at, role)


def count_own(user: User) -> int:
    """Return how many plans a user writes."""
    roles = [str(relation) for relation in AUTHORS]
    query = select(func.count()).where(Membership.user_id == user.id, Membership.role.in_(roles))
    return session().execute(query).scalar_one()
