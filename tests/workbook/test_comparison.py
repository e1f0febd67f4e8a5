"""What is different between two moments: complete, so that it leads from the first to the second, and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, User, db, item_table, now
from impactplan.models.revision import Origin
from impactplan.workbook import operations, positions, undo
from impactplan.workbook.comparison import Comparison, Fate, compare, find_moved
from impactplan.workbook.past import BEGINNING, load_past
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import RowLimitError, TargetError, Write, WriteError, writing
from tests.support.cast import Cast, make_cast
from tests.workbook.support import add
from tests.workbook.test_log import GROUPS, edit


def content(state: PlanState) -> Any:
    """Return what a state says: its rows in their order, with what is filled in."""
    rows = {
        key: [
            (item.id, {name: item[name] for name, one in KINDS[key].stored.items() if one.is_filled(item[name])})
            for item in items
        ]
        for key, items in state.items.items()
        if items
    }
    return state.title, state.organisation, rows


def bring_back(data: st.DataObject, write: Write) -> None:
    """Bring back any row that was removed."""
    removed = select(item_table.c.id, item_table.c.kind).where(item_table.c.deleted_at.is_not(None))
    if gone := db.session.execute(removed.order_by(item_table.c.id)).all():
        row = data.draw(st.sampled_from(gone), "restore")
        operations.restore_item(write, row.kind, row.id)


@pytest.mark.long
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changes_lead_from_any_moment_to_any_later_one(
    app: Any, empty: Callable[[], None], data: st.DataObject
) -> None:
    empty()
    cast = make_cast()
    states: dict[int, PlanState] = {}
    kinds = data.draw(st.sampled_from(GROUPS), "kinds")
    with time_machine.travel(now(), tick=False) as clock:
        for _step in range(data.draw(st.integers(2, 25), "edits")):
            clock.shift(timedelta(seconds=data.draw(st.integers(0, 400))))
            state = load_state(cast.plan_id)
            states[state.seq] = state
            author: User = data.draw(st.sampled_from([cast.olga, cast.karel]))
            try:
                with writing(cast.plan_id, Permission.EDIT, author) as write:
                    if data.draw(st.integers(0, 4)):
                        edit(data, write, state, kinds)
                    else:
                        bring_back(data, write)
            except (RowLimitError, TargetError, WriteError):
                continue
    state = load_state(cast.plan_id)
    states[state.seq] = state
    seqs = sorted(states)
    past = load_past(cast.plan_id, seqs)
    for seq in seqs:
        assert content(past.at(seq)) == content(states[seq])
    first = data.draw(st.sampled_from([BEGINNING, *seqs]), "first")
    last = data.draw(st.sampled_from([seq for seq in seqs if seq >= first]), "last")
    comparison = past.compare(first, last)
    assert content(comparison.apply(past.at(first))) == content(states[last])
    assert bool(comparison) == (content(past.at(first)) != content(states[last]))
    assert content(load_past(cast.plan_id, [first, last]).at(last)) == content(states[last])


@given(st.permutations(list("abcdefgh")))
def test_as_few_rows_as_can_be_count_as_moved(order: list[str]) -> None:
    moved = find_moved("abcdefgh", order)
    kept = [row for row in order if row not in moved]
    assert kept == sorted(kept)
    assert len(kept) == longest(order)


def longest(order: list[str]) -> int:
    lengths: list[int] = []
    for at, row in enumerate(order):
        lengths.append(1 + max((lengths[i] for i in range(at) if order[i] < row), default=0))
    return max(lengths)


def test_one_row_that_was_moved_is_one_move() -> None:
    assert find_moved("abcde", "bcdea") == {"a"}
    assert find_moved("abcde", "eabcd") == {"e"}
    assert find_moved("ab", "ba", likely={"b"}) == {"b"}
    assert find_moved("ab", "ba", likely={"a"}) == {"a"}


def of_kind(comparison: Comparison, kind: str) -> list[tuple[str, Fate, bool, list[str]]]:
    changes = comparison.items.get(kind, ())
    return [
        (str(one.item["name"]), one.fate, one.moved, [change.name for change in one.fields if change.name != "name"])
        for one in changes
    ]


def test_only_the_net_difference_is_told(cast: Cast) -> None:
    kept, gone, back = (add(cast, "stakeholder", name=name) for name in ("Blijft", "Gaat", "Terug"))
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, "stakeholder", back)
    start = load_state(cast.plan_id).seq
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.set_fields(write, "stakeholder", kept, {"size": 4}, {})
        operations.delete_item(write, "stakeholder", gone)
        operations.restore_item(write, "stakeholder", back)
        operations.create_item(write, "stakeholder", {"name": "Nieuw", "size": 2})
        batch = write.batch
    expected = [
        ("Blijft", Fate.KEPT, False, ["size"]),
        ("Terug", Fate.RESTORED, False, []),
        ("Nieuw", Fate.ADDED, False, ["size"]),
        ("Gaat", Fate.REMOVED, False, []),
    ]
    assert of_kind(load_past(cast.plan_id, [start]).compare(start), "stakeholder") == expected
    with writing(cast.plan_id, Permission.EDIT, cast.karel) as write:
        undo.undo_batch(write, batch)
    past = load_past(cast.plan_id, [start])
    assert not past.compare(start)
    assert {entry.origin for entry in past.entries(start)} == {None, Origin.UNDO}


def test_a_moved_row_is_told_as_moved_and_nothing_else(cast: Cast) -> None:
    rows = [add(cast, "stakeholder", name=name) for name in "ABCDEF"]
    start = load_state(cast.plan_id).seq
    for _time in range(3):
        with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
            positions.move_item(write, "stakeholder", rows[0], by=1)
    comparison = load_past(cast.plan_id, [start]).compare(start)
    assert of_kind(comparison, "stakeholder") == [("A", Fate.KEPT, True, [])]
    assert comparison.items["stakeholder"][0].behind == rows[3]


def test_typing_after_an_undo_is_an_edit_of_its_own(cast: Cast) -> None:
    row = add(cast, "stakeholder", name="Een")
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.set_fields(write, "stakeholder", row, {"name": "Twee"}, {})
        batch = write.batch
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        undo.undo_batch(write, batch)
        undone = write.batch
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.set_fields(write, "stakeholder", row, {"name": "Drie"}, {})
        assert write.batch != undone
        assert write.origin is None


def test_of_the_beginning_everything_is_new_and_the_log_is_not_read(cast: Cast) -> None:
    add(cast, "stakeholder", name="Iemand")
    past = load_past(cast.plan_id, [BEGINNING])
    assert past.log == ()
    assert of_kind(past.compare(BEGINNING), "stakeholder") == [("Iemand", Fate.ADDED, False, [])]


def test_a_moment_before_those_asked_for_is_refused(cast: Cast) -> None:
    for name in "ABC":
        add(cast, "stakeholder", name=name)
    with pytest.raises(ValueError, match="nothing is known"):
        load_past(cast.plan_id, [3]).at(2)


def test_values_that_say_nothing_are_no_difference(without_database: None) -> None:
    def state(**values: Any) -> PlanState:
        item = Item("a", "stakeholder", 0, values)
        return PlanState("p", "", "", "nl", 1, now(), {"stakeholder": (item,)})

    assert not compare(state(name="A", size=None, side=""), state(name="A"))
