"""The one next step: where one left off, else the module of the course, else the first that is open."""

from __future__ import annotations

from datetime import UTC, datetime

from impactplan.courses.programme.standing import BEFORE, ENDED, RUNNING, UNKNOWN, Standing
from impactplan.home.next_step import (
    DONE,
    FEEDBACK,
    FIRST_OPEN,
    IN_MODULE,
    LEFT_OFF,
    REFLECT,
    START,
    choose_next_step,
    find_open_reflections,
)
from impactplan.steps import BY_KEY, STEPS

AT = datetime(2026, 3, 2, tzinfo=UTC)
EMPTY = {step.key: "empty" for step in STEPS}
FULL = {step.key: "complete" for step in STEPS}


def test_a_plan_without_a_word_starts_with_the_four_questions() -> None:
    assert choose_next_step(EMPTY, None, 3).why == START


def test_one_goes_on_where_one_left_off() -> None:
    states = EMPTY | {"purpose": "complete", "indicators": "partly"}
    next_step = choose_next_step(states, (BY_KEY["indicators"], AT), 3)
    assert (next_step.why, next_step.step, next_step.at) == (LEFT_OFF, BY_KEY["indicators"], AT)


def test_what_is_finished_leads_on_in_the_module_of_the_course() -> None:
    states = EMPTY | {"purpose": "complete", "results": "aside"}
    next_step = choose_next_step(states, (BY_KEY["purpose"], AT), 3)
    assert (next_step.why, next_step.step) == (IN_MODULE, BY_KEY["contribution"])


def test_where_the_module_is_finished_or_unknown_the_first_open_step_comes() -> None:
    states = FULL | {"challenge": "partly", "pitch": "empty"}
    for module in (0, 3):
        next_step = choose_next_step(states, None, module)
        assert (next_step.why, next_step.step) == (FIRST_OPEN, BY_KEY["challenge"])


def test_a_finished_plan_has_no_next_step() -> None:
    assert choose_next_step(FULL | {"ledger": "aside"}, (BY_KEY["pitch"], AT), 5) == choose_next_step(FULL, None, 0)
    assert choose_next_step(FULL, None, 0).why == DONE


def test_a_finished_plan_leads_to_the_first_open_reflection() -> None:
    next_step = choose_next_step(FULL, (BY_KEY["pitch"], AT), 5, [3, 5])
    assert (next_step.why, next_step.module, next_step.step) == (REFLECT, 3, None)
    unfinished = choose_next_step(FULL | {"pitch": "partly"}, None, 5, [3, 5])
    assert unfinished.step == BY_KEY["pitch"]


def test_what_the_trainer_asks_comes_before_looking_back_and_after_what_is_open() -> None:
    asked_of = {"pitch", "indicators"}
    next_step = choose_next_step(FULL, (BY_KEY["pitch"], AT), 5, [3, 5], asked_of)
    assert (next_step.why, next_step.step) == (FEEDBACK, BY_KEY["indicators"])
    unfinished = choose_next_step(FULL | {"pitch": "partly"}, None, 5, [], asked_of)
    assert (unfinished.why, unfinished.step) == (IN_MODULE, BY_KEY["pitch"])


def test_one_looks_back_on_modules_that_are_behind_one_in_the_plan_or_in_the_course() -> None:
    module_1 = EMPTY | {step.key: "complete" for step in STEPS if step.module == 1} | {"theory": "aside"}
    running, over = Standing(RUNNING, 3), Standing(ENDED)
    assert find_open_reflections(EMPTY, (), Standing(UNKNOWN)) == []
    assert find_open_reflections(EMPTY, (), Standing(BEFORE, 1)) == []
    assert find_open_reflections(module_1, (), Standing(UNKNOWN)) == [1]
    assert find_open_reflections(EMPTY, (), running) == [1, 2]
    assert find_open_reflections(EMPTY, {1}, running) == [2]
    assert find_open_reflections(FULL, {1, 2}, running) == [3, 4, 5]
    assert find_open_reflections(EMPTY, (), over) == [1, 2, 3, 4, 5]
