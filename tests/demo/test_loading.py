"""Loading the demo again, and into a database that has an older one."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from impactplan.demo import load_demo
from impactplan.models import (
    Base,
    Course,
    CourseContact,
    CourseModule,
    Enrolment,
    Meeting,
    PeerGroup,
    Round,
    RoundMail,
    RoundStaff,
    User,
    db,
    new_id,
)
from impactplan.workbook.queries import load_state
from tests.support.cast import make_user


@pytest.fixture
def loaded(app: Flask) -> None:
    load_demo()


def everything() -> dict[str, int]:
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in Base.metadata.tables.values()
    }


def test_loading_again_changes_nothing(loaded: None) -> None:
    before, plan = everything(), load_state("digitaal-mee")
    load_demo()
    assert everything() == before
    assert load_state("digitaal-mee") == plan


def test_what_a_coordinator_changed_stays(loaded: None) -> None:
    meeting = db.session.execute(select(Meeting).where(Meeting.number == 7)).scalars().first()
    assert meeting is not None
    meeting.day, meeting.place = date(2030, 1, 1), "Elders"
    db.session.commit()
    load_demo()
    db.session.refresh(meeting)
    assert (meeting.day, meeting.place) == (date(2030, 1, 1), "Elders")


def test_the_rounds_of_an_older_demo_are_taken_over(loaded: None) -> None:
    """An older demo had its rounds without meetings, with four participants and a group each."""
    for model in (RoundMail, Meeting, CourseModule, CourseContact, Enrolment, RoundStaff, PeerGroup, Round, Course):
        db.session.query(model).delete()
    people = {user.email.split("@")[0]: user for user in db.session.execute(select(User)).unique().scalars()}
    stranger = make_user("vera")
    db.session.execute(insert(Course), [{"id": "course", "title": "Impactmanagement"}, {"id": "c2", "title": "Ander"}])
    for round_id, account, plan_id in (("one", "deelnemer", "digitaal-mee"), ("two", "ander", "taal-aan-zee")):
        db.session.execute(insert(Round), {"id": round_id, "course_id": "course", "title": f"Leergang {round_id}"})
        db.session.execute(insert(PeerGroup), {"id": f"g-{round_id}", "round_id": round_id, "title": "Oude groep"})
        place = {"id": new_id(), "round_id": round_id, "group_id": f"g-{round_id}", "plan_id": plan_id}
        db.session.execute(insert(Enrolment), place | {"user_id": people[account].id})
        post = {"id": new_id(), "round_id": round_id, "role": "coordinator"}
        db.session.execute(insert(RoundStaff), post | {"user_id": people["coordinator"].id})
    db.session.execute(insert(Round), {"id": "not-ours", "course_id": "c2", "title": "Van een ander"})
    db.session.execute(insert(Enrolment), {"id": new_id(), "round_id": "not-ours", "user_id": stranger.id})
    db.session.commit()
    load_demo()
    assert Counter(db.session.execute(select(Enrolment.round_id)).scalars()) == {"one": 15, "two": 9, "not-ours": 1}
    assert Counter(db.session.execute(select(Meeting.round_id)).scalars()) == {"one": 10, "two": 10}
    assert Counter(db.session.execute(select(PeerGroup.round_id)).scalars()) == {"one": 2, "two": 2}
    assert db.session.execute(select(PeerGroup.title).where(PeerGroup.id == "g-one")).scalar() == "Oude groep"
    roles = Counter(tuple(row) for row in db.session.execute(select(RoundStaff.round_id, RoundStaff.role)))
    once = {(found, role): 1 for found in ("one", "two") for role in ("trainer", "coordinator")}
    assert roles == once | {("two", "trainer"): 2}
