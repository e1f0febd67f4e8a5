"""The plans of a round, as its trainer sees them in a list: whose turn it is in each, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from impactplan.courses.running.facts import EnrolmentFacts
from impactplan.courses.running.progress import ModuleStates, by_module
from impactplan.feedback.queries import PlanFeedback
from impactplan.feedback.turn import Reason, Turn
from impactplan.feedback.wording import (
    describe_asking,
    describe_plan_turn,
    describe_unread,
    describe_unsent,
    describe_waiting,
    describe_wrote_back,
)
from impactplan.lib.names import fold
from impactplan.models.feedback import Side
from impactplan.steps import STEPS

BY_WAITING, BY_CHANGE, BY_NAME = "waiting", "change", "name"


@dataclass(frozen=True)
class PlanRow:
    """A plan with its authors in the round."""

    plan_id: str
    title: str
    changed: datetime | None
    people: Sequence[str]
    libraries: Sequence[str]
    modules: Sequence[ModuleStates]
    feedback: PlanFeedback = field(default_factory=PlanFeedback)
    trainer_id: int = 0
    """Of the trainer whose list it is."""

    @property
    def begun(self) -> bool:
        """Tell whether there is anything to see in the plan: something written, asked or said, by this trainer too."""
        said = self.feedback.turn.begun or self.feedback.unsent or self.feedback.asking or self.feedback.wrote_back
        return bool(said) or any(state != "empty" for module in self.modules for state in module.states)

    @cached_property
    def sentences(self) -> list[str]:
        """Return whose turn it is, in words; nothing while nobody asked or said anything."""
        turn = self.feedback.turn
        if not turn.begun:
            return []
        return describe_plan_turn(turn, Side.TRAINER, self.feedback.trainers, self.trainer_id)

    @cached_property
    def mine(self) -> Sequence[Turn]:
        """Return the turns that this trainer can act in."""
        return list(self.feedback.turn.waiting_for(self.trainer_id).values())

    @property
    def taken_by(self) -> Sequence[str]:
        """Return the names of other trainers who took what waits."""
        others = self.feedback.turn.taken_by - {self.trainer_id}
        return [self.feedback.trainers[one] for one in sorted(others) if one in self.feedback.trainers]

    @property
    def taken(self) -> bool:
        """Tell whether this trainer took what waits."""
        return self.trainer_id in self.feedback.turn.taken_by

    @property
    def requests(self) -> Sequence[str]:
        """Return the requests that nobody took yet, each once."""
        requests = {
            feedback.request_id: None
            for key, feedback in self.feedback.steps.items()
            if feedback.request_id and self.feedback.turn_in(key).reason is Reason.ASKED
        }
        return list(requests)

    @property
    def waiting_since(self) -> datetime | None:
        return min((turn.since for turn in self.mine if turn.since), default=None)

    def waiting(self, meeting: date | None) -> str:
        return describe_waiting(self.waiting_since, meeting) if self.waiting_since else ""

    @property
    def unsent(self) -> str:
        return describe_unsent(self.feedback.unsent, Side.TRAINER) if self.feedback.unsent else ""

    @property
    def to_read(self) -> Mapping[int, str]:
        """Say by whose feedback this trainer was asked to read it before it is sent."""
        known = self.feedback
        return {one: describe_asking(name) for one, name in known.asking.items() if one in known.to_read}

    @property
    def wrote_back(self) -> Sequence[str]:
        return [describe_wrote_back(name) for name in self.feedback.wrote_back]

    @property
    def unread(self) -> str:
        return describe_unread(self.feedback.unread_count) if self.feedback.unread else ""

    @property
    def unread_thread(self) -> str:
        """Return a thread with what is new, in the first step that has any."""
        unread = self.feedback.unread
        return next((unread[step.key].thread_id for step in STEPS if step.key in unread), "") or next(
            (one.thread_id for one in unread.values()), ""
        )


def list_plans(
    enrolments: Sequence[EnrolmentFacts], known: Mapping[str, PlanFeedback], order: str, trainer_id: int = 0
) -> list[PlanRow]:
    """Return the plans of those who take part: what waits for the trainer longest first, or the most recently changed,
    or by library."""
    authors_of: dict[str, list[EnrolmentFacts]] = {}
    for enrolment in enrolments:
        if enrolment.state == "taking_part" and enrolment.plan_id:
            authors_of.setdefault(enrolment.plan_id, []).append(enrolment)
    rows = [
        PlanRow(
            plan_id,
            authors[0].plan,
            authors[0].plan_changed,
            [enrolment.name for enrolment in authors],
            list(dict.fromkeys(enrolment.library for enrolment in authors if enrolment.library)),
            by_module(known.get(plan_id, PlanFeedback()).states),
            known.get(plan_id, PlanFeedback()),
            trainer_id,
        )
        for plan_id, authors in authors_of.items()
    ]
    if order == BY_NAME:
        return sorted(rows, key=lambda row: (fold(", ".join(row.libraries)), fold(row.title)))
    rows.sort(key=lambda row: row.changed.timestamp() if row.changed else 0, reverse=True)
    return rows if order == BY_CHANGE else sorted(rows, key=_place_in_queue)


def _place_in_queue(row: PlanRow) -> tuple[int, float]:
    """Put what waits for this trainer first, the longest wait on top; then what a colleague asks them to read, their
    own unsent remarks, what is new, what waits for another trainer, and the rest as it was last changed."""
    since = row.waiting_since
    if row.mine:
        return 0, since.timestamp() if since else 0
    if row.to_read:
        return 1, 0
    if row.feedback.unsent:
        return 1, row.feedback.unsent_since.timestamp() if row.feedback.unsent_since else 0
    if row.feedback.unread:
        return 2, 0
    return (3, 0) if row.feedback.turn.trainer else (4, 0)
