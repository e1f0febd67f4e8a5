"""How mails end: they name the course that they come from, and whom to turn to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.courses.after_course.retention import apply_retention
from impactplan.courses.after_course.spring_question import ask_in_spring
from impactplan.emails import sign_for_plans, sign_for_round, site_signature
from impactplan.lib.texts import force_locale
from impactplan.models import CourseContact, Enrolment, Outbox, Round, db
from impactplan.workbook.operations import create_item
from impactplan.workbook.plans import create_plan
from impactplan.workbook.writing import writing
from tests.support.cast import Cast

COORDINATOR = "On behalf of Impactmanagement: Cor, cor@example.org"
CONTACT = "On behalf of Impactmanagement: Helpdesk, help@example.org"


@pytest.fixture(autouse=True)
def reading_english(cast: Cast) -> None:
    for person in (cast.olga, cast.karel, cast.cor):
        person.language = "en"
    db.session.commit()


def add_contact(cast: Cast, name: str, email: str | None, position: int) -> None:
    db.session.add(CourseContact(course_id=cast.course_id, name=name, email=email, position=position))
    db.session.commit()


def mails() -> dict[str, str]:
    """Return the last text that was written to each address."""
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail").order_by(Outbox.created_at))
    return {row.payload["to"]: row.payload["text"] for row in rows}


def signed(app: Flask, cast: Cast, *plan_ids: str) -> str:
    with app.test_request_context(), force_locale("en"):
        return sign_for_plans(plan_ids or (cast.plan_id,))


def test_a_round_is_signed_for_by_its_coordinator(app: Flask, cast: Cast) -> None:
    assert signed(app, cast) == COORDINATOR


def test_a_contact_person_with_an_address_comes_before_the_coordinator(app: Flask, cast: Cast) -> None:
    add_contact(cast, "Secretariaat", None, 0)
    assert signed(app, cast) == COORDINATOR
    add_contact(cast, "Helpdesk", "help@example.org", 1)
    assert signed(app, cast) == CONTACT


def test_a_plan_in_no_round_is_signed_for_by_the_site(app: Flask, cast: Cast) -> None:
    alone = create_plan(cast.vera, "Alleen", "", "en")
    with app.test_request_context(), force_locale("en"):
        assert sign_for_plans([alone]) == sign_for_round("no such round") == site_signature()
    assert signed(app, cast, cast.plan_id, alone) == COORDINATOR


def test_plans_of_two_courses_are_signed_for_by_the_site(app: Flask, cast: Cast) -> None:
    other = db.session.scalars(select(Round).where(Round.id != cast.round_id)).one()
    elsewhere = create_plan(cast.vera, "Elders", "", "en")
    db.session.add(Enrolment(round_id=other.id, user_id=cast.vera.id, plan_id=elsewhere))
    db.session.commit()
    with app.test_request_context(), force_locale("en"):
        assert sign_for_plans([cast.plan_id, elsewhere]) == site_signature()


def test_the_spring_question_names_the_course(cast: Cast) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        create_item(write, "stakeholder", {"name": "Gemeente"})
    db.session.get_one(Round, cast.round_id).ends_on = date(2027, 2, 18)
    db.session.commit()
    with time_machine.travel(datetime(2028, 4, 1, 4, 43, tzinfo=UTC), tick=False):
        ask_in_spring(date(2028, 4, 1))
    assert mails()["olga@example.org"].rstrip().endswith(COORDINATOR)


def test_what_will_be_deleted_is_announced_on_behalf_of_the_course(cast: Cast) -> None:
    db.session.get_one(Round, cast.round_id).ends_on = date(2027, 2, 18)
    db.session.commit()
    with time_machine.travel(datetime(2029, 1, 19, 4, 43, tzinfo=UTC), tick=False):
        apply_retention(date(2029, 1, 19))
    texts = mails()
    assert {"olga@example.org", "cor@example.org"} <= set(texts)
    assert all(texts[to].rstrip().endswith(COORDINATOR) for to in ("olga@example.org", "cor@example.org"))
