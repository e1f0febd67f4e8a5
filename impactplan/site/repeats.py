"""An error that comes again and again is logged once a minute, with how often it came."""

from __future__ import annotations

import atexit
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Any

import structlog

log = structlog.stdlib.get_logger("impactplan")

WINDOW = 60.0
MOST_KINDS = 200
Kind = tuple[str, ...]


@dataclass
class Seen:
    since: float
    event: str
    again: int = 0


class OncePerWindow(logging.Filter):
    """Lets the first of a kind through, and counts the rest of that minute; the count is a line of its own.

    Errors are told apart by who says it, what, and where it went wrong. Of warnings only those of libraries are taken
    together: ours say each time something else.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.seen: dict[Kind, Seen] = {}
        self.lock = Lock()
        atexit.register(self.tell, everything=True)

    def filter(self, record: logging.LogRecord) -> bool:
        self.tell()
        kind = find_kind(record)
        if kind is None:
            return True
        with self.lock:
            if kind in self.seen:
                self.seen[kind].again += 1
                return False
            if len(self.seen) < MOST_KINDS:
                self.seen[kind] = Seen(self.clock(), kind[1])
        return True

    def tell(self, everything: bool = False) -> None:
        """Log how often what has passed came again."""
        moment = self.clock()
        with self.lock:
            over = [kind for kind, seen in self.seen.items() if everything or seen.since + WINDOW <= moment]
            passed = [(kind, self.seen.pop(kind)) for kind in over]
        for kind, seen in passed:
            if seen.again:
                seconds = round(moment - seen.since)
                log.warning(
                    "repeated", what=seen.event, error=kind[2], place=kind[3], times=seen.again, seconds=seconds
                )


def find_kind(record: logging.LogRecord) -> Kind | None:
    """Return what makes a line the same as another one; None for a line that always stands by itself."""
    ours = isinstance(record.msg, dict)
    error = _error_of(record)
    if record.levelno < logging.WARNING or (record.levelno < logging.ERROR and ours):
        return None
    event = str(record.msg.get("event")) if isinstance(record.msg, dict) else str(record.msg)
    return record.name, event, type(error).__name__ if error else "", _place(error.__traceback__) if error else ""


def _error_of(record: logging.LogRecord) -> BaseException | None:
    error: Any = record.msg.get("exc_info") if isinstance(record.msg, dict) else record.exc_info
    if isinstance(error, tuple):
        error = error[1]
    return error if isinstance(error, BaseException) else None


def _place(traceback: TracebackType | None) -> str:
    """Return where in the code an error was raised."""
    place = ""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        place = f"{code.co_filename.rpartition('/')[2]}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
