"""Random edits of a drawing: each leaves other boxes in their order; taken back, it is the first one again."""

from __future__ import annotations

import random
from typing import Any

import pytest

from impactplan.graph import PlanState
from impactplan.models import BOX_KINDS, new_id
from impactplan.strategy.pictures import draw_theory, order_boxes
from impactplan.workbook.queries import load_state
from tests.strategy.test_drawing import theory
from tests.support.cast import Cast
from tests.workbook.support import Script
from tests.workbook.test_batches import create, send, take_back

__all__ = ["theory"]
TITLES = {"activity": "name", "output": "name"}


def order_of(state: PlanState) -> dict[str, list[str]]:
    return {column.key: keys for column, keys in order_boxes(state)}


def random_edit(state: PlanState, chance: random.Random) -> tuple[list[dict[str, Any]], set[str]]:
    """Return the operations of one edit, and the boxes whose place it is about."""
    boxes = [item for kind in BOX_KINDS for item in state.rows(kind)]
    box = chance.choice(boxes)
    new, text = new_id(), chance.choice(["Kort", "Lang " * 30])
    title = TITLES.get(box.kind, "statement")
    edit = chance.choice(["add", "add connected", "link", "text", "delete", "unlink"])
    outcomes = [item for item in state.rows("outcome") if item.id != box.id]
    leads = box.kind in ("output", "outcome", "precondition")
    if edit == "delete" and len(boxes) > 3:
        return [{"do": "delete", "kind": box.kind, "id": box.id}], {box.id}
    if edit == "unlink" and state.rows("link"):
        return [{"do": "delete", "kind": "link", "id": chance.choice(state.rows("link")).id}], set()
    if edit == "text":
        versions = {title: box.version(title)}
        return [{"do": "set", "kind": box.kind, "id": box.id, "values": {title: text}, "versions": versions}], set()
    if edit == "link" and leads and outcomes:
        target = chance.choice(outcomes).id
        return [create("link", new, source=box.id, target=target, assumption=text)], set()
    term = chance.choice(["short", "mid", "long"])
    added = create("outcome", new, statement=text, term=term) | {"after": chance.choice([None, box.id])}
    if edit == "add connected" and leads:
        return [added, create("link", new_id(), source=box.id, target=new)], {new}
    return [added], {new}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("theory")
def test_edits_leave_other_boxes_in_their_order_and_can_all_be_taken_back(cast: Cast, olga: Script, seed: int) -> None:
    chance = random.Random(seed)
    state = load_state(cast.plan_id)
    first, batches = draw_theory(state, "p"), []
    for _number in range(8):
        operations, about = random_edit(state, chance)
        answer = send(olga, *operations)
        assert answer.status_code == 201, (operations, answer.json)
        batches.append(answer.json["batch"])
        before, state = order_of(state), load_state(cast.plan_id)
        for column, keys in order_of(state).items():
            both = [key for key in keys if key in before[column] and key not in about]
            assert both == [key for key in before[column] if key in both]
    assert draw_theory(state, "p") != first
    for batch in reversed(batches):
        assert take_back(olga, batch).status_code == 200
    assert draw_theory(load_state(cast.plan_id), "p") == first
