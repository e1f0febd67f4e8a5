"""What can be done to the items of a plan. Each takes an open write and leaves committing to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from impactplan.config import ROW_LIMIT
from impactplan.graph import Item
from impactplan.lib.names import drop_unseen
from impactplan.models import KINDS, Kind, Revision, db, is_id, item_table, new_id
from impactplan.models.base import execute
from impactplan.models.fields import UNCERTAIN
from impactplan.workbook.associations import is_overwritten, load_owning_items, set_association
from impactplan.workbook.circles import refuse_circles
from impactplan.workbook.completeness import measure
from impactplan.workbook.history import encode
from impactplan.workbook.one_act import WITHIN
from impactplan.workbook.positions import GAP, count_rows, load_places, place_behind
from impactplan.workbook.stored import (
    check_targets,
    is_same,
    load_item,
    to_column,
    values_of,
    write_references,
)
from impactplan.workbook.writing import (
    IdTakenError,
    LockedError,
    NotFoundError,
    RowLimitError,
    TakenError,
    TargetError,
    Write,
)


@dataclass(frozen=True)
class Conflict:
    """Somebody else wrote the field after the version that this edit was based on."""

    field: str
    mine: Any
    theirs: Any
    version: int


@dataclass
class SaveResult:
    """What became of an edit: the version each field now has, and what could not be written."""

    item_id: str
    versions: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def create_item(
    write: Write,
    kind_key: str,
    values: Mapping[str, Any] | None = None,
    *,
    after: str | None = None,
    item_id: str | None = None,
) -> str:
    """Add a row at the end, or behind another one, and return its id, which a page may have made for it."""
    kind = KINDS[kind_key]
    places = load_places(write, kind)
    if count_rows(places, kind) >= ROW_LIMIT:
        raise RowLimitError(str(kind.plural).lower())
    position = place_behind(write, places, after)
    if item_id is None:
        return _insert(write, kind, dict(values or {}), position)
    _check_id(item_id)
    try:
        return _insert(write, kind, dict(values or {}), position, item_id)
    except IntegrityError as error:
        raise IdTakenError from error  # another plan took it just now


def _check_id(item_id: str) -> None:
    """Refuse an id that does not have the form of one, or that any item of any plan has."""
    taken = is_id(item_id) and execute(select(item_table.c.id).where(item_table.c.id == item_id)).first()
    if taken or not is_id(item_id):
        raise IdTakenError


def create_items(
    write: Write, kind_key: str, all_values: Sequence[Mapping[str, Any]], ids: Sequence[str | None] = ()
) -> list[str]:
    """Add several rows at the end, in their order, and return their ids, new ones or those that were made for them;
    when they do not all fit, none."""
    kind = KINDS[kind_key]
    places = load_places(write, kind)
    if count_rows(places, kind) + len(all_values) > ROW_LIMIT:
        raise RowLimitError(str(kind.plural).lower())
    last = places[-1].position if places else 0
    rows = enumerate(zip(all_values, ids or [None] * len(all_values), strict=True), 1)
    return [_insert(write, kind, dict(values), last + GAP * at, item_id) for at, (values, item_id) in rows]


def find_same(write: Write, kind: Kind, values: Mapping[str, Any]) -> str | None:
    """Return the row that is there already, of a kind that has one row at most per value of a field."""
    if not kind.one_per or not values.get(kind.one_per):
        return None
    query = (
        select(item_table.c.id)
        .join(kind.table, kind.table.c.id == item_table.c.id)
        .where(
            item_table.c.plan_id == write.plan.id,
            item_table.c.deleted_at.is_(None),
            kind.table.c[kind.one_per] == values[kind.one_per],
        )
    )
    row_id: str | None = db.session.execute(query).scalars().first()
    return row_id


def _refuse_second(write: Write, kind: Kind, values: Mapping[str, Any]) -> None:
    """Raise TakenError for a value that one row of the kind can have, and that a row has."""
    if find_same(write, kind, values) is not None:
        raise TakenError(kind.one_per)


def _insert(write: Write, kind: Kind, values: dict[str, Any], position: int, item_id: str | None = None) -> str:
    values = {name: value for name, value in values.items() if kind.fields[name].is_filled(value)}
    inverse = {name: value for name, value in values.items() if not kind.fields[name].is_stored}
    values = {name: value for name, value in values.items() if name not in inverse}
    check_targets(write, kind, values)
    item_id = item_id or new_id()
    refuse_circles(write, kind, item_id, values, {})
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
    columns = {name: to_column(kind, name, values.get(name)) for name in kind.columns}
    db.session.execute(insert(kind.table), {"id": item_id, "plan_id": write.plan.id, **columns})
    for name, value in values.items():
        if kind.fields[name].type == "refs":
            write_references(write, name, [(item_id, value, 0)])
    logged = {name: kind.fields[name].to_json(value) for name, value in values.items()}
    write.log("create", item_id, kind.key, {"v": {"position": position, "values": logged}})
    write.touch(kind.key)
    for name, value in inverse.items():
        _set_inverse(write, kind, SaveResult(item_id), name, value, None)
    return item_id


def set_fields(
    write: Write,
    kind_key: str,
    ref: str,
    changes: Mapping[str, Any],
    seen: Mapping[str, int],
    *,
    typing: bool = True,
) -> SaveResult:
    """Write fields of an item, each against the version that its writer saw.

    ``ref`` is an item's id, or the kind itself for a sheet, which is made when it is first written in.
    Equal values are no conflict and no write. A field in conflict is left alone and reported. Going back to an
    earlier text is not ``typing``: it stands in the log by itself, so that the text it replaces stays in the history.
    """
    kind = KINDS[kind_key]
    inverse = {name: value for name, value in changes.items() if not kind.fields[name].is_stored}
    changes = {name: value for name, value in changes.items() if name not in inverse}
    row = load_item(write, kind, ref, changes)
    if row is None:
        if not kind.sheet:
            raise NotFoundError
        return _create_sheet(write, kind, changes)
    current, places = values_of(kind, row)
    if kind.lock and current[kind.lock] is not None:
        raise LockedError
    versions: dict[str, int] = dict(row.field_versions or {})
    result = SaveResult(row.id, values=current)
    written = _sift(kind, changes, seen, versions, result)
    if written:
        refuse_circles(write, kind, row.id, written, current)
        _refuse_second(write, kind, written)
        coalesced = typing and _coalesce(write, kind, row, written)
        _update(write, kind, row, written, current, places, coalesced=coalesced)
        result.versions |= dict.fromkeys(written, write.seq)
        result.values = current | written
    for name, value in inverse.items():
        _set_inverse(write, kind, result, name, value, seen.get(name))
    return result


def mark_uncertain(write: Write, kind_key: str, ref: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """Let fields that nobody chose say that a number is an estimate. Returns each with its new version and value."""
    changes = dict.fromkeys(names, UNCERTAIN)
    row = load_item(write, KINDS[kind_key], ref, changes) if changes else None
    if row is None:
        return []
    current, _places = values_of(KINDS[kind_key], row)
    changes = {name: value for name, value in changes.items() if current[name] is None}
    marked = set_fields(write, kind_key, ref, changes, {})
    return [{"field": name, "version": marked.versions[name], "raw": value} for name, value in changes.items()]


def _sift(
    kind: Kind, changes: Mapping[str, Any], seen: Mapping[str, int], versions: Mapping[str, int], result: SaveResult
) -> dict[str, Any]:
    """Return the changes to write; what is equal or in conflict is put in the result instead."""
    written: dict[str, Any] = {}
    for name, value in changes.items():
        version, current = versions.get(name, 0), result.values[name]
        if is_same(kind, name, value, current):
            result.versions[name] = version
        elif seen.get(name, version) != version and not _looks_same(kind, name, value, current):
            result.conflicts.append(Conflict(name, value, current, version))
        else:
            written[name] = value
    return written


def _looks_same(kind: Kind, name: str, one: Any, other: Any) -> bool:
    """Tell whether nobody can see a difference: between such texts there is nothing to choose."""
    return kind.fields[name].is_text and drop_unseen(one or "") == drop_unseen(other or "")


def _set_inverse(write: Write, kind: Kind, result: SaveResult, name: str, value: Any, seen: int | None) -> None:
    """Write an association from its inverse side. Its version is the seq at which its writer saw the plan."""
    declared, item_id, chosen = kind.fields[name], result.item_id, tuple(value or ())
    owning_items = load_owning_items(write, declared, item_id, chosen)
    current = tuple(owning.id for owning in owning_items if item_id in owning.referenced)
    if not {owning.id for owning in owning_items}.issuperset(chosen):
        raise TargetError(name)
    changing = set(current) ^ set(chosen)
    result.versions[name], result.values[name] = write.seq, chosen
    if not changing:
        return
    if is_overwritten(write, declared, item_id, changing, seen):
        result.conflicts.append(Conflict(name, chosen, current, write.seq - 1))
        result.values[name] = current
        return
    set_association(write, declared, item_id, [owning for owning in owning_items if owning.id in changing], set(chosen))


def _update(
    write: Write,
    kind: Kind,
    row: Any,
    written: dict[str, Any],
    current: dict[str, Any],
    places: dict[str, int],
    *,
    coalesced: bool,
) -> None:
    columns = {name: to_column(kind, name, value) for name, value in written.items() if name in kind.columns}
    if columns:
        execute(_update_statement(kind.key, tuple(columns)), {"the_item": row.id, **columns})
    for name, value in written.items():
        declared = kind.fields[name]
        if declared.type == "refs":
            write_references(write, name, [(row.id, value, places[name])])
        before, after = declared.to_json(current[name]), declared.to_json(value)
        write.log("set", row.id, kind.key, encode(after, before, coalesced=coalesced), name)
    versions = (row.field_versions or {}) | dict.fromkeys(written, write.seq)
    measured = measure(kind, current | written)
    derived = {"field_versions": versions, **measured}
    execute(_update_statement("", tuple(derived)), {"the_item": row.id, **derived})
    is_as_full = all(getattr(row, name) == number for name, number in measured.items())
    if is_as_full and not any(kind.fields[name].is_reference for name in written):
        write.touch_by_words(kind.key)
    else:
        write.touch(kind.key)


@cache
def _update_statement(kind_key: str, columns: tuple[str, ...]) -> Any:
    """Return how columns of one item are written, of its kind or what every item has: built once."""
    table = KINDS[kind_key].table if kind_key else item_table
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return update(table).where(table.c.id == bindparam("the_item", type_=String)).values(values)


def _coalesce(write: Write, kind: Kind, row: Any, written: dict[str, Any]) -> bool:
    """Join the batch of the field's last entry, when it is the same person typing on in the same text."""
    if len(written) != 1 or not kind.fields[next(iter(written))].is_text or row.last_batch is None:
        return False
    goes_on = bool(
        row.last_action == "set"
        and row.last_actor == write.actor.id
        and write.at - row.last_at <= WITHIN
        and row.last_seq > write.plan.marked_seq
        and row.last_origin is None
        and not row.wrote_since  # what is undone step by step keeps its order
    )
    if goes_on:
        write.batch = row.last_batch
    return goes_on


