"""Data that are already there (step ``sources``)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Field, choice, flag, refs, scale, text
from impactplan.models.indicator import Indicator
from impactplan.models.item import ItemKind, PlanItem, register

EVIDENCE_CLASSES = (
    ("inferred", _l("Inferred: drawn from other figures")),
    ("solicited", _l("Solicited: people were asked")),
    ("observed", _l("Observed: seen or registered")),
    ("combined", _l("Combined: more than one of these")),
)


@register
class Source(ItemKind, PlanItem):
    __tablename__ = "source"
    kind_label = _l("Data source")
    kind_plural = _l("Data sources")
    kind_new = _l("New data source")

    name: Mapped[str | None] = text(
        _l("Data source"), required=True, help=_l("For example: the library system, or the municipal monitor.")
    )
    indicators: ClassVar[Field] = refs(_l("Indicators it covers"), Indicator, in_sight=True)
    owner: Mapped[str | None] = text(_l("Owner"), line="whose", help=_l("Who has it, and can you get at it?"))
    period: Mapped[str | None] = text(_l("Period"), line="whose", help=_l("Over which years does it run?"))
    refresh: Mapped[str | None] = text(_l("Refreshed"), help=_l("How often does it come anew?"))
    quality: Mapped[int | None] = scale(_l("Quality"), help=_l("1 is doubtful, 5 is solid."))
    evidence_class: Mapped[str | None] = choice(_l("Class of evidence"), EVIDENCE_CLASSES)
    personal_data: Mapped[bool | None] = flag(_l("Holds personal data"))
