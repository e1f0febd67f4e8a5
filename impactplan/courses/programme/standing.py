"""Where a round is in its programme: a pure function of its meetings and the moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from impactplan.courses.programme.meetings import by_day, is_past
from impactplan.lib.dates import AMSTERDAM

UNKNOWN, BEFORE, RUNNING, ENDED = "unknown", "before", "running", "ended"


@dataclass(frozen=True)
class Standing:
    phase: str
    module: int = 0
    """The module that the round is in; 0 while that is not known, and after the end."""
    next: Any = None
    """The next meeting that has a day."""
    begins: date | None = None
    ended: date | None = None
    undated: bool = False
    """Whether a meeting is still to get its day."""


def find_standing(meetings: Iterable[Any], ends_on: date | None, at: datetime) -> Standing:
    """Return where a round is. Its module is that of the last meeting: work on it continues until the next."""
    planned = [meeting for meeting in meetings if meeting.cancelled_at is None]
    dated: Sequence[Any] = sorted((meeting for meeting in planned if meeting.day is not None), key=by_day)
    undated = len(dated) < len(planned)
    today = at.astimezone(AMSTERDAM).date()
    last = ends_on or (dated[-1].day if dated and not undated else None)
    if last is not None and last < today:
        return Standing(ENDED, ended=last, begins=dated[0].day if dated else None)
    if not dated:
        return Standing(UNKNOWN, undated=undated)
    begun = [meeting for meeting in dated if meeting.day <= today]
    coming = next((meeting for meeting in dated if not is_past(meeting, at)), None)
    module = (begun or dated)[-1 if begun else 0].module
    return Standing(RUNNING if begun else BEFORE, module, coming, dated[0].day, None, undated)
