"""Whether a plan has a trainer who can take a turn, and who they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from impactplan.feedback.sources import round_places
from impactplan.feedback.turn import Availability
from impactplan.lib.dates import today
from impactplan.models import db


@dataclass(frozen=True)
class Trainer:
    id: int
    name: str


@dataclass(frozen=True)
class Place:
    """The place of an author in a round, with one of its trainers."""

    available: Availability
    trainer: Trainer | None


BEST = (
    Availability.AVAILABLE,
    Availability.NO_TRAINER,
    Availability.ROUND_OVER,
    Availability.DROPPED_OUT,
    Availability.NO_ROUND,
)
"""Where authors of one plan are in several rounds: what counts, the best first."""


def read_place(dropped: bool, over: bool, trainer: Trainer | None) -> Place:
    """Return what a place means: who dropped out has no trainer any more; after a round its trainers still read."""
    if dropped:
        return Place(Availability.DROPPED_OUT, None)
    if over:
        return Place(Availability.ROUND_OVER, trainer)
    return Place(Availability.AVAILABLE if trainer else Availability.NO_TRAINER, trainer)


def choose_availability(places: Iterable[Place]) -> tuple[Availability, Mapping[int, str]]:
    """Return whether there is a trainer who can be asked, and the names of the trainers of a plan, by name."""
    places = list(places)
    available = min((place.available for place in places), key=BEST.index, default=Availability.NO_ROUND)
    trainers = {place.trainer for place in places if place.trainer}
    ordered = sorted(trainers, key=lambda trainer: (trainer.name.casefold(), trainer.id))
    return available, {trainer.id: trainer.name for trainer in ordered}


def _load_places(plan_ids: Collection[str]) -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = {plan_id: [] for plan_id in plan_ids}
    for row in db.session.execute(round_places(list(plan_ids), today())):
        trainer = Trainer(row.first, row.key) if row.first is not None else None
        places[row.plan_id].append(read_place(row.moment is not None, bool(row.second), trainer))
    return places


def load_trainers(plan_ids: Collection[str]) -> dict[str, list[Trainer]]:
    """Return the trainers of the rounds that plans are made in, by plan and by name."""
    return {
        plan_id: [Trainer(*trainer) for trainer in choose_availability(places)[1].items()]
        for plan_id, places in _load_places(plan_ids).items()
    }


def find_availability(plan_ids: Collection[str]) -> dict[str, Availability]:
    """Return per plan whether a trainer can be asked: one in a round that goes on, in which an author takes part."""
    return {plan_id: choose_availability(places)[0] for plan_id, places in _load_places(plan_ids).items()}
