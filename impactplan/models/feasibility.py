"""Whether the aims of measuring are realistic (step ``feasibility``)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import choice, euros, number, prose, year
from impactplan.models.item import ItemKind, PlanItem, register

QUARTERS = (
    ("1", _l("January–March")),
    ("2", _l("April–June")),
    ("3", _l("July–September")),
    ("4", _l("October–December")),
)


@register
class Capacity(ItemKind, PlanItem):
    __tablename__ = "capacity"
    kind_label = _l("Quarter")
    kind_plural = _l("Time and money per quarter")
    title_field = "year"

    year: Mapped[int | None] = year(_l("Year"), required=True, line="when")
    quarter: Mapped[str | None] = choice(_l("Quarter"), QUARTERS, required=True, line="when")
    hours: Mapped[Decimal | None] = number(_l("Hours available"), unit=_l("hours"), required=True, line="room")
    euros: Mapped[Decimal | None] = euros(_l("Money available"), required=True, line="room")


@register
class Feasibility(ItemKind, PlanItem):
    __tablename__ = "feasibility"
    kind_label = _l("Choice")
    kind_plural = _l("What we leave out")
    sheet = True
    title_field = "dropped"

    dropped: Mapped[str | None] = prose(
        _l("What will be dropped"),
        help=_l(
            "If it does not fit: what do you not measure, or less often? Say so here; that is a choice, no failure."
        ),
    )
