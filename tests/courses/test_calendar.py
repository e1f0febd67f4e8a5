"""The calendar of a round, as two readers of calendars that are not ours understand it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ical.calendar import Calendar as OtherCalendar
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar
from sqlalchemy import select

from impactplan.courses.programme.meeting_operations import add_first_meetings, load_meetings
from impactplan.extensions import limiter
from impactplan.models import CalendarLink, Enrolment, Meeting, RoundStaff, User, db, now
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONG = "Neem de samenwerkingsovereenkomst mee; bekijk de verantwoordingsgrens, komma’s, puntkomma’s; én \\ tekens. " * 4


@pytest.fixture
def programme(cast: Cast) -> Cast:
    """Ten meetings around both changes of clocks: the days before, on and after them."""
    add_first_meetings(cast.round_id)
    days = [(2026, 10, 24), (2026, 10, 25), (2026, 10, 26), (2027, 3, 27), (2027, 3, 28), (2027, 3, 29)]
    for meeting in db.session.scalars(select(Meeting).order_by(Meeting.number)):
        if meeting.number <= len(days):
            meeting.day = date(*days[meeting.number - 1])
            meeting.starts, meeting.ends = time(13, 30), time(15)
    db.session.commit()
    return cast


def change(number: int, **values: Any) -> None:
    db.session.rollback()
    meeting = db.session.scalars(select(Meeting).where(Meeting.number == number)).one()
    for name, value in values.items():
        setattr(meeting, name, value)
    db.session.commit()


def make_address(cast: Cast, client: PageClient, action: str = "make") -> str:
    """Press the button and return the address that the page then shows, as a path."""
    path = f"/rounds/{cast.round_id}/calendar"
    page = client.post(path, data={"action": action}, follow_redirects=True).text
    return page.partition('value="http://localhost/calendar/')[2].partition('"')[0]


def read_feed(cast: Cast, signed_in: SignIn, client: PageClient, user: User | None = None) -> bytes:
    name = make_address(cast, signed_in(user or cast.olga))
    answer = client.get(f"/calendar/{name}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return answer.data


def events_of(feed: bytes) -> dict[int, Any]:
    """Return the events of a feed by the number of their meeting."""
    return {int(str(event["SUMMARY"]).split(":")[-2].split()[-1]): event for event in Calendar.from_ical(feed).events}


def read_otherwise(feed: bytes) -> OtherCalendar:
    return IcsCalendarStream.calendar_from_ics(feed.decode())


def test_times_stand_on_the_clock_of_amsterdam_over_both_changes(
    programme: Cast, signed_in: SignIn, client: PageClient
) -> None:
    events = events_of(read_feed(programme, signed_in, client))
    starts = [events[number]["DTSTART"] for number in range(1, 7)]
    assert {start.params["TZID"] for start in starts} == {"Europe/Amsterdam"}
    assert {start.dt.time() for start in starts} == {time(13, 30)}
    summer, winter = timedelta(hours=2), timedelta(hours=1)
    assert [start.dt.utcoffset() for start in starts] == [summer, winter, winter, winter, summer, summer]
    assert [events[number]["DTEND"].dt.astimezone(UTC).hour for number in (1, 2)] == [13, 14]


def test_another_reader_finds_the_same(programme: Cast, signed_in: SignIn, client: PageClient) -> None:
    feed = read_feed(programme, signed_in, client)
    found = sorted(read_otherwise(feed).events, key=lambda event: event.start_datetime)
    utc = [event.start_datetime.astimezone(UTC).strftime("%m-%d %H:%M") for event in found]
    assert utc == ["10-24 11:30", "10-25 12:30", "10-26 12:30", "03-27 12:30", "03-28 11:30", "03-29 11:30"]
    assert [event.summary for event in found][2] == "Bijeenkomst 3: Impactraamwerk en dataverzameling"
    assert [event.end - event.start for event in found] == [timedelta(hours=1, minutes=30)] * 6


def test_the_zone_says_itself_when_the_clock_changes(programme: Cast, signed_in: SignIn, client: PageClient) -> None:
    """Who knows no zones by name reads ours: it must agree with the world's list, hour by hour."""
    zone = Calendar.from_ical(read_feed(programme, signed_in, client)).timezones[0]
    rules = {part["TZNAME"]: part for part in zone.walk() if part.name in {"STANDARD", "DAYLIGHT"}}
    assert rules["CET"].to_ical().count(b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10") == 1
    assert rules["CEST"].to_ical().count(b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3") == 1
    ours = zone.to_tz(lookup_tzid=False)
    for start in (datetime(2026, 10, 24), datetime(2027, 3, 27), datetime(2030, 10, 26)):
        for hour in range(72):
            moment = start + timedelta(hours=hour)
            if moment.hour not in {2, 3}:  # the hours that come twice or never
                expected = moment.replace(tzinfo=AMSTERDAM).utcoffset()
                assert moment.replace(tzinfo=ours).utcoffset() == expected, moment


def test_a_meeting_without_times_takes_the_day_and_one_without_a_day_is_left_out(
    programme: Cast, signed_in: SignIn, client: PageClient
) -> None:
    change(3, starts=None, ends=None)
    change(4, ends=None)
    feed = read_feed(programme, signed_in, client)
    events = events_of(feed)
    assert sorted(events) == [1, 2, 3, 4, 5, 6]
    assert events[3]["DTSTART"].dt == date(2026, 10, 26)
    assert events[3]["DTEND"].dt == date(2026, 10, 27)
    assert "DTEND" not in events[4]
    statuses = {number: str(event["STATUS"]) for number, event in events.items()}
    assert statuses == {1: "CONFIRMED", 2: "CONFIRMED", 3: "TENTATIVE", 4: "TENTATIVE", 5: "CONFIRMED", 6: "CONFIRMED"}
    assert len(read_otherwise(feed).events) == 6


def test_a_moved_meeting_is_the_same_one_with_a_higher_number(
    programme: Cast, signed_in: SignIn, client: PageClient
) -> None:
    change(1, changed_at=now() - timedelta(days=1))
    before = events_of(read_feed(programme, signed_in, client))[1]
    meeting = load_meetings(programme.round_id)[0]
    data = {"sequence": "0", "module": "1", "day": "3-11-2026", "starts": "9:00", "ends": "10:00", "online": "no"}
    signed_in(programme.cor).post(f"/rounds/{programme.round_id}/meetings/{meeting.id}", data=data)
    after = events_of(read_feed(programme, signed_in, client))[1]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert after["LAST-MODIFIED"].dt == after["DTSTAMP"].dt
    assert after["DTSTART"].dt == datetime(2026, 11, 3, 9, tzinfo=AMSTERDAM)


def test_a_cancelled_meeting_says_so_twice(programme: Cast, signed_in: SignIn, client: PageClient) -> None:
    meeting = load_meetings(programme.round_id)[1]
    signed_in(programme.cor).post(f"/rounds/{programme.round_id}/meetings/{meeting.id}/cancel")
    feed = read_feed(programme, signed_in, client)
    event = events_of(feed)[2]
    assert str(event["STATUS"]) == "CANCELLED"
    assert event["SEQUENCE"] == 1
    assert str(event["SUMMARY"]) == "Gaat niet door: Bijeenkomst 2: Impactstrategie"
    statuses = {found.summary: found.status for found in read_otherwise(feed).events}
    assert statuses[str(event["SUMMARY"])] == "CANCELLED"


def test_where_it_is_and_all_the_rest(programme: Cast, signed_in: SignIn, client: PageClient) -> None:
    link = "https://vergader.example/1?a=1,2;b=3"
    change(1, place="Zaal 1, Merenrijk; 2e etage", link=link, webinar="Meten", guest="A. Spreker", note=LONG)
    change(2, online=True, link=link, place="Zaal 1")
    feed = read_feed(programme, signed_in, client)
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    assert b"\n" not in feed.replace(b"\r\n", b"")
    events = events_of(feed)
    assert str(events[1]["LOCATION"]) == "Zaal 1, Merenrijk; 2e etage"
    assert str(events[2]["LOCATION"]) == link
    text = str(events[1]["DESCRIPTION"])
    for words in ("Op locatie.", "Plaats: Zaal 1", f"Link: {link}", "Webinar: Meten", "Gast: A. Spreker", LONG):
        assert words in text
    assert str(events[1]["URL"]) == f"http://localhost/rounds/{programme.round_id}/meetings"
    other = next(one for one in read_otherwise(feed).events if one.summary.startswith("Bijeenkomst 1"))
    assert other.description == text
    calendar = Calendar.from_ical(feed)
    assert str(calendar["X-WR-CALNAME"]) == "Ronde 1 – Impactmanagement"
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    for secret in ("Olga", "Pim", "Digitaal Mee", "example.org"):
        assert secret not in feed.decode()


def test_each_reads_their_own_language(programme: Cast, signed_in: SignIn, client: PageClient) -> None:
    programme.tess.language = "en"
    db.session.commit()
    feed = read_feed(programme, signed_in, client, programme.tess)
    assert str(events_of(feed)[1]["SUMMARY"]) == "Meeting 1: Impact strategy"


def test_what_did_not_change_is_not_sent_again(programme: Cast, signed_in: SignIn, client: PageClient) -> None:
    address = "/calendar/" + make_address(programme, signed_in(programme.olga))
    first = client.get(address)
    assert "no-store" not in first.headers["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    change(1, place="Elders", changed_at=now() + timedelta(minutes=1))
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 200


def test_the_page_shows_ones_own_address_and_nobody_elses(programme: Cast, signed_in: SignIn) -> None:
    olga, pim = signed_in(programme.olga), signed_in(programme.pim)
    name = make_address(programme, olga)
    page = olga.get(f"/rounds/{programme.round_id}/meetings").text
    assert f'href="webcal://localhost/calendar/{name}"' in page
    assert make_address(programme, pim) != name
    assert "Maak mijn agenda-adres" in signed_in(programme.tess).get(f"/rounds/{programme.round_id}/meetings").text


def test_the_page_with_the_secret_address_is_not_compressed(programme: Cast, signed_in: SignIn) -> None:
    olga, page = signed_in(programme.olga), f"/rounds/{programme.round_id}/meetings"
    assert olga.get(page, headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"
    make_address(programme, olga)
    assert "Content-Encoding" not in olga.get(page, headers={"Accept-Encoding": "br"}).headers


def test_only_who_had_an_address_hears_that_it_works_no_more(programme: Cast, signed_in: SignIn) -> None:
    olga, path = signed_in(programme.olga), f"/rounds/{programme.round_id}/calendar"
    pages = [olga.post(path, data={"action": "renew"}, follow_redirects=True).text for _time in range(2)]
    assert ["Het oude werkt niet meer" in page for page in pages] == [False, True]


def test_an_old_or_withdrawn_address_is_one_that_never_was(
    programme: Cast, signed_in: SignIn, client: PageClient
) -> None:
    olga = signed_in(programme.olga)
    first = make_address(programme, olga)
    second = make_address(programme, olga, "renew")
    assert first != second
    assert client.get(f"/calendar/{first}").status_code == 404
    assert client.get(f"/calendar/{second}").status_code == 200
    assert make_address(programme, olga, "revoke") == ""
    forged = second[:-6] + ("aa" if second[-6:-4] != "aa" else "bb") + second[-4:]
    long = "x" * 5000 + ".ics"
    pages = {client.get(f"/calendar/{name}").text for name in (first, second, forged, "nee.ics", long)}
    codes = {client.get(f"/calendar/{name}").status_code for name in (first, second, forged, "nee.ics", long)}
    assert codes == {404}
    assert len({page.partition("<main")[2] for page in pages}) == 1
    assert db.session.scalars(select(CalendarLink)).all() == []


@pytest.mark.parametrize("how", ["dropped out", "removed", "closed"])
def test_who_is_no_longer_in_the_round_reads_it_no_longer(
    programme: Cast, signed_in: SignIn, client: PageClient, how: str
) -> None:
    user = programme.tess if how == "removed" else programme.olga
    name = make_address(programme, signed_in(user))
    assert client.get(f"/calendar/{name}").status_code == 200
    if how == "dropped out":
        db.session.scalars(select(Enrolment).where(Enrolment.user_id == user.id)).one().dropped_at = now()
    elif how == "removed":
        db.session.delete(db.session.scalars(select(RoundStaff).where(RoundStaff.user_id == user.id)).one())
    else:
        db.session.merge(user).active = False
    db.session.commit()
    assert client.get(f"/calendar/{name}").status_code == 404


def test_trying_addresses_is_limited(counting: PageClient) -> None:
    limiter.reset()
    codes = [counting.get("/calendar/nee.ics").status_code for _ in range(601)]
    assert codes == [404] * 600 + [429]
