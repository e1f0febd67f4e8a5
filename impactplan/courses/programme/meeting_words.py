"""Meetings in words: when and where they are, what is missing, what is worth checking."""

from __future__ import annotations

from impactplan.courses.programme.meetings import MeetingNote, MeetingState
from impactplan.lib.dates import format_weekday
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.site.language import language
from impactplan.steps import MODULES

MISSING = {"day": _l("the day"), "times": _l("the times"), "link": _l("the link"), "place": _l("the place")}


def name_meeting(meeting: MeetingState) -> str:
    return _("Meeting %(number)d: %(module)s", number=meeting.number, module=MODULES[meeting.module - 1].title)


def describe_day(meeting: MeetingState) -> str:
    return format_weekday(meeting.day, language()) if meeting.day else _("The date is not known yet")


def describe_times(meeting: MeetingState) -> str:
    starts, ends = meeting.starts, meeting.ends
    if starts and ends:
        return _("%(start)s–%(end)s", start=f"{starts:%H:%M}", end=f"{ends:%H:%M}")
    return _("from %(start)s", start=f"{starts:%H:%M}") if starts else ""


def describe_when(meeting: MeetingState) -> str:
    return ", ".join(part for part in (describe_day(meeting), describe_times(meeting)) if part)


def describe_where(meeting: MeetingState) -> str:
    """Describe where a meeting is: online with its link, or on location, with a link if it has one."""
    if meeting.online:
        return _("Online: %(link)s", link=meeting.link) if meeting.link else _("Online; the link follows")
    place = meeting.place or _("On location; where exactly follows")
    return _("%(place)s (link: %(link)s)", place=place, link=meeting.link) if meeting.link else place


def describe_note(note: MeetingNote) -> str:
    """Describe what is worth checking at a field."""
    other = note.other
    if other is None:
        return _("This date lies in the past.")
    named = {"number": other.number, "day": format_weekday(other.day, language()) if other.day else ""}
    if note.key == "gap":
        return _("This is %(days)d days after meeting %(number)d (%(day)s). Is that right?", days=note.days, **named)
    if note.key == "order":
        return _("Meeting %(number)d is on %(day)s: the numbers do not follow the dates.", **named)
    if note.key == "overlap":
        return _("Meeting %(number)d is at the same time.", number=other.number)
    return _("Meeting %(number)d has the same date.", number=other.number)
