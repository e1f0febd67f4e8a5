"""Plans in memory: what is a function of the plan's state needs no database to be tested."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.workbook.inverse import with_inverse_fields

AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def make_state(items: Mapping[str, list[dict[str, Any]]], **more: Any) -> PlanState:
    """Return a plan of these items; one without an ``id`` is called by its kind and number, such as ``outcome1``."""
    made = {
        kind: tuple(_item(kind, number, **row) for number, row in enumerate(rows, 1)) for kind, rows in items.items()
    }
    named = {"title": "Digitaal Mee", "organisation": "Bibliotheek Merenrijk", "language": "nl", "seq": 7, "at": AT}
    return PlanState(**{"plan_id": "plan", "items": with_inverse_fields(made), **named, **more})


def _item(kind: str, number: int, /, id: str = "", **values: Any) -> Item:
    return Item(id or f"{kind}{number}", kind, number, values)
