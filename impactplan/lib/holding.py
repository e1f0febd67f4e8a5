"""Until when something holds that is being made: what tells the time, or gives out what is of once alone, says so here.

Whoever keeps what was made asks for it with ``watch``; where nobody does, saying it costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NEVER, FOREVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass
class Holding:
    until: datetime = FOREVER


_watched: ContextVar[Holding | None] = ContextVar("watched", default=None)


@contextmanager
def watch() -> Iterator[Holding]:
    """Learn until when what is made in this block holds."""
    holding = Holding()
    before = _watched.set(holding)
    try:
        yield holding
    finally:
        _watched.reset(before)


def holds_until(moment: datetime) -> None:
    if (holding := _watched.get()) is not None and moment < holding.until:
        holding.until = moment


def holds_once() -> None:
    """Say that what is being made is not to be shown again, such as with an id that was drawn for it."""
    holds_until(NEVER)


def read_clock() -> datetime:
    """Return this moment, to somebody who says until when it holds what they make of it."""
    return datetime.now(UTC)


def is_to_come(moment: datetime) -> bool:
    """Tell whether a moment is still to come."""
    if read_clock() >= moment:
        return False
    holds_until(moment)
    return True


def is_within(moment: datetime, span: timedelta) -> bool:
    """Tell whether something was no longer ago than this."""
    end = moment + span
    if read_clock() > end:
        return False
    holds_until(end)
    return True
