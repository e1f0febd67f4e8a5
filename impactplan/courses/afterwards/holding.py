"""What a coordinator decides about how long a round's data are kept. The route commits."""

from __future__ import annotations

from sqlalchemy import update

from impactplan.access import RoundPermission, lock_round
from impactplan.models import Enrolment, Round, User, db, now

LEAST_MONTHS, MOST_MONTHS = 1, 120


def change_terms(round_id: str, actor: User, keep_months: int, keep_dropped_months: int) -> None:
    """Set the terms. What was announced is reckoned again before anything is deleted."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _change(round_id, keep_months=keep_months, keep_dropped_months=keep_dropped_months)


def hold_round(round_id: str, actor: User, reason: str) -> None:
    """Delete nothing of a round for now, because of a reason; what was announced is off."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _change(round_id, hold_reason=reason, held_at=now(), held_by=actor.id)
    announced = Enrolment.round_id == round_id, Enrolment.announced_at.is_not(None)
    db.session.execute(
        update(Enrolment).where(*announced).values(announced_at=None, delete_after=None, account_too=False)
    )


def release_round(round_id: str, actor: User) -> None:
    """Let the terms run again: what is due by now is announced anew."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _change(round_id, hold_reason="", held_at=None, held_by=None)


def _change(round_id: str, **values: object) -> None:
    db.session.execute(update(Round).where(Round.id == round_id).values(values))
