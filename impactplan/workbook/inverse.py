"""The inverse side of associations, read from the items on the owning side. Pure; ``associations`` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from impactplan.graph import Item
from impactplan.models import KINDS, Field


def referenced_ids(value: Any) -> tuple[str, ...]:
    """Return the ids in the value of a reference field, be it one or many."""
    return (value,) if isinstance(value, str) and value else tuple(value or ())


def with_inverse_fields(items: Mapping[str, Sequence[Item]]) -> dict[str, tuple[Item, ...]]:
    """Give the items their inverse fields, as far as the kinds on the owning side are there."""
    completed = {key: tuple(rows) for key, rows in items.items()}
    for key, rows in completed.items():
        namings = {
            name: _naming(completed[declared.targets[0]], declared)
            for name, declared in KINDS[key].inverse.items()
            if declared.targets[0] in completed
        }
        if namings:
            completed[key] = tuple([_complete(row, namings) for row in rows])
    return completed


def _complete(row: Item, namings: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Item:
    values = {**row.values, **{name: naming.get(row.id, ()) for name, naming in namings.items()}}
    return Item(row.id, row.kind, row.position, values, row.versions)


def _naming(owning_items: Iterable[Item], declared: Field) -> dict[str, tuple[str, ...]]:
    naming: dict[str, list[str]] = {}
    for item in owning_items:
        for target in referenced_ids(item[declared.through]):
            naming.setdefault(target, []).append(item.id)
    return {target: tuple(ids) for target, ids in naming.items()}
