"""What a data collection comes to: its completes, and what it asks of people and of ourselves. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from impactplan.calculators.burden import CollectionLoad
from impactplan.calculators.sampling import NotComputable, expected_completes
from impactplan.graph import Item, PlanState
from impactplan.workbook.result_summary import is_percentage

HUNDRED = Decimal(100)


def response_of(item: Item) -> Decimal | None:
    """Return the expected response as a fraction."""
    return item["response"] / HUNDRED if item["response"] is not None else None


def takes_everybody(item: Item) -> bool:
    """Tell whether a collection is about everybody without anybody being invited, such as a registration."""
    return not item["invited"] and (item["sampling"] == "census" or item["method"] == "registration")


def completes_of(item: Item) -> int:
    """Return how many completes a collection will give; raises NotComputable for what is lacking."""
    everybody = takes_everybody(item)
    return expected_completes(item["population"], item["invited"], response_of(item), everybody=everybody)


def asks_percentage(state: PlanState, item: Item) -> bool:
    """Tell whether a collection is for a percentage, or may be while nothing else is said of its indicators."""
    indicators = state.find_all(item["indicators"])
    unknown = (not indicator["indicator_kind"] and not indicator["unit"] for indicator in indicators)
    return not indicators or any(unknown) or any(map(is_percentage, indicators))


def known_completes(item: Item) -> int | None:
    try:
        return completes_of(item)
    except NotComputable:
        return None


def effort_of(item: Item) -> CollectionLoad:
    """Return a collection as the formulas of burden and load want it; what is not known counts as nothing."""
    return CollectionLoad(
        key=item.id,
        group=item.get("group", ""),
        completes=known_completes(item) or 0,
        minutes=item.get("minutes", Decimal(0)),
        waves=item.get("waves", 1),
        start=item["start"],
        end=item["end"],
        staff_hours=item.get("staff_hours", Decimal(0)),
        euros=item.get("cost", Decimal(0)),
    )


def efforts(state: PlanState) -> list[CollectionLoad]:
    return [effort_of(item) for item in state.rows("collection")]


def asking(state: PlanState) -> list[CollectionLoad]:
    """Return the collections that take people's time."""
    return [effort for effort in efforts(state) if effort.minutes]


def period_of(item: Item) -> tuple[date, date] | None:
    """Return the first and last day, if both are there and in this order."""
    start, end = item["start"], item["end"]
    return (start, end) if start and end and start <= end else None


def overlapping(state: PlanState, item: Item) -> Iterator[Item]:
    """Yield the other collections that ask the same group in the same time."""
    own = period_of(item)
    if own is None or state.find(item["group"]) is None or not item["minutes"]:
        return
    for other in state.rows("collection"):
        period = period_of(other)
        if other.id == item.id or other["group"] != item["group"] or not other["minutes"] or period is None:
            continue
        if own[0] <= period[1] and period[0] <= own[1]:
            yield other


def names_data(state: PlanState) -> bool:
    """Tell whether the plan has come to its data: before that nobody misses those of an indicator."""
    return bool(state.rows("source") or state.rows("collection"))


def has_data(indicator: Item) -> bool:
    """Tell whether data are named for an indicator: at hand, or to be collected."""
    return bool(indicator["sources"] or indicator["collections"])
