"""The meetings of a round as its page shows them: per module, with marks, and for coordinators what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from impactplan.courses.programme.meeting_words import MISSING, describe_note
from impactplan.courses.programme.meetings import MeetingState, find_next, find_notes, is_past, list_missing
from impactplan.lib.dates import AMSTERDAM
from impactplan.steps import MODULES, Module

CHANGED_FOR = timedelta(days=14)
"""How long a meeting is marked as changed."""
FILLED_IN = 3
"""With at least this many meetings, all changed at once means that their days were filled in, not moved."""


@dataclass(frozen=True)
class MeetingView:
    meeting: MeetingState
    next: bool
    past: bool
    changed_on: date | None
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def view_programme(
    meetings: Sequence[MeetingState], at: datetime, *, manages: bool
) -> list[tuple[Module, list[MeetingView]]]:
    """Return the modules that have meetings, each with these; what is missing is only for those who can correct it."""
    following, day = find_next(meetings, at), at.astimezone(AMSTERDAM).date()
    changed = find_changed(meetings, day)
    views = [
        MeetingView(
            meeting=meeting,
            next=meeting is following,
            past=is_past(meeting, at),
            changed_on=changed.get(meeting.id),
            missing=[str(MISSING[key]) for key in list_missing(meeting, day)] if manages else [],
            notes=[describe_note(note) for note in find_notes(meeting, meetings, day)]
            if manages and meeting.day and meeting.day >= day
            else [],
        )
        for meeting in meetings
    ]
    grouped = [(module, [view for view in views if view.meeting.module == module.number]) for module in MODULES]
    return [(module, group) for module, group in grouped if group]


def find_changed(meetings: Sequence[MeetingState], day: date) -> dict[str, date]:
    """Return when meetings changed, as far as that is news. Where all meetings of a round changed recently, their days
    were filled in: what changed on the first of those days is no news."""
    changes = {meeting.id: changed for meeting in meetings if (changed := find_change(meeting, day))}
    dated = [meeting.id for meeting in meetings if meeting.day and not meeting.cancelled]
    if len(dated) < FILLED_IN or not all(meeting_id in changes for meeting_id in dated):
        return changes
    first = min(changes[meeting_id] for meeting_id in dated)
    return {meeting_id: changed for meeting_id, changed in changes.items() if changed != first}


def find_change(meeting: MeetingState, day: date) -> date | None:
    """Return when a coming meeting changed, if that is news."""
    if not meeting.sequence or meeting.changed_at is None or meeting.day is None or not meeting.is_coming(day):
        return None
    changed = meeting.changed_at.astimezone(AMSTERDAM).date()
    return changed if day - changed <= CHANGED_FOR else None
