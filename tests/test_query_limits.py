"""How many queries a page takes does not grow with what is in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert

from impactplan.models import KINDS, Enrolment, Membership, User, db
from impactplan.steps import STEPS
from impactplan.workbook.plans import create_plan
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.rows import fill

PAGE, DOCUMENT, LIST = 10, len(KINDS) + 6, 6
SignIn = Callable[[User], PageClient]


@pytest.mark.parametrize("rows", [0, 10, 500])
def test_pages_of_a_plan(cast: Cast, signed_in: SignIn, rows: int) -> None:
    fill(cast.plan_id, rows)
    client = signed_in(cast.olga)
    limits = {f"steps/{step.key}": PAGE for step in STEPS} | {"": PAGE, "document": DOCUMENT}
    for page, limit in limits.items():
        assert client.get(f"/plans/{cast.plan_id}/{page}", queries=limit).status_code == 200


@pytest.mark.parametrize("plans", [3, 300])
def test_lists_of_plans(cast: Cast, signed_in: SignIn, plans: int) -> None:
    for number in range(plans):
        plan_id = create_plan(cast.vera, f"Plan {number}", "", "nl")
        place = {"plan_id": plan_id, "user_id": cast.olga.id, "role": "coauthor"}
        db.session.execute(insert(Membership), place)
        db.session.execute(
            insert(Enrolment),
            {"id": f"e{number}", "round_id": cast.round_id, "user_id": cast.vera.id, "plan_id": plan_id},
        )
    db.session.commit()
    for person in (cast.olga, cast.tess, cast.cor):
        page = signed_in(person).get("/", queries=LIST).get_data(as_text=True)
        assert f"Plan {plans - 1}" in page
