"""What a row needs on the inverse side of an association counts with its step, whoever makes or breaks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.models import KINDS, PlanStep, User, db
from impactplan.workbook import operations
from impactplan.workbook.derived import find_differences
from impactplan.workbook.issues import find_missing
from impactplan.workbook.pages import find_step
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.rows import values_of
from tests.workbook.support import add

SignIn = Callable[[User], PageClient]
LEFT = "nog 1 in te vullen"


def row_on(page: str, item_id: str) -> str:
    return page.partition(f'id="row-{item_id}"')[2].partition("</li>")[0]


def missing(cast: Cast) -> int:
    """Return what the step of indicators still lacks, the same from the table and from the items."""
    query = select(PlanStep.missing).where(PlanStep.plan_id == cast.plan_id, PlanStep.step == "indicators")
    kept = db.session.execute(query).scalar_one()
    assert len(find_missing(load_state(cast.plan_id), find_step("indicators"))) == kept
    assert find_differences(cast.plan_id) == []
    return kept


@pytest.mark.parametrize("holder", ["source", "collection"])
def test_an_indicator_needs_data_at_either_end(cast: Cast, holder: str) -> None:
    outcome = add(cast, "outcome", statement="Durven")
    full = values_of(KINDS["indicator"], 1, {"outcome": [outcome]}, "woord")
    indicator = add(cast, "indicator", **full | {"indicator_kind": "mean"})
    assert missing(cast) == 1
    near = add(cast, holder, name="Registratie", indicators=(indicator,))
    assert missing(cast) == 0
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.set_fields(write, holder, near, {"indicators": ()}, {})
    assert missing(cast) == 1
    far = "sources" if holder == "source" else "collections"
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.set_fields(write, "indicator", indicator, {far: (near,)}, {})
    assert missing(cast) == 0
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, holder, near)
    assert missing(cast) == 1
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.restore_item(write, holder, near)
    assert missing(cast) == 0


def test_what_a_later_step_brings_is_told_as_that(cast: Cast, signed_in: SignIn) -> None:
    """While the plan has no data at all, an indicator says where they come; its row counts what is due."""
    outcome = add(cast, "outcome", statement="Durven")
    full = values_of(KINDS["indicator"], 1, {"outcome": [outcome]}, "woord")
    indicator = add(cast, "indicator", **full | {"indicator_kind": "mean"})
    olga, address = signed_in(cast.olga), f"/plans/{cast.plan_id}/steps/indicators"
    page = olga.get(address).text
    assert ": volgt bij ‘Bestaande data’" in page
    assert LEFT not in row_on(page, indicator)
    add(cast, "source", name="Registratie")
    page = olga.get(address).text
    assert ": volgt bij" not in page
    assert LEFT in row_on(page, indicator)
