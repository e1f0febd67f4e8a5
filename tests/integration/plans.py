"""Plans in memory: a few rows of the kinds that module 5 looks at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.workbook.inverse import with_inverses


def plan(**kinds: list[dict[str, Any]]) -> PlanState:
    """Return a plan; an item's ``id`` can be named, else it is its kind and its number."""
    items = {
        kind: tuple(
            Item(values.get("id", f"{kind}{number}"), kind, number, {k: v for k, v in values.items() if k != "id"})
            for number, values in enumerate(rows)
        )
        for kind, rows in kinds.items()
    }
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return PlanState("p", "Digitaal Mee", "Bibliotheek Merenrijk", "nl", 1, moment, with_inverses(items))


def action(key: str, start: str = "", end: str = "", **more: Any) -> dict[str, Any]:
    days = {name: date.fromisoformat(day) for name, day in (("start", start), ("end", end)) if day}
    return {"id": key, "name": f"Actie {key}", **days, **more}
