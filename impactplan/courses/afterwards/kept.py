"""What the page about a round's data shows: what goes when, of whom, and who was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from impactplan.accounts.queries import show_name
from impactplan.courses.afterwards.terms import TOLD_BEFORE, Terms, end_column
from impactplan.lib.dates import AMSTERDAM, today
from impactplan.lib.names import name_order
from impactplan.models import Enrolment, Round, User, db


@dataclass(frozen=True)
class Told:
    """The places that were announced on one day for one day."""

    on: date
    deleted: date
    places: Sequence[Any]


@dataclass(frozen=True)
class Kept:
    """A round's terms and its places."""

    terms: Terms
    hold_reason: str
    held_at: datetime | None
    held_by: str
    taking_part: int
    waiting: int
    """How many were listed or invited and did not accept."""
    dropped: int
    told: Sequence[Told]
    """The places that are announced, the first to go first."""

    next_told: date | None
    """When those who take part are told, or were; none while nobody knows."""
    next_deleted: date | None


def load_kept(round_id: str) -> Kept:
    row = db.session.execute(
        select(
            *(Round.keep_months, Round.keep_dropped_months, Round.hold_reason, Round.held_at),
            *(end_column().label("ends"), func.coalesce(show_name(), "").label("held_by")),
        )
        .join(User, User.id == Round.held_by, isouter=True)
        .where(Round.id == round_id)
    ).one()
    places = _load_places(round_id)
    dropped = sum(place.dropped_at is not None for place in places)
    taking_part = sum(place.dropped_at is None and place.user_id is not None for place in places)
    told = [place for place in places if place.delete_after is not None]
    terms = Terms(row.ends, row.keep_months, row.keep_dropped_months, row.held_at is not None)
    return Kept(
        terms,
        row.hold_reason,
        row.held_at,
        row.held_by,
        taking_part,
        len(places) - dropped - taking_part,
        dropped,
        _by_day(told),
        *_next_days(terms, [place for place in told if place.dropped_at is None]),
    )


def _by_day(places: Sequence[Any]) -> list[Told]:
    def days(place: Any) -> tuple[date, date]:
        return place.delete_after, place.announced_at.astimezone(AMSTERDAM).date()

    ordered = sorted(places, key=lambda place: (*days(place), *name_order(place.name)))
    return [Told(on, deleted, list(some)) for (deleted, on), some in groupby(ordered, days)]


def _next_days(terms: Terms, told: Sequence[Any]) -> tuple[date | None, date | None]:
    """Return when those who take part are told and deleted: as it was announced to the first of them, else by the
    terms, which a day that has passed does not shorten."""
    if told:
        first = min(told, key=lambda place: place.delete_after)
        return first.announced_at.astimezone(AMSTERDAM).date(), first.delete_after
    if terms.due is None:
        return None, None
    tell = max(terms.due - TOLD_BEFORE, today())
    return tell, max(terms.due, tell + TOLD_BEFORE)


def _load_places(round_id: str) -> Sequence[Any]:
    named = func.coalesce(func.nullif(User.name, ""), func.nullif(Enrolment.name, ""), User.email, Enrolment.email)
    columns = (
        *(Enrolment.id, Enrolment.user_id, Enrolment.dropped_at, Enrolment.announced_at, Enrolment.delete_after),
        *(Enrolment.invited_at, func.coalesce(named, "").label("name")),
        func.coalesce(User.email, Enrolment.email, "").label("email"),
    )
    query = select(*columns).join(User, User.id == Enrolment.user_id, isouter=True)
    return db.session.execute(query.where(Enrolment.round_id == round_id)).all()
