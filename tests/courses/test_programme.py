"""Making a round, and changing its meetings so that everybody hears of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from impactplan.courses.programme import add_first_meetings, load_meetings
from impactplan.lib.dates import today
from impactplan.models import Enrolment, Meeting, Outbox, Round, RoundStaff, User, db, now
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
LINK = "https://vergader.example/3"


@pytest.fixture
def programme(cast: Cast) -> Cast:
    """The cast's round with ten meetings from next week on, of which Tess reads English."""
    cast.tess.language = "en"
    add_first_meetings(cast.round_id)
    for meeting in db.session.scalars(select(Meeting)):
        meeting.day = today() + timedelta(weeks=meeting.number)
        meeting.starts, meeting.ends = time(13), time(15)
        meeting.place = "" if meeting.online else "Bibliotheek Merenrijk"
    db.session.commit()
    return cast


def mails() -> list[dict[str, Any]]:
    db.session.rollback()
    rows = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail").order_by(Outbox.created_at))
    return [dict(payload) for payload in rows]


def mail_to(user: User) -> dict[str, Any]:
    found = [mail for mail in mails() if mail["to"] == user.email]
    assert len(found) == 1
    return found[0]


def one(cast: Cast, number: int) -> Any:
    db.session.rollback()
    return load_meetings(cast.round_id)[number - 1]


def address(cast: Cast, number: int, more: str = "") -> str:
    return f"/rounds/{cast.round_id}/meetings/{one(cast, number).id}{more}"


def filled(cast: Cast, number: int, **more: str) -> dict[str, str]:
    """Return the form of a meeting as the page shows it, with changes."""
    meeting = one(cast, number)
    return {
        "sequence": str(meeting.sequence),
        "module": str(meeting.module),
        "day": f"{meeting.day:%d-%m-%Y}" if meeting.day else "",
        "starts": f"{meeting.starts:%H:%M}" if meeting.starts else "",
        "ends": f"{meeting.ends:%H:%M}" if meeting.ends else "",
        "online": "yes" if meeting.online else "no",
        **{name: getattr(meeting, name) for name in ("place", "link", "webinar", "guest", "note")},
        "tell": "y",
    } | more


