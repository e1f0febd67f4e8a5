"""The peer round: a question of the authors of a plan to their peer group, and what each of the group answers.

What somebody types and has not posted is a ``Draft``, theirs alone; so these tables hold nothing unsent.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, now
from impactplan.models.plan import Plan


class PeerMark(StrEnum):
    """What an author says of a peer's answer."""

    USEFUL = "useful"
    GENERAL = "general"


class PeerQuestion(Base):
    """One question on one step of a plan, to the group that it was shared with at that moment and to no other."""

    __tablename__ = "peer_question"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("peer_group.id", ondelete="SET NULL"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(Text())
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seq: Mapped[int] = mapped_column(BigInteger)
    """The plan as it was when they asked."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Taken back before anybody answered."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    takeaway: Mapped[str] = mapped_column(Text(), default="")
    """What its author takes along from the answers."""
    item_id: Mapped[str | None] = mapped_column(String(16))
    """The learning question or the action that it became."""
    key: Mapped[str] = mapped_column(String(64), default="")
    """Of the form that asked: sent again, it asks nothing more."""

    __table_args__: Any = (
        ForeignKeyConstraint(["item_id", "plan_id"], ["plan_item.id", "plan_item.plan_id"], ondelete="CASCADE"),
        UniqueConstraint("id", "plan_id"),
        UniqueConstraint("plan_id", "asked_by", "key"),
        Index(None, "plan_id", "closed_at"),
        Index(None, "item_id"),
    )


class PeerAnswer(Base):
    """What one peer answered: at most one a question. A withdrawn one lost its texts."""

    __tablename__ = "peer_answer"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    question_id: Mapped[str] = mapped_column(String(16))
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    strong: Mapped[str] = mapped_column(Text(), default="")
    unseen: Mapped[str] = mapped_column(Text(), default="")
    attempt: Mapped[str] = mapped_column(Text(), default="")
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mark: Mapped[str | None] = mapped_column(String(10))
    """Of the texts as they are now: editing them takes it away."""

    __table_args__: Any = (
        ForeignKeyConstraint(
            ["question_id", "plan_id"], ["peer_question.id", "peer_question.plan_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("question_id", "author_id"),
        Index(None, "plan_id"),
    )
