"""Reads of a plan: its state now or at an earlier moment, its steps, its log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, bindparam, cast, func, select
from sqlalchemy.orm import Session

from impactplan.access.plans import THE_PLAN
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import AMSTERDAM
from impactplan.lib.names import name_order
from impactplan.lib.texts import gettext as _
from impactplan.models import (
    KINDS,
    Course,
    Enrolment,
    Kind,
    Meeting,
    Membership,
    Plan,
    Revision,
    Round,
    User,
    db,
    item_table,
    reference_table,
    step_table,
)
from impactplan.models.revision import Origin
from impactplan.rules import RulesOfThumb
from impactplan.steps import STEPS, Step
from impactplan.workbook.history import Rewound, Version, field_versions, rewind, tidy
from impactplan.workbook.inverse import with_inverse_fields
from impactplan.workbook.step_states import is_begun, read_steps, steps_together

_ROUND = and_(Enrolment.plan_id == Plan.id, Enrolment.dropped_at.is_(None))
RULES = (
    select(Course.rules)
    .join(Round, Round.course_id == Course.id)
    .join(Enrolment, Enrolment.round_id == Round.id)
    .where(_ROUND)
    .order_by(Round.created_at.desc(), Round.id)
    .limit(1)
    .correlate(Plan)
    .scalar_subquery()
    .label("rules")
)
"""What the course says, of the latest round that the plan is made in."""
LAST_MEETING = (
    select(func.max(Meeting.day))
    .join(Enrolment, Enrolment.round_id == Meeting.round_id)
    .where(_ROUND, Meeting.cancelled_at.is_(None))
    .correlate(Plan)
    .scalar_subquery()
    .label("last_meeting")
)
HEAD = (
    *(Plan.id, Plan.title, Plan.organisation, Plan.language, Plan.seq, Plan.created_at, Plan.changed_at),
    RULES,
    LAST_MEETING,
)
_HEAD_OF_PLAN = select(*HEAD).where(Plan.id == THE_PLAN)
_STEPS = select(steps_together()).where(step_table.c.plan_id == Plan.id, is_begun()).correlate(Plan).scalar_subquery()
_HEAD_AND_STEPS = select(*HEAD, _STEPS.label("steps")).where(Plan.id == THE_PLAN)
WRITES = ("create", "set")
ENTRY = tuple(
    getattr(Revision, name)
    for name in ("seq", "batch", "action", "item_id", "kind", "field", "after", "actor_id", "at")
)
KINDS_A_QUERY = 13
"""How many kinds are read by one joined query: few queries for a page, no giant join for a whole plan."""


def session() -> Session:
    """Return the session under its plain type, whose answers are typed."""
    return db.session()


THE_PLANS: Any = bindparam("the_plans", expanding=True)


_PLACE = reference_table.c.field + ":" + cast(reference_table.c.slot, String) + ":" + reference_table.c.target_id
_REFERENCES = (
    select(func.aggregate_strings(_PLACE, ","))
    .where(reference_table.c.item_id == item_table.c.id, reference_table.c.target_id.is_not(None))
    .correlate(item_table)
    .scalar_subquery()
)


def _read_references(together: str | None) -> dict[str, tuple[str, ...]]:
    """Return what an item refers to by field, in the order of the places."""
    said = [one.split(":") for one in together.split(",")] if together else []
    read = sorted((name, int(slot), target) for name, slot, target in said)
    return {name: tuple(target for _name, _slot, target in of_field) for name, of_field in groupby(read, itemgetter(0))}


@cache
def _items_of_kinds(keys: tuple[str, ...], references: bool = False) -> tuple[Any, dict[str, slice]]:
    """Return the query of the live items of some kinds, in their order, and by kind where its columns stand in a row.
    With ``references`` all that an item refers to by the fields with many stands in the last column.

    It is the only way to read them, and made once for each set of kinds.
    """
    tables: FromClause = item_table
    columns: list[Any] = [item_table.c[name] for name in ("id", "plan_id", "kind", "position", "field_versions")]
    places: dict[str, slice] = {}
    for kind in map(KINDS.__getitem__, keys):
        # No need to compare plan_id: the foreign key makes it equal, and the bare key is the faster join.
        tables = tables.join(kind.table, kind.table.c.id == item_table.c.id, isouter=True)
        places[kind.key] = slice(len(columns), len(columns) + len(kind.columns))
        columns += [kind.table.c[name].label(f"{kind.key}__{name}") for name in kind.columns]
    if references:
        columns.append(_REFERENCES)
    query = (
        select(*columns)
        .select_from(tables)
        .where(item_table.c.plan_id.in_(THE_PLANS), item_table.c.kind.in_(keys), item_table.c.deleted_at.is_(None))
        .order_by(item_table.c.position, item_table.c.id)
    )
    return query, places


@cache
def _references_in(names: frozenset[str]) -> Any:
    table = reference_table
    return (
        select(table.c.item_id, table.c.field, table.c.target_id)
        .where(table.c.plan_id.in_(THE_PLANS), table.c.field.in_(names), table.c.target_id.is_not(None))
        .order_by(table.c.item_id, table.c.field, table.c.slot)
    )


def _load_references(plan_ids: Sequence[str], names: frozenset[str]) -> dict[tuple[str, str], list[str]]:
    targets: dict[tuple[str, str], list[str]] = {}
    if names:
        for item_id, name, target_id in session().execute(_references_in(names), {"the_plans": plan_ids}):
            targets.setdefault((item_id, name), []).append(target_id)
    return targets


def _load_items(plan_ids: Sequence[str], kinds: Sequence[Kind]) -> dict[str, dict[str, tuple[Item, ...]]]:
    """Return the items of plans, by plan and kind: by as many queries as those of one plan."""
    several = _fields_with_many(kinds)
    references = _load_references(plan_ids, frozenset(chain.from_iterable(several.values())))
    items: dict[str, dict[str, list[Item]]] = {plan_id: {kind.key: [] for kind in kinds} for plan_id in plan_ids}
    for some in (kinds[start : start + KINDS_A_QUERY] for start in range(0, len(kinds), KINDS_A_QUERY)):
        query, places = _items_of_kinds(tuple(kind.key for kind in some))
        for row in session().execute(query, {"the_plans": plan_ids}):
            item_id, plan_id, key, position, versions = row[:5]
            values: dict[str, Any] = dict(zip(KINDS[key].columns, row[places[key]], strict=True))
            values |= {name: references.get((item_id, name), ()) for name in several[key]}
            items[plan_id][key].append(Item(item_id, key, position, tidy(KINDS[key], values), versions or {}))
    return {plan_id: with_inverse_fields(of_plan) for plan_id, of_plan in items.items()}


def _fields_with_many(kinds: Iterable[Kind]) -> dict[str, list[str]]:
    return {kind.key: [name for name, declared in kind.stored.items() if declared.type == "refs"] for kind in kinds}


def _load_at_once(plan_id: str, kinds: Sequence[Kind]) -> dict[str, tuple[Item, ...]]:
    """Return the items of one plan by kind, in a single query."""
    several = _fields_with_many(kinds)
    items: dict[str, list[Item]] = {kind.key: [] for kind in kinds}
    query, places = _items_of_kinds(tuple(items), references=True)
    for row in session().execute(query, {"the_plans": [plan_id]}):
        item_id, _plan_id, key, position, versions = row[:5]
        values: dict[str, Any] = dict(zip(KINDS[key].columns, row[places[key]], strict=True))
        targets = _read_references(row[-1])
        values |= {name: targets.get(name, ()) for name in several[key]}
        items[key].append(Item(item_id, key, position, tidy(KINDS[key], values), versions or {}))
    return with_inverse_fields(items)


def load_state(plan_id: str, *, kinds: Iterable[str] | None = None, at: int | None = None) -> PlanState:
    """Return the plan now, or as it was at a seq; with all kinds of items or only some."""
    plan = session().execute(_HEAD_OF_PLAN, {"the_plan": plan_id}).one()
    wanted = set(kinds) if kinds is not None else KINDS.keys()
    shown_kinds = [kind for key, kind in KINDS.items() if key in wanted]
    if at is not None and at < plan.seq:
        return _load_earlier(plan, shown_kinds, at)
    return _to_state(plan, _load_items([plan_id], shown_kinds)[plan_id])


def load_state_and_steps(plan_id: str, kinds: Iterable[str]) -> tuple[PlanState, dict[str, str]]:
    """Return the plan now with some kinds of items, and the filled state of each step, as a page of it needs them."""
    plan = session().execute(_HEAD_AND_STEPS, {"the_plan": plan_id}).one()
    wanted = set(kinds)
    items = _load_items([plan_id], [kind for key, kind in KINDS.items() if key in wanted])[plan_id]
    return _to_state(plan, items), read_steps(plan.steps)


def load_head(plan_id: str) -> tuple[Any, dict[str, str]]:
    """Return a plan without its items, as ``read_plan`` wants it, and the filled state of each step."""
    plan = session().execute(_HEAD_AND_STEPS, {"the_plan": plan_id}).one()
    return plan, read_steps(plan.steps)


def read_plan(head: Any, kinds: Iterable[str]) -> PlanState:
    """Return the plan of a row of ``HEAD`` with some kinds of items, which are read at once."""
    wanted = set(kinds)
    some = [kind for key, kind in KINDS.items() if key in wanted]
    return _to_state(head, _load_at_once(head.id, some))


def load_states(plan_ids: Sequence[str]) -> Iterator[PlanState]:
    """Yield several plans, read together."""
    items = _load_items(plan_ids, list(KINDS.values()))
    for plan in session().execute(select(*HEAD).where(Plan.id.in_(plan_ids)).order_by(Plan.id)):
        yield _to_state(plan, items[plan.id])


def _to_state(plan: Any, items: Mapping[str, tuple[Item, ...]]) -> PlanState:
    return PlanState(
        plan.id,
        plan.title,
        plan.organisation,
        plan.language,
        plan.seq,
        plan.changed_at,
        items=items,
        rules=RulesOfThumb.of_course(plan.rules),
        last_meeting=plan.last_meeting,
    )


def load_rules(plan_id: str) -> RulesOfThumb:
    """Return the rules of thumb of a plan, as its course has set them."""
    return RulesOfThumb.of_course(session().scalar(select(RULES).select_from(Plan).where(Plan.id == plan_id)))


def _load_earlier(plan: Any, kinds: list[Kind], at: int) -> PlanState:
    entries = session().execute(
        select(Revision).where(Revision.plan_id == plan.id, Revision.seq <= at).order_by(Revision.id)
    )
    log = list(entries.scalars())
    rewound = rewind(entry for entry in log if entry.kind != "plan")
    head = Rewound(plan.id, "plan")
    for entry in log:
        if entry.kind == "plan":
            head.apply(entry)
    items: dict[str, tuple[Item, ...]] = {}
    for kind in kinds:
        rows = [item.item() for item in rewound.values() if item.kind == kind.key and item.live]
        items[kind.key] = tuple(sorted(rows, key=lambda item: (item.position, item.id)))
    items = with_inverse_fields(items)
    moment: datetime = log[-1].at if log else plan.created_at
    title, organisation = (head.values.get(name, getattr(plan, name)) for name in ("title", "organisation"))
    rules = RulesOfThumb.of_course(plan.rules)
    day = moment.astimezone(AMSTERDAM).date()
    return PlanState(plan.id, title, organisation, plan.language, at, moment, items, rules, day, plan.last_meeting)


_STATES = (
    select(step_table.c.plan_id, steps_together())
    .where(step_table.c.plan_id.in_(THE_PLANS), is_begun())
    .group_by(step_table.c.plan_id)
)


def load_steps(plan_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the filled state of every step of the plans, by plan and step."""
    ids = list(plan_ids)
    begun: dict[str, str] = dict(session().execute(_STATES, {"the_plans": ids}).all())
    return {plan_id: read_steps(begun.get(plan_id)) for plan_id in ids}


