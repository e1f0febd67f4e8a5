"""What waits for a trainer over all plans of their rounds, in the order in which they best take it up.

The desk shows it, and who works through it goes from one plan to the next in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from impactplan.feedback.queries import PlanFeedback, Question, load_trained
from impactplan.feedback.turn import Reason, Turn
from impactplan.feedback.wording import describe_waiting
from impactplan.lib.dates import today

URGENT = timedelta(days=3)
"""Plans whose meeting is so near come before those that wait longer."""


class Group(StrEnum):
    """What is to be done with a plan, in the order of the queue: what is nearly done first."""

    UNSENT = "unsent"
    """The trainer's own feedback is written and not sent."""
    HANDED = "handed"
    """A colleague handed the question over."""
    MINE = "mine"
    """The trainer took the question."""
    UNASSIGNED = "unassigned"
    ANSWERED = "answered"
    """The authors answered remarks, or began a thread of their own."""
    TO_READ = "to_read"
    """A colleague asks to read their feedback before they send it."""
    WAITING = "waiting"
    """A colleague was asked to read the trainer's own feedback and said nothing yet."""
    NEWS = "news"
    """Nothing waits, but something was said that the trainer has not read."""


ON_THE_WAY = (Group.UNSENT, Group.HANDED, Group.MINE, Group.UNASSIGNED, Group.ANSWERED)
"""What one goes through from plan to plan; the others are not the trainer's to review now."""


@dataclass(frozen=True)
class Entry:
    """A plan that waits for a trainer. It stands once in the queue, but for a colleague's feedback on it."""

    group: Group
    plan_id: str
    known: PlanFeedback
    turns: Mapping[str, Turn]
    """Of the steps that the trainer can act in."""
    since: datetime | None
    colleague_id: int = 0
    """Whose feedback is to be read."""

    @property
    def requests(self) -> Sequence[str]:
        """Return the requests that nobody took yet, the oldest first."""
        open_ones = {
            self.known.steps[step].request_id for step, turn in self.turns.items() if turn.reason is Reason.ASKED
        }
        return [question.request_id for question in self.known.questions if question.request_id in open_ones]

    @property
    def questions(self) -> Sequence[Question]:
        """Return what was asked of this trainer, or of nobody in particular."""
        ids = {self.known.steps[step].request_id for step in self.turns}
        return [question for question in self.known.questions if question.request_id in ids]

    @property
    def handed_by(self) -> str:
        """Return the name of the colleague who handed it over, while they train the round."""
        givers = (self.known.trainers.get(question.handed_by or 0, "") for question in self.questions)
        return next(filter(None, givers), "")

    @property
    def waiting(self) -> str:
        return describe_waiting(self.since, self.known.meeting) if self.since else ""

    @property
    def is_urgent(self) -> bool:
        return self.known.meeting is not None and self.known.meeting - today() <= URGENT


def build_queue(plans: Mapping[str, PlanFeedback], trainer_id: int) -> list[Entry]:
    """Return what waits for a trainer: by group, before a near meeting first, and then the longest wait. Pure."""
    entries = [entry for plan_id, known in plans.items() for entry in _entries_of(plan_id, known, trainer_id)]
    order = list(Group)
    return sorted(
        entries,
        key=lambda entry: (
            *(order.index(entry.group), not entry.is_urgent),
            *(entry.since.timestamp() if entry.since else 0, entry.plan_id, entry.colleague_id),
        ),
    )


def _entries_of(plan_id: str, known: PlanFeedback, trainer_id: int) -> Iterable[Entry]:
    turns = known.turn.waiting_for(trainer_id)
    since = min((turn.since for turn in turns.values() if turn.since), default=None)
    group = _find_group(known, turns, trainer_id)
    if group is not None:
        yield Entry(group, plan_id, known, turns, since or known.unsent_since)
    for colleague_id in sorted(known.to_read):
        yield Entry(Group.TO_READ, plan_id, known, {}, None, colleague_id)


def _find_group(known: PlanFeedback, turns: Mapping[str, Turn], trainer_id: int) -> Group | None:
    if known.begun:
        return Group.WAITING if known.reading and not known.wrote_back else Group.UNSENT
    taken = {known.steps[step].request_id for step, turn in turns.items() if turn.taken_by == trainer_id}
    if any(question.handed_by for question in known.questions if question.request_id in taken):
        return Group.HANDED
    if taken:
        return Group.MINE
    if any(turn.reason is Reason.ASKED for turn in turns.values()):
        return Group.UNASSIGNED
    if turns:
        return Group.ANSWERED
    return Group.NEWS if known.unread else None


@dataclass(frozen=True)
class Waiting:
    """A plan that waits for a trainer, as the way to it says."""

    plan_id: str
    title: str
    words: str
    """How long it has waited."""
    count: int
    """How many plans wait."""


@dataclass(frozen=True)
class Neighbours:
    """The plans before and after one in the queue; whoever is at the end goes on at the beginning."""

    place: int
    """Of this plan, from 1; 0 where it does not wait."""
    count: int
    before: Waiting | None = None
    after: Waiting | None = None


def find_neighbours(trainer_id: int, plan_id: str) -> Neighbours:
    """Return where a plan stands in the queue of a trainer, and which plans come before and after it."""
    plans, titles = load_trained(trainer_id)
    entries = [entry for entry in build_queue(plans, trainer_id) if entry.group in ON_THE_WAY]
    ids = [entry.plan_id for entry in entries]
    place = ids.index(plan_id) + 1 if plan_id in ids else 0
    others = [entry for entry in [*entries[place:], *entries[: max(place - 1, 0)]] if entry.plan_id != plan_id]
    ways = [Waiting(one.plan_id, titles[one.plan_id], one.waiting, len(others)) for one in others]
    return Neighbours(place, len(ids), ways[-1] if ways and place else None, ways[0] if ways else None)
