"""A job in a process of its own, with a limit of time and of memory: what takes more ends it, and nothing else."""

from __future__ import annotations

import gc
import os
import resource
import signal
import time
from collections.abc import Callable

import structlog

from impactplan.outbox.operations import Limits, TooMuchError
from impactplan.outbox.processes import die_with_parent

log = structlog.get_logger()

GRACE = 10
"""Seconds between the limit, when the work itself is notified and can note it, and the end."""
WAITING = 10
"""How many times the limit a job may take by the clock."""
DONE, FAILED, ENDED = 0, 1, 2


def run_apart(work: Callable[[], bool], limits: Limits) -> int:
    """Do the work in a child of this process; return DONE, FAILED, or another number if it was ended.

    The caller lets go of its database connections before, as a child must not share them.
    """
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        code = ENDED
        try:
            _confine(limits, parent)
            code = DONE if work() else FAILED
        except BaseException as error:
            log.warning("job ended", error=type(error).__name__)
        finally:
            os._exit(code)
    return _wait(child, limits.seconds * WAITING + GRACE)


def _confine(limits: Limits, parent: int) -> None:
    """Set the limits of this process, which the system keeps, and end with the worker."""

    def notify(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)  # once: what fails has the grace to say so
        raise TooMuchError("This takes more time than a job may.")

    gc.disable()  # all of it goes with the process; until then, collecting would copy what is shared with the parent
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, notify)
    die_with_parent(parent, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + GRACE))
    size = _address_space() + limits.megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _address_space() -> int:
    """Return how much this process has mapped, in bytes; where the system does not say, more than it can be."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 4 * 1024**3


def _wait(child: int, seconds: float) -> int:
    """Wait for a child, not for ever, and return how it ended."""
    deadline = time.monotonic() + seconds
    pause = 0.01
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return ENDED
