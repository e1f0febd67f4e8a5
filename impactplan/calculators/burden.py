"""What measuring asks of the people who are asked, and of ourselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from impactplan.lib.dates import Quarter, quarters

SIXTY = Decimal(60)


@dataclass(frozen=True)
class CollectionLoad:
    """One way of collecting data: minutes per complete and wave, and our own hours over its whole time."""

    key: str
    group: str
    completes: int
    minutes: Decimal
    waves: int = 1
    start: date | None = None
    end: date | None = None
    staff_hours: Decimal = Decimal(0)
    euros: Decimal = Decimal(0)


def hours_of(collection: CollectionLoad) -> Decimal:
    """Return what a collection asks of respondents, in hours: completes × minutes × waves / 60."""
    return collection.completes * collection.minutes * collection.waves / SIXTY


def total_hours(collections: Iterable[CollectionLoad]) -> Decimal:
    return sum((hours_of(collection) for collection in collections), Decimal(0))


def hours_per_group(collections: Iterable[CollectionLoad]) -> Mapping[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    for collection in collections:
        amounts[collection.group] = amounts.get(collection.group, Decimal(0)) + hours_of(collection)
    return amounts


def minutes_per_person(collections: Iterable[CollectionLoad]) -> Decimal:
    """Return the minutes of somebody who is in all of the collections, over all waves."""
    return sum((collection.minutes * collection.waves for collection in collections), Decimal(0))


def waves_a_year(collection: CollectionLoad) -> int:
    """Return how often somebody is asked within a year: the waves spread over its years of 365 days, rounded up."""
    if collection.start is None or collection.end is None:
        return collection.waves
    years = max(1, -(-(collection.end - collection.start).days // 365))
    return -(-collection.waves // years)


def per_group_and_year(
    collections: Iterable[CollectionLoad], amount: Callable[[CollectionLoad], Decimal]
) -> Mapping[tuple[str, int], Decimal]:
    """Return the sum of ``amount`` over what each group is asked in each calendar year, by (group, year)."""
    amounts: dict[tuple[str, int], Decimal] = {}
    for collection in collections:
        if collection.start is not None:
            last = max(collection.start, collection.end or collection.start)
            for year in range(collection.start.year, last.year + 1):
                key = (collection.group, year)
                amounts[key] = amounts.get(key, Decimal(0)) + amount(collection)
    return amounts


def surveys_a_year(collections: Iterable[CollectionLoad]) -> Mapping[tuple[str, int], Decimal]:
    """Return how often each group is asked in each calendar year."""
    return per_group_and_year(collections, lambda collection: Decimal(waves_a_year(collection)))


def minutes_a_year(collections: Iterable[CollectionLoad]) -> Mapping[tuple[str, int], Decimal]:
    """Return the minutes of somebody who is asked all that the group is asked, in each calendar year."""
    return per_group_and_year(collections, lambda collection: collection.minutes * waves_a_year(collection))


def load_per_quarter(
    collections: Iterable[CollectionLoad], amount: Callable[[CollectionLoad], Decimal] = attrgetter("staff_hours")
) -> Mapping[Quarter, Decimal]:
    """Return our own hours (or another amount) per quarter: each collection's spread evenly over those it touches."""
    load: dict[Quarter, Decimal] = {}
    for collection in collections:
        if collection.start is None:
            continue
        touched = quarters(collection.start, collection.end or collection.start)
        for quarter in touched:
            load[quarter] = load.get(quarter, Decimal(0)) + amount(collection) / len(touched)
    return dict(sorted(load.items()))
