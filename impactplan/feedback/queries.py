"""What is known of the feedback on plans, in one query for a list: turns, what is unread, one's own unsent remarks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Date, Integer, bindparam, union_all

from impactplan.access import OpenPlan, Relation
from impactplan.feedback.availability import Trainer, choose_availability, read_place
from impactplan.feedback.sources import (
    asked_by_colleagues,
    colleagues_asked,
    filled_steps,
    open_requests,
    round_places,
    thread_counts,
    unread_remarks,
    unsent_counts,
    verdicts,
    visible_in,
)
from impactplan.feedback.turn import NOTHING, Availability, PlanTurn, StepFeedback, Turn, find_plan_turn, find_turn
from impactplan.lib.dates import today
from impactplan.models import db
from impactplan.models.feedback import Side, Verdict
from impactplan.steps import STEPS
from impactplan.workbook.completeness import filled_state

THE_PLANS: Any = bindparam("plans", expanding=True)
THE_READER, THE_DAY = bindparam("reader", type_=Integer), bindparam("day", type_=Date)


@dataclass(frozen=True)
class Unread:
    """Remarks in a step that a reader has not read."""

    count: int
    thread_id: str
    """A thread with some of them."""


@dataclass(frozen=True)
class PlanFeedback:
    """What is known of the feedback on a plan, and of one reader's own part in it."""

    steps: Mapping[str, StepFeedback] = field(default_factory=dict)
    """Steps on which nothing was asked or said are left out."""
    available: Availability = Availability.NO_ROUND
    trainers: Mapping[int, str] = field(default_factory=dict)
    """The names of the trainers who can be asked."""
    states: Mapping[str, str] = field(default_factory=dict)
    """How far each step is filled in, where that was asked for."""
    unread: Mapping[str, Unread] = field(default_factory=dict)
    unsent: int = 0
    """How many remarks or answers the reader has ready and not sent."""
    unsent_since: datetime | None = None
    asking: Mapping[int, str] = field(default_factory=dict)
    """Colleagues who asked the reader to read their feedback before they send it: their names, by id."""
    to_read: frozenset[int] = frozenset()
    """Those of them to whom the reader said nothing yet."""
    wrote_back: Sequence[str] = ()
    """Colleagues who said something of the reader's own feedback, which is not sent yet."""

    @cached_property
    def turn(self) -> PlanTurn:
        return find_plan_turn(self.steps, self.available)

    @property
    def unread_count(self) -> int:
        return sum(unread.count for unread in self.unread.values())

    def turn_in(self, step: str) -> Turn:
        return find_turn(self.steps.get(step, NOTHING), self.available)


def load_plan_feedback(
    plans: Mapping[str, frozenset[Relation]], reader_id: int | None = None
) -> dict[str, PlanFeedback]:
    """Return what is known of plans, given with what the reader is to each; how far their steps are comes along. One
    query, however many there are. Without a reader nothing is counted as unread or unsent."""
    if not plans:
        return {}
    values: dict[str, Any] = {"plans": list(plans), "day": today()}
    by_relations: dict[frozenset[Relation], list[str]] = {}
    if reader_id is not None:
        values["reader"] = reader_id
        for plan_id, relations in sorted(plans.items(), key=lambda pair: sorted(pair[1])):
            by_relations.setdefault(relations, []).append(plan_id)
        values |= {f"plans_{number}": ids for number, ids in enumerate(by_relations.values())}
    return read_rows(plans, db.session.execute(_statement(tuple(by_relations)), values))


@cache
def _statement(relations: tuple[frozenset[Relation], ...]) -> Any:
    """Return the query of the rows of plans. ``relations`` are what their reader is to some of them; without any,
    nothing is counted for a reader."""
    sources = [source(THE_PLANS) for source in (open_requests, verdicts, thread_counts, filled_steps)]
    sources.append(round_places(THE_PLANS, THE_DAY))
    if relations:
        sources += [unread_remarks(visible_in(relations, THE_READER), THE_READER), unsent_counts(THE_PLANS, THE_READER)]
        sources += [asked_by_colleagues(THE_PLANS, THE_READER), colleagues_asked(THE_PLANS, THE_READER)]
    return union_all(*sources)


