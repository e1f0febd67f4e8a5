"""How many queries a page takes does not grow with what is in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from impactplan.lib.dates import today
from impactplan.models import (
    KINDS,
    Enrolment,
    Meeting,
    Membership,
    Remark,
    Round,
    RoundStaff,
    Thread,
    User,
    db,
    new_id,
)
from impactplan.models.feedback import Circle, Side
from impactplan.steps import STEPS
from impactplan.workbook.plans import create_plan
from tests.feedback.support import ask
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient
from tests.support.rows import fill

PAGE, DOCUMENT, LIST = 10, len(KINDS) + 6, 6
SignIn = Callable[[User], PageClient]


@pytest.mark.parametrize("rows", [0, 10, pytest.param(500, marks=pytest.mark.long)])
def test_pages_of_a_plan(cast: Cast, signed_in: SignIn, rows: int) -> None:
    fill(cast.plan_id, rows)
    client = signed_in(cast.olga)
    limits = {f"steps/{step.key}": PAGE for step in STEPS} | {"": PAGE, "modules/3": PAGE, "document": DOCUMENT}
    for page, limit in limits.items():
        assert client.get(f"/plans/{cast.plan_id}/{page}", queries=limit).status_code == 200


def add_people(round_id: str, count: int, *, plans: bool = True) -> None:
    """Let so many people take part in a round, each with an account and mostly a plan of their own."""
    for number in range(count):
        user = make_user(f"p{number}{round_id}", email=f"p{number}{round_id}@example.org")
        plan_id = create_plan(user, f"Plan {number}", "", "nl") if plans else None
        db.session.add(Enrolment(round_id=round_id, user_id=user.id, plan_id=plan_id))
    db.session.commit()


def add_threads(cast: Cast, plan_id: str, step: str, count: int) -> None:
    """Let Tess have asked so many things of a step."""
    heads: list[dict[str, object]] = [
        {"id": new_id(), "plan_id": plan_id, "step": step, "seq": 0, "circle": Circle.READERS, "state": "open"}
        | {"begun_by": cast.tess.id, "begun_side": Side.TRAINER, "awaits": Side.AUTHOR}
        for _number in range(count)
    ]
    said = [
        {"id": new_id(), "thread_id": head["id"], "plan_id": plan_id, "number": number, "key": new_id()}
        | {"author_id": cast.tess.id, "side": Side.TRAINER, "body": "Hoe weet je dat?", "asks": True}
        for head in heads
        for number in (1, 2)
    ]
    if count:
        db.session.execute(insert(Thread), heads)
        db.session.execute(insert(Remark), said)
    db.session.commit()


@pytest.mark.parametrize("plans", [0, 20, 300])
def test_home_of_a_participant(cast: Cast, signed_in: SignIn, plans: int) -> None:
    for number in range(plans):
        plan_id = create_plan(cast.vera if number % 2 else cast.olga, f"Plan {number}", "", "nl")
        if number % 2:
            db.session.execute(insert(Membership), {"plan_id": plan_id, "user_id": cast.olga.id, "role": "reader"})
    db.session.add(Meeting(round_id=cast.round_id, number=1, module=1, day=today()))
    db.session.commit()
    page = signed_in(cast.olga).get("/", queries=PAGE).get_data(as_text=True)
    assert plans == 0 or f"Plan {plans - 1}" in page


@pytest.mark.parametrize(("step", "count"), [("indicators", 0), ("indicators", 200), ("pitch", 200)])
def test_a_step_with_threads(cast: Cast, signed_in: SignIn, step: str, count: int) -> None:
    fill(cast.plan_id, 3)
    add_threads(cast, cast.plan_id, step, count)
    ask(cast.plan_id, cast.olga, "indicators", "pitch", question="Klopt dit?")
    for user in (cast.olga, cast.tess, cast.carla):
        page = signed_in(user).get(f"/plans/{cast.plan_id}/steps/{step}", queries=PAGE).get_data(as_text=True)
        assert page.count("data-thread=") == count
    pages = {"": PAGE, "modules/3": PAGE, "feedback": DOCUMENT, f"feedback/at/0/{step}": PAGE}
    for address, limit in pages.items():
        signed_in(cast.tess).get(f"/plans/{cast.plan_id}/{address}", queries=limit)


@pytest.mark.parametrize("people", [3, 200])
def test_lists_of_a_round(cast: Cast, signed_in: SignIn, people: int) -> None:
    add_people(cast.round_id, people)
    plan_ids = db.session.scalars(select(Enrolment.plan_id).where(Enrolment.plan_id.is_not(None))).all()
    for plan_id in plan_ids:
        add_threads(cast, str(plan_id), "theory", 2)
    db.session.add(Meeting(round_id=cast.round_id, number=1, module=1, day=today()))
    db.session.commit()
    for user, address in ((cast.tess, "/training"), (cast.cor, f"/rounds/{cast.round_id}/overview")):
        page = signed_in(user).get(address, queries=LIST).get_data(as_text=True)
        assert f"Plan {people - 1}" in page
        assert len(page) < 1_000_000


@pytest.mark.parametrize("rounds", [1, 20])
def test_rounds_of_a_coordinator(cast: Cast, signed_in: SignIn, rounds: int) -> None:
    for number in range(1, rounds):
        more = Round(title=f"Reeks {number}", course_id=cast.course_id)
        db.session.add(more)
        db.session.flush()
        db.session.add(RoundStaff(round_id=more.id, user_id=cast.cor.id, role="coordinator"))
        add_people(more.id, 10, plans=False)
    add_people(cast.round_id, 200, plans=False)
    page = signed_in(cast.cor).get("/coordination", queries=LIST).get_data(as_text=True)
    assert page.count('class="round card"') == rounds
