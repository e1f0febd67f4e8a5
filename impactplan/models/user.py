"""People who sign in, and their roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import AsaList
from flask_security.models import sqla as fsqla
from sqlalchemy import ColumnElement, Index, String, case
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.sql.functions import FunctionElement

from impactplan.models.base import Base, UtcDateTime, now
from impactplan.models.digest import DigestFrequency

ROLES = ("participant", "trainer", "coordinator", "administrator")

AsaList.cache_ok = True  # it has no state; unsaid, each statement with such a column would be compiled anew
fsqla.FsModels.set_db_info(base_model=Base)  # type: ignore[no-untyped-call]  # the library has no annotation here
roles_users: Any = fsqla.FsModels.roles_users
Index("ix_roles_users_user_id", roles_users.c.user_id)  # every request asks for somebody's roles


class LocalPart(FunctionElement[str]):
    """The part of an address before the @, in SQL."""

    name = "local_part"
    type = String()
    inherit_cache = True


@compiles(LocalPart, "sqlite")
def _local_part_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    address = compiler.process(element.clauses, **options)
    return f"substr({address}, 1, instr({address} || '@', '@') - 1)"


@compiles(LocalPart, "postgresql")
def _local_part_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"split_part({compiler.process(element.clauses, **options)}, '@', 1)"


def name_or_local_part(name: Any, email: Any) -> ColumnElement[str]:
    """Return the column by which others know a person: the name, or else the first part of the address, since the
    whole address is not for everybody to see. Without either it is NULL."""
    return case((name != "", name), else_=LocalPart(email))


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
    feedback_mail: Mapped[bool] = mapped_column(default=True)
    """Whether they get a mail of its own about a review, about answers, and about what a colleague passes on."""
    digest: Mapped[str] = mapped_column(String(10), default=DigestFrequency.DAILY)
    """How often what no other mail told them is put together in one."""
    told_until: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    """Until when what was new stood in their last digest, or when they began to get them."""
    meeting_mail: Mapped[bool] = mapped_column(default=True)
    """Whether to remind them before a meeting of what is still open."""
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When they last said, after it was announced that the account goes, that it stays."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    """Made by ``impactplan demo``: production refuses to start while there is one."""

    @declared_attr
    def roles(cls) -> Any:
        # Of the signed-in user they come with the user; others are seldom asked for theirs.
        return relationship("Role", secondary="roles_users", back_populates="users")

    @hybrid_property
    def shown_name(self) -> str:
        """The name by which others know them; on the class, the column of it."""
        return self.name or str(self.email).split("@")[0]

    @shown_name.inplace.expression
    @classmethod
    def _shown_name_column(cls) -> ColumnElement[str]:
        return name_or_local_part(cls.name, cls.email)

    def has_any_role(self, *names: str) -> bool:
        return any(role.name in names for role in self.roles)


class WebAuthn(Base, fsqla.FsWebAuthnMixin):
    __tablename__ = "webauthn"
    __table_args__ = (Index(None, "user_id"),)
