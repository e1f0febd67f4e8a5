"""With which rules derived columns were computed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.models.base import Base, UtcDateTime, now


class Derivation(Base):
    """A digest of the rules by which what is derived was last computed in every plan: while it is the same, an
    upgrade has nothing to compute."""

    __tablename__ = "derivation"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    __table_args__ = ({"info": {"impersonal": True}},)
