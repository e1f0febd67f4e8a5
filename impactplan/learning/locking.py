"""Closing ledger lines for good, and taking off what a closed one says wrongly. Each takes an open write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.learning.books import AMOUNTS, CALLED, COPIED, fixed_values
from impactplan.lib.dates import today
from impactplan.workbook.operations import create_item, set_fields
from impactplan.workbook.writing import Write, hash_payload


def seal_of(state: PlanState, items: Iterable[Item]) -> str:
    """Return a short sign of all that locking these lines would fix: it differs when any of it changes."""
    return hash_payload([[item.id, sorted(item.values.items()), fixed_values(state, item)] for item in items])[:32]


def lock_lines(write: Write, state: PlanState, items: Iterable[Item]) -> None:
    """Write into each line the corrections, the price and the name of today, and who locked it when."""
    for item in items:
        lock = {"locked_on": today(), "locked_by": write.actor.shown_name}
        set_fields(write, "ledger_line", item.id, fixed_values(state, item) | lock, {}, typing=False)


def correct_line(write: Write, item: Item, should: Mapping[str, Any] | None = None) -> str | None:
    """Add a line that books the difference between a locked one and what it should have said, with the same
    corrections; without ``should``, one that takes it off entirely. Returns its id, or None where nothing differs."""
    meant = dict.fromkeys(AMOUNTS) if should is None else should
    differences = {name: (meant.get(name) or 0) - (item[name] or 0) for name in AMOUNTS}
    if should is not None and not any(differences.values()):
        return None
    values = {name: item[name] for name in ("period", "outcome", "indicator", *CALLED, *COPIED, "unit_price")}
    values |= {name: difference for name, difference in differences.items() if difference}
    return create_item(write, "ledger_line", values | {"corrects": item.id}, after=item.id)
