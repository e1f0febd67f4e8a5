"""The meetings of a round in the database: the first ten, changing several at once, and their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, select, update

from impactplan.access import RoundPermission, lock_round
from impactplan.courses.programme import modules
from impactplan.courses.programme.meetings import COLUMNS, MeetingState, by_day, find_changes
from impactplan.lib.refusals import Refusal
from impactplan.models import Meeting, User, db, new_id, now
from impactplan.steps import MODULES

MOST_MEETINGS = 40
Change = tuple[MeetingState, MeetingState]
"""A meeting as somebody saw it, and as they want it."""


class MeetingError(Refusal):
    """What cannot be done with a meeting (``reason`` "changed", "limit", "dated" or "gone")."""


def load_meetings(round_id: str) -> list[MeetingState]:
    """Return the meetings of a round in the order of the programme."""
    rows = modules.load_meeting_rows(round_id)
    return [MeetingState(**{name: getattr(row, name) for name in COLUMNS}) for row in rows]


def add_first_meetings(round_id: str) -> None:
    """Give a new round its programme: two meetings a module, on location and then online; no day is known yet."""
    for index, module in enumerate(module for module in MODULES for _ in range(2)):
        values = {"number": index + 1, "module": module.number, "online": index % 2 == 1}
        db.session.execute(insert(Meeting).values(id=new_id(), round_id=round_id, **values))


def add_meeting(round_id: str, user: User) -> str:
    """Add a meeting at the end of a round and return its id."""
    lock_round(round_id, RoundPermission.MANAGE, user)
    count, last, module = db.session.execute(
        select(func.count(), func.max(Meeting.number), func.max(Meeting.module)).where(Meeting.round_id == round_id)
    ).one()
    if count >= MOST_MEETINGS:
        raise MeetingError("limit")
    meeting_id = new_id()
    values = {"round_id": round_id, "number": (last or 0) + 1, "module": module or 1}
    db.session.execute(insert(Meeting).values(id=meeting_id, **values))
    return meeting_id


def change_meetings(round_id: str, user: User, changes: Iterable[Change]) -> None:
    """Write what changes in meetings, all of it or none; one that is not as it was seen raises "changed"."""
    lock_round(round_id, RoundPermission.MANAGE, user)
    moment = now()
    for before, after in changes:
        written = db.session.execute(
            update(Meeting)
            .where(Meeting.id == before.id, Meeting.round_id == round_id, Meeting.sequence == before.sequence)
            .values(**find_changes(before, after), sequence=before.sequence + 1, changed_at=moment)
            .returning(Meeting.id)
        )
        if written.first() is None:
            raise MeetingError("changed")


def delete_meeting(round_id: str, user: User, meeting_id: str) -> None:
    """Delete a meeting that has no day, and number the others anew; one that is in calendars is cancelled instead."""
    lock_round(round_id, RoundPermission.MANAGE, user)
    meetings = load_meetings(round_id)
    deleted = next((meeting for meeting in meetings if meeting.id == meeting_id), None)
    if deleted is None:
        raise MeetingError("gone")
    if deleted.day is not None:
        raise MeetingError("dated")
    db.session.execute(delete(Meeting).where(Meeting.id == meeting_id, Meeting.round_id == round_id))
    _number([meeting for meeting in meetings if meeting.id != meeting_id])


def number_by_day(round_id: str, user: User) -> None:
    """Number the meetings in the order of their days."""
    lock_round(round_id, RoundPermission.MANAGE, user)
    _number(sorted(load_meetings(round_id), key=by_day))


def _number(meetings: Sequence[MeetingState]) -> None:
    """Number meetings in this order. The title of a meeting has its number, so another number is a change."""
    moved = [(meeting, number) for number, meeting in enumerate(meetings, 1) if meeting.number != number]
    for sign in (-1, 1):  # through negative numbers, as no two may be equal even for a moment
        for meeting, number in moved:
            values = {"number": sign * number, "sequence": meeting.sequence + 1, "changed_at": now()}
            db.session.execute(update(Meeting).where(Meeting.id == meeting.id).values(**values))
