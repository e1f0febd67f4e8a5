"""The log against the plan: replayed from its beginning, it must give the rows that there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from impactplan.extensions import db
from impactplan.integrity.faults import CANNOT_BE_READ, Fault, cannot_read, in_groups
from impactplan.models import KINDS, Kind, Plan, Revision, item_table, plan_table, reference_table
from impactplan.workbook.history import Rewound, tidy
from impactplan.workbook.stored import is_same

PLANS_AT_ONCE = 20


def find_low_seqs() -> Iterator[Fault]:
    """Yield plans whose seq lies below their log or their versions: the next write would take a number again."""
    newest = select(func.max(Revision.seq)).where(Revision.plan_id == Plan.id).correlate(Plan).scalar_subquery()
    query = select(plan_table.c.id, plan_table.c.seq, newest.label("newest")).where(newest > plan_table.c.seq)
    for row in db.session.execute(query):
        yield Fault(row.id, f"seq {row.seq} lies below its log, which goes to {row.newest}", mend="seq")
    beyond = select(plan_table.c.id, plan_table.c.seq, plan_table.c.marked_seq).where(
        plan_table.c.marked_seq > plan_table.c.seq
    )
    for row in db.session.execute(beyond):
        yield Fault(row.id, f"marked_seq {row.marked_seq} lies beyond its seq {row.seq}", mend="seq")


def mend_seq(plan_id: str) -> None:
    """Raise the seq of a plan to the highest that is in use."""
    newest = db.session.scalar(select(func.max(Revision.seq)).where(Revision.plan_id == plan_id)) or 0
    row = db.session.execute(select(plan_table.c.seq, plan_table.c.marked_seq).where(plan_table.c.id == plan_id)).one()
    highest = max(newest, row.seq, row.marked_seq)
    db.session.execute(plan_table.update().where(plan_table.c.id == plan_id).values(seq=highest))


def find_differences_from_log(plan_ids: Sequence[str]) -> Iterator[Fault]:
    """Replay the log of every plan and yield what it tells otherwise than the rows."""
    for group in in_groups(list(plan_ids), PLANS_AT_ONCE):
        try:
            yield from list(_compare_group(group))
        except CANNOT_BE_READ as error:
            if len(group) == 1:
                yield cannot_read(group[0], error)
                continue
            db.session.rollback()
            for plan_id in group:  # one of them: find out which
                yield from find_differences_from_log([plan_id])


def _compare_group(plan_ids: Sequence[str]) -> Iterator[Fault]:
    told = _replay(plan_ids)
    columns = item_table.c
    query = select(columns.id, columns.plan_id, columns.kind, columns.position, columns.deleted_at)
    rows = {row.id: row for row in db.session.execute(query.where(columns.plan_id.in_(plan_ids)))}
    for item_id, (plan_id, item) in told.items():
        if item.kind in KINDS and item_id not in rows:
            yield Fault(plan_id, f"{item.kind} {item_id} is in the log, but not in the plan")
    for row in rows.values():
        if row.id not in told:
            yield Fault(row.plan_id, f"{row.kind} {row.id} is in the plan, but not in its log")
            continue
        item = told[row.id][1]
        if item.kind != row.kind:
            yield Fault(row.plan_id, f"{row.kind} {row.id} is a {item.kind} in the log")
        elif item.live is not (row.deleted_at is None):
            yield Fault(row.plan_id, f"{row.kind} {row.id} is {'there' if item.live else 'deleted'} in the log only")
        elif item.position != row.position:
            yield Fault(row.plan_id, f"{row.kind} {row.id} stands at {row.position}, in the log at {item.position}")
    for kind in {row.kind for row in rows.values()} & set(KINDS):
        yield from _compare_values(KINDS[kind], plan_ids, told)
    yield from _compare_heads(plan_ids, told)


def _replay(plan_ids: Sequence[str]) -> dict[str, tuple[str, Rewound]]:
    told: dict[str, tuple[str, Rewound]] = {}
    columns = (Revision.plan_id, Revision.seq, Revision.action, Revision.item_id, Revision.kind, Revision.field)
    query = select(*columns, Revision.after).where(Revision.plan_id.in_(plan_ids)).order_by(Revision.id)
    for entry in db.session.execute(query):
        _plan_id, item = told.setdefault(entry.item_id, (entry.plan_id, Rewound(entry.item_id, entry.kind)))
        item.apply(entry)
    return told


def _compare_values(kind: Kind, plan_ids: Sequence[str], told: dict[str, tuple[str, Rewound]]) -> Iterator[Fault]:
    references = _references(plan_ids) if any(field.type == "refs" for field in kind.stored.values()) else {}
    table = kind.table
    for row in db.session.execute(select(table).where(table.c.plan_id.in_(plan_ids))):
        if row.id not in told:
            continue
        item = told[row.id][1]
        stored = {
            name: references.get((row.id, name), ()) if declared.type == "refs" else row._mapping[name]
            for name, declared in kind.stored.items()
        }
        then = {name: declared.from_json(item.values.get(name)) for name, declared in kind.stored.items()}
        for name, now in tidy(kind, stored).items():
            unlogged = kind.fields[name].fixed and name not in item.values  # filled in by a migration
            if not unlogged and not is_same(kind, name, now, tidy(kind, then)[name]):
                yield Fault(row.plan_id, f"{kind.key} {row.id}: {name} is otherwise in the log")


def _references(plan_ids: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    places = reference_table.c
    query = select(places.item_id, places.field, places.target_id).where(
        places.plan_id.in_(plan_ids), places.target_id.is_not(None)
    )
    targets: dict[tuple[str, str], tuple[Any, ...]] = {}
    for row in db.session.execute(query.order_by(places.item_id, places.field, places.slot)):
        key = (row.item_id, row.field)
        targets[key] = (*targets.get(key, ()), row.target_id)
    return targets


def _compare_heads(plan_ids: Sequence[str], told: dict[str, tuple[str, Rewound]]) -> Iterator[Fault]:
    query = select(plan_table.c.id, plan_table.c.title, plan_table.c.organisation)
    for row in db.session.execute(query.where(plan_table.c.id.in_(plan_ids))):
        if row.id not in told:
            yield Fault(row.id, "has no log")
            continue
        for name in ("title", "organisation"):
            if (told[row.id][1].values.get(name) or "") != (row._mapping[name] or ""):
                yield Fault(row.id, f"{name} is otherwise in the log")
