"""The open questions of whole groups: for the page of a group, for the meetings of a round, and for somebody's home."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from flask import url_for
from sqlalchemy import String, and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from impactplan.access import open_plan, relation_columns
from impactplan.access.plans import PLAN_COLUMNS, THE_USER
from impactplan.models import Enrolment, PeerAnswer, PeerQuestion, Plan, User
from impactplan.models.base import read
from impactplan.peers.conditions import has_posted, is_member, is_open, is_peer_of, is_posted, reaches_group
from impactplan.peers.parts import Part, part_in
from impactplan.steps import BY_KEY

THE_GROUPS: Any = bindparam("groups", expanding=True, type_=String)


@dataclass(frozen=True)
class GroupQuestion:
    """An open question as somebody around it sees it: a member of the group, or staff of its round."""

    group_id: str
    asker: str
    plan_title: str
    asked_at: datetime
    part: Part | None
    """None for a coordinator, who sees that it is there and not what it is about."""
    posted: bool
    step: str
    href: str
    """Empty for who may not open it."""
    pending: Sequence[str] = field(default_factory=tuple)
    """Who has not answered; a peer is told once they have answered themselves."""

    @property
    def mine_to_answer(self) -> bool:
        return self.part is Part.PEER and not self.posted


@cache
def _statement(*, own: bool) -> Any:
    """Return the query of the open questions in some groups, or in all groups that somebody is in: a row a member who
    is asked."""
    member, mine = aliased(Enrolment), aliased(Enrolment)
    asker, peer = aliased(User), aliased(User)
    answered = exists().where(
        PeerAnswer.question_id == PeerQuestion.id, PeerAnswer.author_id == member.user_id, is_posted()
    )
    groups: Any = THE_GROUPS
    if own:
        groups = select(mine.group_id).where(
            mine.user_id == THE_USER, mine.dropped_at.is_(None), mine.group_id.is_not(None)
        )
    is_asked = (member.group_id == PeerQuestion.group_id, *is_peer_of(PeerQuestion.plan_id, member, member))
    return (
        select(
            *PLAN_COLUMNS,
            *relation_columns(),
            PeerQuestion.id.label("question_id"),
            PeerQuestion.group_id,
            PeerQuestion.step,
            PeerQuestion.asked_at,
            asker.shown_name.label("asker"),
            peer.shown_name.label("peer"),
            answered.label("answered"),
            is_member(THE_USER).label("in_group"),
            has_posted(THE_USER).label("posted"),
        )
        .select_from(PeerQuestion)
        .join(Plan, Plan.id == PeerQuestion.plan_id)
        .join(asker, asker.id == PeerQuestion.asked_by, isouter=True)
        .join(member, and_(*is_asked), isouter=True)
        .join(peer, peer.id == member.user_id, isouter=True)
        .where(PeerQuestion.group_id.in_(groups), is_open(), reaches_group())
        .order_by(PeerQuestion.asked_at, PeerQuestion.id, peer.shown_name, peer.id)
    )


def load_group_questions(viewer_id: int, group_ids: Collection[str]) -> list[GroupQuestion]:
    """Return the open questions in groups, for somebody who is in them or runs their round; the oldest first."""
    if not group_ids:
        return []
    rows = read(_statement(own=False), {"the_user": viewer_id, "groups": list(group_ids)})
    return read_rows(rows.all())


def load_waiting(user_id: int) -> list[GroupQuestion]:
    """Return the open questions of somebody's groups that wait for their answer."""
    rows = read(_statement(own=True), {"the_user": user_id})
    return [question for question in read_rows(rows.all()) if question.mine_to_answer]


def read_rows(rows: Sequence[Any]) -> list[GroupQuestion]:
    by_question: dict[str, list[Any]] = {}
    for row in rows:
        by_question.setdefault(row.question_id, []).append(row)
    return [_read(of_question) for of_question in by_question.values()]


def _read(rows: Sequence[Any]) -> GroupQuestion:
    row = rows[0]
    part = part_in(open_plan(row), in_group=bool(row.in_group))
    posted = bool(row.posted)
    knows = part is not Part.PEER or posted
    address = url_for("peers.show_question", plan_id=row.id, question_id=row.question_id)
    return GroupQuestion(
        group_id=row.group_id,
        asker=row.asker or "",
        plan_title=row.title,
        asked_at=row.asked_at,
        part=part,
        posted=posted,
        step=str(BY_KEY[row.step].title) if part and row.step in BY_KEY else "",
        href=address if part else "",
        pending=tuple(one.peer for one in rows if one.peer and not one.answered) if knows else (),
    )


def by_group(questions: Sequence[GroupQuestion]) -> Mapping[str, Sequence[GroupQuestion]]:
    grouped: dict[str, list[GroupQuestion]] = {}
    for question in questions:
        grouped.setdefault(question.group_id, []).append(question)
    return grouped
