"""What waits for a trainer next in the plan that they are in."""

from __future__ import annotations

from impactplan.feedback.queries import PlanFeedback
from impactplan.steps import STEPS, Step


def find_next_step(known: PlanFeedback, trainer_id: int, but: str) -> Step | None:
    """Return the step of a plan that waits for a trainer, the first after one, or nothing."""
    mine = known.turn.waiting_for(trainer_id)
    at = next((place for place, step in enumerate(STEPS) if step.key == but), 0)
    return next((step for step in (*STEPS[at + 1 :], *STEPS[:at]) if step.key in mine), None)
