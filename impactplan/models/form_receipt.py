"""What became of a form that was sent: sent again, it is answered and not done again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, now


class FormReceipt(Base):
    """A form that somebody sent, under the key that its page gave it. Without a location it is still being done."""

    __tablename__ = "form_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    payload_hash: Mapped[str] = mapped_column(String(64))
    """The same key with other content, as after going back in the browser, is another form."""
    location: Mapped[str | None] = mapped_column(String(2000))
    messages: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What the page that it led to said, so that the second answer says it too."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)

    __table_args__: Any = (UniqueConstraint("user_id", "key", "payload_hash"), {"info": {"personal": True}})