def delete_item(write: Write, kind_key: str, item_id: str) -> None:
    """Take an item out of the plan, and what says nothing without it. Rows, references and log stay, so that all of it
    can come back."""
    delete_items(write, [(kind_key, item_id)])


def delete_items(write: Write, items: Sequence[tuple[str, str]]) -> None:
    """Take items, by kind and id, out of the plan with what says nothing without them."""
    for kind_key, item_id in items:
        _set_deleted(write, KINDS[kind_key], item_id, write.at)
    for kind_key, item_id in _find_going_along(write, items):
        _set_deleted(write, KINDS[kind_key], item_id, write.at)


def _find_going_along(
    write: Write, items: Sequence[tuple[str, str]], *which: ColumnElement[bool]
) -> list[tuple[str, str]]:
    """Return what says nothing without one of some items, by kind and id: what is there, or of ``which`` it holds."""
    along: list[tuple[str, str]] = []
    for kind in KINDS.values():
        names = [name for name, declared in kind.stored.items() if declared.goes_along]
        targets = {target for name in names for target in kind.fields[name].targets}
        ids = [item_id for key, item_id in items if key in targets]
        if ids:
            query = (
                select(item_table.c.id)
                .join(kind.table, kind.table.c.id == item_table.c.id)
                .where(item_table.c.plan_id == write.plan.id, *(which or [item_table.c.deleted_at.is_(None)]))
                .where(or_(*(kind.table.c[name].in_(ids) for name in names)))
                .order_by(item_table.c.position, item_table.c.id)
            )
            along += [(kind.key, item_id) for item_id in db.session.execute(query).scalars()]
    return along


