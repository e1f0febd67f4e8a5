"""How many queries a page takes does not grow with what is in it."""

from __future__ import annotations

import re
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
DRAWING, ACT, PICTURE, EMPTY_FORMS = 8, 20, 6, 6
SignIn = Callable[[User], PageClient]
MANY = (pytest.mark.long, pytest.mark.once)
"""How many statements are sent is decided before a database has them; the small numbers ask both."""


@pytest.mark.parametrize("rows", [0, 10, pytest.param(500, marks=MANY)])
def test_pages_of_a_plan(cast: Cast, signed_in: SignIn, rows: int) -> None:
    fill(cast.plan_id, rows)
    client = signed_in(cast.olga)
    limits = {f"steps/{step.key}": PAGE for step in STEPS} | {"": PAGE, "modules/3": PAGE, "document": DOCUMENT}
    for page, limit in limits.items():
        assert client.get(f"/plans/{cast.plan_id}/{page}", queries=limit).status_code == 200


@pytest.mark.parametrize("rows", [1, 10, pytest.param(100, marks=MANY)])
def test_the_picture_beside_the_work(cast: Cast, signed_in: SignIn, rows: int) -> None:
    fill(cast.plan_id, rows)
    client = signed_in(cast.olga)
    for step in STEPS:
        page = client.get(f"/plans/{cast.plan_id}/steps/{step.key}").text
        row = re.search(r'data-row="(\w+)"', page)
        address = f"/plans/{cast.plan_id}/steps/{step.key}/picture?row={row[1] if row else ''}"
        shown = client.get(address, queries=PICTURE)
        assert shown.status_code == 200
        assert len(shown.text) < 12_000 + 150 * rows
        assert client.get(address, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("rows", [0, 10, pytest.param(500, marks=MANY)])
def test_the_empty_forms_of_a_step(cast: Cast, signed_in: SignIn, rows: int) -> None:
    fill(cast.plan_id, rows)
    client = signed_in(cast.olga)
    for step in STEPS:
        kinds = "&".join(f"kind={key}" for key in {*step.written, *step.draws})
        address = f"/plans/{cast.plan_id}/steps/{step.key}/empty-forms?{kinds}"
        assert client.get(address, queries=EMPTY_FORMS).status_code == 200


@pytest.mark.parametrize("rows", [0, 10, pytest.param(500, marks=MANY)])
def test_a_list_as_a_table(cast: Cast, signed_in: SignIn, rows: int) -> None:
    fill(cast.plan_id, rows)
    client = signed_in(cast.olga)
    for step, kind in (("indicators", "indicator"), ("theory", "link"), ("roadmap", "action"), ("insights", "link")):
        page = client.get(f"/plans/{cast.plan_id}/steps/{step}?view=table-{kind}", queries=PAGE).text
        assert page.count("data-row=") == rows
        assert len(page) < 80_000 + 1_500 * rows


@pytest.mark.parametrize("rows", [1, 200])
def test_a_paste(cast: Cast, signed_in: SignIn, rows: int) -> None:
    fill(cast.plan_id, 10)
    client, address = signed_in(cast.olga), f"/plans/{cast.plan_id}/paste/indicator"
    text = "\n".join(["Indicator\tEenheid", *(f"Nieuw {number}\t%" for number in range(rows))])
    assert client.post(address, data={"text": text}, queries=PAGE).text.count('name="leave"') == rows
    answer = client.post(address, data={"text": text, "answer": "1"}, queries=PAGE).text  # while one types
    assert answer.count('name="leave"') == rows


@pytest.mark.parametrize("rows", [0, 10, pytest.param(100, marks=MANY)])
def test_the_drawing_of_a_plan(cast: Cast, signed_in: SignIn, rows: int) -> None:
    fill(cast.plan_id, rows)
    client, made = signed_in(cast.olga), new_id()
    seq = client.get(f"/plans/{cast.plan_id}/drawing", queries=DRAWING).json["seq"]
    assert client.get(f"/plans/{cast.plan_id}/drawing?seq={seq}", queries=1).status_code == 204
    create = {"do": "create", "kind": "outcome", "id": made, "values": {"statement": "Nieuw"}, "after": None}
    created = client.post(f"/plans/{cast.plan_id}/batches", json={"operations": [create]}, queries=ACT)
    assert created.status_code == 201
    delete = {"do": "delete", "kind": "outcome", "id": made}
    batch = client.post(f"/plans/{cast.plan_id}/batches", json={"operations": [delete]}, queries=ACT + 10).json["batch"]
    undone = client.post(f"/plans/{cast.plan_id}/undo", json={"batch": batch}, queries=ACT + 10)
    assert made in {box["id"] for box in undone.json["drawing"]["boxes"]}
    assert "drawing" in client.post(f"/plans/{cast.plan_id}/tidy", json={}, queries=ACT + 5).json


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


@pytest.mark.parametrize("plans", [0, 20, pytest.param(300, marks=MANY)])
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


@pytest.mark.parametrize("people", [3, pytest.param(200, marks=MANY)])
def test_lists_of_a_round(cast: Cast, signed_in: SignIn, people: int) -> None:
    add_people(cast.round_id, people)
    plan_ids = db.session.scalars(select(Enrolment.plan_id).where(Enrolment.plan_id.is_not(None))).all()
    for plan_id in plan_ids:
        add_threads(cast, str(plan_id), "theory", 2)
    db.session.add(Meeting(round_id=cast.round_id, number=1, module=1, day=today()))
    db.session.commit()
    for user, address in ((cast.tess, "/training/plans"), (cast.cor, f"/rounds/{cast.round_id}/overview")):
        page = signed_in(user).get(address, queries=LIST).get_data(as_text=True)
        assert f"Plan {people - 1}" in page
        assert len(page) < 1_000_000


@pytest.mark.parametrize("people", [3, pytest.param(200, marks=MANY)])
def test_the_feedback_of_a_round_in_figures(cast: Cast, signed_in: SignIn, people: int) -> None:
    add_people(cast.round_id, people)
    for plan_id in db.session.scalars(select(Enrolment.plan_id).where(Enrolment.plan_id.is_not(None))).all():
        add_threads(cast, str(plan_id), "theory", 2)
    ask(cast.plan_id, cast.olga, "theory", "indicators", question="Klopt dit?")
    page = signed_in(cast.cor).get(f"/rounds/{cast.round_id}/feedback", queries=6).get_data(as_text=True)
    table = signed_in(cast.cor).get(f"/rounds/{cast.round_id}/feedback.csv", queries=6).get_data(as_text=True)
    assert page.count('class="figures-table__plan"') == table.count("\n") - 1 == people + 1
    assert len(page) < 1_000_000


@pytest.mark.parametrize("people", [0, 8, pytest.param(200, marks=MANY)])
def test_queue_of_a_trainer(cast: Cast, signed_in: SignIn, people: int) -> None:
    add_people(cast.round_id, people)
    enrolments = db.session.execute(select(Enrolment.plan_id, Enrolment.user_id).where(Enrolment.plan_id.is_not(None)))
    for plan_id, user_id in enrolments.all():
        user = db.session.get(User, user_id)
        assert user
        ask(str(plan_id), user, "theory", "indicators", question="Klopt dit?")
    with_peer_questions = LIST + 1
    page = signed_in(cast.tess).get("/training", queries=with_peer_questions).get_data(as_text=True)
    assert page.count('class="queue-line"') == people + 1
    assert len(page) < 1_000_000


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=MANY)])
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
