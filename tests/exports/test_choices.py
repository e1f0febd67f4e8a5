"""The ready documents: what comes with them, and what a plan keeps in them for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from impactplan.accounts.privacy import delete_plan
from impactplan.exports.choices import READY, load_choices
from impactplan.exports.options import Depth, Options
from impactplan.models import DocumentChoice, User, db
from impactplan.workbook.plans import create_plan
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
OTHERWISE = {"choice": "alderman", "part": ["results", "pitch"], "depth": "body", "empty": "1"}


def options_of(plan_id: str, key: str) -> Options:
    db.session.rollback()
    return load_choices(plan_id)[key].options


def test_there_are_three_and_each_holds_more_than_the_one_before() -> None:
    assert [ready.key for ready in READY] == ["alderman", "management", "all"]
    assert [ready.options.depth for ready in READY] == [Depth.FRONT, Depth.BODY, Depth.ALL]
    alderman, management, everything = (ready.options.parts for ready in READY)
    assert set(alderman) < set(management)
    assert everything == ()


def test_the_page_shows_them_as_covers_with_their_own_options(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in(cast.lena).get(f"/plans/{cast.plan_id}/document").text
    for name in ("Voor de wethouder", "Voor het MT", "Alles"):
        assert name in page
    assert re.findall(r'name="depth" value="(\w+)">', page) == ["front", "body", "all"]
    assert "Deze keuze bewaren" not in page, "a reader does not write"
    assert "Deze keuze bewaren" in signed_in(cast.karel).get(f"/plans/{cast.plan_id}/document").text


def test_what_an_author_keeps_is_there_for_everybody_and_in_that_plan_alone(cast: Cast, signed_in: SignIn) -> None:
    other = create_plan(cast.olga, "Ander plan", "", "nl")
    db.session.commit()
    answer = signed_in(cast.karel).post(f"/plans/{cast.plan_id}/document", data=OTHERWISE)
    assert answer.status_code == 303
    assert answer.location.endswith("/document?choice=alderman")
    kept = Options.of(["results", "pitch"], depth=Depth.BODY, empty=True)
    assert options_of(cast.plan_id, "alderman") == kept
    assert options_of(cast.plan_id, "all") == READY[2].options
    assert options_of(other, "alderman") == READY[0].options
    page = signed_in(cast.lena).get(f"/plans/{cast.plan_id}/document?choice=alderman").text
    assert re.findall(r'value="(\w+)"\s+id="part-\1"\s+checked', page) == ["results", "pitch"]
    assert "Zoals jullie het kozen" in page


def test_keeping_again_takes_the_place_of_what_was_kept(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    for depth in ("body", "all"):
        client.post(f"/plans/{cast.plan_id}/document", data=OTHERWISE | {"depth": depth})
    assert options_of(cast.plan_id, "alderman").depth is Depth.ALL
    assert db.session.scalar(select(func.count()).select_from(DocumentChoice)) == 1


def test_what_is_personal_is_never_kept(cast: Cast, signed_in: SignIn) -> None:
    form = OTHERWISE | {"feedback": "1", "reflections": "1"}
    signed_in(cast.olga).post(f"/plans/{cast.plan_id}/document", data=form)
    assert not options_of(cast.plan_id, "alderman").personal


@pytest.mark.parametrize(("who", "status"), [("karel", 303), ("carla", 403), ("lena", 403), ("pim", 403)])
def test_only_authors_keep_a_choice(cast: Cast, signed_in: SignIn, who: str, status: int) -> None:
    answer = signed_in(getattr(cast, who)).post(f"/plans/{cast.plan_id}/document", data=OTHERWISE)
    assert answer.status_code == status
    assert (options_of(cast.plan_id, "alderman").depth is Depth.BODY) is (status == 303)


def test_an_unknown_document_is_refused_and_shows_as_the_whole_plan(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    assert client.post(f"/plans/{cast.plan_id}/document", data=OTHERWISE | {"choice": "x"}).status_code == 400
    assert client.get(f"/plans/{cast.plan_id}/document?choice=x").status_code == 200


def test_a_choice_of_ones_own_is_shown_and_not_kept(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in(cast.lena).get(f"/plans/{cast.plan_id}/document?choice=management&depth=all").text
    assert "Je bekijkt een eigen keuze" in page
    assert options_of(cast.plan_id, "management") == READY[1].options


def test_what_is_kept_goes_with_its_plan(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.olga).post(f"/plans/{cast.plan_id}/document", data=OTHERWISE)
    delete_plan(cast.plan_id)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(DocumentChoice)) == 0