def restore_item(write: Write, kind_key: str, item_id: str) -> None:
    """Bring an item back, with what was deleted along with it and has all that it rests on again."""
    deletions = select(Revision.batch).where(Revision.plan_id == write.plan.id, Revision.item_id == item_id)
    last = deletions.where(Revision.action == "delete").order_by(Revision.id.desc()).limit(1).scalar_subquery()
    restore_items(write, [(kind_key, item_id)])
    went = select(Revision.item_id).where(Revision.plan_id == write.plan.id, Revision.batch == last)
    along = _find_going_along(
        write, [(kind_key, item_id)], item_table.c.deleted_at.is_not(None), item_table.c.id.in_(went)
    )
    for other_kind, other_id in along:
        names = [name for name, declared in KINDS[other_kind].stored.items() if declared.goes_along]
        if _has_all(write, KINDS[other_kind], other_id, names):
            restore_items(write, [(other_kind, other_id)])


def _has_all(write: Write, kind: Kind, item_id: str, names: Sequence[str]) -> bool:
    row = execute(select(*(kind.table.c[name] for name in names)).where(kind.table.c.id == item_id)).one()
    targets = {target for target in row if target}
    live = item_table.c.plan_id == write.plan.id, item_table.c.deleted_at.is_(None), item_table.c.id.in_(targets)
    return len(execute(select(item_table.c.id).where(*live)).all()) == len(targets)


