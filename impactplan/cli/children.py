"""Processes that serve one socket together: forked by one parent, which begins another for each that dies."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from impactplan.outbox.processes import die_with_parent, starting
from impactplan.service.memory import leave_what_is_loaded, use_one_heap

log = structlog.get_logger()

LOOKS_EVERY = 0.2
"""Seconds between two looks at whether all children live."""
GRACE = 10
"""Seconds that a child has to finish what it is doing."""
ENDINGS = (signal.SIGINT, signal.SIGTERM)
LASTS, PAUSE, LONGEST_PAUSE = 60, 0.5, 30
"""A child that dies within so many seconds has the next one wait, each time twice as long."""


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def listen(host: str, port: int) -> socket.socket:
    """Open the socket that all children serve."""
    family, *_kind, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    return socket.create_server(address[:2], family=family, backlog=1024)


@contextmanager
def held_back(*signals: signal.Signals) -> Iterator[None]:
    """Have signals wait until this is over."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stop(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


class Children:
    """So many processes that do the same work until they are told to stop."""

    def __init__(self, work: Callable[[], None], number: int) -> None:
        self.work = work
        self.number = number
        self.began: dict[int, float] = {}
        """When each child began, by its process."""
        self.due: list[float] = []
        """When others are to begin, for those that died."""
        self.pause = PAUSE
        self.ending = False

    def start(self) -> None:
        """Begin all of them. Nobody may hold a connection to a database: a child must not share one."""
        for ending in ENDINGS:
            signal.signal(ending, self._end)
        use_one_heap()
        leave_what_is_loaded()
        for _child in range(self.number):
            self._begin()

    def keep_running(self) -> None:
        """Begin another child for each that ends, until a signal tells this process to end."""
        while not self.ending:
            time.sleep(LOOKS_EVERY)
            for process in list(self.began):
                ended, status = os.waitpid(process, os.WNOHANG)
                if ended:
                    self._note_end(process, os.waitstatus_to_exitcode(status))
            for moment in [moment for moment in self.due if moment <= time.monotonic()]:
                self.due.remove(moment)
                self._begin()

    def stop(self) -> None:
        """End all children: politely, then not."""
        for process in self.began:
            os.kill(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while self.began and time.monotonic() < deadline:
            for process in list(self.began):
                if os.waitpid(process, os.WNOHANG)[0]:
                    del self.began[process]
            time.sleep(0.02)
        for process in self.began:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        self.began.clear()

    def _end(self, _signal: int, _frame: object) -> None:
        self.ending = True  # an exception could get lost here, as anything may be going on

    def _note_end(self, process: int, code: int) -> None:
        moment = time.monotonic()
        lasted = moment - self.began.pop(process)
        self.pause = PAUSE if lasted > LASTS else min(self.pause * 2, LONGEST_PAUSE)
        self.due.append(moment + self.pause)
        log.warning("process ended, starting another", code=code, seconds=self.pause)

    def _begin(self) -> None:
        parent, code = os.getpid(), 1
        try:
            with starting, held_back(*ENDINGS):
                process = os.fork()
                if process:
                    self.began[process] = time.monotonic()
                    return
                for ending in ENDINGS:
                    signal.signal(ending, stop)
            die_with_parent(parent, signal.SIGKILL)
            self.work()
            code = 0
        except Exception:
            log.exception("process failed")
        finally:  # whatever happens in a child, it goes no further than here
            if os.getpid() != parent:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
