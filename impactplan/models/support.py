"""Who backs it, and who not yet (step ``support``)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Field, flag, inverse, scale, text
from impactplan.models.item import ItemKind, PlanItem, register

ATTITUDES = (
    ("-2", _l("−2 against")),
    ("-1", _l("−1 sceptical")),
    ("0", _l("0 neutral")),
    ("1", _l("+1 in favour")),
    ("2", _l("+2 enthusiastic")),
)


@register
class Supporter(ItemKind, PlanItem):
    __tablename__ = "supporter"
    kind_label = _l("Actor")
    kind_plural = _l("Actors")
    kind_new = _l("New actor")
    title_field = "actor"

    actor: Mapped[str | None] = text(_l("Actor"), required=True, help=_l("A person or a group, inside or outside."))
    attitude: Mapped[int | None] = scale(
        _l("Attitude"),
        low=-2,
        high=2,
        choices=ATTITUDES,
        in_sight=True,
        help=_l("How do they stand towards working on impact, today? Neutral is an answer too."),
    )
    influence: Mapped[int | None] = scale(_l("Influence"), in_sight=True, help=_l("1 is little, 5 is much."))
    concern: Mapped[str | None] = text(_l("Concern"), limit=1000, help=_l("What do they worry about?"))
    needs: Mapped[str | None] = text(
        _l("What they need"), limit=1000, help=_l("A figure, a story, a role, an hour of your time?")
    )
    ambassador: Mapped[bool | None] = flag(
        _l("Ambassador"), help=_l("Somebody who tells others about it without being asked.")
    )
    actions: ClassVar[Field] = inverse(_l("Actions"), "action", "answers")
