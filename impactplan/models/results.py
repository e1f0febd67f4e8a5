"""What was measured (step ``results``)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import day, integer, number, ref, text
from impactplan.models.indicator import Indicator
from impactplan.models.item import ItemKind, PlanItem, register


@register
class Measurement(ItemKind, PlanItem):
    __tablename__ = "measurement"
    kind_label = _l("Measurement")
    kind_plural = _l("Measurements")
    kind_new = _l("New measurement")
    title_field = "value"

    indicator: Mapped[str | None] = ref(_l("Indicator"), Indicator, required=True)
    measured_on: Mapped[date | None] = day(_l("Date"), required=True, line="when")
    wave: Mapped[str | None] = text(_l("Wave"), limit=100, line="when", help=_l("For example: after the course."))
    value: Mapped[Decimal | None] = number(_l("Value"), low=-1_000_000_000, required=True, line="what")
    n: Mapped[int | None] = integer(
        _l("Number of answers"), line="what", help=_l("How many people is this based on (n)?")
    )
    note: Mapped[str | None] = text(_l("Note"), limit=1000)
