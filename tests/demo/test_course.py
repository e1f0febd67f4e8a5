"""The course of the demo: its calendar on any day of the year, its people, and how far they are."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from impactplan.demo.course.calendar import first_round, second_round
from impactplan.demo.course.enrolments import DROPPED_OUT, ENROLMENTS, INVITED, LISTED, TAKING_PART
from impactplan.demo.course.plans import PLANS
from impactplan.graph import PlanState
from impactplan.lib.dates import moment_of
from impactplan.models import (
    Course,
    CourseModule,
    Enrolment,
    Meeting,
    Membership,
    PeerGroup,
    Plan,
    Revision,
    Round,
    RoundMail,
    RoundStaff,
    User,
    db,
)
from impactplan.workbook.derived import find_differences
from impactplan.workbook.queries import load_steps

YEARS = [date(2026, 1, 1) + timedelta(days=days) for days in range(2 * 366)]
CLOCK_CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))


def gaps(days: list[date]) -> list[int]:
    return [(after - before).days for before, after in pairwise(days)]


# --- the calendar ---


@pytest.mark.parametrize("today", [*YEARS[::17], *CLOCK_CHANGES, *(day - timedelta(days=1) for day in CLOCK_CHANGES)])
def test_today_lies_in_the_long_gap_of_the_first_round(today: date) -> None:
    meetings = first_round(today)
    days = [meeting.day for meeting in meetings if meeting.day]
    assert {day.weekday() for day in days} == {3}
    assert gaps(days) == [7, 21, 7, 21, 7, 42, 7, 21, 7]
    assert gaps(days[::2]) == [28, 28, 49, 28]
    assert [meeting.module for meeting in meetings] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    (before,) = [meeting for meeting in meetings if meeting.number == 6]
    (after,) = [meeting for meeting in meetings if meeting.number == 7]
    assert before.day is not None
    assert after.day is not None
    assert before.day + timedelta(days=14) < today < after.day - timedelta(days=14)


@pytest.mark.parametrize("today", [*YEARS[::17], *CLOCK_CHANGES])
def test_the_second_round_is_in_module_1(today: date) -> None:
    meetings = second_round(today)
    days = [meeting.day for meeting in meetings if meeting.day]
    assert days[0] < today <= days[1]
    assert gaps(days) == [7, 21, 7, 21, 7, 21, 7, 21]
    assert meetings[-1].day is None


@pytest.mark.parametrize("today", YEARS[::17])
def test_every_meeting_is_at_a_moment_that_exists_and_lasts_as_long_as_it_should(today: date) -> None:
    for meeting in first_round(today) + second_round(today):
        if meeting.day:
            lasts = moment_of(meeting.day, meeting.ends) - moment_of(meeting.day, meeting.starts)
            assert lasts == timedelta(hours=5 if meeting.number % 2 else 3)
        assert meeting.place or meeting.online
        assert meeting.link.startswith("https://bijeenkomst.demo.example/") or not meeting.online


# --- the people ---


def test_there_are_two_rounds_with_two_trainers_and_four_groups(demo: PlanState) -> None:
    assert db.session.execute(select(func.count(Round.id))).scalar() == 2
    assert db.session.execute(select(func.count(Course.id))).scalar() == 1
    roles = Counter(db.session.execute(select(RoundStaff.role)).scalars())
    assert roles == {"trainer": 3, "coordinator": 2}
    assert Counter(db.session.execute(select(PeerGroup.round_id)).scalars()) == {"demo-round-1": 2, "demo-round-2": 2}
    assert Counter(db.session.execute(select(Meeting.round_id)).scalars()) == {"demo-round-1": 10, "demo-round-2": 10}
    assert db.session.execute(select(func.count(RoundMail.id))).scalar() == 3


def test_the_course_asks_something_in_each_module_in_both_languages(demo: PlanState) -> None:
    modules = db.session.execute(select(CourseModule).order_by(CourseModule.number)).scalars().all()
    assert [module.number for module in modules] == [1, 2, 3, 4, 5]
    assert all(len(module.assignment_nl) > 300 and len(module.assignment_en) > 300 for module in modules)


def test_twenty_four_people_in_every_state_there_is(demo: PlanState) -> None:
    enrolments = db.session.execute(select(Enrolment)).scalars().all()
    assert Counter(enrolment.round_id for enrolment in enrolments) == {"demo-round-1": 15, "demo-round-2": 9}
    assert len({enrolment.organisation for enrolment in enrolments}) == 14
    assert Counter(map(state_of, enrolments)) == Counter(enrolment.state for enrolment in ENROLMENTS)
    assert {enrolment.state for enrolment in ENROLMENTS} == {LISTED, INVITED, TAKING_PART, DROPPED_OUT}


def test_two_never_signed_in_and_wrote_nothing(demo: PlanState) -> None:
    never = set(db.session.execute(select(User.id).where(User.current_login_at.is_(None), User.is_demo)).scalars())
    assert len(never) == 2
    assert never.isdisjoint(db.session.execute(select(Revision.actor_id)).scalars())


def state_of(enrolment: Enrolment) -> str:
    """Return the state of an enrolment, and check that it holds nothing that does not belong to that state."""
    if enrolment.user_id is None:
        assert enrolment.email
        assert enrolment.name
        assert (enrolment.invited_at is None) == (enrolment.token_hash is None) == (enrolment.expires_at is None)
        return INVITED if enrolment.invited_at else LISTED
    assert (enrolment.email, enrolment.name, enrolment.token_hash) == (None, "", None)
    assert enrolment.accepted_at
    return DROPPED_OUT if enrolment.dropped_at else TAKING_PART


def test_colleagues_who_write_together_have_one_plan(demo: PlanState) -> None:
    enrolments = db.session.execute(
        select(Enrolment).where(Enrolment.together, Enrolment.user_id.is_not(None))
    ).scalars()
    plans: dict[tuple[str, str], set[str | None]] = {}
    for enrolment in enrolments:
        plans.setdefault((enrolment.round_id, enrolment.organisation), set()).add(enrolment.plan_id)
        assert db.session.get(Membership, (enrolment.plan_id, enrolment.user_id)) is not None
    assert len(plans) == 7
    assert all(len(found) == 1 and None not in found for found in plans.values())


def test_the_plans_differ_in_how_far_they_are_and_when_they_changed(demo: PlanState) -> None:
    ids = [plan.id for plan in PLANS]
    states = load_steps(ids)
    assert {plan_id: sum(state == "complete" for state in states[plan_id].values()) for plan_id in ids} == {
        "taalhuis-rivier": 10,
        "vraagpunt": 6,
        "loopbaanplein": 10,
        "lange-leestafel": 7,
        "voorlezen-eiland": 4,
        "maakplaats": 9,
        "zandhorst-leest": 0,
        "digitaal-op-weg": 0,
        "tieners-lezen": 0,
        "rekenen-samen": 0,
    }
    assert states["maakplaats"]["feasibility"] == "aside"
    changed = db.session.execute(select(Plan.changed_at)).scalars().all()
    assert len({moment.date() for moment in changed}) >= 8
    assert [find_differences(plan_id) for plan_id in ids] == [[]] * len(ids)


def test_no_plan_changed_after_its_last_revision(demo: PlanState) -> None:
    newest = select(Revision.plan_id, func.max(Revision.at)).group_by(Revision.plan_id)
    changed = {row.id: row.changed_at for row in db.session.execute(select(Plan.id, Plan.changed_at))}
    assert {row[0]: row[1] for row in db.session.execute(newest)} == changed


def test_the_co_author_wrote_since_the_owner_was_there(demo: PlanState) -> None:
    owner = db.session.execute(select(User).where(User.email == "deelnemer@demo.example")).unique().scalar_one()
    newest = select(Revision).where(Revision.plan_id == "digitaal-mee").order_by(Revision.id.desc()).limit(1)
    revision: Any = db.session.execute(newest).scalar_one()
    assert revision.actor_id != owner.id
    assert revision.at.replace(tzinfo=None) > owner.current_login_at
