"""The plans that a user writes or was given to read, with how far each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import String, cast, func, select

from impactplan.access import AUTHORS, OpenPlan, Relation, load_written_or_read, open_plan
from impactplan.access.plans import THE_USER
from impactplan.courses.after_course.spring_question import ASKED
from impactplan.courses.running.progress import ModuleStates, by_module
from impactplan.feedback.queries import PlanFeedback, load_plan_feedback
from impactplan.feedback.wording import describe_unread
from impactplan.models import Membership, Plan, Reflection, User
from impactplan.models.reflection import QUESTIONS
from impactplan.workbook.queries import LAST_MEETING, RULES, session

_REFLECTED = (
    select(func.aggregate_strings(cast(Reflection.module, String), ","))
    .where(Reflection.plan_id == Plan.id, Reflection.user_id == THE_USER)
    .where(*(func.coalesce(getattr(Reflection, name), "") != "" for name in QUESTIONS))
    .correlate(Plan)
    .scalar_subquery()
    .label("reflected")
)
"""The modules that the user has reflected on in full, put together."""
OF_PLAN = (RULES, LAST_MEETING, _REFLECTED, ASKED)


@dataclass(frozen=True)
class PlanCard:
    plan: OpenPlan
    head: Any
    """A row of the plan as ``open_plan_at`` wants it."""
    states: Mapping[str, str]
    changed: datetime
    role: Relation
    feedback: PlanFeedback = field(default_factory=PlanFeedback)
    reflected: frozenset[int] = frozenset()
    """The modules that the user has reflected on."""

    @property
    def own(self) -> bool:
        return self.role in AUTHORS

    @property
    def modules(self) -> list[ModuleStates]:
        return by_module(self.states)

    @property
    def news(self) -> tuple[str, str]:
        """Return how much is new in the feedback, in words, and where to read it: nothing where all was read."""
        thread_id = self.feedback.unread_thread
        if not thread_id:
            return "", ""
        address = url_for("feedback.show_thread", plan_id=self.plan.id, thread_id=thread_id)
        return describe_unread(self.feedback.unread_count), address

    @property
    def done(self) -> int:
        return sum(module.done for module in self.modules)


def load_cards(user: User, first: str | None = None) -> list[PlanCard]:
    """Return the plans of a user, those they write before those they read: the plan ``first``, then the most recently
    changed. Plans that they see as trainer or coordinator are not included."""
    rows = load_written_or_read(int(user.id), *OF_PLAN)
    plans = {row.id: open_plan(row) for row in rows}
    relations = {plan_id: plan.relations for plan_id, plan in plans.items()}
    feedback = load_plan_feedback(relations, int(user.id), unsent=False)
    cards = [_card(row, plans[row.id], feedback[row.id]) for row in rows]
    return sorted(cards, key=lambda card: (not card.own, card.plan.id != first, -card.changed.timestamp()))


def _card(row: Any, plan: OpenPlan, feedback: PlanFeedback) -> PlanCard:
    role = next(relation for relation in Relation if relation in plan.relations)
    reflected = frozenset(int(module) for module in (row.reflected or "").split(",") if module)
    return PlanCard(plan, row, feedback.states, row.changed_at, role, feedback, reflected)


def count_own(user: User) -> int:
    """Return how many plans a user writes."""
    roles = [str(relation) for relation in AUTHORS]
    query = select(func.count()).where(Membership.user_id == user.id, Membership.role.in_(roles))
    return session().execute(query).scalar_one()
