"""Whose turn it is in a step, and why: pure, from the states of its requests, verdicts and threads.

A plan's turn is the set of its steps' turns. Only what authors and trainers both may see counts; what is not sent
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

from impactplan.models.feedback import Answer, Side, ThreadState, Verdict

T = TypeVar("T")


class Who(StrEnum):
    AUTHORS = "authors"
    TRAINER = "trainer"
    NOBODY = "nobody"


class Reason(StrEnum):
    """Why it is somebody's turn, or nobody's."""

    ASKED = "asked"
    """Feedback was asked and no trainer has taken it yet."""
    TAKEN = "taken"
    ANSWERED = "answered"
    """The authors answered, or asked something in a thread of their own."""
    REMARKS = "remarks"
    """Remarks ask something of the authors."""
    REVISE = "revise"
    """A review said "to be revised", and nothing more."""
    SETTLED = "settled"
    AGREED = "agreed"
    NEVER = "never"
    """Nobody has asked or said anything yet."""
    NO_TRAINER = "no_trainer"
    ROUND_OVER = "round_over"
    DROPPED_OUT = "dropped_out"
    NO_ROUND = "no_round"


class Availability(StrEnum):
    """Whether there is a trainer who can take a turn."""

    AVAILABLE = "available"
    NO_TRAINER = "no_trainer"
    ROUND_OVER = "round_over"
    DROPPED_OUT = "dropped_out"
    NO_ROUND = "no_round"


class ReviewState(StrEnum):
    """The second axis of a step's state."""

    NONE = "none"
    ASKED = "asked"
    IN_REVIEW = "in_review"
    REVISE = "revise"
    AGREED = "agreed"


JUDGED = {Verdict.AGREED: ReviewState.AGREED, Verdict.REVISE: ReviewState.REVISE}


class StepFeedback(NamedTuple):
    """What is known of one step's feedback."""

    asked_at: datetime | None = None
    """Of the open request, if there is one."""
    asked_by: int | None = None
    request_id: str = ""
    taken_by: int | None = None
    verdict: Verdict | None = None
    """Of the last review that gave one."""
    verdict_at: datetime | None = None
    verdict_asks: bool = False
    """Whether remarks of that review asked something in this step."""
    to_authors: int = 0
    """Threads in which the authors' answer is due."""
    due_since: datetime | None = None
    """Since when the first of them waits for the authors."""
    to_trainer: int = 0
    """Threads that wait for a trainer: answered ones, and questions of the authors."""
    waiting_since: datetime | None = None
    """Since when the first of them waits for the trainer."""
    settled: int = 0
    """Threads in which nothing is due any more."""


NOTHING = StepFeedback()


class Turn(NamedTuple):
    """Whose turn it is in a step. The numbers and the moment are for the sentence that says so."""

    who: Who
    reason: Reason
    since: datetime | None = None
    taken_by: int | None = None
    remarks: int = 0
    """Of the thread that concern the authors: how many ask something, answered or not."""
    answered: int = 0
    """How many of these are answered."""
    asked_by: int | None = None


def find_turn(feedback: StepFeedback, available: Availability = Availability.AVAILABLE) -> Turn:
    """Return whose turn it is in a step.

    An open request is the trainer's turn, whatever else is open: the authors asked for it. Then come remarks that ask
    something of the authors, then what waits for a trainer, then a verdict "to be revised" without remarks.
    """
    remarks, answered = feedback.to_authors + feedback.to_trainer, feedback.to_trainer
    reachable = available is Availability.AVAILABLE
    if feedback.asked_at is not None and reachable:
        reason = Reason.TAKEN if feedback.taken_by is not None else Reason.ASKED
        return Turn(Who.TRAINER, reason, feedback.asked_at, feedback.taken_by, remarks, answered, feedback.asked_by)
    if feedback.to_authors:
        return Turn(Who.AUTHORS, Reason.REMARKS, feedback.due_since, None, remarks, answered)
    waits = feedback.asked_at is not None or bool(feedback.to_trainer)
    if waits and not reachable:
        return Turn(Who.NOBODY, Reason(available))
    if feedback.to_trainer:
        return Turn(Who.TRAINER, Reason.ANSWERED, feedback.waiting_since, None, remarks, answered)
    if feedback.verdict is Verdict.REVISE and not feedback.verdict_asks:
        return Turn(Who.AUTHORS, Reason.REVISE, feedback.verdict_at)
    if feedback.verdict is Verdict.AGREED:
        return Turn(Who.NOBODY, Reason.AGREED, feedback.verdict_at)
    if feedback.settled or feedback.verdict is not None:
        return Turn(Who.NOBODY, Reason.SETTLED)
    return Turn(Who.NOBODY, Reason.NEVER if reachable else Reason(available))


