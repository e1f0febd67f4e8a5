"""The pages of module 2, through the client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from impactplan.access import Permission
from impactplan.models import KINDS, User
from impactplan.workbook.operations import create_item
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.new_rows import offered
from tests.workbook.support import Script

STEPS = ("priorities", "indicators", "sources", "collection", "feasibility")


@pytest.fixture
def olga(cast: Cast, signed_in: Callable[[User], PageClient]) -> PageClient:
    return signed_in(cast.olga)


def add(cast: Cast, kind: str, **values: Any) -> str:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        return create_item(write, kind, values)


def fill(cast: Cast, count: int = 1) -> None:
    """Fill every step of the module with rows that refer to each other."""
    for at in range(count):
        group = add(cast, "stakeholder", name=f"Groep {at}")
        outcome = add(cast, "outcome", statement=f"Effect {at}", measure="now", relevance=3, significance=4)
        indicator = add(
            cast,
            "indicator",
            name=f"Indicator {at}",
            outcome=outcome,
            baseline=D(45),
            target=D(70),
            unit="%",
            feasible=3,
        )
        add(cast, "source", name=f"Bron {at}", indicators=(indicator,))
        add(
            cast,
            "collection",
            name=f"Meting {at}",
            indicators=(indicator,),
            method="survey",
            group=group,
            population=240,
            invited=240,
            response=D(60),
            sampling="census",
            minutes=D(8),
            waves=2,
            start=date(2021, 4, 12),
            end=date(2022, 12, 16),
            staff_hours=D(40),
            cost=D(224),
        )
        add(cast, "capacity", year=2021, quarter="2", hours=D(1), euros=D(0))


def text_of(client: PageClient, cast: Cast, step: str, **more: Any) -> str:
    response = client.get(f"/plans/{cast.plan_id}/steps/{step}", **more)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def row_of(cast: Cast, kind: str) -> str:
    return load_state(cast.plan_id).rows(kind)[0].id


@pytest.mark.parametrize("step", STEPS)
def test_every_page_stands_empty_and_filled_within_ten_queries(cast: Cast, olga: PageClient, step: str) -> None:
    assert "row__link" not in text_of(olga, cast, step, queries=10)
    fill(cast, 3)
    assert text_of(olga, cast, step, queries=10).count("row__link") == 3


@pytest.mark.parametrize(
    ("step", "kind"),
    [("priorities", "outcome"), ("indicators", "indicator"), ("sources", "source"), ("collection", "collection")],
)
def test_every_row_opens_for_who_writes_and_for_who_reads(
    cast: Cast, signed_in: Callable[[User], PageClient], step: str, kind: str
) -> None:
    fill(cast)
    for reader, form in ((cast.olga, True), (cast.lena, False)):
        page = text_of(signed_in(reader), cast, f"{step}?row={row_of(cast, kind)}", queries=10)
        assert "row--open" in page
        assert ('data-item="' in page) is form


@pytest.mark.parametrize(("step", "kind"), [("indicators", "indicator"), ("collection", "collection")])
def test_a_form_in_parts_leaves_no_field_out(cast: Cast, olga: PageClient, step: str, kind: str) -> None:
    fill(cast)
    page = text_of(olga, cast, f"{step}?row={row_of(cast, kind)}")
    assert all(page.count(f'data-field="{name}"') == 1 for name in KINDS[kind].at_home)


def test_an_outcome_to_be_measured_now_gets_its_indicator_with_one_button(cast: Cast, olga: PageClient) -> None:
    outcome = add(cast, "outcome", statement="Loggen in", measure="now")
    add(cast, "outcome", statement="Later", measure="later")
    page = text_of(olga, cast, "indicators")
    assert {"outcome": outcome} in offered(page, "indicator")
    assert "er is nog geen indicator" in page
    Script(olga, cast.plan_id).make("indicator", {"outcome": outcome}, name="Aantal")
    assert load_state(cast.plan_id).rows("indicator")[0]["outcome"] == outcome
    filled = text_of(olga, cast, "indicators")
    assert "er is nog geen indicator" not in filled
    assert {"outcome": outcome} in offered(filled, "indicator")  # for one more


def test_a_quarter_that_asks_something_is_filled_in_with_one_button(cast: Cast, olga: PageClient) -> None:
    fill(cast)
    page = text_of(olga, cast, "feasibility")
    assert sum("year" in begins for begins in offered(page)) == 6  # of the seven quarters, one is there
    Script(olga, cast.plan_id).make("capacity", {"year": "2022", "quarter": "4"}, hours="8")
    added = load_state(cast.plan_id).rows("capacity")[-1]
    assert (added["year"], added["quarter"]) == (2022, "4")
    assert sum("year" in begins for begins in offered(text_of(olga, cast, "feasibility"))) == 5


def test_moving_an_outcome_among_the_priorities_stays_there_and_moves_it_everywhere(
    cast: Cast, olga: PageClient
) -> None:
    first, second = (add(cast, "outcome", statement=name) for name in "AB")
    response = olga.post(f"/plans/{cast.plan_id}/items/outcome/{second}/move", data={"by": "-1", "step": "priorities"})
    assert response.location.partition("?")[0].partition("#")[0].endswith("/steps/priorities")
    assert [item.id for item in load_state(cast.plan_id).rows("outcome")] == [second, first]


def test_a_collection_moves_within_its_method(cast: Cast, olga: PageClient) -> None:
    methods = ("survey", "interview", "survey")
    survey, _talk, other = (add(cast, "collection", name=method, method=method) for method in methods)
    olga.post(f"/plans/{cast.plan_id}/items/collection/{other}/move", data={"index": "0"})
    order = [item.id for item in load_state(cast.plan_id).rows("collection")]
    assert order.index(other) < order.index(survey)
    page = text_of(olga, cast, f"collection?row={other}")
    up = page[page.index('value="up"') :]
    assert "disabled" in up[: up.index(">")]


def test_the_privacy_part_stands_open_only_for_personal_data(cast: Cast, olga: PageClient) -> None:
    row = add(cast, "collection", name="A", personal_data="no")
    closed = text_of(olga, cast, f"collection?row={row}")
    fold = closed[closed.index('data-fold="privacy"') :]
    assert " open" not in fold[: fold.index(">")]
    row = add(cast, "collection", name="B")
    form = {"version-personal_data": "0", "personal_data": "yes", "version-retention": "0", "retention": "two years"}
    again = olga.post(f"/plans/{cast.plan_id}/items/collection/{row}", data=form)
    assert again.status_code == 422
    fold = again.get_data(as_text=True)
    fold = fold[fold.index('data-fold="privacy"') :]
    assert " open" in fold[: fold.index(">")]


def test_the_workings_stand_under_an_open_collection(cast: Cast, olga: PageClient) -> None:
    fill(cast)
    page = text_of(olga, cast, f"collection?row={row_of(cast, 'collection')}")
    assert "± 5,2" in page
    assert "38,4" in page


def test_the_document_holds_the_module_and_its_answer(cast: Cast, olga: PageClient) -> None:
    fill(cast)
    page = olga.get(f"/plans/{cast.plan_id}/document", queries=20).get_data(as_text=True)
    for words in ("1 effect met 1 indicator", "3 × 4 = 12", "45 → 70", "± 5,2", "Bron 0", "Meting 0"):
        assert words in page
