"""The far ends of associations, seen from the items that hold them. Pure; writing them is in ``associations``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from impactplan.graph import Item
from impactplan.models import KINDS, Field


def held_by(value: Any) -> tuple[str, ...]:
    """Return the ids that a reference field holds, be it one or many."""
    return (value,) if isinstance(value, str) and value else tuple(value or ())


def with_inverses(items: Mapping[str, Sequence[Item]]) -> dict[str, tuple[Item, ...]]:
    """Give the items the far ends of their associations, as far as the kinds that hold them are there."""
    found = {key: tuple(rows) for key, rows in items.items()}
    for key, rows in found.items():
        for name, declared in KINDS[key].fields.items():
            if declared.type == "inverse" and declared.targets[0] in found:
                naming = _naming(found[declared.targets[0]], declared)
                rows = tuple(replace(row, values={**row.values, name: naming.get(row.id, ())}) for row in rows)
        found[key] = rows
    return found


def _naming(near: Iterable[Item], declared: Field) -> dict[str, tuple[str, ...]]:
    naming: dict[str, list[str]] = {}
    for item in near:
        for target in held_by(item[declared.through]):
            naming.setdefault(target, []).append(item.id)
    return {target: tuple(ids) for target, ids in naming.items()}
