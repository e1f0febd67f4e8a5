"""Who takes part in rounds now, with the plan that each makes: what lists of plans tell of their authors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from impactplan.lib.names import name_order
from impactplan.models import Enrolment, PeerGroup, Plan, User, db


class Participant(NamedTuple):
    round_id: str
    name: str
    library: str
    group_id: str | None
    group: str
    plan_id: str | None
    plan: str
    plan_changed: datetime | None


def load_participants(round_ids: Collection[str]) -> list[Participant]:
    """Return who takes part in rounds, in one query and in no order."""
    query = (
        select(
            Enrolment.round_id,
            User.shown_name,
            func.coalesce(func.nullif(Enrolment.organisation, ""), User.organisation, ""),
            Enrolment.group_id,
            func.coalesce(PeerGroup.title, ""),
            Enrolment.plan_id,
            func.coalesce(Plan.title, ""),
            Plan.changed_at,
        )
        .join(User, User.id == Enrolment.user_id)
        .join(PeerGroup, PeerGroup.id == Enrolment.group_id, isouter=True)
        .join(Plan, Plan.id == Enrolment.plan_id, isouter=True)
        .where(Enrolment.round_id.in_(list(round_ids)), Enrolment.dropped_at.is_(None))
    )
    return [Participant(*row) for row in db.session.execute(query)]


def in_order(participants: Collection[Participant]) -> list[Participant]:
    """Return people by their names, as lists of a round have them."""
    return sorted(participants, key=lambda one: name_order(one.name))
