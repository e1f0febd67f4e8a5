"""The course: what it asks and advises, its rounds with their meetings, and what a round writes to its people."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, now


class Course(Base):
    __tablename__ = "course"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    rules: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """The rules of thumb in which this course differs from ``RULES_OF_THUMB``."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = ({"info": {"impersonal": True}},)


class CourseModule(Base):
    """What a course asks in a module: the assignment, in both languages."""

    __tablename__ = "course_module"

    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assignment_nl: Mapped[str] = mapped_column(Text, default="")
    assignment_en: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = ({"info": {"impersonal": True}},)


class CourseContact(Base):
    """Whom participants can turn to, and with what."""

    __tablename__ = "course_contact"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(255))
    phone: Mapped[str] = mapped_column(String(40), default="")


class Round(Base):
    """One time that the course is given. Its people's data are kept for a term, and longer only with a reason."""

    __tablename__ = "round"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    """What everybody in the round should know."""
    ends_on: Mapped[date | None] = mapped_column(Date)
    """The last day of work on the plans, some weeks after the last meeting; unknown: the day of that meeting."""
    keep_months: Mapped[int] = mapped_column(default=24)
    keep_dropped_months: Mapped[int] = mapped_column(default=6)
    hold_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why nothing of this round is deleted for now; empty: the terms run."""
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Meeting(Base):
    """A meeting of a round. Day and times are what the clock in Amsterdam shows; each of them may be unknown."""

    __tablename__ = "meeting"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    number: Mapped[int] = mapped_column()
    """Its place in the programme, from 1."""
    module: Mapped[int] = mapped_column()
    day: Mapped[date | None] = mapped_column(Date)
    starts: Mapped[time | None] = mapped_column(Time)
    ends: Mapped[time | None] = mapped_column(Time)
    online: Mapped[bool] = mapped_column(default=False)
    """Whether it is the link that counts; the place is kept, so that it can switch back."""
    place: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    webinar: Mapped[str] = mapped_column(String(200), default="")
    guest: Mapped[str] = mapped_column(String(200), default="", info={"public": True})
    """Who speaks, as the programme announces it; guests have no account by it."""
    note: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises with every change, by which a calendar knows what is newest."""
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (UniqueConstraint("round_id", "number"), {"info": {"impersonal": True}})


class RoundMail(Base):
    """A mail that a coordinator wrote to a round or one of its groups; what went to whom is in the outbox."""

    __tablename__ = "round_mail"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("peer_group.id", ondelete="SET NULL"), index=True)
    to: Mapped[str] = mapped_column(String(200))
    """To whom, in words, as the sender chose it."""
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column()
    """To how many people."""
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class CalendarLink(Base):
    """Somebody's secret address of a round's calendar. Another nonce is another address; without a row there is none.

    The address is signed with the site's key, so that a copy of the database opens no calendar.
    """

    __tablename__ = "calendar_link"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    nonce: Mapped[str] = mapped_column(String(16), default=new_id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (UniqueConstraint("round_id", "user_id"),)


class SpringQuestion(Base):
    """The yearly question whether a plan still holds, asked of its authors after the course."""

    __tablename__ = "spring_question"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"))
    year: Mapped[int] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answer: Mapped[str] = mapped_column(String(20), default="")
    """"", "holds", "changes" or "past"."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)

    __table_args__ = (UniqueConstraint("plan_id", "year"), Index(None, "asked_at"))
