"""One plan under review: what stands on the page, in which order, and the way to the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from impactplan.access import Permission
from impactplan.feedback.second_readers import ask_reader, note_reading
from impactplan.feedback.writing import writing_feedback
from impactplan.models import Enrolment, Reflection, RoundStaff, User, db, now
from impactplan.models.feedback import Verdict
from impactplan.workbook import operations
from impactplan.workbook.plans import create_plan
from impactplan.workbook.writing import writing
from tests.feedback.support import ask, begin, finish, note_answer, note_remark, send_answers, threads_of
from tests.home.test_home import english, home, write
from tests.peers.support import ask_group
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.rows import fill

SignIn = Callable[[User], PageClient]
REVIEW = 14


@pytest.fixture
def second(cast: Cast) -> str:
    """Vera writes another plan in the round, and asked two days ago."""
    plan_id = create_plan(cast.vera, "Samen lezen", "", "nl")
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.vera.id, plan_id=plan_id))
    db.session.commit()
    with time_machine.travel(now() - timedelta(days=2)):
        ask(plan_id, cast.vera, "theory")
    return plan_id


def review_of(client: PageClient, plan_id: str) -> str:
    return home(client, f"/plans/{plan_id}/feedback/review")


def test_the_question_comes_first_then_the_step_with_its_form(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    ask(cast.plan_id, cast.olga, "stakeholders", question="Zijn dit ze allemaal?")
    page = review_of(signed_in(english(cast.tess)), cast.plan_id)
    at = [
        page.index(words)
        for words in (
            "Zijn dit ze allemaal?",
            'id="review-stakeholders"',
            "point",
            "Digistarters",
            'id="draft-new.stakeholders"',
            'data-item="draft/verdict.stakeholders"',
            'data-item="draft/summary"',
            'id="finish"',
        )
    ]
    assert at == sorted(at)
    assert "Since your last feedback" not in page, "all of it is new to who never gave feedback"


def test_what_changed_since_ones_last_feedback_comes_before_all_else(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    finish(cast.plan_id, cast.tess, "Goed.", stakeholders=Verdict.REVISE)
    write(cast.plan_id, cast.olga, "stakeholder", name="Naasten")
    write(cast.plan_id, cast.olga, "audience", name="Ouders")
    ask(cast.plan_id, cast.olga, "stakeholders")
    page = review_of(signed_in(english(cast.tess)), cast.plan_id)
    changed, step = page.index('id="changed-title"'), page.index('id="review-stakeholders"')
    assert changed < page.index("Naasten") < step
    assert "Also changed: 1 other step" in page


def test_answers_stand_in_their_step_and_can_be_answered_there(cast: Cast, signed_in: SignIn) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Wie zegt dat?")
    finish(cast.plan_id, cast.tess, theory=Verdict.REVISE)
    (thread,) = threads_of(cast.plan_id)
    note_answer(cast.plan_id, cast.olga, thread.id, "otherwise", "Onze cursisten.")
    send_answers(cast.plan_id, cast.olga)
    begin(cast.plan_id, cast.olga, "pitch", "Mag dit korter?")
    page = review_of(signed_in(english(cast.tess)), cast.plan_id)
    assert page.index('id="review-theory"') < page.rindex("Onze cursisten.") < page.index('id="review-pitch"')
    assert page.count(f'id="thread-{thread.id}"') == 1
    assert f"reply={thread.id}" in page


def test_one_goes_on_in_the_order_of_the_queue(cast: Cast, second: str, signed_in: SignIn) -> None:
    ask(cast.plan_id, cast.olga, "theory")
    client = signed_in(english(cast.tess))
    page = review_of(client, second)
    assert "1 of 2" in page
    assert "Next: Digitaal Mee" in page
    sent = {"step": ["theory"], "verdict-theory": "agreed", "summary": "Goed.", "key": "eerst", "then": "next"}
    answer = client.post(f"/plans/{second}/feedback/review", data=sent)
    assert answer.location == f"/plans/{cast.plan_id}/feedback/review"
    page = review_of(client, cast.plan_id)
    assert "Your feedback is sent." in page
    assert "1 of 1" in page
    assert "Next:" not in page
    last = client.post(f"/plans/{cast.plan_id}/feedback/review", data={**sent, "key": "dan"})
    assert "/feedback/reviews/" in last.location, "at the end one sees what was sent"


def test_a_remark_is_written_on_the_page_itself(cast: Cast, signed_in: SignIn) -> None:
    ask(cast.plan_id, cast.olga, "theory")
    client = signed_in(english(cast.tess))
    here = f"/plans/{cast.plan_id}/feedback/review"
    typed = {"body": "Wie zegt dat?", "version-body": "0", "asks": "1", "version-asks": "0", "then": "send", "seq": "0"}
    answer = client.post(f"/plans/{cast.plan_id}/items/draft/new.theory", data={**typed, "back": here, "key": "een"})
    assert answer.location.partition("#")[0] == here
    page = review_of(client, cast.plan_id)
    assert "Wie zegt dat?" in page
    assert "Send 1 remark" in page
    assert threads_of(cast.plan_id) == []
    empty = client.post(
        f"/plans/{cast.plan_id}/items/draft/new.theory", data={**typed, "body": "", "back": here, "key": "twee"}
    )
    assert "Write something first." in client.get(empty.location).get_data(as_text=True)


def test_two_trainers_hand_over_on_the_page(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    request = ask(cast.plan_id, cast.olga, "theory")
    page = review_of(signed_in(english(cast.tess)), cast.plan_id)
    assert f"feedback/requests/{request}/take" in page
    assert f"feedback/requests/{request}/hand-over" in page
    assert f'value="{cast.tom.id}"' in page


@pytest.mark.parametrize("rows", [0, pytest.param(500, marks=(pytest.mark.long, pytest.mark.once))])
def test_its_queries_do_not_grow(cast: Cast, second: str, signed_in: SignIn, rows: int) -> None:
    """Of a plan with five hundred changes since one's last feedback, too."""
    finish(cast.plan_id, cast.tess, "Goed.", theory=Verdict.REVISE)
    fill(cast.plan_id, rows)
    note_remark(cast.plan_id, cast.tess, "theory", "Wie zegt dat?")
    ask(cast.plan_id, cast.olga, "theory", "indicators", "stakeholders")
    begin(cast.plan_id, cast.olga, "pitch", "Mag dit korter?")
    answer = signed_in(cast.tess).get(f"/plans/{cast.plan_id}/feedback/review", queries=REVIEW)
    assert answer.status_code == 200


