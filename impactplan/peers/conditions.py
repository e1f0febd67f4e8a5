"""The conditions by which queries find questions and answers of the peer round, and who is a peer of a plan."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists
from sqlalchemy.orm import aliased

from impactplan.access import AUTHORS
from impactplan.models import Enrolment, Membership, PeerAnswer, PeerQuestion, Plan, RoundStaff

ROLES = [str(relation) for relation in AUTHORS]


def is_posted() -> Any:
    return PeerAnswer.withdrawn_at.is_(None)


def is_open() -> Any:
    return and_(PeerQuestion.closed_at.is_(None), PeerQuestion.withdrawn_at.is_(None))


def is_member(user_id: Any) -> Any:
    """Return the condition that somebody is in the group of the question of the surrounding query now."""
    own = aliased(Enrolment)
    mine = own.user_id == user_id, own.group_id == PeerQuestion.group_id, own.dropped_at.is_(None)
    return exists().where(*mine).correlate(PeerQuestion)


def has_posted(user_id: Any) -> Any:
    answered = PeerAnswer.question_id == PeerQuestion.id, PeerAnswer.author_id == user_id, is_posted()
    return exists().where(*answered).correlate(PeerQuestion)


def reaches_group() -> Any:
    """Return the condition that the plan of a question is shared, now, with the group that it was asked of."""
    place = aliased(Enrolment)
    shared = (
        place.plan_id == PeerQuestion.plan_id,
        place.group_id == PeerQuestion.group_id,
        place.dropped_at.is_(None),
        Plan.id == PeerQuestion.plan_id,
        Plan.shared_with_group.is_(True),
    )
    return exists().where(*shared).correlate(PeerQuestion)


def is_peer_of(plan_id: Any, member: Any, place: Any) -> tuple[Any, ...]:
    """Return the conditions that a place in a group is that of a peer of a plan: neither its author nor its trainer."""
    writes = exists().where(
        Membership.plan_id == plan_id, Membership.user_id == member.user_id, Membership.role.in_(ROLES)
    )
    trains = exists().where(
        RoundStaff.round_id == place.round_id, RoundStaff.user_id == member.user_id, RoundStaff.role == "trainer"
    )
    return member.user_id.is_not(None), member.dropped_at.is_(None), ~writes, ~trains
