"""What the page about a round's data shows: what is deleted when, of whom, and who was notified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from impactplan.courses.after_course.retention_policy import NOTICE_PERIOD, RetentionPolicy, end_column
from impactplan.courses.enrolment.columns import name_column
from impactplan.lib.dates import AMSTERDAM, today
from impactplan.lib.names import name_order
from impactplan.models import Enrolment, Round, User, db


@dataclass(frozen=True)
class Announcement:
    """The deletions that were announced on one day for one day."""

    announced_on: date
    deleted_on: date
    enrolments: Sequence[Any]


@dataclass(frozen=True)
class RetentionView:
    """The retention policy of a round, and the state of its enrolments."""

    policy: RetentionPolicy
    hold_reason: str
    held_at: datetime | None
    held_by: str
    taking_part: int
    waiting: int
    """How many were listed or invited and did not accept."""
    dropped: int
    announcements: Sequence[Announcement]
    """The deletion that comes first stands first."""

    next_announced: date | None
    """When the deletion of those who take part is announced, or was; None while that is unknown."""
    next_deleted: date | None


def load_retention(round_id: str) -> RetentionView:
    row = db.session.execute(
        select(
            Round.keep_months,
            Round.keep_dropped_months,
            Round.hold_reason,
            Round.held_at,
            end_column().label("ends"),
            func.coalesce(User.shown_name, "").label("held_by"),
        )
        .join(User, User.id == Round.held_by, isouter=True)
        .where(Round.id == round_id)
    ).one()
    policy = RetentionPolicy(row.ends, row.keep_months, row.keep_dropped_months, row.held_at is not None)
    enrolments = _load_enrolments(round_id)
    dropped = sum(enrolment.dropped_at is not None for enrolment in enrolments)
    taking_part = sum(enrolment.dropped_at is None and enrolment.user_id is not None for enrolment in enrolments)
    announced = [enrolment for enrolment in enrolments if enrolment.delete_after is not None]
    next_announced, next_deleted = _next_days(
        policy, [enrolment for enrolment in announced if enrolment.dropped_at is None]
    )
    return RetentionView(
        policy=policy,
        hold_reason=row.hold_reason,
        held_at=row.held_at,
        held_by=row.held_by,
        taking_part=taking_part,
        waiting=len(enrolments) - dropped - taking_part,
        dropped=dropped,
        announcements=_by_day(announced),
        next_announced=next_announced,
        next_deleted=next_deleted,
    )


def _by_day(enrolments: Sequence[Any]) -> list[Announcement]:
    def days(enrolment: Any) -> tuple[date, date]:
        return enrolment.delete_after, enrolment.announced_at.astimezone(AMSTERDAM).date()

    ordered = sorted(enrolments, key=lambda enrolment: (*days(enrolment), *name_order(enrolment.name)))
    return [
        Announcement(announced_on, deleted_on, list(group))
        for (deleted_on, announced_on), group in groupby(ordered, days)
    ]


def _next_days(policy: RetentionPolicy, announced: Sequence[Any]) -> tuple[date | None, date | None]:
    """Return when the deletion of those who take part is announced and when it happens: as announced to the first of
    them, else by the policy, with the full notice period also where the day of announcing has passed."""
    if announced:
        first = min(announced, key=lambda enrolment: enrolment.delete_after)
        return first.announced_at.astimezone(AMSTERDAM).date(), first.delete_after
    if policy.due is None:
        return None, None
    announce_on = max(policy.due - NOTICE_PERIOD, today())
    return announce_on, max(policy.due, announce_on + NOTICE_PERIOD)


def _load_enrolments(round_id: str) -> Sequence[Any]:
    query = (
        select(
            Enrolment.id,
            Enrolment.user_id,
            Enrolment.dropped_at,
            Enrolment.announced_at,
            Enrolment.delete_after,
            Enrolment.invited_at,
            func.coalesce(name_column(Enrolment), "").label("name"),
            func.coalesce(User.email, Enrolment.email, "").label("email"),
        )
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .where(Enrolment.round_id == round_id)
    )
    return db.session.execute(query).all()
