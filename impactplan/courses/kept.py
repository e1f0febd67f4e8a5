"""What the page about a round's data shows: what goes when, of whom, and who was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from impactplan.accounts.queries import show_name
from impactplan.courses.terms import TOLD_BEFORE, Terms, end_column
from impactplan.models import Enrolment, Round, User, db


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
    told: Sequence[Any]
    """The places that are announced, the first to go first."""

    @property
    def told_on(self) -> date | None:
        """Return the day on which those who took part are told."""
        return self.terms.due - TOLD_BEFORE if self.terms.due else None


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
    return Kept(
        Terms(row.ends, row.keep_months, row.keep_dropped_months, row.held_at is not None),
        row.hold_reason,
        row.held_at,
        row.held_by,
        taking_part,
        len(places) - dropped - taking_part,
        dropped,
        sorted(told, key=lambda place: (place.delete_after, place.name.casefold())),
    )


def _load_places(round_id: str) -> Sequence[Any]:
    named = func.coalesce(func.nullif(User.name, ""), func.nullif(Enrolment.name, ""), User.email, Enrolment.email)
    columns = (
        *(Enrolment.id, Enrolment.user_id, Enrolment.dropped_at, Enrolment.announced_at, Enrolment.delete_after),
        *(Enrolment.invited_at, func.coalesce(named, "").label("name")),
        func.coalesce(User.email, Enrolment.email, "").label("email"),
    )
    query = select(*columns).join(User, User.id == Enrolment.user_id, isouter=True)
    return db.session.execute(query.where(Enrolment.round_id == round_id)).all()
