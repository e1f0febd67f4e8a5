"""A step that is set aside for now, and why: plan data like any other, so it has history and undo."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import text
from impactplan.models.item import ItemKind, PlanItem, register


@register
class SetAside(ItemKind, PlanItem):
    __tablename__ = "set_aside"
    kind_label = _l("Step that is set aside")
    kind_plural = _l("Steps that are set aside")
    title_field = "reason"

    step: Mapped[str | None] = text(_l("Step"), limit=40, required=True)
    reason: Mapped[str | None] = text(
        _l("Not now, because"),
        limit=1000,
        required=True,
        help=_l("For example: we first want one year of figures."),
    )