def restore_items(write: Write, items: Sequence[tuple[str, str]]) -> None:
    """Bring items back, by kind and id, and nothing else."""
    for kind_key, item_id in items:
        _set_deleted(write, KINDS[kind_key], item_id, None)


def _set_deleted(write: Write, kind: Kind, item_id: str, moment: datetime | None) -> None:
    before = item_table.c.deleted_at.is_(None) if moment else item_table.c.deleted_at.is_not(None)
    own = (item_table.c.id == item_id) & (item_table.c.plan_id == write.plan.id) & (item_table.c.kind == kind.key)
    if kind.lock:
        locked = select(kind.table.c.id).join(item_table, item_table.c.id == kind.table.c.id)
        if db.session.execute(locked.where(own, kind.table.c[kind.lock].is_not(None))).first():
            raise LockedError
    if moment is None and kind.one_per:
        stored = select(kind.table.c[kind.one_per]).join(item_table, item_table.c.id == kind.table.c.id)
        _refuse_second(write, kind, {kind.one_per: execute(stored.where(own)).scalar()})
    changed = db.session.execute(update(item_table).where(own, before).values(deleted_at=moment))
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE has a rowcount
        raise NotFoundError
    if moment is None and count_rows(load_places(write, kind), kind) > ROW_LIMIT:
        raise RowLimitError(str(kind.plural).lower())
    write.log("delete" if moment else "restore", item_id, kind.key, {"v": None})
    write.touch(kind.key)
    write.referred.add(item_id)


def duplicate_item(write: Write, item: Item, item_id: str | None = None) -> str:
    """Add a copy of a row right behind it, without what an operation wrote in it or what other items say of it."""
    copied = {name: declared for name, declared in KINDS[item.kind].stored.items() if not declared.fixed}
    return create_item(write, item.kind, {name: item[name] for name in copied}, after=item.id, item_id=item_id)


def _create_sheet(write: Write, kind: Kind, changes: Mapping[str, Any]) -> SaveResult:
    item_id = _insert(write, kind, dict(changes), GAP)
    filled = {name: value for name, value in changes.items() if kind.fields[name].is_filled(value)}
    return SaveResult(item_id, {name: write.seq if name in filled else 0 for name in changes}, values=dict(changes))
