"""Who does what (step ``tasks``)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import choice, flag, text
from impactplan.models.item import ItemKind, PlanItem, register

DOERS = (
    ("self", _l("I do it myself")),
    ("colleague", _l("A colleague")),
    ("support", _l("A support organisation")),
    ("external", _l("An external party")),
)


@register
class Task(ItemKind, PlanItem):
    __tablename__ = "task"
    kind_label = _l("Task")
    kind_plural = _l("Tasks")

    name: Mapped[str | None] = text(_l("Task"), required=True, help=_l("For example: making the yearly report."))
    doer: Mapped[str | None] = choice(_l("Who does it"), DOERS, required=True)
    request: Mapped[str | None] = text(
        _l("What you ask of them"), limit=1000, help=_l("So precise that somebody can say yes to it.")
    )
    agreed: Mapped[bool | None] = flag(_l("Agreed"))
