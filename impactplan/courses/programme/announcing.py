"""Changing meetings and telling those who come: what was, and what it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from impactplan.access import OpenRound
from impactplan.courses.letters.notices import Receiver, compose_notices, load_receivers
from impactplan.courses.programme.meeting_words import describe_when, describe_where, name_meeting
from impactplan.courses.programme.meetings import MeetingState, concerns_people, find_changes, when, where
from impactplan.courses.programme.storing import Change, change_meetings
from impactplan.emails import Email, compose_email
from impactplan.lib.dates import today
from impactplan.models import User, db
from impactplan.outbox import wake_worker
from impactplan.site.addresses import full_address


@dataclass(frozen=True)
class Line:
    label: str
    now: str
    before: str = ""
    """Empty where nothing changed."""


@dataclass(frozen=True)
class Announced:
    """A meeting in a mail about changes."""

    title: str
    sentence: str
    """Empty where the lines say it all."""
    lines: tuple[Line, ...]


def announce_changes(found: OpenRound, user: User, changes: Sequence[Change], *, tell: bool = True) -> int | None:
    """Change meetings and tell everybody else in the round, in one mail for all of it; commit.

    Returns how many people are told, or nothing if there was nobody to bother: no change, or none that concerns them.
    """
    changes = [(before, after) for before, after in changes if find_changes(before, after)]
    if not changes:
        return None
    day = today()
    told = [change for change in changes if tell and concerns_people(*change, day)]
    letters = write_letters(found, user, told) if told else []
    change_meetings(found.id, user, changes)
    for letter in letters:
        letter.queue()
    db.session.commit()
    if letters:
        wake_worker("mail")
    return len(letters) if told else None


def load_others(round_id: str, user: User) -> list[Receiver]:
    """Return who hears of a change: everybody in the round but who makes it."""
    return [one for one in load_receivers(round_id) if one.email != user.email]


def write_letters(found: OpenRound, user: User, changes: Sequence[Change]) -> list[Email]:
    receivers = load_others(found.id, user)
    link = full_address("courses.list_meetings", round_id=found.id)

    def write(email: str) -> Email:
        values = {"round": found, "changes": [view_change(*change) for change in changes], "link": link}
        subject = write_subject(found, changes)
        letter = compose_email(email, subject, "meetings_changed", actor=user.shown_name, **values)
        return replace(letter, reply_to=str(user.email))

    return compose_notices(receivers, write)


def kind_of(before: MeetingState, after: MeetingState) -> str:
    """Return what happens to a meeting: "cancelled", "restored", "online", "location" or "changed"."""
    if before.cancelled != after.cancelled:
        return "cancelled" if after.cancelled else "restored"
    if before.online != after.online and when(before) == when(after):
        return "online" if after.online else "location"
    return "changed"


def write_subject(found: OpenRound, changes: Sequence[Change]) -> str:
    kinds, (_before, first) = {kind_of(*change) for change in changes}, changes[0]
    kind, count = kinds.pop() if len(kinds) == 1 else "changed", len(changes)
    if count > 1:
        words = {
            "online": _("%(count)d meetings move online", count=count),
            "location": _("%(count)d meetings are on location after all", count=count),
        }.get(kind, ngettext("%(num)d meeting changes", "%(num)d meetings change", count))
    else:
        words = {
            "cancelled": _("Meeting %(number)d is cancelled", number=first.number),
            "restored": _("Meeting %(number)d goes on after all", number=first.number),
            "online": _("Meeting %(number)d moves online", number=first.number),
            "location": _("Meeting %(number)d is on location", number=first.number),
        }.get(kind, _("Meeting %(number)d changes", number=first.number))
    return _("%(words)s – %(round)s", words=words, round=found.title)


def view_change(before: MeetingState, after: MeetingState) -> Announced:
    sentence = {
        "cancelled": _("This meeting is cancelled. Take it out of your diary."),
        "restored": _("This meeting goes on after all."),
        "online": _("This meeting moves online. You do not have to travel."),
        "location": _("This meeting is not online, but on location."),
    }.get(kind_of(before, after), "")
    return Announced(
        name_meeting(after),
        sentence,
        (
            Line(_("When"), describe_when(after), describe_when(before) if when(before) != when(after) else ""),
            Line(_("Where"), describe_where(after), describe_where(before) if where(before) != where(after) else ""),
        ),
    )