def find_review_state(feedback: StepFeedback) -> ReviewState:
    """Return what stands on the axis of review: an open request covers an earlier verdict."""
    if feedback.asked_at is not None:
        return ReviewState.ASKED if feedback.taken_by is None else ReviewState.IN_REVIEW
    return JUDGED[feedback.verdict] if feedback.verdict is not None else ReviewState.NONE


@dataclass(frozen=True)
class Said:
    """Of a remark what decides whose answer is due."""

    side: Side
    asks: bool = False
    answer: Answer | None = None


def read_thread(remarks: Iterable[Said], *, resolved: bool) -> tuple[ThreadState, Side | None]:
    """Return a thread's state, and the side from which an answer is due, from its remarks in their order.

    Withdrawn remarks are to be left out. What peers and readers say makes no turn.
    """
    due: Side | None = None
    answered = False
    for remark in remarks:
        if remark.side is Side.AUTHOR and (remark.answer is not None or remark.asks):
            due, answered = Side.TRAINER, remark.answer is not None
        elif remark.side is Side.TRAINER and remark.asks:
            due, answered = Side.AUTHOR, False
        elif remark.side is Side.TRAINER and due is Side.TRAINER:
            due, answered = None, True
    if resolved:
        return ThreadState.RESOLVED, None
    return (ThreadState.ANSWERED if answered else ThreadState.OPEN), due


@dataclass(frozen=True)
class PlanTurn:
    """The turns of a plan's steps, those of one side together."""

    trainer: Mapping[str, Turn]
    authors: Mapping[str, Turn]
    available: Availability = Availability.AVAILABLE
    begun: bool = False
    """Whether feedback was ever asked or given."""

    @property
    def who(self) -> frozenset[Who]:
        sides = {Who.TRAINER: self.trainer, Who.AUTHORS: self.authors}
        return frozenset(who for who, turns in sides.items() if turns) or frozenset({Who.NOBODY})

    def waiting_for(self, trainer_id: int) -> Mapping[str, Turn]:
        """Return the turns that one trainer can act in: those that no other trainer took."""
        return {step: turn for step, turn in self.trainer.items() if turn.taken_by in {None, trainer_id}}

    @property
    def waiting_since(self) -> datetime | None:
        """Return since when the trainer has been waited for."""
        return min((turn.since for turn in self.trainer.values() if turn.since), default=None)

    @property
    def due_since(self) -> datetime | None:
        """Return since when the authors have been waited for."""
        return min((turn.since for turn in self.authors.values() if turn.since), default=None)

    @property
    def taken_by(self) -> frozenset[int]:
        """Return the trainers who took what waits."""
        return frozenset(turn.taken_by for turn in self.trainer.values() if turn.taken_by is not None)


def find_review_states(steps: Mapping[str, StepFeedback]) -> dict[str, ReviewState]:
    """Return what stands on the axis of review, for the steps of a plan of which something is known."""
    return _for_each(steps, find_review_state)


def find_plan_turn(steps: Mapping[str, StepFeedback], available: Availability = Availability.AVAILABLE) -> PlanTurn:
    turns = _for_each(steps, lambda feedback: find_turn(feedback, available))
    trainer = {step: turn for step, turn in turns.items() if turn.who is Who.TRAINER}
    authors = {step: turn for step, turn in turns.items() if turn.who is Who.AUTHORS}
    return PlanTurn(trainer, authors, available, begun=bool(steps))


def _for_each(steps: Mapping[str, StepFeedback], find: Callable[[StepFeedback], T]) -> dict[str, T]:
    """Find something for each step, once for all that share what is known of them."""
    by_feedback: dict[int, T] = {}
    answers: dict[str, T] = {}
    for step, feedback in steps.items():
        key = id(feedback)
        if key not in by_feedback:
            by_feedback[key] = find(feedback)
        answers[step] = by_feedback[key]
    return answers
