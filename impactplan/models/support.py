"""Who backs it, and who not yet (step ``support``)."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped

from impactplan.models.fields import Field, flag, inverse, scale, text
from impactplan.models.item import ItemKind, PlanItem, register


@register
class Supporter(ItemKind, PlanItem):
    __tablename__ = "supporter"
    kind_label = _l("Actor")
    kind_plural = _l("Actors")
    title_field = "actor"

    actor: Mapped[str | None] = text(_l("Actor"), required=True, help=_l("A person or a group, inside or outside."))
    attitude: Mapped[int | None] = scale(
        _l("Attitude"), low=-2, high=2, line="weight", help=_l("−2 is against, 0 is neutral, +2 is enthusiastic.")
    )
    influence: Mapped[int | None] = scale(_l("Influence"), line="weight", help=_l("1 is little, 5 is much."))
    concern: Mapped[str | None] = text(_l("Concern"), limit=1000, help=_l("What do they worry about?"))
    needs: Mapped[str | None] = text(_l("What they need"), limit=1000)
    ambassador: Mapped[bool | None] = flag(_l("Ambassador"))
    actions: ClassVar[Field] = inverse(_l("Actions"), "action", "answers")
