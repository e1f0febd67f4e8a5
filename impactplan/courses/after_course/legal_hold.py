"""The decisions of a coordinator about keeping data: the retention policy and a legal hold. The route commits."""

from __future__ import annotations

from sqlalchemy import update

from impactplan.access import RoundPermission, lock_round
from impactplan.models import Enrolment, Round, User, db, now

LEAST_MONTHS, MOST_MONTHS = 1, 120


def change_policy(round_id: str, actor: User, keep_months: int, keep_dropped_months: int) -> None:
    """Set the retention policy. Announced deletions are calculated anew before anything is deleted."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _update(round_id, keep_months=keep_months, keep_dropped_months=keep_dropped_months)


def hold_round(round_id: str, actor: User, reason: str) -> None:
    """Delete nothing of a round for now, for a reason; announced deletions are called off."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _update(round_id, hold_reason=reason, held_at=now(), held_by=actor.id)
    announced = Enrolment.round_id == round_id, Enrolment.announced_at.is_not(None)
    db.session.execute(
        update(Enrolment).where(*announced).values(announced_at=None, delete_after=None, account_too=False)
    )


def release_round(round_id: str, actor: User) -> None:
    """End the hold: deletions that are due by now are announced anew."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _update(round_id, hold_reason="", held_at=None, held_by=None)


def _update(round_id: str, **values: object) -> None:
    db.session.execute(update(Round).where(Round.id == round_id).values(values))
