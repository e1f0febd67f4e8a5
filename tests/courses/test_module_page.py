"""The page of a module: for those in the round with its meetings, for others without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from impactplan.models import CourseContact, CourseModule, Enrolment, User, db, now
from impactplan.steps import MODULES, Module, questions_of
from tests.home.test_home import add_meetings, english
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def show(client: PageClient, cast: Cast, module: int = 1) -> str:
    answer = client.get(f"/plans/{cast.plan_id}/modules/{module}", queries=10)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def course(cast: Cast) -> Cast:
    add_meetings(cast.round_id, -2, 5, note="Lees de *reader*")
    assignment = "Neem **drie** effecten mee. <script>alert(1)</script>"
    db.session.add(CourseModule(course_id=cast.course_id, number=1, assignment_nl=assignment))
    db.session.add(CourseContact(course_id=cast.course_id, name="Els", about="praktisch", phone="030 555"))
    db.session.commit()
    return cast


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.key)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_question_leads_to_its_steps(cast: Cast, signed_in: SignIn, module: Module, language: str) -> None:
    db.session.execute(update(User).values(language=language))
    db.session.commit()
    page = show(signed_in(cast.olga), cast, module.number)
    main = page[page.index("<main") : page.index("</main")]
    for question in questions_of(module):
        for step in question.steps:
            assert f'href="/plans/{cast.plan_id}/steps/{step}"' in main


def test_who_is_in_the_round_sees_its_meetings(course: Cast, signed_in: SignIn) -> None:
    for user in (course.olga, course.tess):
        page = show(signed_in(user), course)
        assert "Utrecht" in page
        assert "<em>reader</em>" in page
        assert "Els" in page


def test_a_reader_sees_the_assignment_but_not_when_others_meet(course: Cast, signed_in: SignIn) -> None:
    page = show(signed_in(course.lena), course)
    assert "<strong>drie</strong>" in page
    assert "Utrecht" not in page
    assert "Els" not in page
    assert "course-side" not in page  # rather nothing than an empty panel


def test_an_author_outside_the_round_knows_whom_to_ask(course: Cast, signed_in: SignIn) -> None:
    page = show(signed_in(course.karel), course)
    assert "Utrecht" not in page
    assert "Els" in page


def test_the_assignment_is_clean_and_in_the_other_language_with_a_word_about_it(
    course: Cast, signed_in: SignIn
) -> None:
    page = show(signed_in(english(course.olga)), course)
    assert "There is no English text yet" in page
    assert 'lang="nl"' in page
    assert "<script>alert" not in page
    assert "The course asks nothing apart" in show(signed_in(english(course.olga)), course, 2)


def test_each_reads_the_assignment_in_their_own_language(course: Cast, signed_in: SignIn) -> None:
    db.session.execute(update(CourseModule).values(assignment_en="Bring **three** outcomes."))
    db.session.commit()
    dutch, other = show(signed_in(course.olga), course), show(signed_in(english(course.pim)), course)
    assert "<strong>drie</strong>" in dutch
    assert "<strong>three</strong>" not in dutch
    assert "There is no English text yet" not in other


def test_a_plan_of_no_round_has_its_questions_all_the_same(course: Cast, signed_in: SignIn) -> None:
    db.session.execute(update(Enrolment).values(dropped_at=now()))
    db.session.commit()
    page = show(signed_in(english(course.olga)), course)
    assert "At your own pace" in page
    assert "steps/theory" in page
    assert "Utrecht" not in page
    assert "drie" not in page


def test_modules_lead_to_each_other_and_to_the_reflection(cast: Cast, signed_in: SignIn) -> None:
    page = show(signed_in(cast.olga), cast, 3)
    main = page[page.index("<main") :]
    assert f"/plans/{cast.plan_id}/modules/2" in main
    assert f"/plans/{cast.plan_id}/modules/4" in main
    assert f"/plans/{cast.plan_id}/reflections/3" in main
    assert signed_in(cast.olga).get(f"/plans/{cast.plan_id}/modules/6").status_code == 404


def test_the_overview_and_every_step_lead_to_the_modules(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    for address in (f"/plans/{cast.plan_id}/", f"/plans/{cast.plan_id}/steps/purpose"):
        page = client.get(address).get_data(as_text=True)
        assert all(f'href="/plans/{cast.plan_id}/modules/{module.number}"' in page for module in MODULES)
