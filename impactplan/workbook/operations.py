"""The one write path of a plan.

``with writing(...) as write:`` takes the plan's next seq (so writes of one plan never overlap), authorises, and
answers a repeated request from its receipt. What happens inside is logged, kept in the derived tables, and
committed together, or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, Table, and_, cast, func, insert, literal, select, update

from impactplan.access import OpenPlan, Permission, take_plan
from impactplan.config import ROW_LIMIT
from impactplan.graph import Item
from impactplan.models import (
    KINDS,
    Kind,
    PlanItem,
    PlanReference,
    Receipt,
    Revision,
    User,
    db,
    new_id,
    now,
    upsert,
)
from impactplan.workbook.completeness import measure
from impactplan.workbook.derived import refresh_referrers, refresh_steps, steps_touched
from impactplan.workbook.history import encode, tidy

COALESCE_WITHIN = timedelta(minutes=10)
GAP = 2**20
"""The distance between neighbouring rows, so that a row can be put between them without renumbering."""

item_table: Table = PlanItem.__table__  # type: ignore[assignment]  # a mapped class has a Table
reference_table: Table = PlanReference.__table__  # type: ignore[assignment]


class WriteError(Exception):
    """A write that cannot be done; what was typed is the caller's to keep."""


class NotFoundError(WriteError):
    """The item is not there, or not any more."""


class RowLimitError(WriteError):
    """The kind has as many rows as a plan may have."""


