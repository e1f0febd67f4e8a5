"""After the course a plan is its authors' own, and each spring they are asked once whether it still holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update

from impactplan.access import Permission
from impactplan.courses.after_course import spring_question
from impactplan.courses.after_course.spring_question import ask_in_spring
from impactplan.models import Enrolment, Outbox, Round, SpringQuestion, User, db
from impactplan.steps import STEPS
from impactplan.workbook.operations import create_item
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
ENDED = date(2027, 2, 18)
SPRING = date(2028, 4, 1)


def end_round(cast: Cast, day: date | None) -> None:
    db.session.get_one(Round, cast.round_id).ends_on = day
    db.session.commit()


@pytest.fixture
def ended(cast: Cast) -> Cast:
    """Olga and Karel wrote in their plan, and their round is over."""
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        create_item(write, "stakeholder", {"name": "Gemeente"})
    end_round(cast, ENDED)
    return cast


def ask(day: date) -> None:
    with time_machine.travel(datetime(day.year, day.month, day.day, 4, 43, tzinfo=UTC), tick=False):
        ask_in_spring(day)
    db.session.expire_all()


def asked() -> list[str]:
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail"))
    return sorted(row.payload["to"] for row in rows)


def questions() -> int:
    return db.session.scalar(select(func.count()).select_from(SpringQuestion)) or 0


BOTH = ["karel@example.org", "olga@example.org"]


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2028, 3, 31), 0), (date(2028, 4, 1), 2), (date(2028, 5, 31), 2), (date(2028, 6, 1), 0)],
)
def test_authors_are_asked_in_april_and_may(ended: Cast, day: date, count: int) -> None:
    ask(day)
    assert asked() == BOTH[:count]


def test_they_are_asked_once_a_year(ended: Cast) -> None:
    for day in (SPRING, SPRING, SPRING + timedelta(days=20)):
        ask(day)
    assert asked() == BOTH
    ask(date(2029, 5, 1))
    assert asked() == sorted(BOTH * 2)
    assert questions() == 2


def test_two_that_ask_at_the_same_moment_ask_once(ended: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one comes between reading whom to ask and noting it."""
    real = spring_question.compose_question

    def be_overtaken(person: Any) -> Any:
        if not questions():
            db.session.add(SpringQuestion(plan_id=ended.plan_id, year=2028))
            db.session.commit()
        return real(person)

    monkeypatch.setattr(spring_question, "compose_question", be_overtaken)
    ask(SPRING)
    assert asked() == []
    assert questions() == 1


@pytest.mark.parametrize(
    ("ends", "is_asked"),
    [
        (SPRING - timedelta(days=91), True),
        (SPRING - timedelta(days=90), False),
        (SPRING + timedelta(days=30), False),
        (None, False),
    ],
)
def test_only_some_time_after_the_course(ended: Cast, ends: date | None, is_asked: bool) -> None:
    end_round(ended, ends)
    ask(SPRING)
    assert bool(asked()) is is_asked


def test_a_plan_that_is_in_a_course_now_is_left_alone(ended: Cast) -> None:
    later = Round(title="Later", course_id=ended.course_id, ends_on=SPRING + timedelta(days=50))
    db.session.add(later)
    db.session.flush()
    db.session.add(Enrolment(round_id=later.id, user_id=ended.karel.id, plan_id=ended.plan_id))
    db.session.commit()
    ask(SPRING)
    assert asked() == []


def test_who_dropped_out_is_not_asked(ended: Cast) -> None:
    db.session.execute(update(Enrolment).values(dropped_at=datetime(2027, 1, 1, tzinfo=UTC)))
    db.session.commit()
    ask(SPRING)
    assert asked() == []


def test_an_empty_plan_is_not_asked_about(cast: Cast) -> None:
    end_round(cast, ENDED)
    ask(SPRING)
    assert asked() == []


