"""What is known of people goes after a term, never unannounced, and never of who is still there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from impactplan.access import Permission
from impactplan.courses.after_course import retention
from impactplan.courses.after_course.legal_hold import change_policy, hold_round, release_round
from impactplan.courses.after_course.retention import apply_retention
from impactplan.courses.after_course.retention_policy import RetentionPolicy, plan_deletion
from impactplan.courses.enrolment.acceptance import accept_enrolment
from impactplan.lib.dates import add_months
from impactplan.models import (
    CalendarLink,
    Enrolment,
    Meeting,
    Membership,
    Outbox,
    PeerGroup,
    Plan,
    Round,
    RoundMail,
    RoundStaff,
    User,
    db,
    now,
)
from impactplan.outbox.operations import Handler, Job, handlers
from impactplan.outbox.sweep import sweep
from impactplan.workbook.operations import create_item
from impactplan.workbook.plans import create_plan
from impactplan.workbook.writing import writing
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
ENDS = date(2027, 2, 18)
DUE = date(2029, 2, 18)
TOLD = date(2029, 1, 19)
"""24 months after the end, and 30 days before that."""


@pytest.fixture
def ended(cast: Cast) -> Cast:
    """A round that ended, with nobody in it yet."""
    for place in db.session.scalars(select(Enrolment)):
        db.session.delete(place)
    db.session.get_one(Round, cast.round_id).ends_on = ENDS
    db.session.commit()
    return cast


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, 43, tzinfo=UTC)


def work(day: date) -> None:
    """Do the work of a day, on that day."""
    with time_machine.travel(at(day), tick=False):
        apply_retention(day)
    db.session.expire_all()


def join(cast: Cast, name: str, *, plan: bool = True, **more: Any) -> tuple[User, str]:
    """Put somebody in the round, with a plan of their own."""
    user = make_user(name, "participant")
    plan_id = create_plan(user, f"Plan van {name}", "", "nl") if plan else None
    place = Enrolment(round_id=cast.round_id, user_id=user.id, plan_id=plan_id, **more)
    db.session.add(place)
    db.session.commit()
    return user, place.id


def place_of(place_id: str) -> Enrolment | None:
    db.session.expire_all()
    return db.session.get(Enrolment, place_id)


def is_there(user_id: int) -> bool:
    return db.session.scalar(select(func.count()).select_from(User).where(User.id == user_id)) == 1


def mails_to(email: str) -> list[str]:
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail").order_by(Outbox.created_at))
    return [row.payload["subject"] for row in rows if row.payload.get("to") == email]


# --- when ---


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2027, 2, 18), 120, date(2037, 2, 18)),
    ],
)
def test_months_later(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("told", "today", "planned"),
    [
        (None, TOLD - timedelta(days=1), None),
        (None, TOLD, DUE),
        (None, DUE + timedelta(days=100), DUE + timedelta(days=130)),
        (DUE, DUE, DUE),
        (DUE - timedelta(days=9), DUE - timedelta(days=20), DUE),
        (DUE + timedelta(days=9), DUE, DUE + timedelta(days=9)),
        (DUE - timedelta(days=300), DUE - timedelta(days=310), None),
    ],
)
def test_a_day_is_announced_thirty_days_ahead_and_never_comes_sooner(
    told: date | None, today: date, planned: date | None
) -> None:
    assert plan_deletion(RetentionPolicy(ENDS, 24, 6, held=False), None, told, today) == planned
    assert plan_deletion(RetentionPolicy(ENDS, 24, 6, held=True), None, told, today) is None
    assert plan_deletion(RetentionPolicy(None, 24, 6, held=False), None, told, today) is None


def test_nothing_is_due_while_nobody_knows_when_the_round_ends(ended: Cast) -> None:
    _nel, place = join(ended, "nel")
    db.session.get_one(Round, ended.round_id).ends_on = None
    days = (ENDS, None)
    for number, day in enumerate(days):
        db.session.add(Meeting(round_id=ended.round_id, number=number, module=1, day=day))
    db.session.commit()
    work(date(2040, 1, 1))
    assert place_of(place).announced_at is None
    db.session.delete(db.session.scalars(select(Meeting).where(Meeting.day.is_(None))).one())
    db.session.commit()
    work(date(2040, 1, 1))
    assert place_of(place).delete_after == date(2040, 1, 31)


# --- whom ---


def test_who_does_nothing_is_told_and_then_gone_with_account_and_plan(ended: Cast) -> None:
    nel, place = join(ended, "nel")
    user_id = nel.id
    work(TOLD - timedelta(days=1))
    assert mails_to("nel@example.org") == []
    work(TOLD)
    work(TOLD)
    assert mails_to("nel@example.org") == ["Je account wordt verwijderd op 18 februari 2029, tenzij je het wilt houden"]
    assert mails_to("cor@example.org") == ["1 deelnemer van ‘Ronde 1’ weet nu dat de gegevens worden verwijderd"]
    work(DUE - timedelta(days=1))
    assert place_of(place) is not None
    work(DUE)
    assert place_of(place) is None
    assert not is_there(user_id)
    assert db.session.scalar(select(func.count()).select_from(Plan)) == 1  # Olga's
    assert mails_to("nel@example.org") == ["Je account is verwijderd"]
    work(DUE)
    assert mails_to("nel@example.org") == ["Je account is verwijderd"]


def test_of_the_last_mail_nothing_stays(ended: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    join(ended, "nel")
    work(TOLD)
    work(DUE)
    monkeypatch.setitem(handlers.current, "mail", Handler(deliver_nowhere, timedelta(1), 1))
    with time_machine.travel(at(DUE + timedelta(days=1)), tick=False):
        assert sweep("mail") == 2  # the summary, and the last mail
    for row in db.session.scalars(select(Outbox)):
        assert "nel@" not in str(row.payload)


def deliver_nowhere(job: Job) -> dict[str, Any]:
    """Leave of a mail what delivering it leaves."""
    return {} if job.payload.get("forgotten") else {"to": job.payload["to"]}


def signs_in(ended: Cast, nel: User) -> None:
    moment = at(TOLD + timedelta(days=3)).replace(tzinfo=None)
    db.session.execute(update(User).where(User.id == nel.id).values(current_login_at=moment))


def writes(ended: Cast, nel: User) -> None:
    plan_id = db.session.scalars(select(Membership.plan_id).where(Membership.user_id == nel.id)).one()
    with (
        time_machine.travel(at(TOLD + timedelta(days=3)), tick=False),
        writing(plan_id, Permission.EDIT, nel) as write,
    ):
        create_item(write, "stakeholder", {"name": "Gemeente"})


def says_so(ended: Cast, nel: User) -> None:
    db.session.execute(update(User).where(User.id == nel.id).values(kept_at=at(TOLD + timedelta(days=3))))


@pytest.mark.parametrize("comes_back", [signs_in, writes, says_so])
def test_who_comes_back_keeps_account_and_plan(ended: Cast, comes_back: Callable[[Cast, User], None]) -> None:
    nel, place = join(ended, "nel")
    work(TOLD)
    comes_back(ended, nel)
    db.session.commit()
    work(DUE)
    assert place_of(place) is None
    assert is_there(nel.id)
    assert db.session.scalar(select(func.count()).select_from(Plan)) == 2


def other_round(ended: Cast, nel: User) -> None:
    found = Round(title="Later", course_id=ended.course_id)
    db.session.add(found)
    db.session.flush()
    db.session.add(Enrolment(round_id=found.id, user_id=nel.id))


def staff(ended: Cast, nel: User) -> None:
    db.session.add(RoundStaff(round_id=ended.round_id, user_id=nel.id, role="trainer"))


def administrator(ended: Cast, nel: User) -> None:
    nel.roles = [ended.bea.roles[0]]


def coauthor(ended: Cast, nel: User) -> None:
    db.session.add(Membership(plan_id=ended.plan_id, user_id=nel.id, role="reader"))


@pytest.mark.parametrize("tie", [other_round, staff, administrator, coauthor])
def test_who_is_more_than_this_loses_the_place_only(ended: Cast, tie: Callable[[Cast, User], None]) -> None:
    nel, place = join(ended, "nel")
    tie(ended, nel)
    db.session.commit()
    work(TOLD)
    assert mails_to("nel@example.org") == ["Je plek in ‘Ronde 1’ wordt verwijderd op 18 februari 2029"]
    work(DUE)
    assert place_of(place) is None
    assert is_there(nel.id)


def test_an_account_goes_only_if_that_was_announced(ended: Cast) -> None:
    """Nel was on the staff when she was told; that she is not any more does not cost her the account."""
    nel, place = join(ended, "nel")
    staff(ended, nel)
    db.session.commit()
    work(TOLD)
    db.session.delete(db.session.scalars(select(RoundStaff).where(RoundStaff.user_id == nel.id)).one())
    db.session.commit()
    work(DUE)
    assert place_of(place) is None
    assert is_there(nel.id)


def test_who_dropped_out_is_reckoned_from_then(ended: Cast) -> None:
    _nel, place = join(ended, "nel", dropped_at=datetime(2026, 12, 15, tzinfo=UTC))
    work(date(2027, 5, 15))
    assert place_of(place) is None or place_of(place).announced_at is None
    work(date(2027, 5, 16))
    assert place_of(place).delete_after == date(2027, 6, 15)
    work(date(2027, 6, 15))
    assert place_of(place) is None


@pytest.mark.parametrize(("invited", "mails"), [(True, 1), (False, 0)])
def test_who_never_accepted_goes_too_and_is_told_if_ever_written_to(ended: Cast, invited: bool, mails: int) -> None:
    moment = now() if invited else None
    place = Enrolment(round_id=ended.round_id, email="ine@example.org", name="Ine", invited_at=moment)
    db.session.add(place)
    db.session.commit()
    place_id = place.id
    work(TOLD)
    assert len(mails_to("ine@example.org")) == mails
    assert place_of(place_id).delete_after == DUE
    work(DUE)
    assert place_of(place_id) is None


def test_a_mail_comes_in_the_language_of_its_reader(ended: Cast) -> None:
    nel, _place = join(ended, "nel")
    nel.language = "en"
    db.session.commit()
    work(TOLD)
    row = db.session.scalars(select(Outbox).where(Outbox.payload["to"].as_string() == "nel@example.org")).one()
    assert row.payload["subject"].startswith("Your account will be deleted on 18 February 2029")
    assert "Plan van nel" in row.payload["text"]
    assert "http://localhost/profile/keep" in row.payload["text"]


# --- holding, and what changes meanwhile ---


def test_a_hold_takes_back_what_was_announced_and_releasing_announces_anew(ended: Cast) -> None:
    _nel, place = join(ended, "nel")
    work(TOLD)
    hold_round(ended.round_id, ended.cor, "Er loopt een klacht")
    db.session.commit()
    held = db.session.get_one(Round, ended.round_id)
    assert (held.hold_reason, held.held_by, held.held_at is not None) == ("Er loopt een klacht", ended.cor.id, True)
    assert place_of(place).announced_at is None
    work(DUE + timedelta(days=60))
    assert place_of(place) is not None
    release_round(ended.round_id, ended.cor)
    db.session.commit()
    work(DUE + timedelta(days=61))
    assert place_of(place).delete_after == DUE + timedelta(days=91)
    assert len(mails_to("nel@example.org")) == 2


def test_a_longer_term_takes_it_back_and_a_shorter_one_does_not_bring_it_forward(ended: Cast) -> None:
    _nel, place = join(ended, "nel")
    work(TOLD)
    change_policy(ended.round_id, ended.cor, 12, 6)
    db.session.commit()
    work(DUE - timedelta(days=2))
    assert place_of(place).delete_after == DUE
    change_policy(ended.round_id, ended.cor, 36, 6)
    db.session.commit()
    work(DUE)
    assert place_of(place).announced_at is None


def test_another_last_day_moves_it_along(ended: Cast) -> None:
    _nel, place = join(ended, "nel")
    work(TOLD)
    db.session.get_one(Round, ended.round_id).ends_on = ENDS + timedelta(days=10)
    db.session.commit()
    work(DUE)
    assert place_of(place).delete_after == DUE + timedelta(days=10)
    work(DUE + timedelta(days=10))
    assert place_of(place) is None


def test_who_heard_of_it_less_than_thirty_days_ago_is_not_deleted(ended: Cast) -> None:
    """Whatever day the job is told that it is: what counts is when the mail went."""
    _nel, place = join(ended, "nel")
    work(TOLD)
    db.session.execute(update(Enrolment).values(announced_at=at(DUE - timedelta(days=29))))
    db.session.commit()
    work(DUE)
    assert place_of(place) is not None
    work(DUE + timedelta(days=1))
    assert place_of(place) is None


def test_a_trainer_whose_place_as_participant_goes_keeps_their_calendar(ended: Cast) -> None:
    nel, _place = join(ended, "nel")
    noor, _place = join(ended, "noor")
    staff(ended, nel)
    stays, goes = nel.id, noor.id
    db.session.add_all(CalendarLink(round_id=ended.round_id, user_id=user_id) for user_id in (stays, goes))
    db.session.commit()
    work(TOLD)
    work(DUE)
    assert db.session.scalars(select(CalendarLink.user_id)).all() == [stays]


def test_days_on_which_nothing_ran_shorten_nothing(ended: Cast) -> None:
    _nel, place = join(ended, "nel")
    work(DUE + timedelta(days=200))
    assert place_of(place) is not None
    work(DUE + timedelta(days=229))
    assert place_of(place) is not None
    work(DUE + timedelta(days=400))
    assert place_of(place) is None


def test_what_fails_for_one_does_not_stop_the_others(ended: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [join(ended, name)[1] for name in ("nel", "ot", "piet")]
    work(TOLD)
    real, unlucky = retention.close_account, []

    def fail_once(user_id: int, email: str, heirs: dict[str, int]) -> Any:
        if email == "ot@example.org" and not unlucky:
            unlucky.append(email)
            raise RuntimeError("a fault")
        return real(user_id, email, heirs)

    monkeypatch.setattr(retention, "close_account", fail_once)
    work(DUE)
    left = [place for place in places if place_of(place) is not None]
    assert left == [places[1]]
    work(DUE)
    assert place_of(places[1]) is None


def test_an_empty_round_whose_term_is_over_keeps_no_groups_and_no_mails(ended: Cast) -> None:
    nel, _place = join(ended, "nel", group_id=ended.group_id)
    row = {"round_id": ended.round_id, "to": "Allen", "subject": "Welkom", "body": "Dag", "count": 1}
    db.session.add(RoundMail(**row))
    db.session.add(CalendarLink(round_id=ended.round_id, user_id=nel.id))
    db.session.commit()
    work(TOLD)
    assert db.session.scalar(select(func.count()).select_from(RoundMail)) == 1
    work(DUE)
    for table in (RoundMail, PeerGroup, CalendarLink):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0, table
    assert db.session.get(Round, ended.round_id) is not None


# --- the page ---


def test_the_page_says_what_goes_when_and_who_was_told(ended: Cast, signed_in: SignIn) -> None:
    join(ended, "nel")
    page = f"/rounds/{ended.round_id}/privacy"
    text = signed_in(ended.cor).get(page).text
    assert "verwijderd vanaf 18 februari 2029" in text
    assert "Nog niemand" in text
    work(TOLD)
    text = signed_in(ended.cor).get(page).text
    assert "Nel" in text
    assert "19 januari 2029" in text


def test_terms_are_checked_and_kept(ended: Cast, signed_in: SignIn) -> None:
    page, cor = f"/rounds/{ended.round_id}/privacy", signed_in(ended.cor)
    for wrong in ("0", "121", "", "veel", "1,5"):
        answer = cor.post(f"{page}/terms", data={"keep_months": wrong, "keep_dropped_months": "7"})
        assert answer.status_code == 422, wrong
        assert 'value="7"' in answer.text
    assert cor.post(f"{page}/terms", data={"keep_months": "12", "keep_dropped_months": "7"}).status_code == 302
    db.session.expire_all()
    found = db.session.get_one(Round, ended.round_id)
    assert (found.keep_months, found.keep_dropped_months) == (12, 7)


def test_holding_asks_for_a_reason(ended: Cast, signed_in: SignIn) -> None:
    page, cor = f"/rounds/{ended.round_id}/privacy", signed_in(ended.cor)
    assert cor.post(f"{page}/hold", data={"reason": " "}).status_code == 422
    assert cor.post(f"{page}/hold", data={"reason": "x" * 501}).status_code == 422
    cor.post(f"{page}/hold", data={"reason": "Er loopt een klacht"})
    text = cor.get(page).text
    assert "Er loopt een klacht" in text
    assert "Cor" in text
    cor.post(f"{page}/release")
    assert "Er loopt een klacht" not in cor.get(page).text


@pytest.mark.parametrize("people", [3, 200])
def test_the_page_takes_few_queries(ended: Cast, signed_in: SignIn, people: int) -> None:
    for number in range(people):
        db.session.add(Enrolment(round_id=ended.round_id, email=f"p{number}@example.org", name=f"P {number}"))
    db.session.commit()
    assert signed_in(ended.cor).get(f"/rounds/{ended.round_id}/privacy", queries=6).status_code == 200


def test_signing_in_from_the_mail_keeps_the_account(ended: Cast, signed_in: SignIn, client: PageClient) -> None:
    nel, _place = join(ended, "nel")
    assert client.get("/profile/keep").status_code == 302
    assert "Je account blijft" in signed_in(nel).get("/profile/keep").text
    db.session.expire_all()
    assert nel.kept_at is not None


def test_coming_home_keeps_the_account_and_says_so_once(ended: Cast, signed_in: SignIn) -> None:
    nel, place = join(ended, "nel")
    client, words = signed_in(nel), "Je account en je plannen blijven"
    assert words not in client.get("/").text
    work(TOLD)
    with time_machine.travel(at(TOLD + timedelta(days=2)), tick=False):
        client = signed_in(nel)
        assert words in client.get("/").text
        assert words not in client.get("/").text
    work(DUE)
    assert place_of(place) is None
    assert is_there(nel.id)


# --- the coordinator who leaves ---


def test_the_last_coordinator_of_people_names_another_first(cast: Cast, signed_in: SignIn) -> None:
    cor = signed_in(cast.cor)
    assert "Wijs eerst" in cor.get("/profile/delete").text
    assert cor.post("/profile/delete", data={"proof": "cor@example.org"}).status_code == 422
    assert is_there(cast.cor.id)
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tess.id, role="coordinator"))
    db.session.commit()
    assert cor.post("/profile/delete", data={"proof": "cor@example.org"}).location == "/goodbye"


def test_an_empty_round_keeps_nobody(ended: Cast, signed_in: SignIn) -> None:
    assert signed_in(ended.cor).post("/profile/delete", data={"proof": "cor@example.org"}).location == "/goodbye"


def test_who_accepts_after_all_was_told_nothing_about_their_place(app: Flask, ended: Cast) -> None:
    place = Enrolment(round_id=ended.round_id, email="ine@example.org", name="Ine", invited_at=now(), token_hash="x")
    place.expires_at = at(DUE + timedelta(days=9))
    db.session.add(place)
    db.session.commit()
    place_id = place.id
    work(TOLD)
    with time_machine.travel(at(DUE - timedelta(days=1)), tick=False), app.test_request_context():
        accept_enrolment(place_id, "x", make_user("ine"))
        db.session.commit()
    work(DUE)
    assert place_of(place_id).delete_after == DUE + timedelta(days=30)
