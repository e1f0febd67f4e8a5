"""Changing meetings and notifying those who attend: what was, and what it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from impactplan.access import OpenRound
from impactplan.courses.emails.recipients import Recipient, compose_for_each, load_recipients
from impactplan.courses.programme.meeting_operations import Change, change_meetings
from impactplan.courses.programme.meeting_words import describe_when, describe_where, name_meeting
from impactplan.courses.programme.meetings import MeetingState, concerns_people, find_changes, location_of, times_of
from impactplan.emails import Email, compose_email, sign
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import User, db
from impactplan.site.addresses import full_address


@dataclass(frozen=True)
class ChangedLine:
    label: str
    now: str
    before: str = ""
    """Empty where nothing changed."""


@dataclass(frozen=True)
class AnnouncedChange:
    """A changed meeting, as the email shows it."""

    title: str
    sentence: str
    """Empty where the lines say everything."""
    lines: tuple[ChangedLine, ...]


def announce_changes(round_: OpenRound, user: User, changes: Sequence[Change], *, notify: bool = True) -> int | None:
    """Change meetings and notify everybody else in the round, in one email for all changes; commit.

    Returns how many people are notified, or None if nothing changed that concerns them.
    """
    changes = [(before, after) for before, after in changes if find_changes(before, after)]
    if not changes:
        return None
    day = today()
    to_announce = [(before, after) for before, after in changes if notify and concerns_people(before, after, day)]
    emails = compose_announcements(round_, user, to_announce) if to_announce else []
    change_meetings(round_.id, user, changes)
    for email in emails:
        email.queue()
    db.session.commit()
    return len(emails) if to_announce else None


def load_others(round_id: str, user: User) -> list[Recipient]:
    """Return who is notified of a change: everybody in the round but the one who makes it."""
    return [recipient for recipient in load_recipients(round_id) if recipient.email != user.email]


def compose_announcements(round_: OpenRound, user: User, changes: Sequence[Change]) -> list[Email]:
    recipients = load_others(round_.id, user)
    link = full_address("courses.list_meetings", round_id=round_.id)
    seen_at = full_address("courses.list_people", round_id=round_.id)

    def compose(address: str) -> Email:
        values = {"round": round_, "changes": [view_change(before, after) for before, after in changes], "link": link}
        subject = compose_subject(round_, changes)
        values |= {"actor": user.shown_name, "signature": sign(round_.course, user)}
        email = compose_email(address, subject, "meetings_changed", **values)
        return replace(email, reply_to=str(user.email), written_by=int(user.id), seen_at=seen_at)

    return compose_for_each(recipients, compose)


def kind_of(before: MeetingState, after: MeetingState) -> str:
    """Return what happens to a meeting: "cancelled", "restored", "online", "location" or "changed"."""
    if before.cancelled != after.cancelled:
        return "cancelled" if after.cancelled else "restored"
    if before.online != after.online and times_of(before) == times_of(after):
        return "online" if after.online else "location"
    return "changed"


def compose_subject(round_: OpenRound, changes: Sequence[Change]) -> str:
    kinds = {kind_of(before, after) for before, after in changes}
    kind = kinds.pop() if len(kinds) == 1 else "changed"
    _before, first = changes[0]
    count = len(changes)
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
    return _("%(words)s – %(round)s", words=words, round=round_.title)


def view_change(before: MeetingState, after: MeetingState) -> AnnouncedChange:
    sentence = {
        "cancelled": _("This meeting is cancelled. Take it out of your diary."),
        "restored": _("This meeting goes on after all."),
        "online": _("This meeting moves online. You do not have to travel."),
        "location": _("This meeting is not online, but on location."),
    }.get(kind_of(before, after), "")
    return AnnouncedChange(
        name_meeting(after),
        sentence,
        (
            ChangedLine(
                _("When"), describe_when(after), describe_when(before) if times_of(before) != times_of(after) else ""
            ),
            ChangedLine(
                _("Where"),
                describe_where(after),
                describe_where(before) if location_of(before) != location_of(after) else "",
            ),
        ),
    )
