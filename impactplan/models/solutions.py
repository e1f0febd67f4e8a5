"""What goes in, what is done and what is delivered (step ``solutions``)."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Field, euros, number, ref, refs, text
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.stakeholder import Stakeholder


@register
class Input(ItemKind, PlanItem):
    __tablename__ = "input"
    kind_label = _l("Input")
    kind_plural = _l("Inputs")

    name: Mapped[str | None] = text(_l("What"), required=True, help=_l("For example: staff, volunteers, material."))
    euros: Mapped[Decimal | None] = euros(_l("Money"), line="amount", in_sight=True, adds_up=True)
    hours: Mapped[Decimal | None] = number(_l("Hours"), unit=_l("hours"), line="amount", adds_up=True)
    fte: Mapped[Decimal | None] = number(_l("Posts"), unit=_l("fte"), line="amount", adds_up=True)
    in_kind: Mapped[str | None] = text(
        _l("In kind"),
        limit=1000,
        help=_l("What is contributed without money: a room, laptops, somebody's time."),
    )


@register
class Activity(ItemKind, PlanItem):
    __tablename__ = "activity"
    kind_label = _l("Activity")
    kind_plural = _l("Activities")
    kind_new = _l("New activity")

    name: Mapped[str | None] = text(_l("Activity"), required=True, help=_l("What do you do?"))
    stakeholders: ClassVar[Field] = refs(
        _l("Stakeholders reached"), Stakeholder, required=True, help=_l("Whom does this activity reach?")
    )
    frequency: Mapped[str | None] = text(_l("Frequency"), in_sight=True, help=_l("For example: 10 groups a year."))


@register
class Output(ItemKind, PlanItem):
    __tablename__ = "output"
    kind_label = _l("Output")
    kind_plural = _l("Outputs")
    kind_new = _l("New output")

    name: Mapped[str | None] = text(
        _l("Output"),
        required=True,
        help=_l("What you deliver and can count: what is there after the activity."),
    )
    activity: Mapped[str | None] = ref(_l("Activity"), Activity, required=True)
    quantity: Mapped[Decimal | None] = number(_l("Quantity"), required=True, line="quantity")
    unit: Mapped[str | None] = text(
        _l("Unit"), limit=100, required=True, line="quantity", help=_l("For example: people.")
    )
    period: Mapped[str | None] = text(
        _l("Period"), limit=100, required=True, line="quantity", help=_l("For example: year.")
    )
