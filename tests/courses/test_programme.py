"""Making a round, and changing its meetings so that everybody hears of it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from impactplan.courses.programme.meeting_operations import load_meetings
from impactplan.lib.dates import today
from impactplan.models import Enrolment, Meeting, Round, RoundStaff, db, now
from tests.courses.programme import SignIn, address, email_to, filled, make_programme, meeting_of, queued_emails
from tests.support.cast import Cast, make_user


@pytest.fixture
def programme(cast: Cast) -> Cast:
    return make_programme(cast)


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
    assert client.get(answer.location).text.count("<fieldset") == 10
    assert client.get(f"/rounds/{round_id}/meetings").text.count("De datum is nog niet bekend") == 10
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
    data = filled(programme, 3, day="14-1-2099", starts="10.30", ends="15 uur")
    page = signed_in(programme.cor).post(address(programme, 3), data=data, follow_redirects=True)
    assert "3 mensen krijgen een mail" in page.text
    meeting = meeting_of(programme, 3)
    assert (meeting.day, meeting.starts, meeting.ends) == (date(2099, 1, 14), time(10, 30), time(15))
    assert meeting.sequence == 1
    assert {mail["to"] for mail in queued_emails()} == {f"{name}@example.org" for name in ("olga", "pim", "tess")}
    dutch, english = email_to(programme.olga), email_to(programme.tess)
    assert dutch["subject"] == "Bijeenkomst 3 verandert – Ronde 1"
    assert "13:00–15:00" in dutch["text"]
    assert "wordt: woensdag 14 januari 2099, 10:30–15:00" in dutch["text"]
    assert "Waar: Bibliotheek Merenrijk" in dutch["text"]
    assert f"http://localhost/rounds/{programme.round_id}/meetings" in dutch["text"]
    assert english["subject"] == "Meeting 3 changes – Ronde 1"
    assert "now: Wednesday 14 January 2099, 10:30–15:00" in english["text"]
    for part in ("text", "html"):
        assert "Karel" not in dutch[part]


def test_a_save_without_a_change_leaves_all_as_it_was(programme: Cast, signed_in: SignIn) -> None:
    before = meeting_of(programme, 3)
    page = signed_in(programme.cor).post(address(programme, 3), data=filled(programme, 3), follow_redirects=True)
    assert "Er is niets gewijzigd" in page.text
    assert meeting_of(programme, 3) == before
    assert queued_emails() == []


def test_what_concerns_nobody_is_told_to_nobody(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    client.post(address(programme, 3), data=filled(programme, 3, note="Neem je plan mee", guest="A. Spreker"))
    assert meeting_of(programme, 3).sequence == 1
    quiet = filled(programme, 3, place="Zaal 2")
    quiet.pop("tell")
    client.post(address(programme, 3), data=quiet)
    assert meeting_of(programme, 3).place == "Zaal 2"
    assert meeting_of(programme, 3).sequence == 2
    past = db.session.scalars(select(Meeting).where(Meeting.number == 1)).one()
    past.day = today() - timedelta(days=3)
    db.session.commit()
    client.post(address(programme, 1), data=filled(programme, 1, place="Zaal 3"))
    assert meeting_of(programme, 1).place == "Zaal 3"
    assert queued_emails() == []
    page = client.get(address(programme, 1)).text
    assert 'name="tell"' in page  # a day that was mistyped, and is still to come
    client.post(address(programme, 1), data=filled(programme, 1, day=f"{today() + timedelta(days=3):%d-%m-%Y}"))
    assert len(queued_emails()) == 3


def test_who_is_listed_or_dropped_out_is_not_told_and_who_is_invited_is(programme: Cast, signed_in: SignIn) -> None:
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == programme.pim.id)).one()
    place.dropped_at = now()
    listed = Enrolment(round_id=programme.round_id, email="later@example.org", name="Later")
    invited = Enrolment(round_id=programme.round_id, email="gast@example.org", name="Gast", invited_at=now())
    db.session.add_all([listed, invited])
    db.session.commit()
    signed_in(programme.cor).post(address(programme, 3), data=filled(programme, 3, place="Zaal 2"))
    assert {mail["to"] for mail in queued_emails()} == {"olga@example.org", "tess@example.org", "gast@example.org"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "31-2-2027"}, "Deze datum bestaat niet"),
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
    before = meeting_of(programme, 3)
    data = filled(programme, 3, guest="Iemand die hier blijft staan") | typed
    page = signed_in(programme.cor).post(address(programme, 3), data=data)
    assert page.status_code == 422
    assert words in page.text
    assert "Iemand die hier blijft staan" in page.text
    assert meeting_of(programme, 3) == before
    assert queued_emails() == []


def test_odd_days_are_noted_and_kept(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    client.post(address(programme, 10), data=filled(programme, 10, day=f"{today() + timedelta(days=200):%d-%m-%Y}"))
    page = client.get(address(programme, 10)).text
    assert "dagen na bijeenkomst 9" in page
    client.post(address(programme, 2), data=filled(programme, 2, day=f"{today() + timedelta(weeks=5):%d-%m-%Y}"))
    page = client.get(address(programme, 2)).text
    assert "de nummers volgen de datums niet" in page
    assert "Bijeenkomst 5 is op hetzelfde moment" in page
    listed = client.get(f"/rounds/{programme.round_id}/meetings").text
    assert "Nummer ze op datum" in listed
    assert "Nummer ze op datum" not in signed_in(programme.olga).get(f"/rounds/{programme.round_id}/meetings").text


def test_a_change_on_top_of_another_is_shown_first(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    old = filled(programme, 3, place="Zaal van de een")
    client.post(address(programme, 3), data=filled(programme, 3, place="Zaal van de ander"))
    page = client.post(address(programme, 3), data=old)
    assert page.status_code == 409
    assert "Zaal van de een" in page.text
    assert "Zaal van de ander" in page.text
    assert meeting_of(programme, 3).place == "Zaal van de ander"
    assert client.post(address(programme, 3), data=old | {"sequence": "1"}).status_code == 303
    assert meeting_of(programme, 3).place == "Zaal van de een"


def test_what_a_round_is_called_and_says(programme: Cast, signed_in: SignIn) -> None:
    client = signed_in(programme.cor)
    path = f"/rounds/{programme.round_id}/settings"
    assert client.post(path, data={"title": "", "note": "Bewaar mij", "ends_on": "ooit"}).status_code == 422
    data = {"title": "Najaar", "note": "**Lunch** om 12 uur\n\n<script>alert(1)</script>", "ends_on": "1 maart 2099"}
    assert client.post(path, data=data).status_code == 303
    page = signed_in(programme.olga).get(f"/rounds/{programme.round_id}/meetings").text
    assert "<strong>Lunch</strong>" in page
    assert "<script>alert" not in page
    assert "zondag 1 maart 2099" in page
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
