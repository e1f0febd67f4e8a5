"""The meetings of a round as its page shows them: per module, with marks, and for coordinators what to do."""

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
"""From so many meetings on one sees that all were filled in, and not each of them moved."""


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
    """Return the modules that have meetings, each with these; what is lacking is for who can mend it."""
    following, day = find_next(meetings, at), at.astimezone(AMSTERDAM).date()
    changed = find_changed(meetings, day)
    views = [
        MeetingView(
            meeting=one,
            next=one is following,
            past=is_past(one, at),
            changed_on=changed.get(one.id),
            missing=[str(MISSING[key]) for key in list_missing(one, day)] if manages else [],
            notes=[describe_note(note) for note in find_notes(one, meetings, day)]
            if manages and one.day and one.day >= day
            else [],
        )
        for one in meetings
    ]
    grouped = [(module, [view for view in views if view.meeting.module == module.number]) for module in MODULES]
    return [(module, group) for module, group in grouped if group]


def find_changed(meetings: Sequence[MeetingState], day: date) -> dict[str, date]:
    """Return for each meeting that changed when it did, if that is news. Where all of a round changed lately, its
    days were filled in: what changed on the first of those days is no news."""
    found = {one.id: changed for one in meetings if (changed := find_change(one, day))}
    held = [one.id for one in meetings if one.day and not one.cancelled]
    if len(held) < FILLED_IN or not all(one in found for one in held):
        return found
    first = min(found[one] for one in held)
    return {one: changed for one, changed in found.items() if changed != first}


def find_change(meeting: MeetingState, day: date) -> date | None:
    """Return when a coming meeting changed, if that is news."""
    if not meeting.sequence or meeting.changed_at is None or meeting.day is None or not meeting.is_coming(day):
        return None
    changed = meeting.changed_at.astimezone(AMSTERDAM).date()
    return changed if day - changed <= CHANGED_FOR else None
