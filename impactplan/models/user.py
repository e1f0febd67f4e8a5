"""People who sign in, and their roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security.models import sqla as fsqla
from sqlalchemy import String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from impactplan.models.base import Base, UtcDateTime

ROLES = ("participant", "trainer", "coordinator", "administrator")

fsqla.FsModels.set_db_info(base_model=Base)  # type: ignore[no-untyped-call]  # the library has no annotation here


class Role(Base, fsqla.FsRoleMixin):
    __tablename__ = "role"
    __table_args__ = ({"info": {"impersonal": True}},)


class User(Base, fsqla.FsUserMixin):
    __tablename__ = "user"

    name: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2), default="nl")
    asked_in_spring: Mapped[bool] = mapped_column(default=True)
    """Whether to ask each spring if the plan still holds."""
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When they last said, after it was announced that the account goes, that it stays."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    """Made by ``impactplan demo``: production refuses to start while there is one."""

    @declared_attr
    def roles(cls) -> Any:
        # Joined: the signed-in user and their roles come in one query on every request.
        return relationship("Role", secondary="roles_users", back_populates="users", lazy="joined")

    @property
    def shown_name(self) -> str:
        return self.name or str(self.email).split("@")[0]

    def has_any_role(self, *names: str) -> bool:
        return any(role.name in names for role in self.roles)


class WebAuthn(Base, fsqla.FsWebAuthnMixin):
    __tablename__ = "webauthn"
