"""The derived columns and tables: how full an item and a step are. All of it can be made again from the items."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, String, bindparam, case, func, literal, or_, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from impactplan.models import (
    KINDS,
    Kind,
    Plan,
    db,
    item_table,
    reference_table,
    step_table,
)
from impactplan.steps import BY_KEY, STEP_OF_KIND, STEPS, Step
from impactplan.workbook.completeness import (
    filled_fields,
    filled_later,
    find_gaps,
    live_values,
    measure,
    missing_fields,
)
from impactplan.workbook.queries import load_state

MEASURED = ("filled", "missing", "later_filled", "later_missing")


def steps_touched(kind_key: str) -> set[str]:
    """Return the steps whose state may follow from a change in an item of the kind."""
    if kind_key in STEP_OF_KIND:
        return {step.key for step in STEPS if kind_key in step.shown or kind_key in _holders(step)}
    return {step.key for step in STEPS}


def _holders(step: Step) -> set[str]:
    """Return the kinds that hold an association of which a row of the step needs one."""
    kinds = (KINDS[key] for key in step.kinds)
    return {kind.fields[name].targets[0] for kind in kinds for name in kind.needs_one_of}


def refresh_steps(plan_id: str, keys: Iterable[str], seq: int) -> None:
    """Bring ``plan_step`` up to date for some steps, in one statement."""
    if wanted := tuple(sorted(keys)):
        statement = _refresh_statement(wanted, db.engine.dialect.name)
        db.session.execute(statement, {"the_plan": plan_id, "the_seq": seq})


@cache
def _refresh_statement(keys: tuple[str, ...], dialect: str) -> Any:
    rows = [_step_row(BY_KEY[key]) for key in keys]
    source = rows[0] if len(rows) == 1 else union_all(*rows)
    columns = ["plan_id", "step", "filled", "missing", "set_aside", "seq"]
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = make(step_table).from_select(columns, source)
    changed = {name: statement.excluded[name] for name in columns[2:]}
    return statement.on_conflict_do_update(index_elements=["plan_id", "step"], set_=changed)


def _step_row(step: Step) -> Select[Any]:
    plan_id = bindparam("the_plan", type_=String)
    items = item_table
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
            missing_input = (items.c.kind == key) & ~_is_named(kind)
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
        put_aside,
        bindparam("the_seq", type_=BigInteger),
    ).where(items.c.plan_id == plan_id, items.c.kind.in_(step.shown), items.c.deleted_at.is_(None))


def _is_named(kind: Kind) -> Any:
    """Tell in SQL whether a live item holds one of the associations that a row of the kind needs."""
    owning, places = item_table.alias("near"), reference_table
    ends = [kind.fields[name] for name in kind.needs_one_of]
    return (
        select(places.c.item_id)
        .join_from(places, owning, owning.c.id == places.c.item_id)
        .where(
            places.c.target_id == item_table.c.id,
            owning.c.deleted_at.is_(None),
            or_(*((owning.c.kind == end.targets[0]) & (places.c.field == end.through) for end in ends)),
        )
        .correlate(item_table)
        .exists()
    )


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
    owners: set[str] = set()
    for kind in KINDS.values():
        for name, declared in kind.stored.items():
            if declared.type == "ref":
                found = select(kind.table.c.id).where(kind.table.c.plan_id == plan_id, kind.table.c[name].in_(ids))
                owners |= set(db.session.execute(found).scalars())
    table = reference_table
    query = select(table.c.item_id).where(table.c.plan_id == plan_id, table.c.target_id.in_(ids))
    owners |= set(db.session.execute(query).scalars())
    state = load_state(plan_id)
    for item in filter(None, map(state.find, owners | set(ids))):
        _measure(item.id, measure(KINDS[item.kind], live_values(state, item)))
        steps |= steps_touched(item.kind)


def _measure(item_id: str, measured: dict[str, int]) -> None:
    db.session.execute(update(item_table).where(item_table.c.id == item_id).values(measured))


def find_differences(plan_id: str) -> list[str]:
    """Compare every derived value of a plan with what its items say, and name what differs."""
    state = load_state(plan_id)
    found = []
    stored = {
        row[0]: tuple(row[1:])
        for row in db.session.execute(
            select(item_table.c.id, *(item_table.c[name] for name in MEASURED)).where(
                item_table.c.plan_id == plan_id, item_table.c.deleted_at.is_(None)
            )
        )
    }
    for item in state:
        measured = measure(KINDS[item.kind], live_values(state, item))
        if stored[item.id] != tuple(measured[name] for name in MEASURED):
            found.append(f"{plan_id}: {item.kind} {item.id}: {stored[item.id]} is not {tuple(measured.values())}")
    kept = {
        row.step: (row.filled, row.missing, row.set_aside)
        for row in db.session.execute(select(step_table).where(step_table.c.plan_id == plan_id))
    }
    aside = {item["step"] for item in state.rows("set_aside")}
    for step in STEPS:
        items = [item for key in step.kinds for item in state.rows(key)]
        filled = sum(filled_fields(KINDS[item.kind], live_values(state, item)) for item in items)
        filled += sum(
            filled_later(KINDS[key], live_values(state, item)) for key in step.borrows for item in state.rows(key)
        )
        expected = (filled, len(find_gaps(state, step)), step.key in aside)
        if kept.get(step.key) != expected:
            found.append(f"{plan_id}: step {step.key}: {kept.get(step.key)} is not {expected}")
    return found


def rebuild(plan_id: str) -> None:
    """Make every derived value of a plan again from its items."""
    state = load_state(plan_id)
    for item in state:
        _measure(item.id, measure(KINDS[item.kind], live_values(state, item)))
    refresh_steps(plan_id, BY_KEY, state.seq)
    db.session.commit()


def all_plan_ids() -> list[str]:
    return list(db.session.execute(select(Plan.id).order_by(Plan.id)).scalars())
