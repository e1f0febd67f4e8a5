"""How long enrolments are kept: from the last day of the round, or from the day on which somebody dropped out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from impactplan.lib.dates import AMSTERDAM, add_months
from impactplan.models import Meeting, Round

NOTICE_PERIOD = timedelta(days=30)
"""How long before a deletion it is announced, at least."""


def end_column() -> Any:
    """Return the column with the last day of the round of a query: as its coordinator set it, else the day of its last
    meeting, once every meeting has a day."""
    last_day = case((func.count() == func.count(Meeting.day), func.max(Meeting.day)))
    meetings = Meeting.round_id == Round.id, Meeting.cancelled_at.is_(None)
    return func.coalesce(Round.ends_on, select(last_day).where(*meetings).correlate(Round).scalar_subquery())


@dataclass(frozen=True)
class RetentionPolicy:
    """What decides when the enrolments of a round are deleted."""

    ends: date | None
    keep_months: int
    keep_dropped_months: int
    held: bool

    @property
    def due(self) -> date | None:
        """Return the day from which enrolments may be deleted; None while the end of the round is unknown."""
        return add_months(self.ends, self.keep_months) if self.ends else None

    def due_for(self, dropped_at: datetime | None) -> date | None:
        """Return that day for one enrolment, which depends on whether and when somebody dropped out."""
        if dropped_at is None:
            return self.due
        return add_months(dropped_at.astimezone(AMSTERDAM).date(), self.keep_dropped_months)


def plan_deletion(
    policy: RetentionPolicy, dropped_at: datetime | None, announced: date | None, today: date
) -> date | None:
    """Return the day from which an enrolment is deleted, if that is announced or must be by now; None if not.

    ``announced`` is the day of deletion that was announced. It may move to a later day, or be announced anew when its
    time comes; nothing is deleted earlier than announced.
    """
    due = policy.due_for(dropped_at)
    if policy.held or due is None or today < due - NOTICE_PERIOD:
        return None
    return max(due, announced or today + NOTICE_PERIOD)
