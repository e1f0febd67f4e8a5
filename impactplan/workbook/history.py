"""The log read back: the plan at an earlier moment, and the history of a field. Pure; rows come from the caller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from impactplan.graph import Item
from impactplan.lib.text import apply_delta, make_delta
from impactplan.models import KINDS, Kind

DELTA_FROM = 200
"""Coalesced text of at least this length is logged as what changed, not as a whole."""


def encode(value: Any, before: Any, *, coalesced: bool) -> dict[str, Any]:
    """Return what the log keeps of a value: the whole, or against ``before`` where typing goes on in a batch."""
    if coalesced and isinstance(value, str) and isinstance(before, str) and len(value) >= DELTA_FROM:
        return {"d": list(make_delta(before, value))}
    return {"v": value}


def decode(after: dict[str, Any], before: Any) -> Any:
    if "d" in after:
        start, end, middle = after["d"]
        return apply_delta(before or "", (start, end, middle))
    return after.get("v")


@dataclass
class Rewound:
    """An item as the log tells it, up to some entry. Values are as in JSON."""

    id: str
    kind: str
    position: int = 0
    live: bool = True
    values: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def apply(self, entry: Any) -> None:
        if entry.action == "create":
            made = entry.after["v"]
            self.position = made["position"]
            self.values = dict(made["values"])
            self.versions = dict.fromkeys(self.values, entry.seq)
        elif entry.action == "set":
            self.values[entry.field] = decode(entry.after, self.values.get(entry.field))
            self.versions[entry.field] = entry.seq
        elif entry.action == "move":
            self.position = entry.after["v"]
        else:
            self.live = entry.action == "restore"

    def item(self) -> Item:
        kind = KINDS[self.kind]
        values = {name: declared.from_json(self.values.get(name)) for name, declared in kind.stored.items()}
        return Item(self.id, self.kind, self.position, tidy(kind, values), dict(self.versions))


def tidy(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """Return values as every reader gets them: lists are tuples, and no list is an empty one."""
    if values.keys() <= kind.stored.keys():
        tidied = dict.fromkeys(kind.stored) | values
    else:
        tidied = {name: values.get(name) for name in kind.stored}
    for name in kind.lists:
        tidied[name] = tuple(tidied[name] or ())
    return tidied


def rewind(entries: Iterable[Any]) -> dict[str, Rewound]:
    """Return every item that the entries (oldest first) tell of, deleted ones too."""
    items: dict[str, Rewound] = {}
    for entry in entries:
        item = items.setdefault(entry.item_id, Rewound(entry.item_id, entry.kind))
        item.apply(entry)
    return items


@dataclass(frozen=True)
class Version:
    """What a field held after a batch of edits."""

    seq: int
    batch: str
    at: datetime
    actor_id: int | None
    value: Any
    before: Any


def field_versions(entries: Iterable[Any], name: str) -> list[Version]:
    """Return the history of one field, oldest first, from all log entries of its item."""
    item: Rewound | None = None
    versions: list[Version] = []
    for entry in entries:
        item = item or Rewound(entry.item_id, entry.kind)
        before = item.values.get(name)
        item.apply(entry)
        touched = entry.field == name or (entry.action == "create" and item.values.get(name) is not None)
        if not touched:
            continue
        if versions and versions[-1].batch == entry.batch:
            before = versions.pop().before
        versions.append(Version(entry.seq, entry.batch, entry.at, entry.actor_id, item.values.get(name), before))
    return versions
