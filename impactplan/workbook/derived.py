"""The derived columns and tables: how full an item and a step are. All of it can be made again from the items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, String, bindparam, case, func, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from impactplan.extensions import PerApp
from impactplan.graph import PlanState
from impactplan.models import (
    KINDS,
    Plan,
    db,
    item_table,
    reference_table,
    step_table,
)
from impactplan.models.base import execute
from impactplan.steps import BY_KEY, STEP_OF_KIND, STEPS, Step
from impactplan.workbook.checks import Check
from impactplan.workbook.completeness import (
    filled_fields,
    filled_later,
    live_values,
    measure,
    missing_fields,
)
from impactplan.workbook.issues import MissingCheck, checks_of, find_issues
from impactplan.workbook.naming import is_named
from impactplan.workbook.queries import load_state, load_states

_PLAN: Any = bindparam("the_plan", type_=String)
PLANS_AT_ONCE = 100
ITEMS_AT_ONCE = 200
"""Each stands in the query once for every field that refers to others."""
MEASURED = ("filled", "missing", "later_filled", "later_missing")

_touched: PerApp[dict[str, frozenset[str]]] = PerApp("steps-touched", dict)
_judging: PerApp[dict[str, frozenset[str]]] = PerApp("steps-judging", dict)
_statements: PerApp[dict[tuple[str, ...], Any]] = PerApp("refresh-statements", dict)


def steps_touched(kind_key: str) -> frozenset[str]:
    """Return the steps whose state may follow from a change in an item of the kind."""
    if kind_key not in STEP_OF_KIND:
        return frozenset(BY_KEY)
    touched = _touched.current
    if kind_key not in touched:
        touched[kind_key] = frozenset(step.key for step in STEPS if kind_key in _hangs_on(step))
    return touched[kind_key]


def steps_judging(kind_key: str) -> frozenset[str]:
    """Return the steps whose state may follow from what a field of the kind says, besides whether it is filled in."""
    if kind_key not in STEP_OF_KIND:
        return frozenset(BY_KEY)
    judging = _judging.current
    if kind_key not in judging:
        judging[kind_key] = frozenset(
            step.key for step in STEPS if any(kind_key in check.reads for check, _count in _counted(step))
        )
    return judging[kind_key]


def _hangs_on(step: Step) -> set[str]:
    """Return the kinds of the step, those that hold an association of which a row of it needs one, and those that its
    checks that block read."""
    kinds = [KINDS[key] for key in step.kinds]
    holders = {kind.fields[name].targets[0] for kind in kinds for name in kind.needs_one_of}
    return {*step.shown, *holders, *(kind for check, _count in _counted(step) for kind in check.reads)}


def _counted(step: Step) -> list[tuple[Check, Any]]:
    """Return the checks that block the step, beside that of what is missing, and in SQL how many issues each gives."""
    counts = ((check, check.count_in_sql(_PLAN)) for check in checks_of(step))
    return [(check, count) for check, count in counts if count is not None]


def refresh_steps(plan_id: str, keys: Iterable[str], seq: int) -> None:
    """Bring ``plan_step`` up to date for some steps, in one statement."""
    if ordered := tuple(sorted(keys)):
        statements = _statements.current
        if ordered not in statements:
            statements[ordered] = refresh_statement(ordered, db.engine.dialect.name)
        execute(statements[ordered], {"the_plan": plan_id, "the_seq": seq})


def refresh_statement(keys: tuple[str, ...], dialect: str) -> Any:
    rows = [_step_row(BY_KEY[key]) for key in keys]
    source = rows[0] if len(rows) == 1 else union_all(*rows)
    columns = ["plan_id", "step", "filled", "missing", "blocking", "set_aside", "seq"]
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = make(step_table).from_select(columns, source)
    changed = {name: statement.excluded[name] for name in columns[2:]}
    return statement.on_conflict_do_update(index_elements=["plan_id", "step"], set_=changed)


def _step_row(step: Step) -> Select[Any]:
    plan_id, items = _PLAN, item_table
    missing: Any = func.coalesce(func.sum(_own_or_later(step, items.c.missing, items.c.later_missing)), 0)
    for key in step.kinds:
        kind, count = KINDS[key], func.coalesce(func.sum(case((items.c.kind == key, 1), else_=0)), 0)
        needed = step.needs.get(key, 0)
        if kind.sheet:
            unwritten = len(missing_fields(kind, {}))
            missing = missing + case((count == 0, unwritten), else_=0)
        elif needed:
            missing = missing + case((count < needed, needed - count), else_=0)
        if kind.needs_one_of:
            missing_input = (items.c.kind == key) & ~is_named(items.c.id, key, *kind.needs_one_of)
            missing = missing + func.coalesce(func.sum(case((missing_input, 1), else_=0)), 0)
    aside = KINDS["set_aside"].table
    other = items.alias("other")
    put_aside = (
        select(other.c.id)
        .join_from(other, aside, aside.c.id == other.c.id)
        .where(other.c.plan_id == plan_id, other.c.deleted_at.is_(None), aside.c.step == step.key)
        .exists()
    )
    return select(
        plan_id,
        literal(step.key, String),
        func.coalesce(func.sum(_own_or_later(step, items.c.filled, items.c.later_filled)), 0),
        missing,
        sum((count for _check, count in _counted(step)), missing),
        put_aside,
        bindparam("the_seq", type_=BigInteger),
    ).where(items.c.plan_id == plan_id, items.c.kind.in_(step.shown), items.c.deleted_at.is_(None))


def _own_or_later(step: Step, own: Any, later: Any) -> Any:
    """Choose the count of a kind's own step, or that of the later step which asks some of its fields."""
    if not step.borrows:
        return own
    return case((item_table.c.kind.in_(step.borrows), later), else_=own)


