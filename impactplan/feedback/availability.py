"""Whether a plan has a trainer who can take a turn, and who they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def read_row(row: Any) -> tuple[bool, bool, int | None, str]:
    """Return what a row of ``round_places`` says: whether the author dropped out, whether the round is over, and the id
    and name of a trainer."""
    return row.moment is not None, bool(row.second), row.first, row.key or ""


class PlacesRead:
    """What the places of authors come down to. The plans of a round share these, so each combination is read once."""

    def __init__(self) -> None:
        self.known: dict[Any, tuple[Availability, Mapping[int, str]]] = {}

    def read(self, places: Sequence[tuple[bool, bool, int | None, str]]) -> tuple[Availability, Mapping[int, str]]:
        """Return what ``choose_availability`` does, of places as ``read_row`` has them."""
        key = tuple(places)
        if key not in self.known:
            self.known[key] = choose_availability(
                read_place(dropped, over, None if trainer_id is None else Trainer(trainer_id, name))
                for dropped, over, trainer_id, name in key
            )
        return self.known[key]


def _load_places(plan_ids: Collection[str]) -> dict[str, tuple[Availability, Mapping[int, str]]]:
    places: dict[str, list[tuple[bool, bool, int | None, str]]] = {plan_id: [] for plan_id in plan_ids}
    for row in db.session.execute(round_places(list(plan_ids), today())):
        places[row.plan_id].append(read_row(row))
    read = PlacesRead().read
    return {plan_id: read(of_plan) for plan_id, of_plan in places.items()}


def load_trainers(plan_ids: Collection[str]) -> dict[str, list[Trainer]]:
    """Return the trainers of the rounds that plans are made in, by plan and by name."""
    return {
        plan_id: [Trainer(*trainer) for trainer in trainers.items()]
        for plan_id, (_available, trainers) in _load_places(plan_ids).items()
    }


def find_availability(plan_ids: Collection[str]) -> dict[str, Availability]:
    """Return per plan whether a trainer can be asked: one in a round that goes on, in which an author takes part."""
    return {plan_id: available for plan_id, (available, _trainers) in _load_places(plan_ids).items()}
