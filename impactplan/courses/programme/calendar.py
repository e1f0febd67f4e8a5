"""The calendar of a round as an iCalendar feed (RFC 5545): what calendar programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vText

from impactplan.courses.programme.meeting_words import name_meeting
from impactplan.courses.programme.meetings import MeetingState
from impactplan.lib.texts import gettext as _

ZONE = "Europe/Amsterdam"
REFRESH = timedelta(hours=6)
PRODUCER = "-//impactplan//impactplan//NL"


def make_calendar(meetings: Iterable[MeetingState], title: str, address: str) -> bytes:
    """Return a calendar in the language in use; ``address`` is the page with all meetings.

    It holds nothing that changes by itself, so it is the same to the byte until something in it changes. A meeting
    without a day is left out, as a calendar has no place for it.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", vDuration(REFRESH), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add_component(make_zone())
    for meeting in meetings:
        if meeting.day is not None:
            calendar.add_component(make_event(meeting, address))
    return bytes(calendar.to_ical())


def make_zone() -> Timezone:
    """Return the rules of the clock in Amsterdam since 1996: forward on the last Sunday of March, back in October."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    parts = (
        (TimezoneDaylight(), "CEST", (1, 2), datetime(1996, 3, 31, 2), 3),  # local by definition
        (TimezoneStandard(), "CET", (2, 1), datetime(1996, 10, 27, 3), 10),
    )
    for part, name, (before, after), first, month in parts:
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("dtstart", first)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone


def make_event(meeting: MeetingState, address: str) -> Event:
    event = Event()
    event.add("uid", f"{meeting.id}@impactplan")
    event.add("sequence", meeting.sequence)
    changed = (meeting.changed_at or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    name = name_meeting(meeting)
    event.add("summary", _("Cancelled: %(name)s", name=name) if meeting.cancelled else name)
    event.add("status", find_status(meeting))
    add_times(event, meeting)
    if place := (meeting.link or _("Online")) if meeting.online else meeting.place:
        event.add("location", place)
    event.add("description", describe(meeting))
    event.add("url", address)
    event.add("transp", "TRANSPARENT" if meeting.cancelled else "OPAQUE")
    return event


def find_status(meeting: MeetingState) -> str:
    if meeting.cancelled:
        return "CANCELLED"
    return "CONFIRMED" if meeting.starts and meeting.ends else "TENTATIVE"


def add_times(event: Event, meeting: MeetingState) -> None:
    """Add when a meeting is: what the clock in Amsterdam shows, or the whole day while the times are unknown."""
    day, starts, ends = meeting.day, meeting.starts, meeting.ends
    if day is None:
        return
    if starts is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        return
    for name, clock in (("dtstart", starts), ("dtend", ends)):
        if isinstance(clock, time):
            # The library would derive the name of the zone from the moment; state ours explicitly.
            event.add(name, datetime.combine(day, clock), {"TZID": ZONE})


def describe(meeting: MeetingState) -> vText:
    """Describe the rest in lines: whether it is online, place and link, webinar, guest and note."""
    lines = (
        (_("This meeting is cancelled."), meeting.cancelled),
        (_("The times are not known yet."), not meeting.starts),
        (_("Online."), meeting.online),
        (_("On location."), not meeting.online),
        (_("Place: %(place)s", place=meeting.place), meeting.place and not meeting.online),
        (_("Link: %(link)s", link=meeting.link), meeting.link),
        (_("Webinar: %(title)s", title=meeting.webinar), meeting.webinar),
        (_("Guest: %(name)s", name=meeting.guest), meeting.guest),
        (meeting.note, meeting.note),
    )
    return vText("\n".join(text for text, applies in lines if applies))
