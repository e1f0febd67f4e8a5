"""What is in a ready document of a plan, where its authors chose otherwise than it comes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, now


class DocumentChoice(Base):
    __tablename__ = "document_choice"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    """Which of the ready documents it is."""
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As the options of a document are kept; what is personal is not among them."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
