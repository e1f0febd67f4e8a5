"""Closing ledger lines for good, and taking off what a closed one says wrongly. Each takes an open write."""

from __future__ import annotations

from collections.abc import Iterable

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


def correct_line(write: Write, item: Item) -> str:
    """Add a line that takes a locked one off entirely, with the same corrections, and return its id."""
    values = {name: item[name] for name in ("period", "outcome", "indicator", *CALLED, *COPIED, "unit_price")}
    values |= {name: -item[name] for name in AMOUNTS if item[name]}
    return create_item(write, "ledger_line", values | {"corrects": item.id}, after=item.id)
