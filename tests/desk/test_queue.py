"""What waits for a trainer, in which group and in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from impactplan.access import Permission
from impactplan.feedback import requests, second_readers
from impactplan.feedback.drafts import save_draft
from impactplan.feedback.queries import load_trained, load_waiting
from impactplan.feedback.queue import Entry, Group, build_queue
from impactplan.feedback.writing import writing_feedback
from impactplan.models import Enrolment, RoundStaff, User, db, now
from impactplan.models.feedback import Verdict
from impactplan.workbook.plans import create_plan
from tests.feedback.support import ask, begin, finish, note_answer, note_remark, send_answers, take, threads_of
from tests.home.test_home import add_meetings, english, home
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


@pytest.fixture
def two(cast: Cast) -> Cast:
    """Tom trains Olga's round too."""
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    return cast


def queue_of(trainer: User) -> list[Entry]:
    db.session.rollback()
    plans, titles = load_trained(int(trainer.id))
    rounds = db.session.scalars(select(RoundStaff.round_id).where(RoundStaff.user_id == trainer.id)).all()
    waiting = load_waiting(rounds, int(trainer.id))
    entries = build_queue(plans, int(trainer.id))
    assert entries == build_queue(waiting.plans, int(trainer.id))
    assert waiting.plans.keys() <= titles.keys()
    assert waiting.has_plans == bool(titles)
    return entries


def groups_of(trainer: User) -> list[Group]:
    return [entry.group for entry in queue_of(trainer)]


def test_a_plan_goes_through_the_groups(two: Cast) -> None:
    """Asked, taken, written, read by a colleague, sent, answered: at each moment it stands once."""
    assert groups_of(two.tess) == []
    request = ask(two.plan_id, two.olga, "theory", question="Klopt de lijn?")
    assert groups_of(two.tess) == groups_of(two.tom) == [Group.UNASSIGNED]
    take(two.plan_id, two.tess, request)
    assert groups_of(two.tess) == [Group.MINE]
    assert groups_of(two.tom) == []
    note_remark(two.plan_id, two.tess, "theory", "Wie zegt dat?")
    assert groups_of(two.tess) == [Group.UNSENT]
    with writing_feedback(two.plan_id, Permission.REVIEW, two.tess) as write:
        second_readers.ask_reader(write, int(two.tom.id))
    assert groups_of(two.tess) == [Group.WAITING]
    assert groups_of(two.tom) == [Group.TO_READ]
    with writing_feedback(two.plan_id, Permission.REVIEW, two.tom) as write:
        second_readers.note_reading(write, f"colleague.{two.tess.id}", "Goed zo.")
    assert groups_of(two.tess) == [Group.UNSENT]
    assert groups_of(two.tom) == []
    finish(two.plan_id, two.tess, theory=Verdict.REVISE)
    assert groups_of(two.tess) == []
    (thread,) = threads_of(two.plan_id)
    note_answer(two.plan_id, two.olga, thread.id, "adopted")
    send_answers(two.plan_id, two.olga)
    assert groups_of(two.tess) == groups_of(two.tom) == [Group.ANSWERED]


def test_what_was_handed_over_names_who_did(two: Cast, signed_in: SignIn) -> None:
    request = ask(two.plan_id, two.olga, "theory")
    take(two.plan_id, two.tess, request)
    with writing_feedback(two.plan_id, Permission.REVIEW, two.tess) as write:
        requests.hand_over_request(write, request, int(two.tom.id))
    assert groups_of(two.tess) == []
    (entry,) = queue_of(two.tom)
    assert (entry.group, entry.handed_by) == (Group.HANDED, "Tess")
    page = home(signed_in(english(two.tom)), "/training")
    assert "Handed over to you" in page
    assert "Tess handed this over to you" in page
    with writing_feedback(two.plan_id, Permission.REVIEW, two.tom) as write:
        requests.release_request(write, request)
    take(two.plan_id, two.tom, request)
    assert groups_of(two.tom) == [Group.MINE], "taken again, nobody handed it over"


