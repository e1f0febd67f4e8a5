"""Whether a plan has a trainer who can take a turn, and who they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from impactplan.access import round_end
from impactplan.feedback.turn import Availability
from impactplan.lib.dates import today
from impactplan.models import Enrolment, Round, RoundStaff, User, db


@dataclass(frozen=True)
class Trainer:
    id: int
    name: str


def load_trainers(plan_ids: Collection[str]) -> dict[str, list[Trainer]]:
    """Return the trainers of the rounds that plans are made in, by plan and by name."""
    query = (
        select(Enrolment.plan_id, User.id, User.shown_name.label("name"))
        .join(RoundStaff, RoundStaff.round_id == Enrolment.round_id)
        .join(User, User.id == RoundStaff.user_id)
        .where(Enrolment.plan_id.in_(plan_ids), Enrolment.dropped_at.is_(None), RoundStaff.role == "trainer")
        .distinct()
        .order_by(Enrolment.plan_id, "name", User.id)
    )
    trainers: dict[str, list[Trainer]] = {}
    for row in db.session.execute(query):
        trainers.setdefault(row.plan_id, []).append(Trainer(row.id, row.name))
    return trainers


def find_availability(plan_ids: Collection[str]) -> dict[str, Availability]:
    """Return per plan whether a trainer can be asked: one in a round that goes on, in which an author takes part."""
    trainers = select(func.count()).where(RoundStaff.round_id == Enrolment.round_id, RoundStaff.role == "trainer")
    query = (
        select(
            Enrolment.plan_id,
            Enrolment.dropped_at,
            round_end().label("ends"),
            trainers.correlate(Enrolment).scalar_subquery().label("trainers"),
        )
        .join(Round, Round.id == Enrolment.round_id)
        .where(Enrolment.plan_id.in_(plan_ids))
    )
    places: dict[str, list[Availability]] = {plan_id: [] for plan_id in plan_ids}
    day = today()
    for row in db.session.execute(query):
        places[row.plan_id].append(_read(row.dropped_at is not None, row.ends, row.trainers, day))
    return {plan_id: min(found, key=BEST.index, default=Availability.NO_ROUND) for plan_id, found in places.items()}


BEST = (Availability.AVAILABLE, Availability.NO_TRAINER, Availability.ROUND_OVER, Availability.DROPPED_OUT)
"""Where authors of one plan are in several rounds: what counts, the best first."""


def _read(dropped: bool, ends: date | None, trainers: int, day: date) -> Availability:
    if dropped:
        return Availability.DROPPED_OUT
    if ends is not None and ends < day:
        return Availability.ROUND_OVER
    return Availability.AVAILABLE if trainers else Availability.NO_TRAINER
