"""The log of a plan: every write, in order, never changed. History, undo and any earlier moment come from it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, Index, Integer, String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, now

ACTIONS = ("create", "set", "move", "delete", "restore")


class Origin(StrEnum):
    """What made a batch of edits, where nobody did them one by one."""

    UNDO = "undo"
    IMPORT = "import"
    """Rows from a file."""
    LAYOUT = "layout"
    """The boxes of the drawing, put in the order in which the fewest links cross."""
    BLANK = "blank"
    """Rows in which nobody ever typed, taken out when the database was brought up to date."""


class Revision(Base):
    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    batch: Mapped[str] = mapped_column(String(16))
    """What was done in one go; coalesced typing shares a batch, history shows a batch once, undo reverses it."""
    action: Mapped[str] = mapped_column(String(10))
    item_id: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(40))
    field: Mapped[str | None] = mapped_column(String(40))
    after: Mapped[Any] = mapped_column(JSON)
    """``{"v": value}``, or for coalesced text ``{"d": [start, end, text]}`` against the entry before it."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    origin: Mapped[str | None] = mapped_column(String(10))
    """An ``Origin``; None for what somebody wrote, and for what was written before origins were kept."""

    @hybrid_property
    def is_put_back(self) -> bool:
        """Whether it tells of the whole plan being put back from a backup; nobody wrote that."""
        return self.kind == "plan" and self.action == "restore"

    @is_put_back.inplace.expression
    @classmethod
    def _is_put_back(cls) -> ColumnElement[bool]:
        return (cls.kind == "plan") & (cls.action == "restore")

    __table_args__ = (
        Index(None, "plan_id", "seq"),
        Index(None, "item_id", "field", "seq"),
        Index(None, "plan_id", "batch"),
    )
