"""A plan in memory for the tests of module 3: the figures of the course's example."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from impactplan.graph import Item, PlanState

D = Decimal


def item(kind: str, item_id: str, position: int = 1, **values: Any) -> Item:
    return Item(item_id, kind, position, values)


def make_state(*items: Item, language: str = "en") -> PlanState:
    kinds: dict[str, tuple[Item, ...]] = {}
    for one in items:
        kinds[one.kind] = (*kinds.get(one.kind, ()), one)
    return PlanState("plan", "Digitaal Mee", "", language, 1, datetime(2026, 1, 1, tzinfo=UTC), kinds)


OUTCOME = item("outcome", "u3", statement="Learners dare to do more online", stakeholder="s1")
INDICATOR = item(
    "indicator",
    "k1",
    name="Logs in alone",
    unit="%",
    outcome="u3",
    direction="up",
    baseline=D(45),
    minimum=D(55),
    target=D(70),
    baseline_date=date(2021, 5, 28),
    target_date=date(2022, 12, 31),
)


def measurement(item_id: str, value: str | None, day: date | None = None, **more: Any) -> Item:
    values = {"indicator": "k1", "value": D(value) if value is not None else None, "measured_on": day} | more
    return item("measurement", item_id, **values)


def contribution(**changes: Any) -> Item:
    """Return the contribution of domain figures: 126 people, 30 %, 5 %, 60 %, 25 % a year, three years."""
    values = {
        "outcome": "u3",
        "gross": D(126),
        "deadweight": D(30),
        "displacement": D(5),
        "own_share": D(60),
        "own_share_low": D(40),
        "own_share_high": D(70),
        "drop_off": D(25),
        "duration": 3,
    }
    return item("contribution", "c1", **(values | changes))


def valuation(item_id: str = "v1", **changes: Any) -> Item:
    values = {
        "outcome": "u3",
        "method": "monetary",
        "proxy": "Price of a course",
        "unit_price": D(850),
        "unit_price_low": D(600),
        "unit_price_high": D(1000),
        "price_year": 2022,
    }
    return item("valuation", item_id, **(values | changes))


RETURN = item("social_return", "r1", discount_rate=D("2.25"))
INPUTS = (
    item("input", "i1", name="Staff", euros=D(42000)),
    item("input", "i2", name="Volunteers", euros=D(16000)),
    item("input", "i3", name="Licences", euros=D(10000)),
)