def test_a_judgement_alone_is_a_review_that_was_begun(cast: Cast, signed_in: SignIn) -> None:
    ask(cast.plan_id, cast.olga, "theory")
    save_draft(cast.plan_id, cast.tess, "verdict.theory", {"verdict": "later"}, {})
    assert groups_of(cast.tess) == [Group.UNASSIGNED], "not looked at yet says nothing"
    save_draft(cast.plan_id, cast.tess, "verdict.theory", {"verdict": "agreed"}, {})
    assert groups_of(cast.tess) == [Group.UNSENT]
    assert "Your judgement is noted, not sent yet" in home(signed_in(english(cast.tess)), "/training")


def test_a_near_meeting_comes_before_a_long_wait(cast: Cast) -> None:
    """Within a group the longest wait is first, unless the meeting of another plan is at hand."""
    second = create_plan(cast.vera, "Samen lezen", "", "nl")
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.vera.id, plan_id=second))
    db.session.commit()
    with time_machine.travel(now() - timedelta(days=6)):
        ask(cast.plan_id, cast.olga, "theory")
    ask(second, cast.vera, "theory")
    assert [entry.plan_id for entry in queue_of(cast.tess)] == [cast.plan_id, second]
    other = db.session.query(RoundStaff).filter_by(user_id=cast.tom.id).one().round_id
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.vera.id).values(round_id=other))
    db.session.add(RoundStaff(round_id=other, user_id=cast.tess.id, role="trainer"))
    add_meetings(cast.round_id, 20)
    add_meetings(other, -4, 2)
    entries = queue_of(cast.tess)
    assert [entry.plan_id for entry in entries] == [second, cast.plan_id]
    assert [entry.is_urgent for entry in entries] == [True, False]


def test_an_empty_queue_says_what_comes(cast: Cast, signed_in: SignIn) -> None:
    page = home(signed_in(english(cast.tess)), "/training")
    assert "Nothing waits for you now." in page
    assert "As soon as somebody asks for feedback" in page
    db.session.execute(update(Enrolment).values(plan_id=None))
    db.session.commit()
    assert "Nobody in this round has a plan yet" in home(signed_in(cast.tess), "/training")
    db.session.execute(update(RoundStaff).where(RoundStaff.user_id == cast.tess.id).values(user_id=None))
    db.session.commit()
    assert "You are not a trainer of any round yet" in home(signed_in(cast.tess), "/training")


def test_every_line_has_its_question_and_one_thing_to_do(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, 2)
    ask(cast.plan_id, cast.olga, "theory", "indicators", question="Klopt de **lijn**?")
    page = home(signed_in(english(cast.tess)), "/training")
    assert "Klopt de lijn?" in page
    assert "Theory of change and Indicators" in page
    assert "waits since today; the meeting is in 2 days" in page
    assert page.count("Take and begin") == 1
    assert f'action="/plans/{cast.plan_id}/feedback/take"' in page


def test_taking_takes_all_that_was_asked(two: Cast, signed_in: SignIn) -> None:
    for step in ("theory", "indicators"):
        ask(two.plan_id, two.olga, step)
    client = signed_in(two.tess)
    address = f"/plans/{two.plan_id}/feedback/review"
    answer = client.post(f"/plans/{two.plan_id}/feedback/take", data={"back": address})
    assert answer.location.partition("#")[0] == address
    assert groups_of(two.tess) == [Group.MINE]
    assert {turn.taken_by for turn in queue_of(two.tess)[0].turns.values()} == {two.tess.id}


def test_the_queue_is_of_the_rounds_that_go_on(cast: Cast, signed_in: SignIn) -> None:
    """A round that one trains and that is over is asked for by its name; another's is not there."""
    other = db.session.query(RoundStaff).filter_by(user_id=cast.tom.id).one().round_id
    db.session.add(RoundStaff(round_id=other, user_id=cast.tess.id, role="trainer"))
    add_meetings(other, -40, -20)
    begin(cast.plan_id, cast.olga, "theory", "Mag dit?")
    page = home(signed_in(english(cast.tess)), "/training")
    assert "Digitaal Mee" in page
    assert "Digitaal Mee" not in home(signed_in(cast.tess), f"/training?round={other}")
    assert signed_in(cast.tom).get(f"/training?round={cast.round_id}").status_code == 404
