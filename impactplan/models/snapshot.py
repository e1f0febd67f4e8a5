"""A moment of a plan that its authors gave a name, such as “before the meeting of the board”."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, now
from impactplan.models.plan import Plan

NAME_LIMIT = 100


class Snapshot(Base):
    """It holds nothing of the plan: what stood there at its seq, the log tells."""

    __tablename__ = "plan_snapshot"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    key: Mapped[str] = mapped_column(String(64), default=new_id)
    """Of the form that made it: sent again, it makes no second one."""

    __table_args__: Any = (UniqueConstraint("plan_id", "key"),)
