"""The worker: a consumer of the queue with two processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial

import structlog
from flask import Flask
from huey.consumer import Consumer, Scheduler, Worker

from impactplan.outbox.heartbeat import heart
from impactplan.outbox.operations import handlers, identity
from impactplan.outbox.processes import die_with_parent
from impactplan.outbox.queue import release_connections
from impactplan.outbox.waking import get_queue, wake_worker

log = structlog.get_logger()

PROCESSES = 2
"""One makes documents, one at a time; the other can send mail meanwhile."""
LONGEST_DELAY = 0.5
GRACE = 10
TASKS_BEFORE_RENEWAL = 500


class FollowingWorker(Worker):  # type: ignore[misc]  # huey has no types
    """Ends with the consumer, even when that is killed; what was begun is under a lease and begins again."""

    def initialize(self) -> None:
        die_with_parent(self.huey.consumer_pid, signal.SIGKILL)
        super().initialize()
        wake_for_all(self.huey.app)  # what waited for a worker, or was begun by the one that this one replaces


class FollowingScheduler(Scheduler):  # type: ignore[misc]  # likewise
    """Gives the worker's signs of life too: it is the one process that never waits for a job."""

    def initialize(self) -> None:
        die_with_parent(self.huey.consumer_pid, signal.SIGKILL)
        super().initialize()

    def loop(self, now: object = None) -> None:
        super().loop(now)
        with self.huey.app.app_context():
            for kind in heart.current.beat():
                wake_worker(kind)


class FollowedConsumer(Consumer):  # type: ignore[misc]  # likewise
    worker_class = FollowingWorker
    scheduler_class = FollowingScheduler


def wake_for_all(app: Flask) -> None:
    with app.app_context():
        for kind in handlers.current:
            wake_worker(kind)


def work(app: Flask, parent: int | None = None) -> None:
    """Run the worker until it receives a signal to stop. With a parent, it stops when that is gone."""
    with app.app_context():
        huey = get_queue().huey
        huey.app, huey.consumer_pid = app, os.getpid()
        huey.storage.when_away = partial(wake_for_all, app)
        identity.current.worker_id = heart.current.worker_id
        release_connections()
    if parent:
        follow(parent)
    consumer = FollowedConsumer(
        huey,
        workers=PROCESSES,
        worker_type="process",
        initial_delay=0.05,
        max_delay=LONGEST_DELAY,
        scheduler_interval=1,
        health_check_interval=1,
        max_tasks=TASKS_BEFORE_RENEWAL,
        shutdown_timeout=GRACE,
        graceful_signal="TERM",
        flush_locks=True,
    )
    huey.storage.close()  # a connection to SQLite must not cross a fork
    log.info("worker started", processes=PROCESSES)
    consumer.run()
    with app.app_context():
        heart.current.stop()
        release_connections()
    log.info("worker stopped")


def follow(parent: int) -> None:
    """End with the parent, also where the system does not see to it."""
    die_with_parent(parent, signal.SIGTERM)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()
