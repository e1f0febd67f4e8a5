"""Who takes part in rounds now, with the plan that each makes: what lists of plans tell of their authors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from impactplan.lib.names import name_order
from impactplan.models import Enrolment, PeerGroup, Plan, User
from impactplan.models.base import read


class Participant(NamedTuple):
    round_id: str
    name: str
    library: str
    group_id: str | None
    group: str
    plan_id: str | None
    plan: str
    plan_changed: datetime | None


def load_participants(round_ids: Collection[str], plan_ids: Collection[str] | None = None) -> list[Participant]:
    """Return who takes part in rounds, in one query and in no order; of plans that are named, those who make them."""
    if not round_ids or (plan_ids is not None and not plan_ids):
        return []
    values = {"rounds": list(round_ids), "plans": list(plan_ids or ())}
    return [Participant(*row) for row in read(_present(plan_ids is not None), values)]


@cache
def _present(of_plans: bool) -> Any:
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
        .where(Enrolment.round_id.in_(bindparam("rounds", expanding=True)), Enrolment.dropped_at.is_(None))
    )
    return query.where(Enrolment.plan_id.in_(bindparam("plans", expanding=True))) if of_plans else query


def in_order(participants: Collection[Participant]) -> list[Participant]:
    """Return people by their names, as lists of a round have them."""
    return sorted(participants, key=lambda one: name_order(one.name))
