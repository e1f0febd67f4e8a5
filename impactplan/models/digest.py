"""What people are told by mail without having asked: digests of what is new, and reminders before a meeting."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, now


class DigestFrequency(StrEnum):
    """How often somebody gets a digest."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class Digest(Base):
    """The digest of one person at one window. There is one row at most, so however often it is asked for, and by
    however many workers, they get one mail at most."""

    __tablename__ = "digest"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    """The day in Amsterdam on whose morning the window closed."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    """From when on what is new belongs in it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__: Any = (Index(None, "created_at"),)


class ToldNews(Base):
    """What somebody was told of by mail, by its id: no digest says it again."""

    __tablename__ = "told_news"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__: Any = (Index(None, "told_at"),)


class MeetingReminder(Base):
    """That somebody is reminded before a meeting of what is still open: once."""

    __tablename__ = "meeting_reminder"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    tried_on: Mapped[date] = mapped_column(Date)
    """The last day on which it was looked whether anything is open."""
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the mail was written; none until something is open."""

    __table_args__: Any = (Index(None, "meeting_id"),)
