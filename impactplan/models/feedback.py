"""Feedback on a plan: requests, threads of remarks, finished reviews.

What is not sent lives in tables of its own (``unsent.py``). So whatever reads these can come upon nothing unsent.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, now
from impactplan.models.plan import Plan


class Circle(StrEnum):
    """Who sees a thread."""

    AUTHORS = "authors"
    TRAINERS = "trainers"
    """Authors and trainers."""
    READERS = "readers"
    """Authors, trainers, and also peers and readers who comment."""
    REFLECTION = "reflection"
    """The writer of a reflection and whom it is shared with, at any moment."""


class Side(StrEnum):
    """What the writer of a remark was to the plan when they wrote it."""

    AUTHOR = "author"
    TRAINER = "trainer"
    READER = "reader"
    """A peer or a reader who comments."""


class Answer(StrEnum):
    """What an author did with a remark."""

    ADOPTED = "adopted"
    OTHERWISE = "otherwise"
    DECLINED = "declined"


class ThreadState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"


class Verdict(StrEnum):
    AGREED = "agreed"
    REVISE = "revise"


def in_the_plan() -> ColumnElement[bool]:
    """Return which threads are part of the plan, and go with it to its owner: those about a reflection are its
    writer's."""
    return Thread.circle != Circle.REFLECTION


def said_in_the_plan() -> ColumnElement[bool]:
    return Remark.thread_id.in_(select(Thread.id).where(Thread.plan_id == Remark.plan_id, in_the_plan()))


class FeedbackRequest(Base):
    """A question of the authors to their trainers, about one or several steps."""

    __tablename__ = "feedback_request"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id), index=True)
    question: Mapped[str] = mapped_column(Text(), default="")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seq: Mapped[int] = mapped_column(BigInteger)
    """The plan as it was when they asked."""
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was withdrawn, or its last step got its answer."""
    key: Mapped[str] = mapped_column(String(64), default="")
    """Of the form that asked: sent again, it asks nothing more."""

    __table_args__: Any = (UniqueConstraint("id", "plan_id"), UniqueConstraint("plan_id", "asked_by", "key"))


class FeedbackRequestStep(Base):
    """A step that feedback was asked on; closed once it was withdrawn or a review answered it."""

    __tablename__ = "feedback_request_step"

    request_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__: Any = (
        ForeignKeyConstraint(["request_id", "plan_id"], ["feedback_request.id", "feedback_request.plan_id"]),
        Index(None, "plan_id", "closed_at"),
    )


class Review(Base):
    """What a trainer sent in one go: remarks, a summary, and per step a verdict. It exists from that moment."""

    __tablename__ = "review"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id), index=True)
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    summary: Mapped[str] = mapped_column(Text(), default="")
    seq: Mapped[int] = mapped_column(BigInteger)
    """The plan as the trainer last looked at it."""
    finished_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    follows_id: Mapped[str | None] = mapped_column(String(16))
    """The review that this one corrects."""
    key: Mapped[str] = mapped_column(String(64), default="")

    __table_args__: Any = (UniqueConstraint("id", "plan_id"), UniqueConstraint("plan_id", "trainer_id", "key"))


class ReviewStep(Base):
    """What a review says of one step: agreed, to be revised, or nothing but remarks."""

    __tablename__ = "review_step"

    review_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    verdict: Mapped[str | None] = mapped_column(String(10))
    seq: Mapped[int] = mapped_column(BigInteger)
    """The step as the trainer last looked at it."""

    __table_args__: Any = (
        ForeignKeyConstraint(["review_id", "plan_id"], ["review.id", "review.plan_id"]),
        Index(None, "plan_id", "step"),
    )


class Thread(Base):
    """Remarks about one place: a step, a row, a field, or a reflection. Its place is never guessed anew: it keeps what
    stood there at ``seq``, and goes with its row when that is deleted and restored."""

    __tablename__ = "thread"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    step: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str | None] = mapped_column(String(40))
    item_id: Mapped[str | None] = mapped_column(String(16))
    """None for the step as a whole, and for a sheet that nobody wrote in yet."""
    field: Mapped[str | None] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column(BigInteger)
    """Of the page that was read."""
    quote: Mapped[str] = mapped_column(Text(), default="")
    """What the field held, or the row said, at that seq."""
    circle: Mapped[str] = mapped_column(String(10))
    reflection_of: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    """Whose reflection it is about; its module is in the step, as ``reflection_3``."""
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    begun_side: Mapped[str] = mapped_column(String(10))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    state: Mapped[str] = mapped_column(String(10), default=ThreadState.OPEN)
    awaits: Mapped[str] = mapped_column(String(10), default="")
    """Derived from its remarks: the side from which an answer is due, or nothing."""
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__: Any = (
        ForeignKeyConstraint(["item_id", "plan_id"], ["plan_item.id", "plan_item.plan_id"]),
        UniqueConstraint("id", "plan_id"),
        Index(None, "plan_id", "step"),
        Index(None, "item_id"),
        {"info": {"shared": in_the_plan}},
    )


class Remark(Base):
    """One message in a thread. A withdrawn one keeps its place and loses its text."""

    __tablename__ = "remark"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(BigInteger)
    """Its order in the thread."""
    thread_id: Mapped[str] = mapped_column(String(16))
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    side: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text(), default="")
    asks: Mapped[bool] = mapped_column(default=False)
    """Whether it asks for an answer: praise makes no turn."""
    answer: Mapped[str | None] = mapped_column(String(10))
    review_id: Mapped[str | None] = mapped_column(String(16))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    key: Mapped[str] = mapped_column(String(64), default="")
    """Of the form that sent it: sent again, it says nothing twice."""

    __table_args__: Any = (
        ForeignKeyConstraint(["thread_id", "plan_id"], ["thread.id", "thread.plan_id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["review_id", "plan_id"], ["review.id", "review.plan_id"]),
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("plan_id", "author_id", "key"),
        Index(None, "plan_id"),
        Index(None, "review_id"),
        {"info": {"shared": said_in_the_plan}},
    )


class ThreadReader(Base):
    """Up to which remark somebody has read a thread."""

    __tablename__ = "thread_reader"

    thread_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    number: Mapped[int] = mapped_column(BigInteger, default=0)

    __table_args__: Any = (
        ForeignKeyConstraint(["thread_id", "plan_id"], ["thread.id", "thread.plan_id"], ondelete="CASCADE"),
        Index(None, "plan_id", "user_id"),
        Index(None, "user_id"),
        {"info": {"personal": True}},
    )


class FeedbackEvent(Base):
    """The record of feedback: every act, in order, never changed. It holds no text."""

    __tablename__ = "feedback_event"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    act: Mapped[str] = mapped_column(String(20))
    step: Mapped[str] = mapped_column(String(40), default="")
    thread_id: Mapped[str | None] = mapped_column(String(16))
    subject_id: Mapped[str | None] = mapped_column(String(16))
    """The request, review or remark that it is about."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    """To whom a request was handed over, or who was asked to read along."""
    seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__: Any = (Index(None, "plan_id", "id"), {"info": {"personal": True}})
