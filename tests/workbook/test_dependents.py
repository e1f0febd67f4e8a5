"""Deleting what others build on: said first, badged afterwards, and all back with one undo."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from impactplan.access import Permission
from impactplan.models import User, db
from impactplan.workbook import operations
from impactplan.workbook.dependents import describe_dependents, find_dangling, find_dependents
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import Script, add

SignIn = Callable[[User], PageClient]


def build(cast: Cast) -> tuple[str, str, str]:
    """Make an outcome with a link to an impact and an indicator on it."""
    outcome = add(cast, "outcome", statement="Cursisten loggen zelf in")
    impact = add(cast, "impact", statement="Iedereen doet mee")
    add(cast, "link", source=outcome, target=impact)
    indicator = add(cast, "indicator", name="% dat inlogt", outcome=outcome)
    db.session.rollback()
    return outcome, impact, indicator


def test_what_builds_on_a_row(cast: Cast) -> None:
    outcome, _impact, _indicator = build(cast)
    dependents = find_dependents(load_state(cast.plan_id), {outcome})
    assert {kind: len(items) for kind, items in dependents.items()} == {"link": 1, "indicator": 1}
    words = describe_dependents(dependents)
    assert (words.startswith("1 "), words.endswith(" 1 indicator")) == (True, True)


def test_deleting_says_first_what_builds_on_it(cast: Cast, signed_in: SignIn) -> None:
    outcome, _impact, _indicator = build(cast)
    client, address = signed_in(cast.olga), f"/plans/{cast.plan_id}/items/outcome"
    page = client.post(f"{address}/{outcome}/delete", follow_redirects=True).get_data(as_text=True)
    assert load_state(cast.plan_id).find(outcome) is not None
    form = re.search(r'<form[^>]*action="([^"]*/delete)"[^>]*>(?:(?!</form>).)*name="confirmed"', page, re.S)
    assert form
    db.session.rollback()
    client.post(form[1], data={"confirmed": "1"})
    state = load_state(cast.plan_id)
    assert state.find(outcome) is None
    assert [field.name for field in find_dangling(state, state.rows("indicator")[0])] == ["outcome"]


def test_what_is_left_is_badged_until_undo_brings_it_back(cast: Cast, signed_in: SignIn) -> None:
    outcome, _impact, indicator = build(cast)
    client, plan = signed_in(cast.olga), f"/plans/{cast.plan_id}"
    page = client.post(
        f"{plan}/items/outcome/{outcome}/delete", data={"confirmed": "1"}, follow_redirects=True
    ).get_data(as_text=True)
    batch = re.search(r'name="batch" value="(\w+)"', page)
    assert batch
    badge = f'href="{plan}/steps/indicators?row={indicator}#{indicator}-outcome"'
    assert badge in client.get(f"{plan}/steps/indicators").get_data(as_text=True)
    client.post(f"{plan}/undo", data={"batch": batch[1]})
    assert badge not in client.get(f"{plan}/steps/indicators").get_data(as_text=True)
    state = load_state(cast.plan_id)
    assert state.rows("indicator")[0]["outcome"] == outcome
    assert state.rows("link")[0]["source"] == outcome


@pytest.mark.parametrize(
    ("step", "kind", "name", "target"),
    [("solutions", "output", "activity", "activity"), ("indicators", "indicator", "outcome", "outcome")],
    ids=["a plain page", "a page with a layout"],
)
def test_the_badge_of_an_open_row_goes_with_the_save_that_mends_it(
    cast: Cast, signed_in: SignIn, step: str, kind: str, name: str, target: str
) -> None:
    gone, other = add(cast, target), add(cast, target)
    row = add(cast, kind, **{name: gone})
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, target, gone)
    script = Script(signed_in(cast.olga), cast.plan_id)
    link = f'href="/plans/{cast.plan_id}/steps/{step}?row={row}#{row}-{name}"'
    # While something else is saved, it stays
    around = script.patch(f"{kind}/{row}/name", "Een naam", page={"step": step, "row": row}).get_json()["around"]
    assert link in around
    # Once the row refers to what is there, its place is empty
    version = load_state(cast.plan_id).find(row).version(name)
    around = script.patch(f"{kind}/{row}/{name}", other, version, page={"step": step, "row": row}).get_json()["around"]
    assert link not in around
    assert f'<span class="marks" id="dangling-{row}" data-live></span>' in around


def test_what_nothing_builds_on_goes_at_once(cast: Cast, signed_in: SignIn) -> None:
    row = add(cast, "stakeholder", name="Cursisten")
    signed_in(cast.olga).post(f"/plans/{cast.plan_id}/items/stakeholder/{row}/delete")
    assert load_state(cast.plan_id).find(row) is None