def test_all_that_can_be_on_it_takes_no_more_queries(cast: Cast, second: str, signed_in: SignIn) -> None:
    """Five hundred changes, a question to the peer group, answers in threads, a reflection, and one's own feedback half
    written, which a colleague reads along."""
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.add(Reflection(plan_id=cast.plan_id, user_id=cast.olga.id, module=1, visibility="trainer", learned="x"))
    db.session.commit()
    note_remark(cast.plan_id, cast.tess, "theory", "Wie zegt dat?")
    finish(cast.plan_id, cast.tess, "Goed.", theory=Verdict.REVISE)
    (thread,) = threads_of(cast.plan_id)
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as edit:
        for number in range(500):
            operations.create_item(edit, "stakeholder", {"name": f"Groep {number}"})
    note_answer(cast.plan_id, cast.olga, thread.id, "otherwise", "Onze cursisten.")
    send_answers(cast.plan_id, cast.olga)
    ask(cast.plan_id, cast.olga, "indicators", question="Klopt dit?")
    ask_group(cast.plan_id, cast.olga, "Overtuigt dit je?")
    note_remark(cast.plan_id, cast.tess, "stakeholders", "En de ouders?")
    for colleague_read in (False, True):
        with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tom if colleague_read else cast.tess) as feedback:
            if colleague_read:
                note_reading(feedback, f"colleague.{cast.tess.id}", "Mooi zo.")
            else:
                ask_reader(feedback, int(cast.tom.id))
        client = signed_in(english(cast.tess))
        answer = client.get(f"/plans/{cast.plan_id}/feedback/review", queries=REVIEW)
        page = answer.get_data(as_text=True)
        assert ("Mooi zo." in page) == colleague_read
        for there in ("Tom", "Groep 0", "Onze cursisten.", "Klopt dit?", "peers: 0 answers", "En de ouders?"):
            assert there in page, there
