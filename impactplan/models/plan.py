"""A plan, who writes and reads it, and the invitations to do so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, now

RESTORED_SEQ = 1_000_000
"""Writing alone never takes a plan this far: from here on, its seq was raised when a backup was put back."""


def next_version(version: int, seq: int) -> int:
    """Return the version that comes after one which counts the writes of its own field. Where a backup was put back,
    it lies beyond what a page can have seen before, also of what was not in the backup yet."""
    return max(version + 1, seq) if seq >= RESTORED_SEQ else version + 1


class Plan(Base):
    __tablename__ = "plan"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2), default="nl")
    """The language that the plan is written in; its documents follow it."""
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    """Rises by one with every write; taking the next one is what serialises the writes of a plan."""
    marked_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    """The last seq that something refers to (feedback, a snapshot): typing is never coalesced across it."""
    shared_with_group: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Membership(Base):
    """Somebody's own place in a plan: owner, coauthor, commenter or reader. A plan has exactly one owner."""

    __tablename__ = "membership"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (Index(None, "user_id"),)


class Invitation(Base):
    """An invitation by mail link. Only a hash of the token is kept; a withdrawn or used one opens nothing."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), index=True)
    email: Mapped[str] = mapped_column(String(255), index=True)
    role: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PlanStep(Base):
    """Derived: how far a step of a plan is. ``impactplan db check --rebuild`` makes it again from the items."""

    __tablename__ = "plan_step"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    filled: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    blocking: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many issues keep the step from being complete: what is missing, and what else blocks."""
    set_aside: Mapped[bool] = mapped_column(default=False)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)


class Receipt(Base):
    """The answer given to a write, kept under its idempotency key: asked again, it is given again."""

    __tablename__ = "receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    payload_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(String)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)

    __table_args__ = (UniqueConstraint("plan_id", "actor_id", "key"),)
