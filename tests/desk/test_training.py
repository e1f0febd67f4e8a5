"""A trainer's list of the plans of a round."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update

from impactplan.models import Enrolment, Membership, RoundStaff, User, db, now
from impactplan.steps import STEPS
from impactplan.workbook.plans import create_plan
from tests.home.test_home import add_meetings, english, home, write
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def test_a_trainer_sees_plans_people_and_states(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, -2, 5)
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    page = home(signed_in(english(cast.tess)), "/training")
    assert "1 plan in the making" in page
    assert f'href="/plans/{cast.plan_id}/"' in page
    assert "Olga" in page
    assert "just now" in page
    assert "in 5 days" in page
    assert page.count("<use ") == len(STEPS)
    assert "0 of 5" in page
    assert "Pim" in page
    assert "without a plan" in page


def test_a_plan_of_colleagues_stands_there_once(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.karel.id, plan_id=cast.plan_id))
    db.session.commit()
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    page = home(signed_in(english(cast.tess)), "/training")
    assert page.count(f'href="/plans/{cast.plan_id}/"') == 1
    assert "Karel, Olga" in page


def test_who_dropped_out_is_gone_with_their_plan(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.olga.id).values(dropped_at=now()))
    db.session.commit()
    page = home(signed_in(cast.tess), "/training")
    assert "Olga" not in page
    assert cast.plan_id not in page


def test_another_round_is_not_there(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.tom).get(f"/training?round={cast.round_id}").status_code == 404
    assert "Digitaal Mee" not in home(signed_in(cast.tom), "/training")


def test_plans_stand_by_last_change_or_by_library(cast: Cast, signed_in: SignIn) -> None:
    second = create_plan(cast.pim, "Aardig plan", "", "nl")
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.pim.id).values(plan_id=second))
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.pim.id).values(organisation="AA"))
    db.session.commit()
    write(second, cast.pim, "stakeholder", name="Lezers")
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    client = signed_in(cast.tess)
    by_change, by_name = home(client, "/training"), home(client, "/training?order=name")
    assert by_change.index("Digitaal Mee") < by_change.index("Aardig plan")
    assert by_name.index("Aardig plan") < by_name.index("Digitaal Mee")


def test_a_trainer_of_nothing_reads_what_comes(cast: Cast, signed_in: SignIn) -> None:
    db.session.execute(update(RoundStaff).where(RoundStaff.user_id == cast.tess.id).values(user_id=None))
    db.session.commit()
    assert "You train no round yet" in home(signed_in(english(cast.tess)), "/training")


def test_entering_a_round_leads_a_trainer_to_its_plans(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.tess).get(f"/rounds/{cast.round_id}").location == f"/training?round={cast.round_id}"
    assert signed_in(cast.cor).get(f"/rounds/{cast.round_id}").location == f"/rounds/{cast.round_id}/overview"
    assert signed_in(cast.olga).get(f"/rounds/{cast.round_id}").location == f"/rounds/{cast.round_id}/meetings"


def test_reading_a_plan_along_makes_nobody_a_trainer(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(Membership(plan_id=cast.plan_id, user_id=cast.vera.id, role="reader"))
    db.session.commit()
    assert signed_in(cast.vera).get("/training").status_code == 404