def test_a_course_begins_with_a_round_of_ten_meetings_that_its_maker_coordinates(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.cor)
    answer = client.post("/courses/new", data={"title": " Impact \n leren ", "round_title": "Najaar"})
    assert answer.status_code == 303
    round_id = answer.location.split("/")[-2]
    made = db.session.get(Round, round_id)
    assert made is not None
    assert made.title == "Najaar"
    staff = db.session.scalars(select(RoundStaff).where(RoundStaff.round_id == round_id)).all()
    assert [(place.user_id, place.role, bool(place.accepted_at)) for place in staff] == [
        (cast.cor.id, "coordinator", True)
    ]
    meetings = load_meetings(round_id)
    assert [(meeting.number, meeting.module) for meeting in meetings] == [(n, (n + 1) // 2) for n in range(1, 11)]
    assert [meeting.online for meeting in meetings] == [False, True] * 5
    assert client.get(answer.location).text.count("De dag is nog niet bekend") == 10
    again = client.post(f"/courses/{made.course_id}/rounds/new", data={"title": "Voorjaar"})
    assert again.status_code == 303
    assert len(load_meetings(again.location.split("/")[-2])) == 10


@pytest.mark.parametrize("name", ["olga", "tess", "bea", "vera"])
def test_only_coordinators_make_courses(cast: Cast, signed_in: SignIn, name: str) -> None:
    client = signed_in(getattr(cast, name))
    assert client.get("/courses/new").status_code == 404
    assert client.post("/courses/new", data={"title": "X", "round_title": "Y"}).status_code == 404


def test_a_course_needs_names_that_fit(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.cor)
    for data in ({"title": "", "round_title": "Y"}, {"title": "x" * 201, "round_title": "Y"}):
        assert client.post("/courses/new", data=data).status_code == 422
    page = client.post(f"/courses/{cast.course_id}/rounds/new", data={"title": "x" * 201})
    assert page.status_code == 422


def test_a_moved_meeting_is_told_to_everybody_else_in_their_own_language(programme: Cast, signed_in: SignIn) -> None:
    data = filled(programme, 3, day="14-1-2027", starts="10.30", ends="15 uur")
    page = signed_in(programme.cor).post(address(programme, 3), data=data, follow_redirects=True)
    assert "3 mensen krijgen een mail" in page.text
    meeting = one(programme, 3)
    assert (meeting.day, meeting.starts, meeting.ends) == (date(2027, 1, 14), time(10, 30), time(15))
    assert meeting.sequence == 1
    assert {mail["to"] for mail in mails()} == {f"{name}@example.org" for name in ("olga", "pim", "tess")}
    dutch, english = mail_to(programme.olga), mail_to(programme.tess)
    assert dutch["subject"] == "Bijeenkomst 3 verandert – Ronde 1"
    assert "13:00–15:00" in dutch["text"]
    assert "wordt: donderdag 14 januari 2027, 10:30–15:00" in dutch["text"]
    assert "Waar: Bibliotheek Merenrijk" in dutch["text"]
    assert f"http://localhost/rounds/{programme.round_id}/meetings" in dutch["text"]
    assert english["subject"] == "Meeting 3 changes – Ronde 1"
    assert "now: Thursday 14 January 2027, 10:30–15:00" in english["text"]
    for part in ("text", "html"):
        assert "Karel" not in dutch[part]


def test_a_save_without_a_change_leaves_all_as_it_was(programme: Cast, signed_in: SignIn) -> None:
    before = one(programme, 3)
    page = signed_in(programme.cor).post(address(programme, 3), data=filled(programme, 3), follow_redirects=True)
    assert "Er is niets gewijzigd" in page.text
    assert one(programme, 3) == before
    assert mails() == []


def test_what_concerns_nobody_is_told_to_nobody(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    client.post(address(programme, 3), data=filled(programme, 3, note="Neem je plan mee", guest="A. Spreker"))
    assert one(programme, 3).sequence == 1
    quiet = filled(programme, 3, place="Zaal 2")
    quiet.pop("tell")
    client.post(address(programme, 3), data=quiet)
    assert one(programme, 3).place == "Zaal 2"
    assert one(programme, 3).sequence == 2
    past = db.session.scalars(select(Meeting).where(Meeting.number == 1)).one()
    past.day = today() - timedelta(days=3)
    db.session.commit()
    client.post(address(programme, 1), data=filled(programme, 1, place="Zaal 3"))
    assert one(programme, 1).place == "Zaal 3"
    assert mails() == []
    page = client.get(address(programme, 1)).text
    assert 'name="tell"' in page  # a day that was mistyped, and is still to come
    client.post(address(programme, 1), data=filled(programme, 1, day=f"{today() + timedelta(days=3):%d-%m-%Y}"))
    assert len(mails()) == 3


def test_who_is_listed_or_dropped_out_is_not_told_and_who_is_invited_is(programme: Cast, signed_in: SignIn) -> None:
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == programme.pim.id)).one()
    place.dropped_at = now()
    listed = Enrolment(round_id=programme.round_id, email="later@example.org", name="Later")
    invited = Enrolment(round_id=programme.round_id, email="gast@example.org", name="Gast", invited_at=now())
    db.session.add_all([listed, invited])
    db.session.commit()
    signed_in(programme.cor).post(address(programme, 3), data=filled(programme, 3, place="Zaal 2"))
    assert {mail["to"] for mail in mails()} == {"olga@example.org", "tess@example.org", "gast@example.org"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "31-2-2027"}, "Deze dag bestaat niet"),
        ({"day": "1-2-27"}, "vier cijfers"),
        ({"starts": "half twee"}, "Dit is geen tijd"),
        ({"starts": "15:00", "ends": "15:00"}, "Het einde ligt voor het begin"),
        ({"starts": "", "ends": "15:00"}, "of laat allebei leeg"),
        ({"day": "28-3-2027", "starts": "2:30", "ends": "5:00"}, "gaat de klok vooruit"),
        ({"day": "28-3-2027", "starts": "1:30", "ends": "2:30"}, "gaat de klok vooruit"),
        ({"link": "javascript:alert(1)"}, "Dit is geen webadres"),
        ({"link": "https://"}, "Dit is geen webadres"),
        ({"link": "https://[x"}, "Dit is geen webadres"),
        ({"link": "https://x.example/" + "x" * 500}, "Dit is te lang"),
        ({"place": "x" * 301}, "Dit is te lang"),
        ({"note": "x" * 4001}, "Dit is te lang"),
        ({"module": "6"}, "aria-invalid"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_nothing_typed_is_lost(
    programme: Cast, signed_in: SignIn, typed: dict[str, str], words: str
) -> None:
    before = one(programme, 3)
    data = filled(programme, 3, guest="Iemand die hier blijft staan") | typed
    page = signed_in(programme.cor).post(address(programme, 3), data=data)
    assert page.status_code == 422
    assert words in page.text
    assert "Iemand die hier blijft staan" in page.text
    assert one(programme, 3) == before
    assert mails() == []


def test_odd_days_are_noted_and_kept(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    client.post(address(programme, 10), data=filled(programme, 10, day=f"{today() + timedelta(days=200):%d-%m-%Y}"))
    page = client.get(address(programme, 10)).text
    assert "dagen na bijeenkomst 9" in page
    client.post(address(programme, 2), data=filled(programme, 2, day=f"{today() + timedelta(weeks=5):%d-%m-%Y}"))
    page = client.get(address(programme, 2)).text
    assert "de nummers volgen de dagen niet" in page
    assert "Bijeenkomst 5 is op hetzelfde moment" in page
    listed = client.get(f"/rounds/{programme.round_id}/meetings").text
    assert "Nummer ze op dag" in listed
    assert "Nummer ze op dag" not in signed_in(programme.olga).get(f"/rounds/{programme.round_id}/meetings").text


def test_numbering_by_day_keeps_every_meeting(programme: Cast, signed_in: SignIn) -> None:
    second = one(programme, 2)
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


def test_a_change_on_top_of_another_is_shown_first(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    old = filled(programme, 3, place="Zaal van de een")
    client.post(address(programme, 3), data=filled(programme, 3, place="Zaal van de ander"))
    page = client.post(address(programme, 3), data=old)
    assert page.status_code == 409
    assert "Zaal van de een" in page.text
    assert "Zaal van de ander" in page.text
    assert one(programme, 3).place == "Zaal van de ander"
    assert client.post(address(programme, 3), data=old | {"sequence": "1"}).status_code == 303
    assert one(programme, 3).place == "Zaal van de een"


def test_one_meeting_moves_online_and_back(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    client.post(address(programme, 3), data=filled(programme, 3, link=LINK) | {"tell": ""})
    db.session.query(Outbox).delete()
    db.session.commit()
    page = client.post(address(programme, 3, "/switch"), data={"to": "online"}, follow_redirects=True)
    assert "3 mensen krijgen een mail" in page.text
    assert mail_to(programme.pim)["subject"] == "Bijeenkomst 3 is online – Ronde 1"
    assert f"wordt: Online: {LINK}" in mail_to(programme.pim)["text"]
    assert f"was: Bibliotheek Merenrijk (link: {LINK})" in mail_to(programme.pim)["text"]
    assert "This meeting moves online" in mail_to(programme.tess)["text"]
    client.post(address(programme, 3, "/switch"), data={"to": "online"})
    assert len(mails()) == 3  # a second press of the button is no second change
    client.post(address(programme, 3, "/switch"), data={"to": "location"})
    assert len(mails()) == 6
    meeting = one(programme, 3)
    assert (meeting.online, meeting.place, meeting.sequence) == (False, "Bibliotheek Merenrijk", 3)


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
    assert len(mails()) == 3
    assert mail_to(programme.olga)["subject"] == "5 bijeenkomsten gaan online – Ronde 1"
    assert mail_to(programme.olga)["text"].count("wordt: Online") == 5
    assert mail_to(programme.tess)["subject"] == "5 meetings move online – Ronde 1"
    back = client.get(f"{path}?to=location").text
    assert back.count(" checked") == 5  # those that have a place; the others were online from the beginning
    client.post(path, data={"to": "location", "meetings": chosen})
    assert len(mails()) == 6
    assert [meeting.online for meeting in load_meetings(programme.round_id)] == [False, True] * 5


def test_a_cancelled_meeting_is_crossed_out_and_can_come_back(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    client.post(address(programme, 1, "/cancel"))
    assert one(programme, 1).cancelled
    assert mail_to(programme.olga)["subject"] == "Bijeenkomst 1 gaat niet door – Ronde 1"
    client.post(address(programme, 1, "/cancel"))
    assert len(mails()) == 3
    page = signed_in(programme.olga).get(f"/rounds/{programme.round_id}/meetings").text
    assert "<del>" in page
    assert page.count("programme__mark--next") == 1
    client.post(address(programme, 1), data=filled(programme, 1, place="Elders"))
    assert len(mails()) == 3
    client.post(address(programme, 1, "/restore"))
    assert not one(programme, 1).cancelled
    assert one(programme, 1).sequence == 3
    assert len(mails()) == 6


def test_only_a_meeting_without_a_day_is_deleted(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    page = client.post(address(programme, 4, "/delete"), follow_redirects=True)
    assert "Deze bijeenkomst heeft een dag" in page.text
    client.post(address(programme, 4), data=filled(programme, 4, day=""))
    fifth = one(programme, 5)
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
    assert one(programme, 11).module == 5


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


def test_what_a_round_is_called_and_says(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    path = f"/rounds/{programme.round_id}/settings"
    assert client.post(path, data={"title": "", "note": "Bewaar mij", "ends_on": "ooit"}).status_code == 422
    data = {"title": "Najaar", "note": "**Lunch** om 12 uur\n\n<script>alert(1)</script>", "ends_on": "1 maart 2027"}
    assert client.post(path, data=data).status_code == 303
    page = signed_in(programme.olga).get(f"/rounds/{programme.round_id}/meetings").text
    assert "<strong>Lunch</strong>" in page
    assert "<script>alert" not in page
    assert "maandag 1 maart 2027" in page
    early = client.post(path, data=data | {"ends_on": f"{today():%d-%m-%Y}"}, follow_redirects=True)
    assert "De laatste bijeenkomst is later" in early.text


def test_the_programme_says_where_to_be_and_hides_its_running_from_participants(
    programme: Cast, signed_in: SignIn
) -> None:
    coordinator = signed_in(programme.cor).get(f"/rounds/{programme.round_id}/meetings").text
    assert coordinator.count("Ontbreekt nog: de link") == 5
    page = signed_in(programme.olga).get(f"/rounds/{programme.round_id}/meetings").text
    assert "Ontbreekt nog" not in page
    assert "Wijzigen" not in page
    assert "Bibliotheek Merenrijk" in page


@pytest.mark.parametrize("people", [3, 200])
def test_the_programme_takes_few_queries(programme: Cast, signed_in: SignIn, people: int) -> None:
    for number in range(people):
        user = make_user(f"deelnemer{number}")
        db.session.add(Enrolment(round_id=programme.round_id, user_id=user.id))
    db.session.commit()
    for person in (programme.olga, programme.tess, programme.cor):
        path = f"/rounds/{programme.round_id}/meetings"
        assert signed_in(person).get(path, queries=6).status_code == 200
    for path in (address(programme, 3), f"/rounds/{programme.round_id}/switch"):
        assert signed_in(programme.cor).get(path, queries=6).status_code == 200


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
    assert "De dagen zijn bewaard. 3 mensen krijgen een mail" in page.text
    assert mail_to(programme.olga)["subject"] == "3 bijeenkomsten veranderen – Ronde 1"
    assert one(programme, 3).day == date(2027, 1, 14)
    assert one(programme, 4).starts == time(9)
    assert one(programme, 5).day is None
    assert [one(programme, number).sequence for number in (2, 3, 4, 5, 6)] == [0, 1, 1, 1, 0]
    assert "Er is niets gewijzigd" in client.post(path, data=planned(programme), follow_redirects=True).text


def test_one_wrong_day_keeps_all_of_them_on_the_page(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    path = f"/rounds/{programme.round_id}/planning"
    page = client.post(path, data=planned(programme, day3="31-2-2027", ends4="12:00", day5="1-2-2027"))
    assert page.status_code == 422
    assert page.text.count("aria-invalid") == 2
    assert 'value="1-2-2027"' in page.text
    assert one(programme, 5).sequence == 0
    old = planned(programme, day6="2-2-2027")
    client.post(address(programme, 6), data=filled(programme, 6, place="Elders"))
    assert client.post(path, data=old).status_code == 409
    assert client.post(path, data=planned(programme, day6="2-2-2027")).status_code == 303
    assert one(programme, 6).place == "Elders"
