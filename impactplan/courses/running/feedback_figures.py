"""The feedback of a round in figures: what is filled in, asked and answered, how long it took, and whose turn it was.

Of a plan there is its name and who writes it; nothing of what is in it, and nothing of what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import select

from impactplan.courses.running.facts import EnrolmentFacts, load_enrolments
from impactplan.feedback.queries import PlanFeedback, load_plan_feedback
from impactplan.feedback.turn import Who
from impactplan.lib.names import fold
from impactplan.models import FeedbackEvent, db
from impactplan.steps import STEPS
from impactplan.workbook.step_states import HANDLED

DAY = 24 * 60 * 60
ACTS = ("ask", "answered_ask", "withdraw_ask", "answers", "review")


@dataclass(frozen=True)
class Requests:
    """What was asked on a plan and what came of it, in steps, and how often either side came to act."""

    asked: int = 0
    waits: Sequence[float] = ()
    """In days, of each step that was answered."""
    to_trainer: int = 0
    """How often the authors asked for feedback or sent answers."""
    to_authors: int = 0
    """How often a trainer sent feedback."""

    @property
    def answered(self) -> int:
        return len(self.waits)

    @property
    def median_wait(self) -> float | None:
        return median(self.waits) if self.waits else None


@dataclass(frozen=True)
class PlanFigures:
    title: str
    authors: Sequence[str]
    libraries: Sequence[str]
    groups: Sequence[str]
    feedback: PlanFeedback
    requests: Requests

    @property
    def filled(self) -> int:
        return sum(self.feedback.states.get(step.key) in HANDLED for step in STEPS)

    @property
    def turn(self) -> frozenset[Who]:
        return self.feedback.turn.who

    @property
    def since(self) -> datetime | None:
        """Return since when those who are to act have been waited for."""
        turn = self.feedback.turn
        return min((moment for moment in (turn.waiting_since, turn.due_since) if moment), default=None)


@dataclass(frozen=True)
class RoundFigures:
    plans: Sequence[PlanFigures]

    @property
    def steps(self) -> int:
        return len(STEPS)

    @property
    def filled(self) -> int:
        return sum(plan.filled for plan in self.plans)

    @property
    def total(self) -> Requests:
        every = [plan.requests for plan in self.plans]
        return Requests(
            sum(one.asked for one in every),
            [wait for one in every for wait in one.waits],
            sum(one.to_trainer for one in every),
            sum(one.to_authors for one in every),
        )

    @property
    def open(self) -> int:
        """Return how many steps wait for a trainer to look at them for the first time."""
        return sum(feedback.asked_at is not None for plan in self.plans for feedback in plan.feedback.steps.values())

    def count(self, who: str) -> int:
        """Return in how many plans somebody is to act now; it can be both sides."""
        return sum(Who(who) in plan.turn for plan in self.plans)


def load_figures(round_id: str, at: datetime) -> RoundFigures:
    """Return the figures of a round, in three queries however many plans it has."""
    authors: dict[str, list[EnrolmentFacts]] = {}
    for enrolment in load_enrolments([round_id], at)[round_id]:
        if enrolment.plan_id:
            authors.setdefault(enrolment.plan_id, []).append(enrolment)
    known, requests = load_plan_feedback(dict.fromkeys(authors, frozenset())), _load_requests(list(authors))
    plans = [
        PlanFigures(
            people[0].plan,
            [person.name for person in people],
            _names(person.library for person in people),
            _names(person.group for person in people),
            known.get(plan_id, PlanFeedback()),
            requests.get(plan_id, Requests()),
        )
        for plan_id, people in authors.items()
    ]
    return RoundFigures(sorted(plans, key=lambda plan: (fold(", ".join(plan.libraries)), fold(plan.title))))


def _names(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, names)))


def _load_requests(plan_ids: Sequence[str]) -> dict[str, Requests]:
    columns = FeedbackEvent.plan_id, FeedbackEvent.act, FeedbackEvent.step, FeedbackEvent.subject_id, FeedbackEvent.at
    query = select(*columns).where(FeedbackEvent.plan_id.in_(plan_ids), FeedbackEvent.act.in_(ACTS))
    by_plan: dict[str, list[Any]] = {}
    for row in db.session.execute(query.order_by(FeedbackEvent.plan_id, FeedbackEvent.id)) if plan_ids else ():
        by_plan.setdefault(row.plan_id, []).append(row)
    return {plan_id: read_acts(rows) for plan_id, rows in by_plan.items()}


def read_acts(acts: Iterable[Any]) -> Requests:
    """Return what the record of one plan's feedback says, in its order. What the authors took back was not asked."""
    asked: dict[tuple[str, str], datetime] = {}
    waits: list[float] = []
    turns: Mapping[str, set[object]] = {"ask": set(), "answers": set(), "review": set()}
    withdrawn = 0
    for act in acts:
        place = act.subject_id or "", act.step
        if act.act == "ask":
            asked[place] = act.at
        elif act.act == "answered_ask" and place in asked:
            waits.append(max(0.0, (act.at - asked[place]).total_seconds() / DAY))
        elif act.act == "withdraw_ask":
            withdrawn += place in asked
        if act.act in turns:
            turns[act.act].add(act.subject_id or act.at)
    return Requests(len(asked) - withdrawn, waits, len(turns["ask"]) + len(turns["answers"]), len(turns["review"]))