class TargetError(WriteError):
    """A reference to what is no live item of a fitting kind in this plan."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.field = name


class KeyReusedError(WriteError):
    """The idempotency key came before with something else."""


@dataclass(frozen=True)
class Conflict:
    """Somebody else wrote the field after the version that this edit was based on."""

    field: str
    mine: Any
    theirs: Any
    version: int


@dataclass
class Outcome:
    """What became of an edit: the version each field now has, and what could not be written."""

    item_id: str
    versions: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Write:
    plan: OpenPlan
    actor: User
    at: datetime
    batch: str
    replayed: Any = None
    """The answer that this request got before, if it did."""
    answer: Any = None
    steps: set[str] = field(default_factory=set)
    logged: list[dict[str, Any]] = field(default_factory=list)
    referred: set[str] = field(default_factory=set)

    @property
    def seq(self) -> int:
        return self.plan.seq

    def log(self, action: str, item_id: str, kind: str, after: Any, name: str | None = None) -> None:
        self.logged.append(
            {
                "plan_id": self.plan.id,
                "seq": self.seq,
                "batch": self.batch,
                "action": action,
                "item_id": item_id,
                "kind": kind,
                "field": name,
                "after": after,
                "actor_id": self.actor.id,
                "at": self.at,
            }
        )


def hash_payload(payload: Any) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()


@contextmanager
def writing(
    plan_id: str, permission: Permission, actor: User, *, key: str = "", payload: Any = None
) -> Iterator[Write]:
    """Open a write of a plan. ``write.answer`` is kept under the key; ``write.replayed`` is what was kept before."""
    user_id, digest = actor.id, hash_payload(payload)
    db.session.commit()  # ends the read transaction; nothing is expired
    try:
        taken = take_plan(plan_id, permission, actor, receipt_key=key)
        write = Write(plan=taken.plan, actor=actor, at=now(), batch=new_id())
        if taken.receipt is not None:
            if taken.receipt_hash != digest:
                raise KeyReusedError
            write.replayed = json.loads(taken.receipt)
        yield write
        if write.replayed is not None or not write.logged:
            db.session.rollback()
            return
        db.session.execute(insert(Revision), write.logged)
        refresh_referrers(plan_id, write.referred, write.steps)
        refresh_steps(plan_id, write.steps, write.seq)
        if key:
            row = {
                "plan_id": plan_id,
                "actor_id": user_id,
                "key": key,
                "payload_hash": digest,
                "at": write.at,
            }
            db.session.execute(insert(Receipt), {**row, "answer": json.dumps(write.answer)})
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


# --- items ---------------------------------------------------------------------------------------------------


def create_item(
    write: Write, kind_key: str, values: Mapping[str, Any] | None = None, *, after: str | None = None
) -> str:
    """Add a row at the end, or behind another one, and return its id."""
    kind = KINDS[kind_key]
    rows = _positions(write, kind)
    if len(rows) >= ROW_LIMIT:
        raise RowLimitError
    return _insert(write, kind, dict(values or {}), _place_behind(write, kind, rows, after))


def _insert(write: Write, kind: Kind, values: dict[str, Any], position: int) -> str:
    values = {name: value for name, value in values.items() if kind.fields[name].is_filled(value)}
    _check_targets(write, kind, values)
    item_id = new_id()
    db.session.execute(
        insert(item_table),
        {
            "id": item_id,
            "plan_id": write.plan.id,
            "kind": kind.key,
            "position": position,
            "field_versions": dict.fromkeys(values, write.seq),
            **measure(kind, values),
        },
    )
    columns = {name: _stored(kind, name, values.get(name)) for name in kind.columns}
    db.session.execute(insert(kind.table), {"id": item_id, "plan_id": write.plan.id, **columns})
    for name, value in values.items():
        if kind.fields[name].type == "refs":
            _write_references(write, item_id, name, value, 0)
    logged = {name: kind.fields[name].to_json(value) for name, value in values.items()}
    write.log("create", item_id, kind.key, {"v": {"position": position, "values": logged}})
    write.steps |= steps_touched(kind.key)
    return item_id


def set_fields(write: Write, kind_key: str, ref: str, changes: Mapping[str, Any], seen: Mapping[str, int]) -> Outcome:
    """Write fields of an item, each against the version that its writer saw.

    ``ref`` is an item's id, or the kind itself for a sheet, which is made when it is first written in.
    Equal values are no conflict and no write. A field in conflict is left alone and reported.
    """
    kind = KINDS[kind_key]
    row = _load_item(write, kind, ref, changes)
    if row is None:
        if not kind.sheet:
            raise NotFoundError
        return _create_sheet(write, kind, changes)
    current, places = _values_of(kind, row)
    versions: dict[str, int] = dict(row.field_versions or {})
    outcome = Outcome(row.id, values=current)
    written: dict[str, Any] = {}
    for name, value in changes.items():
        version = versions.get(name, 0)
        if _same(kind, name, value, current[name]):
            outcome.versions[name] = version
        elif seen.get(name, version) != version:
            outcome.conflicts.append(Conflict(name, value, current[name], version))
        else:
            written[name] = value
    if written:
        _update(write, kind, row, written, current, places)
        outcome.versions |= dict.fromkeys(written, write.seq)
        outcome.values = current | written
    return outcome


def _update(
    write: Write,
    kind: Kind,
    row: Any,
    written: dict[str, Any],
    current: dict[str, Any],
    places: dict[str, int],
) -> None:
    coalesced = _coalesce(write, kind, row, written)
    columns = {name: _stored(kind, name, value) for name, value in written.items() if name in kind.columns}
    if columns:
        db.session.execute(update(kind.table).where(kind.table.c.id == row.id).values(columns))
    for name, value in written.items():
        declared = kind.fields[name]
        if declared.type == "refs":
            _write_references(write, row.id, name, value, places[name])
        before, after = declared.to_json(current[name]), declared.to_json(value)
        write.log("set", row.id, kind.key, encode(after, before, coalesced=coalesced), name)
    db.session.execute(
        update(item_table)
        .where(item_table.c.id == row.id)
        .values(
            field_versions=(row.field_versions or {}) | dict.fromkeys(written, write.seq),
            **measure(kind, current | written),
        )
    )
    write.steps |= steps_touched(kind.key)


def _coalesce(write: Write, kind: Kind, row: Any, written: dict[str, Any]) -> bool:
    """Join the batch of the field's last entry, when it is the same person typing on in the same text."""
    if len(written) != 1 or not kind.fields[next(iter(written))].is_text or row.last_batch is None:
        return False
    goes_on = bool(
        row.last_action == "set"
        and row.last_actor == write.actor.id
        and write.at - row.last_at <= COALESCE_WITHIN
        and row.last_seq > write.plan.marked_seq
    )
    if goes_on:
        write.batch = row.last_batch
    return goes_on


def delete_item(write: Write, kind_key: str, item_id: str) -> None:
    """Take an item out of the plan. Its row, its references and its log stay, so that it can come back."""
    _set_deleted(write, KINDS[kind_key], item_id, write.at)


def restore_item(write: Write, kind_key: str, item_id: str) -> None:
    _set_deleted(write, KINDS[kind_key], item_id, None)


