"""The plans of a trainer's rounds, each once, with who writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from impactplan.courses.running.participants import Participant, in_order


@dataclass(frozen=True)
class TrainedPlan:
    """A plan with its authors."""

    id: str
    title: str
    changed: datetime | None
    people: Sequence[str]
    libraries: Sequence[str]
    groups: Sequence[str]
    round_id: str
    """The first of those in which it is made."""

    @property
    def who(self) -> str:
        return " · ".join(filter(None, [", ".join(self.libraries), ", ".join(self.people)]))


def gather_plans(participants: Iterable[Participant]) -> list[TrainedPlan]:
    """Return the plans of those who take part, however many write one."""
    authors_of: dict[str, list[Participant]] = {}
    for participant in participants:
        if participant.plan_id:
            authors_of.setdefault(participant.plan_id, []).append(participant)
    return [
        _gather_plan(plan_id, authors if len(authors) == 1 else in_order(authors))
        for plan_id, authors in authors_of.items()
    ]


def _gather_plan(plan_id: str, authors: Sequence[Participant]) -> TrainedPlan:
    first = authors[0]
    return TrainedPlan(
        plan_id,
        first.plan,
        first.plan_changed,
        list(dict.fromkeys(author.name for author in authors)),
        list(dict.fromkeys(author.library for author in authors if author.library)),
        list(dict.fromkeys(author.group for author in authors if author.group)),
        first.round_id,
    )