def test_who_switched_it_off_is_not_asked(ended: Cast, signed_in: SignIn) -> None:
    olga = signed_in(ended.olga)
    assert "Vraag me elk voorjaar" in olga.get("/profile").text
    olga.post("/profile", data={"name": "Olga", "organisation": "", "language": "nl"})
    ask(SPRING)
    assert asked() == ["karel@example.org"]
    db.session.execute(update(User).values(asked_in_spring=False))
    db.session.commit()
    ask(date(2029, 4, 1))
    assert questions() == 1


def test_a_plan_is_asked_about_also_when_its_round_keeps_no_places_any_more(ended: Cast) -> None:
    ask(SPRING)
    for place in db.session.scalars(select(Enrolment)):
        db.session.delete(place)
    db.session.commit()
    ask(date(2029, 4, 1))
    assert questions() == 2


def test_the_mail_is_in_the_language_of_its_reader(ended: Cast) -> None:
    db.session.execute(update(User).where(User.id == ended.karel.id).values(language="en"))
    db.session.commit()
    ask(SPRING)
    rows = {row.payload["to"]: row.payload for row in db.session.scalars(select(Outbox))}
    assert rows["olga@example.org"]["subject"] == "Klopt je impactplan nog?"
    assert rows["karel@example.org"]["subject"] == "Does your impact plan still hold?"
    for payload in rows.values():
        for part in ("text", "html"):
            assert f"http://localhost/plans/{ended.plan_id}/spring" in payload[part]
            assert "http://localhost/profile" in payload[part]


def test_it_is_answered_on_its_page(ended: Cast, signed_in: SignIn) -> None:
    page, olga = f"/plans/{ended.plan_id}/spring", signed_in(ended.olga)
    assert olga.get(page).location.endswith(f"/plans/{ended.plan_id}/")  # nothing was asked yet
    ask(SPRING)
    text = olga.get(page).text
    assert "Het klopt nog" in text
    assert olga.post(page, data={"answer": "nonsense"}).status_code == 422
    olga.post(page, data={"answer": "holds"})
    found = db.session.scalars(select(SpringQuestion)).one()
    assert (found.answer, found.answered_by) == ("holds", ended.olga.id)
    assert "het klopt nog" in olga.get(page).text


def test_a_finished_plan_is_not_asked_about_again(ended: Cast, signed_in: SignIn) -> None:
    ask(SPRING)
    page, olga = f"/plans/{ended.plan_id}/spring", signed_in(ended.olga)
    olga.post(page, data={"answer": "past"})
    ask(date(2029, 4, 1))
    assert questions() == 1
    olga.post(page, data={"answer": "holds"})  # on second thoughts
    ask(date(2029, 4, 2))
    assert questions() == 2


def home_of(person: User, day: date, signed_in: SignIn) -> str:
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False):
        return signed_in(person).get("/", queries=10).text


def test_the_home_shows_it_while_it_is_open(ended: Cast, signed_in: SignIn) -> None:
    words = "Klopt ‘Digitaal Mee’ nog?"
    ask(SPRING)
    assert words in home_of(ended.olga, date(2028, 6, 30), signed_in)
    assert words not in home_of(ended.lena, date(2028, 6, 30), signed_in)
    assert words not in home_of(ended.olga, date(2028, 7, 1), signed_in)
    signed_in(ended.karel).post(f"/plans/{ended.plan_id}/spring", data={"answer": "changes"})
    assert words not in home_of(ended.olga, date(2028, 6, 30), signed_in)


def test_nothing_of_a_plan_is_locked_after_the_course(ended: Cast, signed_in: SignIn) -> None:
    with time_machine.travel(datetime(2032, 1, 1, 12, tzinfo=UTC), tick=False):
        with writing(ended.plan_id, Permission.EDIT, ended.karel) as write:
            create_item(write, "stakeholder", {"name": "Buurthuis"})
        olga = signed_in(ended.olga)
        for step in STEPS:
            assert olga.get(f"/plans/{ended.plan_id}/steps/{step.key}").status_code == 200
        answer = olga.post(f"/plans/{ended.plan_id}/sharing/group", data={"shared": "no"})
        assert answer.status_code == 302
