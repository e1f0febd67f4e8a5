"""Who takes part in a round as what: its staff, its groups, and its participants."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, now


class Invited:
    """A place in a round that is offered by mail. Whoever accepts it has an account, and that names them from then on:
    the address stays here only as long as nobody has accepted."""

    email: Mapped[str | None] = mapped_column(String(255), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the link that went out last; only the hash is kept."""
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @declared_attr
    def user_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)


class RoundStaff(Invited, Base):
    """A trainer or a coordinator of a round."""

    __tablename__ = "round_staff"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    contact: Mapped[str] = mapped_column(String(200), default="")
    """How participants reach them, beside their mail address."""

    __table_args__ = (
        UniqueConstraint("round_id", "user_id", "role"),
        UniqueConstraint("round_id", "email", "role"),
    )


class PeerGroup(Base):
    __tablename__ = "peer_group"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = ({"info": {"impersonal": True}},)


class Enrolment(Invited, Base):
    """Somebody's place in a round, with the group they are in and the plan they work on.

    The library stands here as the coordinator entered it, and not as in the profile: it decides who is a colleague.
    """

    __tablename__ = "enrolment"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("peer_group.id", ondelete="SET NULL"), index=True)
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"), index=True)
    together: Mapped[bool] = mapped_column(default=False)
    """Writes one plan with the colleagues of the same library of whom this is said too."""
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when they no longer take part; their plan is theirs, and closed to the round."""
    delete_after: Mapped[date | None] = mapped_column(Date)
    """Announced: from this day on the place, and an account that nobody uses, may be deleted."""
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_too: Mapped[bool] = mapped_column(default=False)
    """Whether it was announced that the account goes with the place."""

    __table_args__ = (
        UniqueConstraint("round_id", "user_id"),
        UniqueConstraint("round_id", "email"),
        {"info": {"personal": True}},
    )
