"""Meetings as values: which comes next, what changed, what is missing, and what is worth checking.

Nothing here looks at the database or the clock: the caller says which day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any

from impactplan.lib.dates import AMSTERDAM

LONG_GAP = 35
"""Days between two meetings above which we ask whether that is intended: usually it is one week or four."""


@dataclass(frozen=True)
class MeetingState:
    """A meeting at a moment."""

    id: str
    number: int
    module: int
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    online: bool = False
    place: str = ""
    link: str = ""
    webinar: str = ""
    guest: str = ""
    note: str = ""
    sequence: int = 0
    cancelled_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def cancelled(self) -> bool:
        return self.cancelled_at is not None

    def is_coming(self, today: date) -> bool:
        """Tell whether the meeting is today or later; one without a day counts as later."""
        return self.day is None or self.day >= today


COLUMNS = tuple(field.name for field in fields(MeetingState))
EDITABLE = ("module", "day", "starts", "ends", "online", "place", "link", "webinar", "guest", "note", "cancelled_at")


@dataclass(frozen=True)
class MeetingNote:
    """Something worth checking at a field; it never prevents saving."""

    field: str
    key: str
    """"past", "gap", "order", "same_day" or "overlap"."""
    other: MeetingState | None = None
    days: int = 0


def find_changes(before: MeetingState, after: MeetingState) -> dict[str, object]:
    """Return the fields in which a meeting changes, with what they become."""
    return {name: getattr(after, name) for name in EDITABLE if getattr(before, name) != getattr(after, name)}


def times_of(meeting: MeetingState) -> tuple[object, ...]:
    return meeting.day, meeting.starts, meeting.ends


def location_of(meeting: MeetingState) -> tuple[object, ...]:
    """Return what tells people where to be: online only the link, on location the place and the link."""
    return (True, meeting.link) if meeting.online else (False, meeting.place, meeting.link)


def concerns_people(before: MeetingState, after: MeetingState, today: date) -> bool:
    """Tell whether those who attend must know of a change: another day, time or place, or whether it takes place.

    A meeting that is past or stays cancelled concerns nobody any more.
    """
    if before.cancelled and after.cancelled:
        return False
    if not (before.is_coming(today) or after.is_coming(today)):
        return False
    return (before.cancelled, times_of(before), location_of(before)) != (
        after.cancelled,
        times_of(after),
        location_of(after),
    )


def is_past(meeting: Any, at: datetime) -> bool:
    """Tell whether a meeting is over; one without times lasts the whole day, one without a day is never over."""
    local = at.astimezone(AMSTERDAM)
    if meeting.day is None or meeting.day != local.date():
        return meeting.day is not None and meeting.day < local.date()
    return meeting.ends is not None and meeting.ends <= local.time()


def find_next(meetings: Iterable[MeetingState], at: datetime) -> MeetingState | None:
    """Return the first meeting that is not over or cancelled; one without a day cannot be the next."""
    coming = [
        meeting
        for meeting in meetings
        if meeting.day is not None and not is_past(meeting, at) and not meeting.cancelled
    ]
    return min(coming, key=by_day, default=None)


def by_day(meeting: MeetingState) -> tuple[date, time, int]:
    """Order meetings by when they are; those without a day come last, in the order of the programme."""
    return meeting.day or date.max, meeting.starts or time.min, meeting.number


def list_missing(meeting: MeetingState, today: date) -> list[str]:
    """Name what people still need to know of a coming meeting: "day", "times", "link" or "place"."""
    if meeting.cancelled or not meeting.is_coming(today):
        return []
    missing = [] if meeting.day else ["day"]
    missing += [] if meeting.starts and meeting.ends else ["times"]
    counts = "link" if meeting.online else "place"
    return missing + ([] if getattr(meeting, counts) else [counts])


def find_notes(meeting: MeetingState, meetings: Sequence[MeetingState], today: date) -> list[MeetingNote]:
    """Return what is unusual about the day and times of a meeting, compared to the others of its round."""
    day = meeting.day
    if day is None or meeting.cancelled:
        return []
    others = [other for other in meetings if other.id != meeting.id and other.day is not None and not other.cancelled]
    return [
        *([MeetingNote("day", "past")] if day < today else []),
        *_find_order_notes(meeting, day, others),
        *_find_overlap_notes(meeting, day, others),
    ]


def _find_order_notes(meeting: MeetingState, day: date, others: Sequence[MeetingState]) -> Iterator[MeetingNote]:
    earlier = [other for other in others if other.number < meeting.number]
    later = [other for other in others if other.number > meeting.number]
    for other in sorted(earlier, key=lambda other: -other.number):
        if other.day is not None and other.day > day:
            yield MeetingNote("day", "order", other)
            return
    for other in later:
        if other.day is not None and other.day < day:
            yield MeetingNote("day", "order", other)
            return
    last = max(earlier, key=lambda other: other.number, default=None)
    if last is not None and last.day is not None and (day - last.day).days > LONG_GAP:
        yield MeetingNote("day", "gap", last, (day - last.day).days)


def _find_overlap_notes(meeting: MeetingState, day: date, others: Sequence[MeetingState]) -> Iterator[MeetingNote]:
    for other in others:
        if other.day != day:
            continue
        if None in {meeting.starts, meeting.ends, other.starts, other.ends}:
            yield MeetingNote("day", "same_day", other)
        elif _overlap(meeting, other):
            yield MeetingNote("starts", "overlap", other)


def _overlap(meeting: MeetingState, other: MeetingState) -> bool:
    if not (meeting.starts and meeting.ends and other.starts and other.ends):
        return False
    return meeting.starts < other.ends and other.starts < meeting.ends


def propose_switch(meetings: Iterable[MeetingState], today: date, *, online: bool) -> list[MeetingState]:
    """Return the meetings that can still move online, or back on location."""
    return [
        meeting
        for meeting in meetings
        if meeting.online != online and meeting.is_coming(today) and not meeting.cancelled
    ]


def switch(meeting: MeetingState, *, online: bool, link: str = "") -> MeetingState:
    """Return a meeting moved online, by this link if it has none of its own; or back on location."""
    return replace(meeting, online=online, link=meeting.link or link) if online else replace(meeting, online=False)
