"""What measuring asks of the people who are asked, and of ourselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SIXTY = Decimal(60)
Quarter = tuple[int, int]
"""(year, quarter 1–4)"""


@dataclass(frozen=True)
class Collection:
    """One way of collecting data: minutes per complete and wave, and our own hours over its whole time."""

    key: str
    group: str
    completes: int
    minutes: Decimal
    waves: int = 1
    start: date | None = None
    end: date | None = None
    staff_hours: Decimal = Decimal(0)


def hours_of(collection: Collection) -> Decimal:
    """Return what a collection asks of respondents, in hours: completes × minutes × waves / 60."""
    return collection.completes * collection.minutes * collection.waves / SIXTY


def total_hours(collections: Iterable[Collection]) -> Decimal:
    return sum((hours_of(collection) for collection in collections), Decimal(0))


def hours_per_group(collections: Iterable[Collection]) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = {}
    for collection in collections:
        found[collection.group] = found.get(collection.group, Decimal(0)) + hours_of(collection)
    return found


def minutes_per_person(collections: Iterable[Collection]) -> Decimal:
    """Return the minutes of somebody who is in all of the collections, over all waves."""
    return sum((collection.minutes * collection.waves for collection in collections), Decimal(0))


def quarters(start: date, end: date) -> list[Quarter]:
    """Return the quarters that a period touches, in order; an end before its start touches one."""
    first, last = (start.year * 4 + (start.month - 1) // 3), (end.year * 4 + (end.month - 1) // 3)
    return [(index // 4, index % 4 + 1) for index in range(first, max(first, last) + 1)]


def load_per_quarter(collections: Iterable[Collection]) -> Mapping[Quarter, Decimal]:
    """Return our own hours per quarter, each collection's spread evenly over the quarters that it touches."""
    load: dict[Quarter, Decimal] = {}
    for collection in collections:
        if collection.start is None:
            continue
        touched = quarters(collection.start, collection.end or collection.start)
        for quarter in touched:
            load[quarter] = load.get(quarter, Decimal(0)) + collection.staff_hours / len(touched)
    return dict(sorted(load.items()))
