"""How long a round's places are kept: from the last day of the round, or from the day on which somebody dropped out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from impactplan.lib.dates import AMSTERDAM, add_months
from impactplan.models import Meeting, Round

TOLD_BEFORE = timedelta(days=30)
"""How long before it anything that is deleted is announced, at least."""


def end_column() -> Any:
    """Return the column of the last day of the round of a query: as its coordinator set it, else the day of its last
    meeting, once every meeting has a day."""
    last = case((func.count() == func.count(Meeting.day), func.max(Meeting.day)))
    held = Meeting.round_id == Round.id, Meeting.cancelled_at.is_(None)
    return func.coalesce(Round.ends_on, select(last).where(*held).correlate(Round).scalar_subquery())


@dataclass(frozen=True)
class Terms:
    """What decides when the places of a round go."""

    ends: date | None
    keep_months: int
    keep_dropped_months: int
    held: bool

    @property
    def due(self) -> date | None:
        """Return the day from which a place may go; none while nobody knows when the round ends."""
        return add_months(self.ends, self.keep_months) if self.ends else None

    def due_of(self, dropped_at: datetime | None) -> date | None:
        """Return that day for one place: of somebody who dropped out it is reckoned from then."""
        if dropped_at is None:
            return self.due
        return add_months(dropped_at.astimezone(AMSTERDAM).date(), self.keep_dropped_months)


def plan_deletion(terms: Terms, dropped_at: datetime | None, told: date | None, today: date) -> date | None:
    """Return the day from which a place is deleted, if that is announced or must be by now; none if it is not.

    ``told`` is the day that was announced. What moves to a later day moves along or is announced again when its time
    comes; nothing goes sooner than was announced.
    """
    due = terms.due_of(dropped_at)
    if terms.held or due is None or today < due - TOLD_BEFORE:
        return None
    return max(due, told or today + TOLD_BEFORE)
