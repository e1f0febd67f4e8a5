"""A coordinator's home and the overview of a round: numbers, to-do's and states; never content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update

from impactplan.models import Enrolment, Outbox, PeerGroup, User, db, now
from tests.home.test_home import add_meetings, english, home, write
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def seat(cast: Cast, name: str, **more: object) -> None:
    db.session.add(Enrolment(round_id=cast.round_id, email=f"{name.lower()}@example.org", name=name, **more))
    db.session.commit()


def fail_mail(address: str) -> None:
    db.session.add(Outbox(kind="mail", payload={"to": address, "subject": "x"}, failed_at=now(), error="no such box"))
    db.session.commit()


def test_rounds_stand_there_with_numbers_and_what_is_to_be_done(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, 3, 10, None, place="")
    seat(cast, "Listed")
    seat(cast, "Waiting", invited_at=now() - timedelta(days=8), expires_at=now() + timedelta(days=8))
    seat(cast, "Expired", invited_at=now() - timedelta(days=40), expires_at=now() - timedelta(days=10))
    seat(cast, "Stopped", dropped_at=now())
    fail_mail("waiting@example.org")
    page = home(signed_in(english(cast.cor)), "/coordination")
    for text in ("Invite 1 person", "unanswered for a week", "has expired", "Give meetings 1, 2 a place"):
        assert text in page
    assert "Mail did not arrive at Waiting" in page
    assert "stopped" in page
    assert "Ronde 2" not in page


def test_a_mail_that_arrives_after_all_asks_for_nothing(cast: Cast, signed_in: SignIn) -> None:
    for name in ("Waiting", "Reached"):
        seat(cast, name, invited_at=now(), expires_at=now() + timedelta(days=8))
        fail_mail(f"{name.lower()}@example.org")
    arrived = {"to": "reached@example.org", "subject": "x"}
    db.session.add(Outbox(kind="mail", payload=arrived, done_at=now() + timedelta(minutes=1)))
    db.session.commit()
    page = home(signed_in(english(cast.cor)), "/coordination")
    assert "Mail did not arrive at Waiting: check" in page


def test_an_overview_shows_states_and_no_content(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, -3, 3)
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters van Merenrijk")
    page = home(signed_in(english(cast.cor)), f"/rounds/{cast.round_id}/overview")
    assert "Olga" in page
    assert "Digitaal Mee" in page
    assert "0 of 5" in page
    assert "without a plan" not in page
    assert "Digistarters" not in page
    assert f"/plans/{cast.plan_id}" not in page
    places = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.olga.id)).all()
    assert any(f"/rounds/{cast.round_id}/people/{place.id}/plan" in page for place in places)
    assert "Tess" in page
    assert "Groep A" in page
    assert "in 3 days" in page
    assert "Now in module 1" in page


def test_who_has_a_group_is_counted_as_on_the_page_of_the_groups(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, 3)
    group = db.session.scalars(select(PeerGroup).where(PeerGroup.round_id == cast.round_id)).first()
    assert group is not None
    seat(cast, "Waiting", invited_at=now(), expires_at=now() + timedelta(days=8), group_id=group.id)
    there = db.session.query(Enrolment).filter_by(group_id=group.id).count()
    client = signed_in(english(cast.cor))
    assert f"{there} people" in home(client, f"/rounds/{cast.round_id}/groups")
    assert f"{there} people" in home(client, f"/rounds/{cast.round_id}/overview")


def test_the_plan_of_who_dropped_out_is_not_named(cast: Cast, signed_in: SignIn) -> None:
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.olga.id).values(dropped_at=now()))
    db.session.commit()
    assert "Digitaal Mee" not in home(signed_in(cast.cor), f"/rounds/{cast.round_id}/overview")


def test_an_empty_round_teaches(cast: Cast, signed_in: SignIn) -> None:
    db.session.query(Enrolment).delete()
    db.session.commit()
    assert "Nobody takes part yet" in home(signed_in(english(cast.cor)), f"/rounds/{cast.round_id}/overview")


def test_a_round_that_is_over_asks_for_nothing_more(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, -30, -20)
    seat(cast, "Listed")
    page = home(signed_in(english(cast.cor)), "/coordination")
    assert "Ended on" in page
    assert "Invite 1 person" not in page
