"""The plans that somebody may see, with how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from impactplan.access import OpenPlan, Permission, Relation, open_plan, visible_plans
from impactplan.models import User
from impactplan.steps import STEPS, Module, Step
from impactplan.workbook.queries import find_next_step, load_steps, session
from impactplan.workbook.registry import Beside
from impactplan.workbook.views import PathStep, view_path


@dataclass(frozen=True)
class PlanCard:
    plan: OpenPlan
    path: Sequence[tuple[Module, Sequence[PathStep | Beside]]]
    next: Step | None
    changed: datetime
    role: str
    readable: bool
    done: int
    """How many steps are complete or set aside."""

    untouched: bool
    """Whether nothing is filled in yet."""

    @property
    def own(self) -> bool:
        return self.role in {Relation.OWNER, Relation.COAUTHOR}


def load_cards(user: User) -> list[PlanCard]:
    """Return the plans that somebody may see, those they write first, the last changed first."""
    rows = session().execute(visible_plans(user.id)).all()
    states = load_steps(row.id for row in rows)
    cards = [_card(row, states[row.id]) for row in rows]
    return sorted(cards, key=lambda card: (not card.own, -card.changed.timestamp()))


def _card(row: Any, states: dict[str, str]) -> PlanCard:
    plan = open_plan(row)
    role = next(relation for relation in Relation if relation in plan.relations)
    return PlanCard(
        plan=plan,
        path=view_path(states),
        next=find_next_step(states),
        changed=row.changed_at,
        role=role.value,
        readable=plan.may(Permission.READ),
        done=sum(states[step.key] in {"complete", "aside"} for step in STEPS),
        untouched=all(states[step.key] == "empty" for step in STEPS),
    )
