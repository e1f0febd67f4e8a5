"""The log against the plan: any earlier moment equals the plan as it was, and derived tables equal a rebuild."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from impactplan.access import Permission
from impactplan.graph import PlanState
from impactplan.models import KINDS, PlanItem, PlanStep, Revision, User, db, now
from impactplan.steps import BY_KEY
from impactplan.workbook import operations, plans, positions, undo
from impactplan.workbook.derived import find_differences, rebuild
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import RowLimitError, TargetError, Write, WriteError, writing
from tests.support.cast import Cast, make_cast

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=500)
DEEDS = ["create", "set", "set", "set", "sheet", "delete", "move", "copy", "undo", "aside", "name"]
SHEETS = [key for key, kind in KINDS.items() if kind.sheet]
# Kinds that have to do with each other: what is drawn from one group meets more often than what is drawn from all.
GROUPS = [
    ["stakeholder", "audience", "input", "activity", "output", "outcome", "impact", "precondition", "link"],
    ["outcome", "indicator", "source", "collection", "measurement"],
    ["outcome", "contribution", "valuation", "ledger_line", "capacity"],
    ["indicator", "insight", "report", "negative_effect", "decision", "action"],
    ["precondition", "condition", "supporter", "culture", "action", "task", "rhythm"],
]


def any_value(data: st.DataObject, kind: str, name: str, state: PlanState) -> Any:
    """Draw a value that a field can hold now."""
    declared = KINDS[kind].fields[name]
    targets = [item.id for target in declared.targets for item in state.rows(target)]
    keys = [key for key, _label in declared.choices]
    strategies: dict[str, st.SearchStrategy[Any]] = {
        "text": st.text(max_size=20).filter(lambda text: "\x00" not in text),
        "prose": TEXT,
        "integer": st.integers(0, 10**9),
        "scale": st.integers(declared.low or 0, declared.high or 5),
        "year": st.integers(1900, 2100),
        "number": st.decimals(0, 10**9, places=6, allow_nan=False),
        "date": st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "choice": st.sampled_from(keys or [""]),
        "choices": st.lists(st.sampled_from(keys or [""]), unique=True).map(tuple),
        "flag": st.sampled_from([True, None]),
        "ref": st.sampled_from([*targets, None]),
        "refs": st.lists(st.sampled_from(targets), unique=True).map(tuple) if targets else st.just(()),
    }
    value = data.draw(strategies["refs" if declared.type == "inverse" else declared.type])
    return value if declared.is_filled(value) or isinstance(value, tuple) else None


def edit(data: st.DataObject, write: Write, state: PlanState, kinds: list[str]) -> None:
    """Do one random thing to the plan."""
    kind = data.draw(st.sampled_from(kinds), "kind")
    here = state.rows(kind)
    does = data.draw(st.sampled_from(DEEDS), "deed")
    if does == "create" or (not here and does in {"set", "delete", "move", "copy"}):
        operations.create_item(write, kind)
    elif does in {"set", "sheet"}:
        key = kind if does == "set" else data.draw(st.sampled_from(SHEETS))
        ref = data.draw(st.sampled_from(here)).id if does == "set" else key
        name = data.draw(st.sampled_from(list(KINDS[key].fields)), "field")
        operations.set_fields(write, key, ref, {name: any_value(data, key, name, state)}, {})
    elif does == "delete":
        operations.delete_item(write, kind, data.draw(st.sampled_from(here)).id)
    elif does == "move":
        index = data.draw(st.integers(0, len(here)))
        positions.move_item(write, kind, data.draw(st.sampled_from(here)).id, index=index)
    elif does == "copy":
        operations.duplicate_item(write, data.draw(st.sampled_from(here)))
    elif does == "undo":
        log = db.session.execute(select(Revision.batch).where(Revision.kind != "plan").order_by(Revision.id)).scalars()
        if batches := list(dict.fromkeys(log)):
            undo.undo_batch(write, data.draw(st.sampled_from(batches)))
    elif does == "aside":
        plans.set_step_aside(write, data.draw(st.sampled_from(sorted(BY_KEY))), "nog niet")
    else:
        plans.rename_plan(write, data.draw(st.text("abc", min_size=1, max_size=5)), "")


def visible(state: PlanState) -> Any:
    """Return what a reader sees of a state, without the moment of the last change."""
    return state.title, state.organisation, state.seq, {key: rows for key, rows in state.items.items() if rows}


@pytest.mark.long
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_moment_of_the_log_equals_the_plan_then(app: Any, empty: Callable[[], None], data: st.DataObject) -> None:
    empty()
    cast = make_cast()
    moments: dict[int, Any] = {}
    kinds = data.draw(st.sampled_from(GROUPS), "kinds")
    with time_machine.travel(now(), tick=False) as clock:
        for _step in range(data.draw(st.integers(1, 25), "edits")):
            clock.shift(timedelta(seconds=data.draw(st.integers(0, 400))))
            state = load_state(cast.plan_id)
            moments[state.seq] = visible(state)
            author: User = data.draw(st.sampled_from([cast.olga, cast.karel]))
            try:
                with writing(cast.plan_id, Permission.EDIT, author) as write:
                    edit(data, write, state, kinds)
            except (RowLimitError, TargetError, WriteError):
                continue
    for seq, seen in moments.items():
        assert visible(load_state(cast.plan_id, at=seq)) == seen
    assert find_differences(cast.plan_id) == []


def test_every_kind_is_drawn() -> None:
    rows = {key for key, kind in KINDS.items() if not kind.sheet and key != "set_aside"}
    assert {key for group in GROUPS for key in group} == rows


def test_a_rebuild_changes_nothing_and_repairs_what_is_wrong(cast: Cast) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        row = operations.create_item(write, "stakeholder", {"name": "A", "size": 4})
        operations.create_item(write, "output", {"name": "B", "quantity": Decimal(3)})
        operations.set_fields(write, "purpose", "purpose", {"ambition": "C", "motives": ("learn",)}, {})
    assert find_differences(cast.plan_id) == []
    steps = select(PlanStep.step, PlanStep.filled, PlanStep.missing, PlanStep.set_aside).order_by(PlanStep.step)
    before = db.session.execute(steps).all()
    rebuild(cast.plan_id)
    assert db.session.execute(steps).all() == before
    db.session.execute(update(PlanItem).where(PlanItem.id == row).values(filled=99))
    db.session.execute(update(PlanStep).where(PlanStep.step == "theory").values(missing=99))
    db.session.commit()
    assert len(find_differences(cast.plan_id)) == 2
    rebuild(cast.plan_id)
    assert find_differences(cast.plan_id) == []