def find_next_step(states: Mapping[str, str]) -> Step | None:
    """Return where to go on: the first step that is neither complete nor set aside."""
    return next((step for step in STEPS if states.get(step.key) in {"empty", "partly"}), None)


def load_field_history(
    plan_id: str, item_id: str, name: str, *, skip: int = 0, limit: int | None = None
) -> list[Version]:
    """Return versions of a field, newest first, a batch of edits each. What came before the last one of these is known
    only if it is the first of all."""
    log = _log_of_field(plan_id, item_id, name)
    batches = select(Revision.batch).where(*log, Revision.action.in_(WRITES)).group_by(Revision.batch)
    wanted = batches.order_by(func.max(Revision.id).desc()).offset(skip).limit(limit)
    return _read_versions(name, *log, Revision.batch.in_(session().scalars(wanted).all()))


def find_version(plan_id: str, item_id: str, name: str, seq: int) -> Version | None:
    """Return the version that a batch of edits ended with at a seq."""
    log = _log_of_field(plan_id, item_id, name)
    versions = _read_versions(name, *log, Revision.batch.in_(select(Revision.batch).where(*log, Revision.seq == seq)))
    return next((version for version in versions if version.seq == seq), None)


def find_newest_seq(plan_id: str, item_id: str, name: str) -> int:
    newest = select(func.max(Revision.seq)).where(*_log_of_field(plan_id, item_id, name), Revision.action.in_(WRITES))
    return session().scalar(newest) or 0


