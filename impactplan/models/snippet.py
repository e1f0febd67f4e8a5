"""What a trainer says often, kept to be put into a remark: theirs alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, now

SNIPPET_LIMIT = 4_000


class RemarkSnippet(Base):
    __tablename__ = "remark_snippet"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text())
    used: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was put into a remark."""
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    """When it was last used, or else made."""
    key: Mapped[str] = mapped_column(String(64), default=new_id)
    """Of the form or the remark that made it: sent again, it makes no second one."""

    __table_args__: Any = (UniqueConstraint("user_id", "key"), {"info": {"personal": True}})
