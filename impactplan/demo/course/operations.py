"""Loading the course of the demo. Rounds of an older demo are reused, with their people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from impactplan.accounts.operations import INVITATION_LASTS
from impactplan.accounts.queries import hash_token
from impactplan.demo.course.assignments import ASSIGNMENTS, CONTACTS, TITLE
from impactplan.demo.course.calendar import WORK_GOES_ON, DemoMeeting, first_round, second_round
from impactplan.demo.course.enrolments import (
    DROPPED_OUT,
    ENROLMENTS,
    FIRST,
    GROUPS,
    INVITED,
    LISTED,
    SECOND,
    STAFF,
    TAKING_PART,
    DemoEnrolment,
)
from impactplan.demo.course.mails import MAILS
from impactplan.demo.writing import days_ago
from impactplan.lib.dates import moment_of
from impactplan.models import (
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

People = Mapping[str, User]
TITLES = {FIRST: "Ronde 1", SECOND: "Ronde 2"}
NOTES = {
    FIRST: "Tussen module 3 en 4 zitten zeven weken. Gebruik ze om je cijfers met collega’s te bespreken.",
    SECOND: "De dag van de laatste bijeenkomst kiezen we samen.",
}
KNOWN_BY = {FIRST: "digitaal-mee", SECOND: "taal-aan-zee"}
"""The plan by which a round of the demo is recognised."""
INVITED_BEFORE = timedelta(days=35)
"""How long before the first meeting people are invited."""


def make_course(people: People, today: date) -> None:
    """Create the course with its two rounds, unless it exists."""
    calendars = {FIRST: first_round(today), SECOND: second_round(today)}
    rounds = {number: _find_round(plan) for number, plan in KNOWN_BY.items()}
    if any(round_id and _has_meetings(round_id) for round_id in rounds.values()):
        return
    course_id = _make_course(rounds[FIRST])
    for number, meetings in calendars.items():
        round_id = rounds[number] or _make_round(course_id, number)
        days = [meeting.day for meeting in meetings if meeting.day]
        known = {"ends_on": days[-1] + WORK_GOES_ON, "note": NOTES[number]}
        db.session.execute(update(Round).where(Round.id == round_id).values(known))
        db.session.execute(insert(Meeting), [_meeting(round_id, meeting) for meeting in meetings])
        groups = _make_groups(round_id, GROUPS[number])
        _make_enrolments(round_id, number, groups, people, days[0])
        _make_staff(round_id, number, people, days[0])
        _make_mails(round_id, number, groups, people["coordinator"])
    db.session.commit()


def _find_round(plan_id: str) -> str | None:
    round_id: str | None = db.session.execute(
        select(Enrolment.round_id).join(User, User.id == Enrolment.user_id).where(Enrolment.plan_id == plan_id)
    ).scalar()
    return round_id


def _has_meetings(round_id: str) -> bool:
    return db.session.execute(select(Meeting.id).where(Meeting.round_id == round_id)).first() is not None


def _make_course(round_id: str | None) -> str:
    """Return the course of a round that exists already, or a new one, with its assignments and contacts."""
    existing: str | None = db.session.execute(select(Round.course_id).where(Round.id == round_id)).scalar()
    course_id = existing or "demo-course"
    if existing is None:
        db.session.execute(insert(Course), {"id": course_id, "title": TITLE, "rules": {}})
    written = set(db.session.execute(select(CourseModule.number).where(CourseModule.course_id == course_id)).scalars())
    modules = [
        {"course_id": course_id, "number": number, "assignment_nl": dutch, "assignment_en": english}
        for number, (dutch, english) in ASSIGNMENTS.items()
        if number not in written
    ]
    if modules:
        db.session.execute(insert(CourseModule), modules)
    if db.session.execute(select(CourseContact.id).where(CourseContact.course_id == course_id)).first() is None:
        contacts = [
            {"course_id": course_id, "position": at, "name": name, "about": about, "email": email, "phone": phone}
            for at, (name, about, email, phone) in enumerate(CONTACTS)
        ]
        db.session.execute(insert(CourseContact), contacts)
    return course_id


def _make_round(course_id: str, number: int) -> str:
    round_id = f"demo-round-{number}"
    row = {"id": round_id, "course_id": course_id, "title": TITLES[number], "created_at": days_ago(150 / number)}
    db.session.execute(insert(Round), row)
    return round_id


def _meeting(round_id: str, meeting: DemoMeeting) -> dict[str, Any]:
    return {"id": new_id(), "round_id": round_id, "changed_at": days_ago(30), **asdict(meeting)}


def _make_groups(round_id: str, titles: Iterable[str]) -> dict[str, str]:
    """Return the ids of the groups by title; groups that exist already keep their title."""
    there = select(PeerGroup.id).where(PeerGroup.round_id == round_id).order_by(PeerGroup.position, PeerGroup.id)
    ids = list(db.session.execute(there).scalars())
    groups = {}
    for at, title in enumerate(titles):
        if at == len(ids):
            ids.append(new_id())
            db.session.execute(insert(PeerGroup), {"id": ids[at], "round_id": round_id, "title": title, "position": at})
        groups[title] = ids[at]
    return groups


def _make_enrolments(round_id: str, number: int, groups: Mapping[str, str], people: People, first: date) -> None:
    there = set(db.session.execute(select(Enrolment.user_id).where(Enrolment.round_id == round_id)).scalars())
    invited = moment_of(first - INVITED_BEFORE, time(9, 30))
    for at, enrolment in enumerate(enrolment for enrolment in ENROLMENTS if enrolment.round == number):
        user = people.get(enrolment.account)
        if user is None or user.id not in there:
            row = _enrolment_row(enrolment, user, invited, at) | {
                "round_id": round_id,
                "group_id": groups.get(enrolment.group),
            }
            db.session.execute(insert(Enrolment), row)


def _enrolment_row(enrolment: DemoEnrolment, user: User | None, invited: datetime, at: int) -> dict[str, Any]:
    row = {
        "id": new_id(),
        "organisation": enrolment.organisation,
        "plan_id": enrolment.plan,
        "together": enrolment.together,
        "created_at": invited - timedelta(days=3),
        **dict.fromkeys(("user_id", "email", "invited_at", "expires_at", "accepted_at", "token_hash", "dropped_at")),
        "name": enrolment.name,
    }
    if enrolment.state in {TAKING_PART, DROPPED_OUT} and user is not None:
        accepted = invited + timedelta(hours=2 + 11 * at)
        row |= {"user_id": user.id, "invited_at": invited, "accepted_at": accepted}
    if enrolment.state == DROPPED_OUT:
        row["dropped_at"] = days_ago(enrolment.since)
    if enrolment.state in {LISTED, INVITED}:
        row |= {"email": enrolment.email, "created_at": days_ago(enrolment.since + 2)}
    if enrolment.state == INVITED:
        sent = days_ago(enrolment.since)
        row |= {"invited_at": sent, "expires_at": sent + INVITATION_LASTS, "token_hash": hash_token(new_id())}
    return row


def _make_staff(round_id: str, number: int, people: People, first: date) -> None:
    """Add the trainers and the coordinator; existing staff only get their contact details."""
    moment = moment_of(first - INVITED_BEFORE * 2, time(9))
    there = set(db.session.execute(select(RoundStaff.user_id).where(RoundStaff.round_id == round_id)).scalars())
    for round_number, account, role, contact in STAFF:
        if round_number != number:
            continue
        who = people[account].id
        if who in there:
            same = RoundStaff.round_id == round_id, RoundStaff.user_id == who, RoundStaff.role == role
            db.session.execute(update(RoundStaff).where(*same).values(contact=contact))
        else:
            row = {"id": new_id(), "round_id": round_id, "user_id": who, "role": role, "contact": contact}
            organisation = people[account].organisation
            db.session.execute(insert(RoundStaff), row | {"organisation": organisation, "accepted_at": moment})


def _make_mails(round_id: str, number: int, groups: Mapping[str, str], sender: User) -> None:
    for mail in (mail for mail in MAILS if mail.round == number):
        taking_part = [
            enrolment
            for enrolment in ENROLMENTS
            if enrolment.round == number
            and enrolment.state == TAKING_PART
            and (not mail.group or enrolment.group == mail.group)
        ]
        row = {
            "round_id": round_id,
            "group_id": groups.get(mail.group),
            "to": mail.group or "Iedereen in de ronde, ook trainers en coördinatoren",
            "subject": mail.subject,
            "body": mail.body,
            "count": len(taking_part) + (0 if mail.group else 2),
            "sent_by": sender.id,
            "sent_at": days_ago(mail.days_ago),
        }
        db.session.execute(insert(RoundMail), row)
