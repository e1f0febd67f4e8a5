"""Reads of a plan: its state now or at an earlier moment, its steps, its log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, select
from sqlalchemy.orm import Session

from impactplan.graph import Item, PlanState
from impactplan.lib.names import name_order
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
    now,
    reference_table,
    step_table,
)
from impactplan.rules import RulesOfThumb
from impactplan.steps import STEPS, Step
from impactplan.workbook.completeness import filled_state
from impactplan.workbook.history import Rewound, Version, field_versions, rewind, tidy
from impactplan.workbook.inverse import with_inverse_fields

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
HEAD = (
    *(Plan.id, Plan.title, Plan.organisation, Plan.language, Plan.seq, Plan.created_at, Plan.changed_at),
    RULES,
    select(func.max(Meeting.day))
    .join(Enrolment, Enrolment.round_id == Meeting.round_id)
    .where(_ROUND, Meeting.cancelled_at.is_(None))
    .correlate(Plan)
    .scalar_subquery()
    .label("last_meeting"),
)
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


def live_items(plan_ids: str | Sequence[str], kinds: Sequence[Kind]) -> Any:
    """Return the query of the live items of some kinds, in their order: the only way to read them."""
    tables: FromClause = item_table
    of_plan = item_table.c.plan_id
    columns: list[Any] = [item_table.c[name] for name in ("id", "plan_id", "kind", "position", "field_versions")]
    for kind in kinds:
        # No need to compare plan_id: the foreign key makes it equal, and the bare key is the faster join.
        tables = tables.join(kind.table, kind.table.c.id == item_table.c.id, isouter=True)
        columns += [kind.table.c[name].label(f"{kind.key}__{name}") for name in kind.columns]
    return (
        select(*columns)
        .select_from(tables)
        .where(
            of_plan == plan_ids if isinstance(plan_ids, str) else of_plan.in_(plan_ids),
            item_table.c.kind.in_([kind.key for kind in kinds]),
            item_table.c.deleted_at.is_(None),
        )
        .order_by(item_table.c.position, item_table.c.id)
    )


def _references(plan_ids: Sequence[str], kinds: Iterable[Kind]) -> dict[tuple[str, str], list[str]]:
    names = {name for kind in kinds for name, declared in kind.stored.items() if declared.type == "refs"}
    targets: dict[tuple[str, str], list[str]] = {}
    if not names:
        return targets
    table = reference_table
    query = (
        select(table.c.item_id, table.c.field, table.c.target_id)
        .where(table.c.plan_id.in_(plan_ids), table.c.field.in_(names), table.c.target_id.is_not(None))
        .order_by(table.c.item_id, table.c.field, table.c.slot)
    )
    for row in session().execute(query):
        targets.setdefault((row.item_id, row.field), []).append(row.target_id)
    return targets


def _to_item(row: Any, kind: Kind, references: Mapping[tuple[str, str], Sequence[str]]) -> Item:
    columns = row._mapping
    values = {
        name: references.get((row.id, name), ()) if declared.type == "refs" else columns[f"{kind.key}__{name}"]
        for name, declared in kind.stored.items()
    }
    return Item(row.id, kind.key, row.position, tidy(kind, values), row.field_versions or {})


def _load_items(plan_id: str, kinds: Sequence[Kind]) -> dict[str, tuple[Item, ...]]:
    references = _references([plan_id], kinds)
    items: dict[str, list[Item]] = {kind.key: [] for kind in kinds}
    for some in (kinds[start : start + KINDS_A_QUERY] for start in range(0, len(kinds), KINDS_A_QUERY)):
        for row in session().execute(live_items(plan_id, some)):
            items[row.kind].append(_to_item(row, KINDS[row.kind], references))
    return with_inverse_fields(items)


def load_state(plan_id: str, *, kinds: Iterable[str] | None = None, at: int | None = None) -> PlanState:
    """Return the plan now, or as it was at a seq; with all kinds of items or only some."""
    plan = session().execute(select(*HEAD).where(Plan.id == plan_id)).one()
    shown_kinds = [KINDS[key] for key in kinds] if kinds is not None else list(KINDS.values())
    if at is not None and at < plan.seq:
        return _load_earlier(plan, shown_kinds, at)
    return _to_state(plan, _load_items(plan_id, shown_kinds))


def load_states(plan_ids: Sequence[str]) -> Iterator[PlanState]:
    """Yield several plans, read together by as many queries as one takes."""
    kinds = list(KINDS.values())
    references = _references(plan_ids, kinds)
    items: dict[str, dict[str, list[Item]]] = {plan_id: {kind.key: [] for kind in kinds} for plan_id in plan_ids}
    for some in (kinds[start : start + KINDS_A_QUERY] for start in range(0, len(kinds), KINDS_A_QUERY)):
        for row in session().execute(live_items(plan_ids, some)):
            items[row.plan_id][row.kind].append(_to_item(row, KINDS[row.kind], references))
    for plan in session().execute(select(*HEAD).where(Plan.id.in_(plan_ids)).order_by(Plan.id)):
        yield _to_state(plan, with_inverse_fields(items[plan.id]))


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
    return PlanState(plan.id, title, organisation, plan.language, at, moment, items, rules, plan.last_meeting)


def load_steps(plan_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the filled state of every step of the plans, by plan and step."""
    ids = list(plan_ids)
    states = {plan_id: {step.key: "empty" for step in STEPS} for plan_id in ids}
    table = step_table
    query = select(table.c.plan_id, table.c.step, table.c.filled, table.c.missing, table.c.set_aside)
    for row in session().execute(query.where(table.c.plan_id.in_(ids))):
        if row.step in states[row.plan_id]:
            states[row.plan_id][row.step] = filled_state(row.filled, row.missing, row.set_aside)
    return states


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

    @property
    def seconds_ago(self) -> float:
        return (now() - self.at).total_seconds()


def find_last_edit(plan_id: str) -> LastEdit | None:
    """Return the last thing written in the plan, and by whom."""
    query = (
        select(Revision.at, Revision.actor_id, Revision.kind, User.shown_name, Revision.batch)
        .join(User, User.id == Revision.actor_id, isouter=True)
        .where(Revision.plan_id == plan_id)
        .order_by(Revision.seq.desc(), Revision.id.desc())  # by id alone, PostgreSQL reads back through all plans
        .limit(1)
    )
    row = session().execute(query).first()
    if row is None:
        return None
    return LastEdit(row.at, row.actor_id, row.shown_name or "", row.batch, row.kind != "plan")


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