def refresh_referrers(plan_id: str, referred: Iterable[str], steps: set[str]) -> None:
    """Measure again what refers to items that were deleted or came back, and add the steps it stands in."""
    ids = list(referred)
    if not ids:
        return
    state = load_state(plan_id)
    for item in filter(None, map(state.find, find_referrers(plan_id, ids, live=False) | set(ids))):
        _measure(item.id, measure(KINDS[item.kind], live_values(state, item)))
        steps |= steps_touched(item.kind)


def find_referrers(plan_id: str, ids: Sequence[str], *, live: bool = True) -> set[str]:
    """Return the ids of the items that refer to any of some items: of those that are there, or of all."""
    referrers: set[str] = set()
    for start in range(0, len(ids), ITEMS_AT_ONCE):
        values = {"the_plan": plan_id, "the_items": list(ids[start : start + ITEMS_AT_ONCE])}
        referrers |= set(db.session.execute(_referrers(), values).scalars())
    if not live or not referrers:
        return referrers
    there = item_table.c.id.in_(referrers), item_table.c.deleted_at.is_(None)
    return set(db.session.execute(select(item_table.c.id).where(*there)).scalars())


@cache
def _referrers() -> Any:
    """Return, as one query, what refers to some items by a field of its own or by one of many references."""
    targets: Any = bindparam("the_items", expanding=True)
    owners = [
        select(kind.table.c.id).where(kind.table.c.plan_id == _PLAN, kind.table.c[name].in_(targets))
        for kind in KINDS.values()
        for name, declared in kind.stored.items()
        if declared.type == "ref"
    ]
    table = reference_table
    listed = select(table.c.item_id).where(table.c.plan_id == _PLAN, table.c.target_id.in_(targets))
    return union_all(*owners, listed)


def _measure(item_id: str, measured: dict[str, int]) -> None:
    db.session.execute(update(item_table).where(item_table.c.id == item_id).values(measured))


def find_differences(plan_id: str) -> list[str]:
    """Compare every derived value of a plan with what its items say, and name what differs."""
    return [difference for _plan, differences in compare_plans([plan_id]) for difference in differences]


def compare_plans(plan_ids: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the plans, read some at a time, each with what differs in it."""
    for start in range(0, len(plan_ids), PLANS_AT_ONCE):
        some = plan_ids[start : start + PLANS_AT_ONCE]
        measured = _read_measured(some)
        steps: dict[str, dict[str, Any]] = {plan_id: {} for plan_id in some}
        for row in db.session.execute(select(step_table).where(step_table.c.plan_id.in_(some))):
            steps[row.plan_id][row.step] = row.filled, row.missing, row.blocking, row.set_aside
        for state in load_states(some):
            yield state.plan_id, [*_differing_items(state, measured), *_differing_steps(state, steps[state.plan_id])]


def _read_measured(plan_ids: Sequence[str]) -> dict[str, tuple[int, ...]]:
    columns = (item_table.c.id, *(item_table.c[name] for name in MEASURED))
    query = select(*columns).where(item_table.c.plan_id.in_(plan_ids), item_table.c.deleted_at.is_(None))
    return {row[0]: tuple(row[1:]) for row in db.session.execute(query)}


def _differing_items(state: PlanState, stored: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    for item in state:
        measured = measure(KINDS[item.kind], live_values(state, item))
        if stored[item.id] != tuple(measured[name] for name in MEASURED):
            yield f"{state.plan_id}: {item.kind} {item.id}: {stored[item.id]} is not {tuple(measured.values())}"


def _differing_steps(state: PlanState, recorded: Mapping[str, Any]) -> Iterator[str]:
    aside = {item["step"] for item in state.rows("set_aside")}
    for step in STEPS:
        items = [item for key in step.kinds for item in state.rows(key)]
        filled = sum(filled_fields(KINDS[item.kind], live_values(state, item)) for item in items)
        filled += sum(
            filled_later(KINDS[key], live_values(state, item)) for key in step.borrows for item in state.rows(key)
        )
        blocking = list(find_issues(state, [step], blocking=True))
        missing = sum(issue.check == MissingCheck(step).key for issue in blocking)
        expected = (filled, missing, len(blocking), step.key in aside)
        if recorded.get(step.key) != expected:
            yield f"{state.plan_id}: step {step.key}: {recorded.get(step.key)} is not {expected}"


def rebuild(plan_id: str) -> None:
    """Make every derived value of a plan again from its items."""
    state = load_state(plan_id)
    for item in state:
        _measure(item.id, measure(KINDS[item.kind], live_values(state, item)))
    refresh_steps(plan_id, BY_KEY, state.seq)
    db.session.commit()


def all_plan_ids() -> list[str]:
    return list(db.session.execute(select(Plan.id).order_by(Plan.id)).scalars())