def read_rows(plan_ids: Iterable[str], rows: Iterable[Any]) -> dict[str, PlanFeedback]:
    """Put the rows of the sources together. Pure."""
    by_plan: dict[str, list[Any]] = {plan_id: [] for plan_id in plan_ids}
    for row in rows:
        by_plan[row.plan_id].append(row)
    return {plan_id: _read_plan(rows) for plan_id, rows in by_plan.items()}


def _read_plan(rows: Iterable[Any]) -> PlanFeedback:
    steps: dict[str, StepFeedback] = {}
    states = {step.key: "empty" for step in STEPS}
    places, unread, readings = [], {}, []
    unsent, unsent_since = 0, None
    for row in rows:
        match row.source:
            case "request" | "verdict" | "threads":
                steps[row.step] = replace(steps.get(row.step, NOTHING), **_read_step(row))
            case "state" if row.step in states:
                states[row.step] = filled_state(row.first, row.second, bool(row.third))
            case "place":
                trainer = Trainer(row.first, row.key) if row.first is not None else None
                places.append(read_place(row.moment is not None, bool(row.second), trainer))
            case "unread":
                unread[row.step] = Unread(row.first, row.key)
            case "unsent":
                unsent, unsent_since = row.first, row.moment
            case "to_read" | "asked_to_read":
                readings.append(row)
    available, trainers = choose_availability(places)
    own = PlanFeedback(steps, available, trainers, states, unread, unsent, unsent_since)
    return _read_readings(own, readings) if readings else own


def _read_readings(known: PlanFeedback, rows: Iterable[Any]) -> PlanFeedback:
    """Add who reads whose unsent review, as far as they train the round now."""
    present = [row for row in sorted(rows, key=lambda row: row.moment) if row.first in known.trainers]
    asked = [row for row in present if row.source == "to_read"]
    return replace(
        known,
        asking={row.first: known.trainers[row.first] for row in asked},
        to_read=frozenset(row.first for row in asked if not row.second),
        wrote_back=[known.trainers[row.first] for row in present if row.source == "asked_to_read" and row.second],
    )


def _read_step(row: Any) -> dict[str, Any]:
    match row.source, row.key:
        case "request", _:
            return {
                "asked_at": row.moment,
                "request_id": row.key,
                "taken_by": row.first,
                "asked_by": row.second,
            }
        case "verdict", _:
            return {"verdict": Verdict(row.key), "verdict_at": row.moment, "verdict_asks": row.first or 0}
        case _, Side.AUTHOR:
            return {"to_authors": row.first, "due_since": row.moment}
        case _, Side.TRAINER:
            return {"to_trainer": row.first, "waiting_since": row.moment}
    return {"settled": row.first}


def load_step_feedback(plan_ids: Collection[str]) -> dict[str, dict[str, StepFeedback]]:
    """Return what is known of the feedback on each step of the plans; steps without any are left out."""
    by_plan = load_plan_feedback(dict.fromkeys(plan_ids, frozenset()))
    return {plan_id: dict(known.steps) for plan_id, known in by_plan.items()}


def load_turns(plan_ids: Collection[str]) -> dict[str, PlanTurn]:
    """Return whose turn it is in each of the plans."""
    by_plan = load_plan_feedback(dict.fromkeys(plan_ids, frozenset()))
    return {plan_id: known.turn for plan_id, known in by_plan.items()}


def count_unread(plan: OpenPlan, user_id: int) -> Mapping[str, int]:
    """Return how many remarks of others in threads that somebody may see they have not read, by step."""
    known = load_plan_feedback({plan.id: plan.relations}, user_id)[plan.id]
    return {step: unread.count for step, unread in known.unread.items()}
