"""Whose turn it is, over all combinations of what it follows from."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from impactplan.feedback.turn import (
    Availability,
    Reason,
    ReviewState,
    Said,
    StepFeedback,
    Who,
    find_plan_turn,
    find_review_state,
    find_turn,
    read_thread,
)
from impactplan.models.feedback import Answer, Side, ThreadState, Verdict

pytestmark = pytest.mark.usefixtures("without_database")

MOMENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def expected(asked: bool, taken: bool, to_authors: int, to_trainer: int, verdict: Verdict | None, asks: int,
             settled: int, available: Availability) -> tuple[Who, Reason]:  # fmt: skip
    """Say the rules once more, as a list of cases from the top."""
    reachable = available is Availability.AVAILABLE
    cases = [
        (asked and reachable and taken, Who.TRAINER, Reason.TAKEN),
        (asked and reachable, Who.TRAINER, Reason.ASKED),
        (to_authors > 0, Who.AUTHORS, Reason.REMARKS),
        ((asked or to_trainer > 0) and not reachable, Who.NOBODY, Reason(available) if not reachable else Reason.NEVER),
        (to_trainer > 0, Who.TRAINER, Reason.ANSWERED),
        (verdict is Verdict.REVISE and not asks, Who.AUTHORS, Reason.REVISE),
        (verdict is Verdict.AGREED, Who.NOBODY, Reason.AGREED),
        (settled > 0 or verdict is not None, Who.NOBODY, Reason.SETTLED),
        (reachable, Who.NOBODY, Reason.NEVER),
        (True, Who.NOBODY, Reason(available) if not reachable else Reason.NEVER),
    ]
    return next((who, reason) for holds, who, reason in cases if holds)


def test_the_turn_in_every_combination() -> None:
    """Every combination of a request, threads of each kind, a verdict, and whether there is a trainer."""
    seen = set()
    for asked, taken, to_authors, to_trainer, verdict, asks, settled, available in product(
        (False, True), (False, True), (0, 1, 4), (0, 1), (None, *Verdict), (0, 2), (0, 1), Availability
    ):
        if taken and not asked:
            continue
        feedback = StepFeedback(
            asked_at=MOMENT if asked else None,
            taken_by=7 if taken else None,
            to_authors=to_authors,
            to_trainer=to_trainer,
            verdict=verdict,
            verdict_asks=asks,
            settled=settled,
        )
        turn = find_turn(feedback, available)
        assert (turn.who, turn.reason) == expected(
            asked, taken, to_authors, to_trainer, verdict, asks, settled, available
        ), feedback
        seen.add(turn.reason)
    assert seen == set(Reason)


def test_four_remarks_of_which_one_is_answered() -> None:
    turn = find_turn(StepFeedback(to_authors=3, to_trainer=1))
    assert (turn.who, turn.remarks, turn.answered) == (Who.AUTHORS, 4, 1)


@pytest.mark.parametrize(
    ("said", "state", "due"),
    [
        ([], ThreadState.OPEN, None),
        ([Said(Side.TRAINER)], ThreadState.OPEN, None),  # praise makes no turn
        ([Said(Side.TRAINER, asks=True)], ThreadState.OPEN, Side.AUTHOR),
        ([Said(Side.TRAINER, asks=True), Said(Side.AUTHOR)], ThreadState.OPEN, Side.AUTHOR),
        ([Said(Side.TRAINER, asks=True), Said(Side.AUTHOR, answer=Answer.ADOPTED)], ThreadState.ANSWERED, Side.TRAINER),
        ([Said(Side.TRAINER, asks=True), Said(Side.AUTHOR, asks=True)], ThreadState.OPEN, Side.TRAINER),
        ([Said(Side.AUTHOR, asks=True)], ThreadState.OPEN, Side.TRAINER),
        ([Said(Side.AUTHOR, asks=True), Said(Side.TRAINER)], ThreadState.ANSWERED, None),
        ([Said(Side.AUTHOR, asks=True), Said(Side.TRAINER, asks=True)], ThreadState.OPEN, Side.AUTHOR),
        ([Said(Side.AUTHOR, asks=True), Said(Side.READER)], ThreadState.OPEN, Side.TRAINER),
        ([Said(Side.TRAINER, asks=True), Said(Side.READER, asks=True)], ThreadState.OPEN, Side.AUTHOR),
        ([Said(Side.READER, asks=True)], ThreadState.OPEN, None),  # peers' never
    ],
)
def test_from_whom_an_answer_is_due(said: list[Said], state: ThreadState, due: Side | None) -> None:
    assert read_thread(said, resolved=False) == (state, due)
    assert read_thread(said, resolved=True) == (ThreadState.RESOLVED, None)


@pytest.mark.parametrize(
    ("feedback", "state"),
    [
        (StepFeedback(), ReviewState.NONE),
        (StepFeedback(asked_at=MOMENT), ReviewState.ASKED),
        (StepFeedback(asked_at=MOMENT, taken_by=7), ReviewState.IN_REVIEW),
        (StepFeedback(verdict=Verdict.REVISE), ReviewState.REVISE),
        (StepFeedback(verdict=Verdict.AGREED), ReviewState.AGREED),
        (StepFeedback(asked_at=MOMENT, verdict=Verdict.REVISE), ReviewState.ASKED),
    ],
)
def test_the_axis_of_review(feedback: StepFeedback, state: ReviewState) -> None:
    assert find_review_state(feedback) is state


def test_the_turn_of_a_plan_is_that_of_its_steps() -> None:
    steps = {
        "theory": StepFeedback(asked_at=MOMENT),
        "indicators": StepFeedback(to_authors=2),
        "sources": StepFeedback(verdict=Verdict.AGREED),
    }
    turn = find_plan_turn(steps)
    assert (list(turn.trainer), list(turn.authors)) == (["theory"], ["indicators"])
    assert turn.who == {Who.TRAINER, Who.AUTHORS}
    assert turn.waiting_since == MOMENT
    assert find_plan_turn({"sources": steps["sources"]}).who == {Who.NOBODY}
