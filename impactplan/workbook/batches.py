"""Several edits in one write, all of them or none: how a page writes that shows more than one row at a time.

Every edit is one of the operations that forms use, under the same validation, limits and versions, so the log does not
tell which way was used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from impactplan.graph import Item
from impactplan.models import KINDS, Kind
from impactplan.models.fields import UNCERTAIN
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.forms import Submission, read_submission
from impactplan.workbook.operations import (
    Conflict,
    create_item,
    delete_item,
    duplicate_item,
    find_same,
    mark_uncertain,
    restore_item,
    set_fields,
)
from impactplan.workbook.positions import move_behind
from impactplan.workbook.registry import find_column_values
from impactplan.workbook.stored import load_item, values_of
from impactplan.workbook.writing import NotFoundError, TakenError, TargetError, Write, WriteError

MOST_OPERATIONS = 200
_DOES = ("create", "set", "move", "delete", "restore", "duplicate")
_ID_LIMIT = 40
"""Longer than any id, and than any kind."""

Versions = dict[str, dict[str, int]]
"""By item and field."""


class MalformedError(Exception):
    """What was sent is no batch: no page of ours sends it."""


class InvalidError(WriteError):
    """Values that cannot be kept, with why, by item and field; or an edit that cannot be."""

    def __init__(self, errors: Mapping[str, Mapping[str, Sequence[str]]], message: str = "") -> None:
        super().__init__()
        self.errors = errors
        self.message = message


class ConflictError(WriteError):
    """Somebody else wrote a field since it was seen."""

    def __init__(self, kind: str, item_id: str, conflict: Conflict) -> None:
        super().__init__()
        self.kind, self.item_id, self.conflict = kind, item_id, conflict


@dataclass(frozen=True)
class Operation:
    """One edit of a batch, as it was sent and as far as it could be read."""

    do: str
    kind: Kind
    id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    uncertain: Sequence[str] = ()
    after: str | None = None
    new: str = ""


# --- reading what was sent ---


def read_operations(sent: object) -> list[Operation]:
    """Return the edits that a page sent. MalformedError if they are none; InvalidError for what somebody typed."""
    if not isinstance(sent, list) or not 0 < len(sent) <= MOST_OPERATIONS:
        raise MalformedError
    errors: dict[str, Mapping[str, list[str]]] = {}
    operations = []
    for one in sent:
        operation, draft = _read_operation(one)
        if draft.errors:
            errors[operation.id] = {**errors.get(operation.id, {}), **draft.errors}
        operations.append(operation)
    if errors:
        raise InvalidError(errors)
    return operations


def _read_operation(sent: object) -> tuple[Operation, Submission]:
    if not isinstance(sent, dict) or sent.get("do") not in _DOES:
        raise MalformedError
    do, kind = sent["do"], _read_kind(sent)
    item_id, after, new = _read_id(sent.get("id")), sent.get("after"), sent.get("new")
    draft = _read_values(kind, sent.get("values", {})) if do in {"create", "set"} else Submission({})
    values, versions = dict(draft.values), _read_versions(sent.get("versions", {}))
    if do == "set":
        versions = {name: versions.get(name, 0) for name in values}
    if do == "create":
        values |= dict.fromkeys(draft.uncertain, UNCERTAIN)
    if do == "move" and sent.get("column") is not None:
        values = _read_column(kind, item_id, sent["column"])
    operation = Operation(
        do,
        kind,
        item_id,
        values,
        versions,
        draft.uncertain,
        None if after is None else _read_id(after),
        _read_id(new) if do == "duplicate" else "",
    )
    return operation, draft


def _read_kind(sent: Mapping[str, object]) -> Kind:
    """Return a kind that has a place on a step page. A sheet is written in, and nothing else."""
    key = sent.get("kind")
    if not isinstance(key, str) or key not in STEP_OF_KIND or (KINDS[key].sheet and sent["do"] != "set"):
        raise MalformedError
    return KINDS[key]


def _read_id(sent: object) -> str:
    if not isinstance(sent, str) or not 0 < len(sent) <= _ID_LIMIT:
        raise MalformedError
    return sent


def _read_values(kind: Kind, sent: object) -> Submission:
    if not isinstance(sent, dict):
        raise MalformedError
    typed: MultiDict[str, str] = MultiDict()
    for name, value in sent.items():
        texts = value if isinstance(value, list) else [value]
        if name not in kind.fields or kind.fields[name].fixed or not all(isinstance(text, str) for text in texts):
            raise MalformedError
        typed.setlist(name, texts)
    return read_submission(kind.key, typed, list(sent))


def _read_versions(sent: object) -> dict[str, int]:
    if not isinstance(sent, dict) or not all(type(version) is int for version in sent.values()):
        raise MalformedError
    return {str(name): version for name, version in sent.items()}


def _read_column(kind: Kind, item_id: str, sent: object) -> dict[str, Any]:
    """Return what a row is given in another column; InvalidError, which says why, where it cannot stand there."""
    values = find_column_values(kind.key, sent) if isinstance(sent, str) else None
    if values is None:
        raise MalformedError
    if isinstance(values, str):
        raise InvalidError({item_id: {}}, values)
    return dict(values)


# --- carrying it out ---


def carry_out(write: Write, operations: Sequence[Operation]) -> Versions:
    """Make all edits, in their order, and return the version of every field that they wrote.

    The first one that cannot be made ends it with a WriteError, and so the whole write.
    """
    versions: Versions = {}
    for operation in operations:
        try:
            for item_id, name, version in _carry_out(write, operation, typing=len(operations) == 1):
                versions.setdefault(item_id, {})[name] = version
        except TargetError as error:
            raise InvalidError({operation.id: {error.field: [error.message]}}) from error
    return versions


def _carry_out(write: Write, operation: Operation, *, typing: bool) -> Iterator[tuple[str, str, int]]:
    kind, item_id = operation.kind, operation.id
    if operation.do == "create":
        if find_same(write, kind, operation.values) is not None:
            raise TakenError(kind.one_per)
        create_item(write, kind.key, operation.values, after=operation.after, item_id=item_id)
        yield from ((item_id, name, write.seq) for name in operation.values)
    elif operation.do == "duplicate":
        duplicate_item(write, _load(write, kind, item_id), operation.new)
        yield from ((operation.new, name, write.seq) for name in kind.stored)
    elif operation.do == "delete":
        delete_item(write, kind.key, item_id)
    elif operation.do == "restore":
        restore_item(write, kind.key, item_id)
    else:
        if operation.do == "move":
            move_behind(write, kind.key, item_id, operation.after)
        yield from _set(write, operation, typing=typing and operation.do == "set")


def _set(write: Write, operation: Operation, *, typing: bool) -> Iterator[tuple[str, str, int]]:
    kind = operation.kind
    if not operation.values:
        return
    result = set_fields(write, kind.key, operation.id, operation.values, operation.versions, typing=typing)
    if result.conflicts:
        raise ConflictError(kind.key, result.item_id, result.conflicts[0])
    marked = mark_uncertain(write, kind.key, operation.id, operation.uncertain)
    yield from ((result.item_id, name, version) for name, version in result.versions.items())
    yield from ((result.item_id, one["field"], one["version"]) for one in marked)


def _load(write: Write, kind: Kind, item_id: str) -> Item:
    row = load_item(write, kind, item_id, {})
    if row is None or kind.one_per:
        raise NotFoundError
    return Item(item_id, kind.key, 0, values_of(kind, row)[0])
