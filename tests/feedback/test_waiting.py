"""What a trainer is led to next: the plan that waits longest, and another step of the same plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from impactplan.feedback.queue import find_neighbours
from impactplan.models import Enrolment, RoundStaff, User, db, now
from impactplan.models.feedback import Verdict
from impactplan.workbook.plans import create_plan
from tests.feedback.support import ask, finish, take
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


@pytest.fixture
def other(cast: Cast) -> str:
    """Vera writes another plan in the round; she asked two days ago, before Olga did. Tom trains along."""
    plan_id = create_plan(cast.vera, "Samen lezen", "", "nl")
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.vera.id, plan_id=plan_id))
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    with time_machine.travel(now() - timedelta(days=2)):
        ask(plan_id, cast.vera, "theory")
    return plan_id


def test_after_sending_one_is_led_to_the_next_plan(cast: Cast, other: str, signed_in: SignIn) -> None:
    ask(cast.plan_id, cast.olga, "theory")
    review = finish(cast.plan_id, cast.tess, theory=Verdict.AGREED).review_id
    address = f"/plans/{cast.plan_id}/feedback/reviews/{review}"
    way = f'href="/plans/{other}/feedback/review"'
    page = signed_in(cast.tess).get(address).text
    assert way in page
    assert "wacht 2 dagen" in page
    for name in ("olga", "tom"):
        assert way not in signed_in(getattr(cast, name)).get(address).text, "only to who sent it"
    finish(other, cast.tess, theory=Verdict.AGREED)
    assert "Er wacht nu geen ander plan op jou." in signed_in(cast.tess).get(address).text


def test_the_longest_wait_comes_first(cast: Cast, other: str) -> None:
    ask(cast.plan_id, cast.olga, "theory")
    found = find_neighbours(int(cast.tess.id), "")
    assert found.after is not None
    assert (found.place, found.count, found.after.plan_id) == (0, 2, other)
    first, second = find_neighbours(int(cast.tess.id), other), find_neighbours(int(cast.tess.id), cast.plan_id)
    assert (first.place, second.place) == (1, 2)
    assert first.after == first.before, "of two, the other one stands on both sides"
    assert first.after is not None
    assert first.after.plan_id == cast.plan_id


def test_what_another_took_or_who_dropped_out_is_no_next_one(cast: Cast, other: str) -> None:
    request = ask(cast.plan_id, cast.olga, "theory")
    take(cast.plan_id, cast.tom, request)
    assert find_neighbours(int(cast.tess.id), other).after is None
    assert find_neighbours(int(cast.tom.id), other).after is not None
    db.session.query(Enrolment).filter_by(user_id=cast.vera.id).update({"dropped_at": now()})
    db.session.commit()
    assert find_neighbours(int(cast.tess.id), "").after is None
    assert find_neighbours(int(cast.cor.id), "").after is None, "who trains no round is led nowhere"


def test_a_step_leads_to_the_next_that_waits(cast: Cast, signed_in: SignIn) -> None:
    ask(cast.plan_id, cast.olga, "theory", "indicators")
    way = f'href="/plans/{cast.plan_id}/steps/indicators#feedback"'
    address = f"/plans/{cast.plan_id}/steps/theory"
    assert f"Wacht ook op jou: <a {way}" in " ".join(signed_in(cast.tess).get(address).text.split())
    assert "Wacht ook op jou" not in signed_in(cast.olga).get(address).text


def test_who_takes_a_question_from_the_list_of_all_feedback_comes_to_its_step(cast: Cast, signed_in: SignIn) -> None:
    request = ask(cast.plan_id, cast.olga, "theory")
    tess = signed_in(cast.tess)
    page = tess.get(f"/plans/{cast.plan_id}/feedback").text
    form = page.split(f"/feedback/requests/{request}/take")[1].split("</form>")[0]
    assert f'name="back" value="/plans/{cast.plan_id}/steps/theory"' in form
    assert "data-structural" not in form, "it leads to another page"
