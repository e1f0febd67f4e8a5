"""What a course sets for all its rounds: contact persons, assignments, rules of thumb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest

from impactplan.courses.programme.rule_infos import RULE_INFOS
from impactplan.models import Course, CourseContact, CourseModule, Round, RoundStaff, User, db
from impactplan.rules import RulesOfThumb
from impactplan.steps import BY_KEY
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def rules_of(cast: Cast) -> dict[str, int]:
    db.session.rollback()
    db.session.expire_all()
    course = db.session.get(Course, cast.course_id)
    assert course is not None
    return course.rules


def contacts_of(cast: Cast) -> list[CourseContact]:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(CourseContact).order_by(CourseContact.position).all()


def defaults() -> dict[str, str]:
    return {info.name: str(info.default) for info in RULE_INFOS}


def test_every_rule_of_thumb_can_be_set() -> None:
    assert {info.name for info in RULE_INFOS} == {one.name for one in fields(RulesOfThumb)}
    for info in RULE_INFOS:
        assert info.low <= info.default <= info.high
        assert info.low >= 1
        assert info.steps
        assert set(info.steps) <= set(BY_KEY)


def test_only_what_differs_is_kept_and_it_goes_back_to_the_default(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.cor)
    path = f"/courses/{cast.course_id}/rules"
    data = defaults() | {"page_language": "nl", "most_indicators": "12", "words_of_one_page": "1.000"}
    assert client.post(path, data=data).status_code == 302
    assert rules_of(cast) == {"most_indicators": 12, "words_of_one_page": 1000}
    page = client.get(path).text
    assert 'value="1.000"' in page
    assert "Terug naar de standaard (8)" in page
    shown = client.get(f"/courses/{cast.course_id}").text
    assert f"Van de {len(RULE_INFOS)} wijken er 2 af van de standaard" in shown
    assert client.post(path, data=data | {"first_days": "50", "reset": "most_indicators"}).status_code == 303
    assert rules_of(cast) == {"words_of_one_page": 1000, "first_days": 50}
    client.post(path, data=data | {"reset": "all"})
    assert rules_of(cast) == {}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("most_indicators", "veel"),
        ("most_indicators", ""),
        ("most_indicators", "0"),
        ("most_indicators", "51"),
        ("most_indicators", "8,5"),
        ("words_of_one_page", "1.5"),
        ("most_indicators", "9" * 80),
        ("some_materiality", "12"),
        ("short_term", "3"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_and_the_rest_stays(
    cast: Cast, signed_in: SignIn, name: str, typed: str
) -> None:
    data = defaults() | {"first_days": "77", name: typed}
    page = signed_in(cast.cor).post(f"/courses/{cast.course_id}/rules", data=data)
    assert page.status_code == 422
    assert page.text.count("aria-invalid") == 1
    assert 'value="77"' in page.text
    assert f'value="{typed}"' in page.text
    assert rules_of(cast) == {}


def test_contact_persons_are_added_changed_moved_and_taken_away(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.cor)
    path = f"/courses/{cast.course_id}/contacts"
    for name in ("Anna", "Bert", "Cees"):
        assert client.post(path, data={"name": name, "email": f"{name}@Example.org"}).status_code == 302
    assert contacts_of(cast)[0].email == "anna@example.org"
    first, second, third = (one.id for one in contacts_of(cast))
    assert client.post(f"{path}/{second}", data={"name": "Berta", "email": "", "phone": "030 1"}).status_code == 302
    assert [(one.name, one.email, one.phone) for one in contacts_of(cast)][1] == ("Berta", None, "030 1")
    client.post(f"{path}/{third}/move", data={"to": "up"})
    assert [one.name for one in contacts_of(cast)] == ["Anna", "Cees", "Berta"]
    client.post(f"{path}/{first}/move", data={"to": "up"})
    client.post(f"{path}/{second}/move", data={"to": "down"})
    assert [one.name for one in contacts_of(cast)] == ["Anna", "Cees", "Berta"]
    client.post(f"{path}/{first}/remove")
    assert [one.name for one in contacts_of(cast)] == ["Cees", "Berta"]
    page = client.post(f"{path}/{first}/remove", follow_redirects=True)
    assert "Die contactpersoon is er niet meer" in page.text


def test_a_contact_person_needs_a_name_and_an_address_that_is_one(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.cor)
    path = f"/courses/{cast.course_id}/contacts"
    page = client.post(path, data={"name": "", "email": "geen adres", "about": "Vragen over reizen"})
    assert page.status_code == 422
    assert page.text.count("aria-invalid") == 2
    assert "Vragen over reizen" in page.text
    for number in range(20):
        client.post(path, data={"name": f"Persoon {number}"})
    page = client.post(path, data={"name": "Een te veel"}, follow_redirects=True)
    assert "zoveel contactpersonen als er passen" in page.text
    assert len(contacts_of(cast)) == 20


def test_an_assignment_is_previewed_before_it_is_kept(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.cor)
    path = f"/courses/{cast.course_id}/modules/2"
    texts = {"assignment_nl": "Doe **dit**\n\n<img src=x>", "assignment_en": "Do **this**"}
    page = client.post(path, data=texts | {"preview": "y"})
    assert "<strong>dit</strong>" in page.text
    assert "<img" not in page.text
    assert "nog niet bewaard" in page.text
    assert db.session.query(CourseModule).count() == 0
    assert client.post(path, data=texts).status_code == 302
    client.post(path, data=texts | {"assignment_en": ""})
    db.session.rollback()
    kept = db.session.query(CourseModule).one()
    assert (kept.number, kept.assignment_nl, kept.assignment_en) == (2, "Doe **dit**\n\n<img src=x>", "")
    assert "alleen in het Nederlands" in client.get(f"/courses/{cast.course_id}").text


def test_an_assignment_may_be_long_but_not_endless(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.cor)
    path = f"/courses/{cast.course_id}/modules/1"
    assert client.post(path, data={"assignment_nl": "x" * 20_000, "assignment_en": ""}).status_code == 302
    page = client.post(path, data={"assignment_nl": "x" * 20_001, "assignment_en": "Stays"})
    assert page.status_code == 422
    assert "Stays" in page.text
    assert client.get(f"/courses/{cast.course_id}/modules/6").status_code == 404


def test_a_course_shows_the_rounds_that_one_coordinates(cast: Cast, signed_in: SignIn) -> None:
    other = Round(course_id=cast.course_id, title="Ronde van een ander")
    db.session.add(other)
    db.session.flush()
    db.session.add(RoundStaff(round_id=other.id, user_id=cast.cor.id, role="trainer"))
    db.session.commit()
    page = signed_in(cast.cor).get(f"/courses/{cast.course_id}").text
    assert "Ronde 1" in page
    assert "Ronde van een ander" not in page.partition("<main")[2]


def test_a_course_is_renamed(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.cor)
    assert client.post(f"/courses/{cast.course_id}", data={"title": " "}).status_code == 422
    page = client.post(f"/courses/{cast.course_id}", data={"title": "Nieuwe naam"}, follow_redirects=True)
    assert "Nieuwe naam" in page.text