def _log_of_field(plan_id: str, item_id: str, name: str) -> tuple[ColumnElement[bool], ...]:
    of_field = (Revision.field == name) | Revision.field.is_(None)
    return Revision.plan_id == plan_id, Revision.item_id == item_id, of_field


def _read_versions(name: str, *where: ColumnElement[bool]) -> list[Version]:
    """A batch begins with a whole value, so that it can be read without those before it."""
    entries = session().execute(select(*ENTRY).where(*where).order_by(Revision.id))
    return field_versions(entries, name)[::-1]


@dataclass(frozen=True)
class LastEdit:
    at: datetime
    actor_id: int | None
    name: str
    batch: str
    undoable: bool


_LAST_EDIT = (
    select(Revision.at, Revision.actor_id, Revision.kind, User.shown_name, Revision.batch)
    .join(User, User.id == Revision.actor_id, isouter=True)
    .where(Revision.plan_id == THE_PLAN, ~Revision.is_put_back, Revision.origin.is_distinct_from(Origin.BLANK))
    .order_by(Revision.seq.desc(), Revision.id.desc())  # by id alone, PostgreSQL reads back through all plans
    .limit(1)
)


def find_last_edit(plan_id: str) -> LastEdit | None:
    """Return the last thing written in the plan, and by whom."""
    row = session().execute(_LAST_EDIT, {"the_plan": plan_id}).first()
    if row is None:
        return None
    return LastEdit(row.at, row.actor_id, row.shown_name or _("somebody who left"), row.batch, row.kind != "plan")


