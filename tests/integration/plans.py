"""Plans in memory: a few rows of the kinds that module 5 looks at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from impactplan.graph import PlanState
from tests.support.states import make_state


def plan(**kinds: list[dict[str, Any]]) -> PlanState:
    """Return a plan with the given rows, as it is on the day of these tests."""
    return make_state(kinds, at=datetime(2026, 11, 22, 12, tzinfo=UTC))


def action(key: str, start: str = "", end: str = "", **more: Any) -> dict[str, Any]:
    days = {name: date.fromisoformat(day) for name, day in (("start", start), ("end", end)) if day}
    return {"id": key, "name": f"Actie {key}", **days, **more}
