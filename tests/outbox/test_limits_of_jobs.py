"""A job has so much time and memory and no more; what it takes the worker down with is its own process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from impactplan.models import Outbox, db
from impactplan.outbox import Job, Limits, queue_job, register_handler, sweep
from impactplan.outbox.operations import handlers

LIMITS = Limits(seconds=1, megabytes=100)
Outcome = Mapping[str, Any] | None


@pytest.fixture
def run(app: Flask) -> Iterator[Callable[[Callable[[Job], Outcome]], Outbox]]:
    """Return what runs a function as a job within limits, and gives the row as it is then."""
    ended: list[str] = []

    def run_job(function: Callable[[Job], Outcome]) -> Outbox:
        register_handler(
            app,
            "thing",
            function,
            lease=timedelta(minutes=1),
            limits=LIMITS,
            when_ended=lambda job: ended.append(job.id),
        )
        job_id = queue_job("thing", {"ended": ended})
        db.session.commit()
        sweep("thing", apart=True)
        db.session.expire_all()
        return db.session.get_one(Outbox, job_id)

    run_job.ended = ended  # type: ignore[attr-defined]  # for the tests to look at
    yield run_job
    handlers.of(app).pop("thing", None)


def spin(_job: Job) -> None:
    while True:
        sum(range(10_000))


def grow(_job: Job) -> None:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def break_down(_job: Job) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_it_is_done_in_another_process(run: Any) -> None:
    row = run(lambda _job: {"pid": os.getpid()})
    assert row.done_at
    assert row.payload["pid"] != os.getpid()
    assert run.ended == []


@pytest.mark.parametrize("function", [spin, grow], ids=["time", "memory"])
def test_what_takes_too_much_ends_and_is_not_tried_again(run: Any, function: Callable[[Job], None]) -> None:
    started = time.monotonic()
    row = run(function)
    assert row.failed_at
    assert row.error.startswith(("TooMuchError", "MemoryError"))
    assert time.monotonic() - started < 30
    assert sweep("thing", apart=True) == 0


def test_one_that_breaks_down_is_noted_by_the_worker(run: Any) -> None:
    row = run(break_down)
    assert row.failed_at
    assert row.error.startswith("TooMuchError")
    assert len(run.ended) == 1


def test_one_that_fails_is_tried_again_as_ever(run: Any) -> None:
    def fail(_job: Job) -> None:
        raise ValueError("later")

    row = run(fail)
    assert row.failed_at is None
    assert row.error == "ValueError: later"
    assert run.ended == []