def name_users(ids: Iterable[int | None]) -> dict[int | None, str]:
    user_ids = {user_id for user_id in ids if user_id is not None}
    rows = session().execute(select(User.id, User.shown_name).where(User.id.in_(user_ids)))
    return {row.id: row.shown_name for row in rows}


def find_item_id(plan_id: str, kind: str, ref: str) -> str | None:
    """Return the id of an item, live or deleted; a sheet is known by its kind."""
    same = item_table.c.kind == kind if ref == kind else item_table.c.id == ref
    query = select(item_table.c.id).where(item_table.c.plan_id == plan_id, item_table.c.kind == kind, same)
    item_id: str | None = session().execute(query).scalars().first()
    return item_id


@dataclass(frozen=True)
class Member:
    user_id: int
    name: str
    email: str
    organisation: str
    role: str


def load_members(plan_id: str) -> list[Member]:
    """Return who has a place of their own in the plan, the owner first."""
    order = {"owner": 0, "coauthor": 1, "commenter": 2, "reader": 3}
    query = (
        select(User.id, User.shown_name, User.email, User.organisation, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.plan_id == plan_id)
    )
    members = [
        Member(row.id, row.shown_name, row.email, row.organisation, row.role) for row in session().execute(query)
    ]
    return sorted(members, key=lambda member: (order[member.role], name_order(member.name)))
