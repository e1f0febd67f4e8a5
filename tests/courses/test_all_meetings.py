"""Switching, cancelling, adding and deleting meetings, and what is done with all of them at once."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from impactplan.courses.programme.meeting_operations import (
    MeetingError,
    add_first_meetings,
    change_meetings,
    load_meetings,
)
from impactplan.courses.programme.meetings import switch
from impactplan.lib.dates import today
from impactplan.models import Outbox, Round, db
from tests.courses.programme import LINK, SignIn, address, email_to, filled, make_programme, meeting_of, queued_emails
from tests.support.cast import Cast


@pytest.fixture
def programme(cast: Cast) -> Cast:
    return make_programme(cast)


def test_numbering_by_day_keeps_every_meeting(programme: Cast, signed_in: SignIn) -> None:
    second = meeting_of(programme, 2)
    client = signed_in(programme.cor)
    client.post(
        address(programme, 2), data=filled(programme, 2, day=f"{today() + timedelta(weeks=9, days=1):%d-%m-%Y}")
    )
    assert client.post(f"/rounds/{programme.round_id}/meetings/order").status_code == 303
    meetings = load_meetings(programme.round_id)
    assert [meeting.number for meeting in meetings] == list(range(1, 11))
    assert meetings[8].id == second.id
    days = [meeting.day for meeting in meetings if meeting.day]
    assert days == sorted(days)
    assert meetings[1].sequence == 1  # its title has another number, so calendars must hear of it
    assert meetings[9].sequence == 0


def test_one_meeting_moves_online_and_back(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    client.post(address(programme, 3), data=filled(programme, 3, link=LINK) | {"tell": ""})
    db.session.query(Outbox).delete()
    db.session.commit()
    page = client.post(address(programme, 3, "/switch"), data={"to": "online"}, follow_redirects=True)
    assert "3 mensen krijgen een mail" in page.text
    assert email_to(programme.pim)["subject"] == "Bijeenkomst 3 is online – Ronde 1"
    assert f"wordt: Online: {LINK}" in email_to(programme.pim)["text"]
    assert f"was: Bibliotheek Merenrijk (link: {LINK})" in email_to(programme.pim)["text"]
    assert "This meeting moves online" in email_to(programme.tess)["text"]
    client.post(address(programme, 3, "/switch"), data={"to": "online"})
    assert len(queued_emails()) == 3  # a second press of the button is no second change
    client.post(address(programme, 3, "/switch"), data={"to": "location"})
    assert len(queued_emails()) == 6
    meeting = meeting_of(programme, 3)
    assert (meeting.online, meeting.place, meeting.sequence) == (False, "Bibliotheek Merenrijk", 3)


def test_who_was_faster_by_a_moment_is_not_overwritten(programme: Cast) -> None:
    """Both looked at the page before either wrote; of several meetings none is changed then."""
    seen = load_meetings(programme.round_id)
    change_meetings(programme.round_id, programme.cor, [(seen[2], switch(seen[2], online=True))])
    db.session.commit()
    late = [(before, switch(before, online=not before.online)) for before in seen[:3]]
    with pytest.raises(MeetingError, match="changed"):
        change_meetings(programme.round_id, programme.cor, late)
    db.session.rollback()
    assert [meeting_of(programme, number).sequence - seen[number - 1].sequence for number in (1, 2, 3)] == [0, 0, 1]


def test_a_whole_round_moves_online_in_one_mail_each(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    path = f"/rounds/{programme.round_id}/switch"
    page = client.get(f"{path}?to=online").text
    chosen = [meeting.id for meeting in load_meetings(programme.round_id) if not meeting.online]
    assert all(f'value="{meeting_id}" checked' in page for meeting_id in chosen)
    assert client.post(path, data={"to": "online"}).status_code == 422
    assert client.post(path, data={"to": "online", "meetings": ["nothing"]}).status_code == 422
    answer = client.post(path, data={"to": "online", "meetings": chosen, "link": LINK})
    assert answer.status_code == 303
    meetings = load_meetings(programme.round_id)
    assert all(meeting.online for meeting in meetings)
    assert [meeting.link for meeting in meetings] == [LINK, ""] * 5
    assert len(queued_emails()) == 3
    assert email_to(programme.olga)["subject"] == "5 bijeenkomsten gaan online – Ronde 1"
    assert email_to(programme.olga)["text"].count("wordt: Online") == 5
    assert email_to(programme.tess)["subject"] == "5 meetings move online – Ronde 1"
    back = client.get(f"{path}?to=location").text
    assert back.count(" checked") == 5  # those that have a place; the others were online from the beginning
    client.post(path, data={"to": "location", "meetings": chosen})
    assert len(queued_emails()) == 6
    assert [meeting.online for meeting in load_meetings(programme.round_id)] == [False, True] * 5


def test_a_cancelled_meeting_is_crossed_out_and_can_come_back(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    client.post(address(programme, 1, "/cancel"))
    assert meeting_of(programme, 1).cancelled
    mail = email_to(programme.olga)
    assert mail["subject"] == "Bijeenkomst 1 gaat niet door – Ronde 1"
    assert (mail["reply_to"], "Beantwoord deze mail" in mail["text"]) == ("cor@example.org", True)
    client.post(address(programme, 1, "/cancel"))
    assert len(queued_emails()) == 3
    page = signed_in(programme.olga).get(f"/rounds/{programme.round_id}/meetings").text
    assert "<del>" in page
    assert page.count("programme__mark--next") == 1
    client.post(address(programme, 1), data=filled(programme, 1, place="Elders"))
    assert len(queued_emails()) == 3
    client.post(address(programme, 1, "/restore"))
    assert not meeting_of(programme, 1).cancelled
    assert meeting_of(programme, 1).sequence == 3
    assert len(queued_emails()) == 6


def test_only_a_meeting_without_a_day_is_deleted(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    page = client.post(address(programme, 4, "/delete"), follow_redirects=True)
    assert "Deze bijeenkomst heeft een datum" in page.text
    client.post(address(programme, 4), data=filled(programme, 4, day=""))
    fifth = meeting_of(programme, 5)
    client.post(address(programme, 4, "/delete"))
    meetings = load_meetings(programme.round_id)
    assert [meeting.number for meeting in meetings] == list(range(1, 10))
    assert meetings[3].id == fifth.id


def test_meetings_are_added_up_to_a_limit(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    path = f"/rounds/{programme.round_id}/meetings"
    answers = [client.post(path) for _ in range(31)]
    assert "/meetings/" in answers[0].location
    assert [meeting.number for meeting in load_meetings(programme.round_id)] == list(range(1, 41))
    assert "Er zijn zoveel bijeenkomsten als er passen" in client.get(path).text
    assert meeting_of(programme, 11).module == 5


def test_a_meeting_of_another_round_is_not_there(programme: Cast, signed_in: SignIn) -> None:
    other = db.session.scalars(select(Round).where(Round.id != programme.round_id)).one()
    add_first_meetings(other.id)
    db.session.commit()
    strange = load_meetings(other.id)[0]
    client = signed_in(programme.cor)
    for more in ("", "/switch", "/cancel", "/restore", "/delete"):
        path = f"/rounds/{programme.round_id}/meetings/{strange.id}{more}"
        assert client.post(path, data=filled(programme, 1)).status_code == 404
    assert load_meetings(other.id)[0] == strange


def planned(cast: Cast, **changes: str) -> dict[str, str]:
    """Return the page of all days as it stands, with changes such as ``day3``."""
    data = {"tell": "y"}
    for meeting in load_meetings(cast.round_id):
        row = filled(cast, meeting.number)
        for name in ("sequence", "day", "starts", "ends"):
            data[f"{meeting.id}-{name}"] = changes.get(f"{name}{meeting.number}", row[name])
    return data


def test_all_days_are_filled_in_on_one_page_and_told_in_one_mail(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    path = f"/rounds/{programme.round_id}/planning"
    assert client.get(path, queries=6).status_code == 200
    page = client.post(path, data=planned(programme, day3="14-1-2027", starts4="9", day5=""), follow_redirects=True)
    assert "De datums zijn bewaard. 3 mensen krijgen een mail" in page.text
    assert email_to(programme.olga)["subject"] == "3 bijeenkomsten veranderen – Ronde 1"
    assert meeting_of(programme, 3).day == date(2027, 1, 14)
    assert meeting_of(programme, 4).starts == time(9)
    assert meeting_of(programme, 5).day is None
    assert [meeting_of(programme, number).sequence for number in (2, 3, 4, 5, 6)] == [0, 1, 1, 1, 0]
    assert "Er is niets gewijzigd" in client.post(path, data=planned(programme), follow_redirects=True).text


def test_one_wrong_day_keeps_all_of_them_on_the_page(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    path = f"/rounds/{programme.round_id}/planning"
    page = client.post(path, data=planned(programme, day3="31-2-2027", ends4="12:00", day5="1-2-2027"))
    assert page.status_code == 422
    assert page.text.count("aria-invalid") == 2
    assert 'value="1-2-2027"' in page.text
    assert meeting_of(programme, 5).sequence == 0
    old = planned(programme, day6="2-2-2027")
    client.post(address(programme, 6), data=filled(programme, 6, place="Elders"))
    assert client.post(path, data=old).status_code == 409
    assert client.post(path, data=planned(programme, day6="2-2-2027")).status_code == 303
    assert meeting_of(programme, 6).place == "Elders"
