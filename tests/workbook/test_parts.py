"""What a form shows at once, what it folds away, and what it never offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import pytest
from flask import Flask

from impactplan.access import Permission
from impactplan.models import KINDS
from impactplan.steps import BY_KEY, STEPS
from impactplan.workbook import operations
from impactplan.workbook.fieldviews import LATER, FieldView, FormPart, in_parts
from impactplan.workbook.queries import load_state
from impactplan.workbook.stored import write_references
from impactplan.workbook.views import StepSource, view_item
from impactplan.workbook.writing import CircleError, writing
from tests.support.anything import value_of
from tests.support.cast import Cast
from tests.support.states import make_state
from tests.workbook.support import Script, add

FORMS = [(step.key, kind) for step in STEPS for kind in step.shown]


def parts_of(step: str, kind: str, values: Mapping[str, Any] | None = None) -> list[FormPart]:
    state = make_state({key: [] for key in KINDS} | {kind: [{"id": "one", **(values or {})}]})
    return in_parts(view_item(StepSource(state, BY_KEY[step]), KINDS[kind], state.by_id["one"]))


def views_in(parts: Sequence[FormPart]) -> Iterator[FieldView]:
    for part in parts:
        yield from (view for line in part.lines for view in line)
        yield from views_in(part.parts)


def names_in(parts: Sequence[FormPart]) -> list[str]:
    return [view.name for view in views_in(parts)]


def later(parts: Sequence[FormPart]) -> list[FormPart]:
    return [part for part in parts if part.fold == LATER]


@pytest.mark.parametrize(("step", "kind"), FORMS)
def test_what_is_required_is_never_folded_away(without_database: Flask, step: str, kind: str) -> None:
    for seed in range(4):
        random = Random(seed)  # to have them all alike, not to be safe
        stored = {name: declared for name, declared in KINDS[kind].stored.items() if not declared.is_reference}
        values = {name: value_of(random, declared, []) for name, declared in stored.items()} if seed else {}
        parts = parts_of(step, kind, values)
        assert not [view.name for view in views_in(later(parts)) if view.required]
        asked = KINDS[kind].at_home if kind in BY_KEY[step].written else KINDS[kind].shown_in(step)
        assert sorted(names_in(parts)) == sorted(name for name in asked if not KINDS[kind].fields[name].fixed)


@pytest.mark.parametrize(("step", "kind"), FORMS)
def test_who_adds_a_row_sees_few_fields(without_database: Flask, step: str, kind: str) -> None:
    parts = parts_of(step, kind)
    shown = [part for part in parts if part.fold is None or (part.fold != LATER and part.asked)]
    most = {"indicator": 11, "collection": 13, "contribution": 13, "challenge": 7, "pitch": 12}.get(kind, 6)
    assert 0 < len(names_in(shown)) <= most
    assert all(not part.open for part in later(parts))


def test_what_can_wait_opens_once_something_in_it_is_filled_in(without_database: Flask) -> None:
    [closed] = later(parts_of("stakeholders", "stakeholder", {"name": "Digistarters"}))
    assert names_in([closed]) == ["traits", "involvement"]
    assert not closed.open
    [opened] = later(parts_of("stakeholders", "stakeholder", {"traits": "Vaak onzeker"}))
    assert opened.open


def test_the_page_has_it_open_without_a_script(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="Digistarters")
    page = f"/plans/{cast.plan_id}/steps/stakeholders?row={row}"
    fold = '<details class="fold" data-fold="later"'
    assert fold in (closed := olga.client.get(page).text)
    assert "open" not in closed.split(fold)[1].split(">")[0]
    olga.patch(f"stakeholder/{row}/traits", "Vaak onzeker")
    assert "open" in olga.client.get(page).text.split(fold)[1].split(">")[0]


def test_a_part_that_another_answer_asks_for_stands_open_with_it(without_database: Flask) -> None:
    [money] = [part for part in parts_of("valuation", "valuation") if part.fold and part.fold.key == "monetary"]
    assert (money.open, money.asked) == (False, False)
    values = {"method": "monetary"}
    [money] = [part for part in parts_of("valuation", "valuation", values) if part.fold and part.fold.key == "monetary"]
    assert money.open
    kept = {"method": "ranking", "proxy": "Cursusprijs"}
    [money] = [part for part in parts_of("valuation", "valuation", kept) if part.fold and part.fold.key == "monetary"]
    assert (money.open, money.asked) == (False, True)


def test_own_contribution_asks_three_questions_first(without_database: Flask) -> None:
    first, sources, *_rest = parts_of("contribution", "contribution")
    assert names_in([first]) == ["outcome", "gross", "deadweight", "own_share", "duration"]
    assert all("source" in name or "certainty" in name for name in names_in([sources]))


# --- what a reference never leads to ---


def offered(olga: Script, step: str, row: str, name: str) -> str:
    page = olga.client.get(f"/plans/{olga.plan_id}/steps/{step}?row={row}").text
    return page.split(f'data-field="{name}"')[1].split("field__below")[0]


def test_an_action_is_not_offered_itself_nor_what_waits_for_it(cast: Cast, olga: Script) -> None:
    first, second, third = (add(cast, "action", name=name) for name in ("Eén", "Twee", "Drie"))
    olga.patch(f"action/{second}/depends_on", [first])
    olga.patch(f"action/{third}/depends_on", [second])
    assert not [
        one for one in (first, second, third) if f'value="{one}"' in offered(olga, "roadmap", first, "depends_on")
    ]
    options = offered(olga, "roadmap", third, "depends_on")
    assert f'value="{first}"' in options
    assert f'value="{second}"' in options
    assert f'value="{third}"' not in options


def test_an_action_that_would_wait_for_itself_is_refused_beside_the_field(cast: Cast, olga: Script) -> None:
    first, second = add(cast, "action", name="Eén"), add(cast, "action", name="Twee")
    for waits in ([first], [second, first]):
        answer = olga.patch(f"action/{first}/depends_on", waits)
        assert answer.status_code == 422
        assert "niet op zichzelf" in answer.json["errors"][0]
    olga.patch(f"action/{second}/depends_on", [first])
    assert olga.patch(f"action/{first}/depends_on", [second]).status_code == 422
    form = {"version-depends_on": 0, "depends_on": [second], "version-name": 1, "name": "Eén, anders"}
    answer = olga.post(f"items/action/{first}", form)
    assert answer.status_code == 422
    assert "niet op zichzelf" in answer.text
    assert "Eén, anders" in answer.text
    assert not load_state(cast.plan_id).by_id[first]["depends_on"]


def test_a_link_has_two_ends(cast: Cast, olga: Script) -> None:
    one, other = add(cast, "outcome", statement="Durft meer"), add(cast, "outcome", statement="Doet mee")
    link = add(cast, "link", source=one)
    assert f'value="{one}"' not in offered(olga, "theory", link + "&view=list", "target")
    assert f'value="{other}"' in offered(olga, "theory", link + "&view=list", "target")
    answer = olga.patch(f"link/{link}/target", one)
    assert answer.status_code == 422
    assert "Daar begint het ook al" in answer.json["errors"][0]
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write, pytest.raises(CircleError):
        operations.create_item(write, "link", {"source": one, "target": one})


def test_a_circle_of_before_can_still_be_undone(cast: Cast, olga: Script) -> None:
    first, second, third = (add(cast, "action", name=name) for name in ("Eén", "Twee", "Drie"))
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        write_references(write, "depends_on", [(first, [second, third], 0), (second, [first], 0)])
    assert olga.patch(f"action/{first}/depends_on", [second]).status_code == 200
    assert olga.patch(f"action/{first}/depends_on", []).status_code in {200, 412}
