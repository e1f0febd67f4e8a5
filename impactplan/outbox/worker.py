"""The worker: a consumer of the queue with two processes, and the supervision of it by the web server."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence

import structlog
from flask import Flask
from huey.consumer import Consumer, Scheduler, Worker

from impactplan.outbox.heartbeat import heart
from impactplan.outbox.operations import handlers, identity
from impactplan.outbox.processes import die_with_parent, starting
from impactplan.outbox.queue import get_queue, release_connections, wake_worker

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
        with self.huey.app.app_context():  # what waited for a worker, or was begun by the one that this one replaces
            for kind in handlers.current:
                wake_worker(kind)


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


def work(app: Flask, parent: int | None = None) -> None:
    """Run the worker until it receives a signal to stop. With a parent, it stops when that is gone."""
    with app.app_context():
        huey = get_queue().huey
        huey.app, huey.consumer_pid = app, os.getpid()
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


class Supervisor:
    """Keeps the worker running as a child process of the web server, and ends it."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep_running, name="supervisor", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """End the child: politely, then not."""
        self.stopping.set()
        child = self.child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(GRACE + 2)
            except subprocess.TimeoutExpired:
                child.kill()
        self.thread.join(2)

    def _keep_running(self) -> None:
        # The child asks to end with its parent, and for the system that is the thread that started it: this one,
        # which lives as long as the process.
        wait = 1.0
        while not self.stopping.is_set():
            started = time.monotonic()
            with starting:
                self.child = subprocess.Popen([*self.command, "--parent", str(os.getpid())])  # noqa: S603  # our own
            if self.stopping.is_set():
                self.child.terminate()
            code = self.child.wait()
            if self.stopping.is_set():
                return
            wait = 1.0 if time.monotonic() - started > 60 else min(wait * 2, 60.0)
            log.warning("worker ended, starting it again", code=code, seconds=wait)
            self.stopping.wait(wait)