def _set_deleted(write: Write, kind: Kind, item_id: str, moment: datetime | None) -> None:
    before = item_table.c.deleted_at.is_(None) if moment else item_table.c.deleted_at.is_not(None)
    changed = db.session.execute(
        update(item_table)
        .where(
            item_table.c.id == item_id,
            item_table.c.plan_id == write.plan.id,
            item_table.c.kind == kind.key,
            before,
        )
        .values(deleted_at=moment)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE has a rowcount
        raise NotFoundError
    if moment is None and len(_positions(write, kind)) > ROW_LIMIT:
        raise RowLimitError
    write.log("delete" if moment else "restore", item_id, kind.key, {"v": None})
    write.steps |= steps_touched(kind.key)
    write.referred.add(item_id)


def duplicate_item(write: Write, item: Item) -> str:
    """Add a copy of a row right behind it."""
    return create_item(write, item.kind, item.values, after=item.id)


def move_item(write: Write, kind_key: str, item_id: str, *, index: int | None = None, by: int = 0) -> None:
    """Put a row at an index among its kind, or some places up (negative) or down."""
    kind = KINDS[kind_key]
    rows = _positions(write, kind)
    order = [row_id for row_id, _ in rows]
    if item_id not in order:
        raise NotFoundError
    at = order.index(item_id)
    to = max(0, min(len(order) - 1, at + by if index is None else index))
    if to == at:
        return
    del rows[at]
    behind = rows[to - 1][0] if to else None
    set_position(write, kind, item_id, _place_behind(write, kind, rows, behind, first=to == 0))


def set_position(write: Write, kind: Kind, item_id: str, position: int) -> None:
    db.session.execute(update(item_table).where(item_table.c.id == item_id).values(position=position))
    write.log("move", item_id, kind.key, {"v": position})
    write.steps |= steps_touched(kind.key)


# --- helpers -------------------------------------------------------------------------------------------------


def _positions(write: Write, kind: Kind) -> list[tuple[str, int]]:
    rows = db.session.execute(
        select(item_table.c.id, item_table.c.position)
        .where(
            item_table.c.plan_id == write.plan.id,
            item_table.c.kind == kind.key,
            item_table.c.deleted_at.is_(None),
        )
        .order_by(item_table.c.position, item_table.c.id)
    )
    return [(row.id, row.position) for row in rows]


def _place_behind(
    write: Write, kind: Kind, rows: Sequence[tuple[str, int]], after: str | None, *, first: bool = False
) -> int:
    """Return a free position behind a row (or at the very front, or at the end), making room where there is none."""
    if not rows:
        return GAP
    ids = [row_id for row_id, _ in rows]
    if first:
        return rows[0][1] - GAP
    index = ids.index(after) if after in ids else len(rows) - 1
    if index == len(rows) - 1:
        return rows[-1][1] + GAP
    low, high = rows[index][1], rows[index + 1][1]
    if high - low < 2:
        for number, row_id in enumerate(ids, 1):
            set_position(write, kind, row_id, number * GAP)
        low, high = (index + 1) * GAP, (index + 2) * GAP
    return (low + high) // 2


def _load_item(write: Write, kind: Kind, ref: str, changes: Mapping[str, Any]) -> Any:
    """Read, in one query, a live item with its live references, the last log entry of the field that changes,
    and how many of the references in the changes are to be had."""
    table = kind.table
    same = item_table.c.kind == kind.key if kind.sheet and ref == kind.key else item_table.c.id == ref
    newest = (
        select(func.max(Revision.id))
        .where(Revision.item_id == item_table.c.id, Revision.field == next(iter(changes), None))
        .correlate(item_table)
        .scalar_subquery()
    )
    query = (
        select(
            item_table.c.id,
            item_table.c.field_versions,
            *(_live_column(kind, name).label(f"f_{name}") for name in kind.fields),
            *(_target_count(write, kind, name, value).label(f"n_{name}") for name, value in changes.items()),
            Revision.batch.label("last_batch"),
            Revision.action.label("last_action"),
            Revision.actor_id.label("last_actor"),
            Revision.at.label("last_at"),
            Revision.seq.label("last_seq"),
        )
        .select_from(item_table)
        .join(table, and_(table.c.id == item_table.c.id, table.c.plan_id == item_table.c.plan_id))
        .join(Revision, Revision.id == newest, isouter=True)
        .where(
            item_table.c.plan_id == write.plan.id,
            item_table.c.kind == kind.key,
            item_table.c.deleted_at.is_(None),
            same,
        )
    )
    row = db.session.execute(query).first()
    for name, value in changes.items() if row is not None else ():
        if getattr(row, f"n_{name}") != len(_targets(kind, name, value)):
            raise TargetError(name)
    return row


def _live_column(kind: Kind, name: str) -> Any:
    """Return the column of a field; a reference to an item that is gone reads as none."""
    declared, target = kind.fields[name], item_table.alias(f"t_{name}")
    if declared.type == "ref":
        column = kind.table.c[name]
        return select(target.c.id).where(target.c.id == column, target.c.deleted_at.is_(None)).scalar_subquery()
    if declared.type != "refs":
        return kind.table.c[name]
    places = reference_table.alias(f"r_{name}")
    place = cast(places.c.slot, String) + ":" + func.coalesce(target.c.id, "")
    return (
        select(func.aggregate_strings(place, ","))
        .select_from(places.join(target, (target.c.id == places.c.target_id) & target.c.deleted_at.is_(None), True))
        .where(places.c.item_id == item_table.c.id, places.c.field == name)
        .correlate(item_table)
        .scalar_subquery()
    )


def _targets(kind: Kind, name: str, value: Any) -> list[str]:
    if not value or not kind.fields[name].is_reference:
        return []
    return [value] if isinstance(value, str) else list(value)


def _target_count(write: Write, kind: Kind, name: str, value: Any) -> Any:
    """Count the items that a value refers to and that may be referred to."""
    targets = _targets(kind, name, value)
    if not targets:
        return literal(0)
    target = item_table.alias(f"c_{name}")
    return (
        select(func.count())
        .select_from(target)
        .where(
            target.c.plan_id == write.plan.id,
            target.c.id.in_(targets),
            target.c.kind.in_(kind.fields[name].targets),
            target.c.deleted_at.is_(None),
        )
        .scalar_subquery()
    )


def _check_targets(write: Write, kind: Kind, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        targets = _targets(kind, name, value)
        if targets and db.session.execute(select(_target_count(write, kind, name, value))).scalar() != len(targets):
            raise TargetError(name)


def _values_of(kind: Kind, row: Any) -> tuple[dict[str, Any], dict[str, int]]:
    """Return an item's values, and how many places its many-reference fields take."""
    values, places = {}, {}
    for name, declared in kind.fields.items():
        value = getattr(row, f"f_{name}")
        if declared.type == "refs":
            slots = (
                sorted((int(slot), target) for slot, _, target in (s.partition(":") for s in value.split(",")))
                if value
                else []
            )
            places[name] = len(slots)
            value = [target for _, target in slots if target]
        values[name] = value
    return tidy(kind, values), places


def _create_sheet(write: Write, kind: Kind, changes: Mapping[str, Any]) -> Outcome:
    item_id = _insert(write, kind, dict(changes), GAP)
    filled = {name: value for name, value in changes.items() if kind.fields[name].is_filled(value)}
    return Outcome(item_id, {name: write.seq if name in filled else 0 for name in changes}, values=dict(changes))


def _write_references(write: Write, item_id: str, name: str, targets: Sequence[str], before: int) -> None:
    """Write a list of references in one statement; places that fall away stay behind empty."""
    rows = [
        {
            "item_id": item_id,
            "field": name,
            "slot": slot,
            "plan_id": write.plan.id,
            "target_id": targets[slot] if slot < len(targets) else None,
        }
        for slot in range(max(len(targets), before))
    ]
    if rows:
        db.session.execute(upsert(reference_table, rows, ("item_id", "field", "slot")))


def _stored(kind: Kind, name: str, value: Any) -> Any:
    if kind.fields[name].type == "choices":
        return list(value) if value else None
    return value if value != "" else None


def _same(kind: Kind, name: str, mine: Any, theirs: Any) -> bool:
    declared = kind.fields[name]
    if not declared.is_filled(mine) and not declared.is_filled(theirs):
        return True
    if declared.type in {"refs", "choices"}:
        return tuple(mine or ()) == tuple(theirs or ())
    return bool(mine == theirs)
