"""What somebody writes for themselves at the end of a module: one a person a module, also where a plan is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.base import Base, UtcDateTime, new_id, now
from impactplan.models.fields import Field
from impactplan.models.plan import Plan

NOBODY, TRAINER, GROUP = "nobody", "trainer", "group"
VISIBILITIES = (
    (NOBODY, _l("Nobody but me")),
    (TRAINER, _l("My trainer")),
    (GROUP, _l("My trainer and my group")),
)


class Reflection(Base):
    """It is no part of the plan: not in its log, not in its state, not in what the plan's owner takes along."""

    __tablename__ = "reflection"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    module: Mapped[int] = mapped_column()
    learned: Mapped[str | None] = mapped_column(Text())
    changes: Mapped[str | None] = mapped_column(Text())
    question: Mapped[str | None] = mapped_column(Text())
    visibility: Mapped[str] = mapped_column(String(20), default=NOBODY)
    versions: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """Per field how often it was written."""
    keys: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Per field a mark of the request that wrote it last: sent again, it is not written again."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (UniqueConstraint("plan_id", "user_id", "module"), {"info": {"personal": True}})


def _fields(**declared: Field) -> Mapping[str, Field]:
    return {name: replace(field, name=name) for name, field in declared.items()}


QUESTIONS = _fields(
    learned=Field(
        "prose", _l("What did I learn?"), help=_l("About the subject, about your library or about yourself.")
    ),
    changes=Field("prose", _l("What changes?"), help=_l("What will you do differently, from next week on?")),
    question=Field("prose", _l("What do I want to ask?"), help=_l("Of your trainer, your group or yourself.")),
)
VISIBILITY = _fields(
    visibility=Field(
        "choice",
        _l("Who may read this"),
        help=_l("You can change this at any time. With your group, those who write in this plan read it too."),
        choices=VISIBILITIES,
        required=True,
    )
)
FIELDS = {**QUESTIONS, **VISIBILITY}
