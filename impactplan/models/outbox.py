"""Work that leaves the request: mails and jobs, written in the same transaction as what caused them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from structlog.contextvars import get_contextvars

from impactplan.models.base import Base, UtcDateTime, new_id, now


def found_by(payload: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the columns by which a row is found, from its payload; a row of which nothing stays is not found."""
    email, part_of = payload.get("to") or payload.get("email"), payload.get("part_of")
    return {"email": str(email)[:255].replace("\0", "") if email else None, "part_of": part_of}


def _found_by(name: str) -> Callable[[Any], str | None]:
    return lambda context: found_by(context.get_current_parameters()["payload"])[name]


def _asking_request() -> str | None:
    """Return the id that lines of the log have now."""
    request_id: str | None = get_contextvars().get("request_id")
    return request_id


class Outbox(Base):
    """One mail or job to be done once. ``kind`` names its handler; a lease keeps two workers apart."""

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    email: Mapped[str | None] = mapped_column(String(255), default=_found_by("email"))
    """To whom it goes, as the payload says: an email of somebody is found without reading all of them."""
    part_of: Mapped[str | None] = mapped_column(String(64), default=_found_by("part_of"))
    """The id of what it went out with, likewise."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    """Not before this moment; moved on by a lease and by every failed try."""
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(500), default="")
    worker_id: Mapped[str | None] = mapped_column(String(16))
    """Which worker has taken it; that of a worker that is gone is released."""
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    """Who is told when this mail cannot be delivered."""
    request_id: Mapped[str | None] = mapped_column(String(64), default=_asking_request)
    """The request that asked for it, or the one that asked for the job that did: under it stand its log lines."""

    __table_args__ = (
        Index(None, "kind", "done_at", "failed_at", "due_at"),
        Index(None, "email", "kind", "failed_at"),
        Index(None, "part_of", "kind", "failed_at"),
    )


class Worker(Base):
    """A worker that lives. It counts its own beats, so that others see it die whatever their clocks say."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    beats: Mapped[int] = mapped_column(BigInteger, default=0)

    __table_args__ = ({"info": {"impersonal": True}},)


class Export(Base):
    """A document of a plan as it was at ``seq``, kept under its options: asking again answers at once."""

    __tablename__ = "export"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str] = mapped_column(String(10))
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    options_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    """queued, running, done or failed."""
    stage: Mapped[str] = mapped_column(String(40), default="")
    progress: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    pages: Mapped[int | None] = mapped_column()
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index(None, "plan_id", "seq", "format", "options_hash", unique=True),)
