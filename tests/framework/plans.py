"""Plans in memory for module 2, with the data collections of the example."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as D
from typing import Any

from impactplan.graph import Item, PlanState
from tests.support.states import make_state


def plan(**kinds: list[dict[str, Any]]) -> PlanState:
    """Return a plan with the given rows, in English."""
    return make_state(kinds, language="en", at=datetime(2021, 3, 1, tzinfo=UTC))


def one(kind: str, **values: Any) -> tuple[PlanState, Item]:
    """Return a plan of one row, and the row."""
    state = plan(**{kind: [{"id": "x", **values}]})
    return state, state.rows(kind)[0]


def asked(id: str, group: str, *numbers: int, **more: Any) -> dict[str, Any]:
    """Return a data collection: population, invited, response, minutes, waves, hours, euros."""
    names = ("population", "invited", "response", "minutes", "waves", "staff_hours", "cost")
    values: dict[str, Any] = dict(zip(names, numbers, strict=True))
    for name in ("response", "minutes", "staff_hours", "cost"):
        values[name] = D(values[name])
    return {"id": id, "name": id, "group": group, "sampling": "census", "method": "survey", **values, **more}


END = date(2022, 12, 16)
STAKEHOLDERS = [{"id": "S1", "name": "Digistarters"}, {"id": "S3", "name": "Relatives"}]
COLLECTIONS = [
    asked("D1", "S1", 240, 240, 60, 8, 2, 40, 224, start=date(2021, 4, 12), end=END),
    asked("D2", "S1", 240, 180, 50, 6, 1, 60, 0, sampling="random", start=date(2021, 6, 1), end=END),
    asked("D3", "S1", 180, 180, 95, 10, 1, 12, 0, method="test", start=date(2021, 4, 12), end=END),
    asked("D4", "S3", 180, 16, 75, 30, 1, 30, 240, method="interview", sampling="purposive",
          start=date(2021, 10, 1), end=date(2021, 11, 30)),
    {"id": "D5", "name": "D5", "method": "registration", "sampling": "census", "population": 1380, "minutes": D(0),
     "staff_hours": D(12), "cost": D(0), "start": date(2021, 1, 1), "end": date(2022, 12, 31)},
]  # fmt: skip
