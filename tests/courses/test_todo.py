"""What a coordinator is told to do: each thing when it is due, and nothing when all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from impactplan.courses.programme.standing import find_standing
from impactplan.courses.running.facts import EnrolmentFacts, RoundFacts, StaffFacts
from impactplan.courses.running.todo import ENDPOINTS, find_todos
from tests.courses.test_standing import One

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENROLMENT = EnrolmentFacts("Olga", "taking_part", group="Groep A", signed_in=True, plan_id="p")


class Meeting(One):
    online = False
    place = "Utrecht"
    link = ""


def meeting(number: int, days: int | None, **more: object) -> Meeting:
    made = Meeting(number, 1, None if days is None else NOW.date() + timedelta(days), time(10), time(15))
    for name, value in more.items():
        setattr(made, name, value)
    return made


def facts(*enrolments: EnrolmentFacts, meetings: tuple[Meeting, ...] | None = None, staff: bool = True) -> RoundFacts:
    held = meetings if meetings is not None else (meeting(1, 3), meeting(2, 10, online=True, link="https://x.example"))
    posts = (StaffFacts("trainer", "Tess", True),) if staff else ()
    return RoundFacts(find_standing(held, None, NOW), enrolments or (ENROLMENT,), held, posts)


def keys(found: RoundFacts) -> list[str]:
    return [todo.key for todo in find_todos(found, NOW)]


def test_when_all_is_well_there_is_nothing_to_do() -> None:
    assert keys(facts()) == []


@pytest.mark.parametrize(
    ("key", "enrolment"),
    [
        ("not_invited", EnrolmentFacts("A", "listed")),
        ("unanswered", EnrolmentFacts("A", "invited", invited_at=NOW - timedelta(days=7))),
        ("expired", EnrolmentFacts("A", "expired", invited_at=NOW - timedelta(days=40))),
        ("no_group", replace(ENROLMENT, group="")),
        ("mail_failed", replace(ENROLMENT, mail_failed=True)),
        ("to_delete", replace(ENROLMENT, delete_after=date(2026, 4, 1))),
    ],
)
def test_what_people_ask_for(key: str, enrolment: EnrolmentFacts) -> None:
    assert keys(facts(enrolment)) == [key]


def test_a_fresh_invitation_gets_a_week() -> None:
    assert keys(facts(EnrolmentFacts("A", "invited", invited_at=NOW - timedelta(days=6)))) == []


@pytest.mark.parametrize(
    ("key", "one"),
    [
        ("no_day", meeting(3, None)),
        ("no_link", meeting(3, 20, online=True)),
        ("no_place", meeting(3, 20, place="")),
    ],
)
def test_what_coming_meetings_lack(key: str, one: Meeting) -> None:
    assert keys(facts(meetings=(meeting(1, -5), one))) == [key]


def test_what_lies_far_off_or_is_past_or_cancelled_can_wait() -> None:
    far = (meeting(1, 3), meeting(2, 10), meeting(3, None), meeting(4, 60, place=""))
    assert keys(facts(meetings=far)) == []
    past = (meeting(1, -9, place=""), meeting(2, 1), meeting(3, 4, place="", cancelled_at=NOW))
    assert keys(facts(meetings=past)) == []


def test_a_round_without_a_trainer_asks_for_one() -> None:
    assert keys(facts(staff=False)) == ["no_trainer"]


def test_a_new_round_asks_for_days_people_and_a_trainer_in_this_order() -> None:
    meetings = (meeting(1, None), meeting(2, None), meeting(3, None))
    assert keys(RoundFacts(find_standing(meetings, None, NOW), meetings=meetings)) == [
        "no_days",
        "nobody",
        "no_trainer",
    ]


def test_who_has_yet_to_sign_in_needs_a_group_too_once_somebody_takes_part() -> None:
    invited = replace(ENROLMENT, name="A", state="invited", group="", invited_at=NOW)
    (todo,) = find_todos(facts(replace(ENROLMENT, group=""), invited), NOW)
    assert (todo.key, todo.count) == ("no_group", 2)
    assert facts(ENROLMENT, replace(invited, group="Groep A")).groups == {"Groep A": 2}


def test_after_its_end_a_round_asks_for_little() -> None:
    over = (meeting(1, -90), meeting(2, -60))
    assert keys(
        facts(EnrolmentFacts("A", "listed"), replace(ENROLMENT, delete_after=date(2026, 4, 1)), meetings=over)
    ) == ["to_delete"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_thing_has_words_and_a_page(app: Flask, language: str) -> None:
    enrolments = (
        *(EnrolmentFacts(name, "listed") for name in "ABCD"),
        EnrolmentFacts("E", "expired"),
        EnrolmentFacts("F", "invited", invited_at=NOW - timedelta(days=8)),
        *(replace(ENROLMENT, group="", mail_failed=True, name=name, delete_after=NOW.date()) for name in "GHIJ"),
    )
    meetings = (meeting(1, None), meeting(2, 2, place=""), meeting(3, 3, online=True))
    begun = find_todos(facts(*enrolments, meetings=meetings, staff=False), NOW)
    todos = [*begun, *find_todos(RoundFacts(find_standing([], None, NOW), meetings=(meeting(1, None),)), NOW)[:2]]
    assert {todo.key for todo in todos} == set(ENDPOINTS)
    with app.test_request_context(), force_locale(language):
        texts = [str(todo) for todo in todos]
    assert len(set(texts)) == len(todos)
    assert all(texts)
    assert any("G, H, I, …" in text for text in texts)
