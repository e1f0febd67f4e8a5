"""The engine of checks: what a check declares is what it does, and what blocks is counted without loading the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, PlanStep, db
from impactplan.rules import RULES_OF_THUMB
from impactplan.steps import BY_KEY, STEPS
from impactplan.workbook import operations
from impactplan.workbook.checks import BLOCKS, MISSING, STRUCTURE, WARNS, FieldCheck, FieldChecks, Location, notes_at
from impactplan.workbook.derived import find_differences, rebuild
from impactplan.workbook.issues import checks_of, find_issues
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.anything import fill_with_anything
from tests.support.cast import Cast
from tests.support.states import make_state
from tests.workbook.support import Script, add

SEEDS = (1, 2, 3)


def field_checks() -> Iterator[FieldCheck]:
    for step in STEPS:
        yield from (check for check in checks_of(step) if isinstance(check, FieldCheck))


def test_each_check_has_a_key_of_its_own_and_stands_at_a_field_of_its_step(without_database: Flask) -> None:
    checks = list(field_checks())
    assert len({check.key for check in checks}) == len(checks)
    for check in checks:
        kind, step = KINDS[check.kind], BY_KEY[check.step]
        assert check.field in (kind.at_home if check.kind in step.kinds else kind.shown_in(check.step)), check.key


def test_what_a_check_rests_on_exists(without_database: Flask) -> None:
    for check in field_checks():
        for path in check.rests_on:
            start, _colon, rest = path.rpartition(":")
            kinds = {start or check.kind}
            for name in rest.split("."):
                assert any(name in KINDS[kind].fields for kind in kinds), (check.key, path)
                kinds = {target for kind in kinds for target in KINDS[kind].fields[name].targets}


class WatchedItem(Item):
    """Notes which of its fields are read."""

    seen: set[str]

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(name)
        return super().get(name, default)


def watched(state: PlanState) -> PlanState:
    def watch(item: Item) -> Item:
        copy = WatchedItem(item.id, item.kind, item.position, item.values)
        object.__setattr__(copy, "seen", set())
        return copy

    return replace(state, items={kind: tuple(map(watch, rows)) for kind, rows in state.items.items()})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_check_reads_no_more_than_it_declares(cast: Cast, seed: int) -> None:
    """With the kinds that it reads alone it gives the same issues, and it looks at no other field of its item."""
    fill_with_anything(cast.plan_id, seed, rows=6)
    state, loaded = load_state(cast.plan_id), dict[frozenset[str], PlanState]()
    for check in (check for step in STEPS for check in checks_of(step)):
        if check.reads not in loaded:
            loaded[check.reads] = load_state(cast.plan_id, kinds=check.reads)
        alone = loaded[check.reads]
        assert list(check.find_issues(alone)) == list(check.find_issues(state)), check.key
        if isinstance(check, FieldCheck):
            own = {path.partition(".")[0] for path in check.rests_on if ":" not in path}
            every = {path.rpartition(":")[2].partition(".")[0] for path in check.rests_on if ":" in path}
            for item in watched(state).rows(check.kind):
                check.find(replace(state), item)
                assert item.seen <= own | every, check.key  # type: ignore[attr-defined]  # a WatchedItem


@pytest.mark.parametrize("seed", SEEDS)
def test_what_blocks_is_counted_in_sql_as_the_checks_find_it(cast: Cast, seed: int) -> None:
    fill_with_anything(cast.plan_id, seed, rows=12)
    assert find_differences(cast.plan_id) == []
    assert blocking(cast) == {step.key: len(blocking_issues(cast, step.key)) for step in STEPS}
    before = db.session.execute(select(PlanStep.__table__).order_by(PlanStep.step)).all()
    rebuild(cast.plan_id)
    assert db.session.execute(select(PlanStep.__table__).order_by(PlanStep.step)).all() == before


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_missing_blocks_once(cast: Cast, seed: int) -> None:
    """No other check blocks at a field that is missing already."""
    fill_with_anything(cast.plan_id, seed, rows=12)
    for step in STEPS:
        places = [(issue.item_id, issue.field) for issue in blocking_issues(cast, step.key) if issue.item_id]
        assert len(set(places)) == len(places)


def test_what_blocks_hangs_on_no_day_and_no_rule_of_thumb(cast: Cast) -> None:
    fill_with_anything(cast.plan_id, 4, rows=12)
    state = load_state(cast.plan_id)
    numbers = {each.name: 1 for each in fields(RULES_OF_THUMB)}
    other = replace(state, rules=replace(RULES_OF_THUMB, **numbers), last_meeting=date(2027, 1, 1))
    with time_machine.travel(date(2090, 1, 1)):
        assert list(find_issues(other, blocking=True)) == list(find_issues(state, blocking=True))


def blocking(cast: Cast) -> Mapping[str, int]:
    rows = db.session.execute(select(PlanStep.step, PlanStep.blocking).where(PlanStep.plan_id == cast.plan_id))
    return {row.step: row.blocking for row in rows}


def blocking_issues(cast: Cast, step: str) -> list[Any]:
    return list(find_issues(load_state(cast.plan_id), [BY_KEY[step]], blocking=True))


def set_field(cast: Cast, kind: str, item_id: str, **values: Any) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.set_fields(write, kind, item_id, values, {})


def others(cast: Cast, step: str) -> list[str]:
    """Return the checks that block a step beside what is missing, as often as the table counts them."""
    issues = blocking_issues(cast, step)
    assert blocking(cast)[step] == len(issues)
    assert find_differences(cast.plan_id) == []
    return [issue.check for issue in issues if issue.category is not MISSING]


def test_a_baseline_after_the_target_blocks(cast: Cast) -> None:
    row = add(cast, "indicator", baseline_date=date(2026, 5, 2), target_date=date(2026, 5, 1))
    assert others(cast, "indicators") == ["indicators.baseline_after_target"]
    set_field(cast, "indicator", row, baseline_date=date(2026, 5, 1))
    assert others(cast, "indicators") == []
    set_field(cast, "indicator", row, baseline_date=date(2026, 5, 3))
    assert others(cast, "indicators") == ["indicators.baseline_after_target"]
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, "indicator", row)
    assert others(cast, "indicators") == []


@pytest.mark.parametrize(
    ("reached", "gross", "blocks"),
    [(3, "3", False), (3, "3.000001", True), (-1, "3", False), (1_000_000_000, "3", False)],
)
def test_more_changed_than_reached_blocks(cast: Cast, reached: int, gross: str, blocks: bool) -> None:
    add(cast, "ledger_line", realised_reach=reached, gross=Decimal(gross))
    assert others(cast, "ledger") == ["ledger.more_changed_than_reached"] * blocks


def test_a_missing_condition_blocks_until_an_action_answers_it(cast: Cast) -> None:
    condition, action = add(cast, "condition", state="missing"), add(cast, "action", name="Regelen")
    blocked = ["conditions.missing_without_action"]
    assert others(cast, "conditions") == blocked
    set_field(cast, "action", action, answers=(condition,))
    assert others(cast, "conditions") == []
    for operation, left in ((operations.delete_item, blocked), (operations.restore_item, [])):
        with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
            operation(write, "action", action)
        assert others(cast, "conditions") == left
    set_field(cast, "condition", condition, actions=())
    assert others(cast, "conditions") == blocked
    set_field(cast, "condition", condition, state="partly")
    assert others(cast, "conditions") == []


def test_a_save_that_can_block_stays_within_its_queries(cast: Cast, olga: Script) -> None:
    indicator, line = add(cast, "indicator", name="A"), add(cast, "ledger_line", realised_reach=3)
    condition, action = add(cast, "condition", state="missing"), add(cast, "action", name="A")
    saves = [
        (f"indicator/{indicator}/baseline_date", "2026-01-01"),
        (f"ledger_line/{line}/gross", "4"),
        (f"condition/{condition}/state", "present"),
        (f"action/{action}/answers", [condition]),
    ]
    for where, value in saves:
        _kind, ref, name = where.split("/")
        seen = load_state(cast.plan_id).by_id[ref].version(name)
        assert olga.patch(where, value, seen, key=where, queries=8).status_code == 200


# --- issues ---

STATE = make_state(
    {
        "outcome": [{"statement": "Log in"}],
        "indicator": [{"name": "Share", "outcome": "outcome1", "baseline": Decimal(3), "unit": "%"}],
        "measurement": [{"indicator": "indicator1", "value": Decimal(140)}],
    }
)


def test_an_issue_says_where_it_is_mended_and_what_it_rests_on(without_database: Flask) -> None:
    issues = {(issue.check, issue.field): issue for issue in find_issues(STATE)}
    value = issues["results.percentage", "value"]
    assert (value.severity, value.category, value.kind) == (WARNS, STRUCTURE, "measurement")
    assert value.location == Location("results", "measurement1", "measurement1-value")
    assert value.rests_on == {
        ("measurement1", "value"),
        ("measurement1", "indicator"),
        ("indicator1", "unit"),
    }
    unnamed = issues["purpose.missing", "ambition"]
    assert (unnamed.severity, unnamed.location) == (BLOCKS, Location("purpose", None, "purpose-ambition"))
    assert issues["rhythm.missing", ""].location == Location("rhythm", None, "add-rhythm")


def test_only_the_checks_that_read_a_touched_kind_are_run(without_database: Flask) -> None:
    touched = {issue.check for issue in find_issues(STATE, touching={"measurement"})}
    assert "results.percentage" in touched
    assert "results.missing" in touched
    assert "indicators.target_date_passed" not in touched
    assert "purpose.missing" not in touched
    assert list(find_issues(STATE, touching=())) == []


def test_a_field_shows_the_first_that_there_is_to_think_about() -> None:
    checks = FieldChecks("results", "measurement")
    checks.at("value", STRUCTURE, WARNS)(lambda _state, item: "many" if item["value"] > 100 else "")
    checks.at("value", STRUCTURE, WARNS)(lambda _state, _item: "always")
    checks.at("n", STRUCTURE, WARNS)(lambda _state, _item: "")
    assert notes_at(checks, STATE, STATE.rows("measurement")[0]) == {"value": "many"}


@pytest.mark.parametrize("severity", [BLOCKS, WARNS])
def test_what_blocks_says_how_it_is_counted_and_nothing_else_does(severity: Any) -> None:
    condition = None if severity is BLOCKS else lambda row: row.n > 1
    with pytest.raises(ValueError, match="results"):
        FieldChecks("results", "measurement").at("n", STRUCTURE, severity, condition=condition)(lambda _s, _i: "")
