"""What waits for a trainer next: another plan of their rounds, or another step of the same plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from impactplan.access import Relation
from impactplan.feedback.queries import PlanFeedback, load_plan_feedback
from impactplan.feedback.wording import describe_waiting
from impactplan.models import Enrolment, Plan, RoundStaff, db
from impactplan.steps import STEPS, Step


@dataclass(frozen=True)
class Waiting:
    """A plan that waits for a trainer."""

    plan_id: str
    title: str
    since: datetime | None
    count: int
    """How many plans wait for them, this one among them."""

    @property
    def words(self) -> str:
        return describe_waiting(self.since, None) if self.since else ""


def find_next_waiting(trainer_id: int, but: str) -> Waiting | None:
    """Return the plan that has waited longest for a trainer, other than one, or nothing."""
    query = (
        select(Plan.id, Plan.title)
        .join(Enrolment, Enrolment.plan_id == Plan.id)
        .join(RoundStaff, RoundStaff.round_id == Enrolment.round_id)
        .where(RoundStaff.user_id == trainer_id, RoundStaff.role == str(Relation.TRAINER))
        .where(Enrolment.dropped_at.is_(None), Plan.id != but)
        .distinct()
    )
    titles = {row.id: row.title for row in db.session.execute(query)}
    known = load_plan_feedback(dict.fromkeys(titles, frozenset({Relation.TRAINER})))
    plans = []
    for plan_id, feedback in known.items():
        mine = feedback.turn.waiting_for(trainer_id)
        if mine:
            since = min((turn.since for turn in mine.values() if turn.since), default=None)
            plans.append((since.timestamp() if since else 0, titles[plan_id], plan_id, since))
    if not plans:
        return None
    _moment, title, plan_id, since = min(plans, key=lambda one: one[:3])
    return Waiting(plan_id, title, since, len(plans))


def find_next_step(known: PlanFeedback, trainer_id: int, but: str) -> Step | None:
    """Return the step of a plan that waits for a trainer, the first after one, or nothing."""
    mine = known.turn.waiting_for(trainer_id)
    at = next((place for place, step in enumerate(STEPS) if step.key == but), 0)
    return next((step for step in (*STEPS[at + 1 :], *STEPS[:at]) if step.key in mine), None)
