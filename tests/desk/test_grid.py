"""The plans of a trainer's rounds as a grid: what a cell says, which plans a filter keeps, and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from impactplan.desk.grid import STUCK, UNANSWERED, WAITING, Filters, GridRow, choose_rows, make_rows
from impactplan.desk.grid_html import FILLED, REVIEWED
from impactplan.desk.plans import TrainedPlan
from impactplan.feedback.queries import PlanFeedback
from impactplan.feedback.turn import Availability, ReviewState, StepFeedback
from impactplan.models import Enrolment, Membership, Plan, RoundStaff, User, db, now
from impactplan.models.feedback import Verdict
from impactplan.steps import STEPS
from impactplan.workbook.plans import create_plan
from tests.desk.support import fill_desk
from tests.feedback.support import ask, finish, take
from tests.home.test_home import english, home, write
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
CELL = re.compile(r"<td class=(\w\w\d)>([^<]*)")


def test_every_cell_says_both_states(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    request = ask(cast.plan_id, cast.olga, "theory", "stakeholders")
    page = home(signed_in(english(cast.tess)), "/training/plans")
    cells = dict(zip([step.key for step in STEPS], CELL.findall(page), strict=True))
    assert cells["stakeholders"][0] in {"pq1", "cq1"}
    assert cells["theory"] == ("eq1", "empty, feedback asked")
    assert cells["pitch"] == ("en5", "empty")
    take(cast.plan_id, cast.tess, request)
    finish(cast.plan_id, cast.tess, stakeholders=Verdict.REVISE)
    page = home(signed_in(cast.tess), "/training/plans")
    cells = dict(zip([step.key for step in STEPS], CELL.findall(page), strict=True))
    assert cells["theory"] == ("er1", "empty, being looked at")
    assert cells["stakeholders"][1].endswith(", to be revised")


def test_no_letter_stands_on_both_axes() -> None:
    assert not set(FILLED.values()) & set(REVIEWED.values())
    assert set(REVIEWED) == set(ReviewState)


def test_a_row_has_its_people_and_whose_turn_it_is(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.karel.id, plan_id=cast.plan_id))
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    request = ask(cast.plan_id, cast.olga, "theory")
    client = signed_in(english(cast.tess))
    page = home(client, "/training/plans")
    assert page.count(f'href="/plans/{cast.plan_id}/"') == 1, "a plan of colleagues stands there once"
    assert "Karel, Olga" in page
    assert "you, today" in page
    take(cast.plan_id, cast.tom, request)
    assert "Tom, today" in home(client, "/training/plans")
    finish(cast.plan_id, cast.tom, theory=Verdict.REVISE)
    assert "authors, today" in home(client, "/training/plans")
    assert "Pim" in page, "who has no plan yet is named below"


def test_who_dropped_out_is_gone_with_their_plan(cast: Cast, signed_in: SignIn) -> None:
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.olga.id).values(dropped_at=now()))
    db.session.commit()
    page = home(signed_in(cast.tess), "/training/plans")
    assert "Olga" not in page
    assert cast.plan_id not in page


def test_another_round_is_not_there(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.tom).get(f"/training/plans?round={cast.round_id}").status_code == 404
    assert "Digitaal Mee" not in home(signed_in(cast.tom), "/training/plans")
    db.session.add(Membership(plan_id=cast.plan_id, user_id=cast.vera.id, role="reader"))
    db.session.commit()
    assert signed_in(cast.vera).get("/training/plans").status_code == 404, "reading along makes nobody a trainer"


def test_entering_a_round_leads_a_trainer_to_the_desk(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.tess).get(f"/rounds/{cast.round_id}").location == f"/training?round={cast.round_id}"
    assert signed_in(cast.cor).get(f"/rounds/{cast.round_id}").location == f"/rounds/{cast.round_id}/overview"
    assert signed_in(cast.olga).get(f"/rounds/{cast.round_id}").location == f"/rounds/{cast.round_id}/meetings"


def test_empty_pages_say_what_comes(cast: Cast, signed_in: SignIn) -> None:
    db.session.execute(update(Enrolment).values(plan_id=None))
    db.session.commit()
    client = signed_in(english(cast.tess))
    assert "There are no plans yet" in home(client, "/training/plans")
    db.session.execute(update(RoundStaff).where(RoundStaff.user_id == cast.tess.id).values(user_id=None))
    db.session.commit()
    assert "You are not a trainer of any round yet" in home(client, "/training/plans")


def test_a_view_is_kept_by_its_address(cast: Cast, signed_in: SignIn) -> None:
    second = create_plan(cast.pim, "Aardig plan", "", "nl")
    db.session.execute(
        update(Enrolment).where(Enrolment.user_id == cast.pim.id).values(plan_id=second, organisation="AA")
    )
    db.session.commit()
    with time_machine.travel(now() - timedelta(days=9)):
        ask(cast.plan_id, cast.olga, "theory")
    db.session.execute(update(Plan).where(Plan.id == second).values(changed_at=now() - timedelta(days=30)))
    db.session.commit()
    client = signed_in(english(cast.tess))

    def titles(query: str) -> list[str]:
        return re.findall(r"<tr><th scope=row><a [^>]*>([^<]*)", home(client, f"/training/plans?{query}"))

    assert titles("") == titles("order=change") == ["Digitaal Mee", "Aardig plan"]
    assert titles("order=library") == titles("order=title") == titles("order=quiet") == ["Aardig plan", "Digitaal Mee"]
    assert titles("show=unanswered") == titles("show=waiting&days=5") == ["Digitaal Mee"]
    assert titles("show=waiting&days=9") == []
    assert "No plan is like this now." in home(client, "/training/plans?show=waiting&days=9")
    assert titles("show=stuck&days=14") == titles("library=AA") == ["Aardig plan"]
    assert titles("group=Groep+A") == ["Digitaal Mee", "Aardig plan"]
    assert len(CELL.findall(home(client, "/training/plans?module=5"))) == 2 * sum(step.module == 5 for step in STEPS)
    assert titles("show=nonsense&days=x&module=9&order=none") == ["Digitaal Mee", "Aardig plan"]
    assert "1 of 2 plans" in home(client, "/training/plans?library=AA")


def row(plan_id: str = "plan", changed: float = 0, **feedback: StepFeedback) -> GridRow:
    """Return a row of a plan that was changed so many days ago."""
    return make(plan_id, changed, PlanFeedback(feedback, Availability.AVAILABLE))


def make(plan_id: str, changed: float, known: PlanFeedback) -> GridRow:
    plan = TrainedPlan(plan_id, plan_id, now() - timedelta(changed), ["Olga"], [], [], "round")
    (made,) = make_rows([plan], {plan_id: known}, 1)
    return made


def test_stuck_is_what_stands_still_and_waits_for_no_trainer() -> None:
    late, filters = now() - timedelta(days=20), Filters(show=STUCK, days=14)
    due, asked = StepFeedback(to_authors=1, due_since=late), StepFeedback(asked_at=late, request_id="x")
    rows = [row("due", 20, theory=due), row("asked", 20, theory=asked), row("fresh", 3, theory=due), row("quiet", 15)]
    assert [one.plan.id for one in choose_rows(rows, filters)] == ["due", "quiet"]
    assert [one.plan.id for one in choose_rows(rows, Filters(show=UNANSWERED))] == ["asked"]
    assert choose_rows(rows, Filters(show=WAITING, days=20)) == []
    assert [one.plan.id for one in choose_rows(rows, Filters())] == ["asked", "due", "fresh", "quiet"]
    done = make("d", 20, PlanFeedback(states={one.key: "complete" for one in STEPS}))
    assert not done.is_stuck(14)


@pytest.mark.parametrize(("typed", "days"), [("", 14), ("0", 14), ("7", 7), ("9999", 365), ("-1", 14), ("²", 14)])
def test_days_are_read_with_care(typed: str, days: int) -> None:
    assert Filters.from_address(MultiDict({"days": typed})).days == days


@pytest.mark.long
def test_a_full_grid_is_light(cast: Cast, signed_in: SignIn) -> None:
    """Two hundred plans × 24 steps in five rounds: six queries, and 400 kB as a browser unpacks it."""
    fill_desk(int(cast.tess.id), cast.course_id)
    answer = signed_in(cast.tess).get("/training/plans", queries=6)
    page = answer.get_data(as_text=True)
    assert len(CELL.findall(page)) == 201 * len(STEPS)
    assert len({cell for cell, _words in CELL.findall(page)}) > 20
    assert len(answer.data) < 400_000
