"""Waitress with one thread that both listens and answers, and others that take over when it is held up.

Threads that compute at the same time in one process take the interpreter from each other, and each request costs more
by it. But with one thread alone, whoever waits for something (a database that hangs, a password that is hashed) lets
everybody wait. So one thread leads: it reads what comes in and answers each request as soon as that is there whole.
When an answer takes long, another thread leads on.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any

import structlog
from waitress import wasyncore
from waitress.task import ThreadedTaskDispatcher

log = structlog.get_logger()

PATIENCE = 0.05
"""Seconds that an answer may take before another thread leads."""
LOOKS_EVERY = 1.0
"""Seconds after which the server looks for connections that nobody uses, if nothing happens."""
GRACE = 5
"""Seconds that answers may still take once it is to end."""


class Relay(ThreadedTaskDispatcher):  # only by its type: it begins no threads of its own
    """The threads of a server, of which one leads; for waitress, what it gives its requests to."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.number = threads
        self.tasks: deque[Any] = deque()
        """Requests that are there whole."""
        self.over = threading.Event()
        self.ending = False
        self.failure: BaseException | None = None
        self._lock = threading.Lock()
        self._next = threading.Lock()
        """Held by the thread that takes over next; the others wait for it."""
        self._leader: int | None = None
        self._busy_since: float | None = None
        """When the one that leads began the answer that it is busy with."""
        self._answering = 0

    def add_task(self, task: Any) -> None:
        """Take a request from waitress."""
        self.tasks.append(task)

    def run(self, server: Any) -> None:
        """Serve until an exception in this thread, such as of a signal, ends it."""
        self._server = server
        self._wake = server.pull_trigger
        server.pull_trigger = self.wake
        for number in range(self.number):
            threading.Thread(target=self._take_part, name=f"serving-{number}", daemon=True).start()
        try:
            self.over.wait()
        finally:
            self._finish()
        if self.failure is not None:
            raise self.failure

    def wake(self) -> None:
        """Have the one that leads look again at what there is to send. It does anyway before it waits."""
        if self._leader != threading.get_ident():
            self._wake()

    def _finish(self) -> None:
        self.ending = True
        self._wake()
        deadline = time.monotonic() + GRACE
        while (self.tasks or self._answering) and time.monotonic() < deadline:
            time.sleep(0.01)

    def _take_part(self) -> None:
        try:
            while True:
                self._wait_to_lead()
                self._lead()
        except BaseException as error:
            self.failure = error
            self.over.set()

    def _wait_to_lead(self) -> None:
        with self._next:
            while not self._may_take_over():
                time.sleep(PATIENCE)

    def _may_take_over(self) -> bool:
        with self._lock:
            since = self._busy_since
            if self._leader is not None and (since is None or time.monotonic() - since < PATIENCE):
                return False
            self._leader, self._busy_since = threading.get_ident(), None
            return True

    def _lead(self) -> None:
        """Read and answer for as long as nobody has taken over."""
        leads = True
        while leads:
            if self.tasks:
                leads = self._answer(self.tasks.popleft())
            elif self.ending:
                time.sleep(PATIENCE)
            else:
                wasyncore.loop(LOOKS_EVERY, use_poll=True, map=self._server._map, count=1)

    def _answer(self, task: Any) -> bool:
        """Answer a request, and tell whether this thread still leads."""
        with self._lock:
            self._busy_since = time.monotonic()
            self._answering += 1
        try:
            task.service()
        except Exception:
            log.exception("request not answered")
        with self._lock:
            self._answering -= 1
            leads = self._leader == threading.get_ident()
            if leads:
                self._busy_since = None
            return leads
