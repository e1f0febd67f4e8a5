"""What of feedback is not sent: what somebody types for others, who may read it before, and what they note for
themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, now
from impactplan.models.plan import Plan


class Draft(Base):
    """What somebody types for others and has not sent: a remark, an answer, a summary, a verdict, a request.

    Its place, ``ref``, is one a person: typed again from another page or device, it is the same draft.
    """

    __tablename__ = "feedback_draft"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(120))
    step: Mapped[str] = mapped_column(String(40), default="")
    ready: Mapped[bool] = mapped_column(default=False)
    """Whether it goes along when the review, or the answers, are sent."""
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    """Of the page that was read."""
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """``body``, ``asks``, ``answer``, ``circle``, ``verdict``, ``quote``: as far as they are filled in."""
    versions: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """Per value how often it was written, as in a reflection."""
    keys: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its writer was told by mail that it is not sent yet."""

    __table_args__: Any = (UniqueConstraint("plan_id", "user_id", "ref"), {"info": {"personal": True}})


class DraftReader(Base):
    """A colleague trainer who was asked to read an unsent review, and what they said of it."""

    __tablename__ = "draft_reader"

    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id), primary_key=True)
    writer_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    note: Mapped[str] = mapped_column(Text(), default="")
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__: Any = (Index(None, "reader_id"), Index(None, "writer_id"), {"info": {"personal": True}})


class PrivateNote(Base):
    """What a trainer notes about a plan for themselves alone."""

    __tablename__ = "private_note"

    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(Text(), default="")
    version: Mapped[int] = mapped_column(default=0)
    key: Mapped[str] = mapped_column(String(64), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__: Any = (Index(None, "user_id"), {"info": {"personal": True}})
