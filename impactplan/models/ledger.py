"""The impact ledger: what was planned and realised per period and outcome (step ``ledger``)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import choice, day, euros, flag, integer, number, prose, ref, text, year
from impactplan.models.indicator import Indicator
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.theory import Outcome

GRADES = (("weak", _l("Weak")), ("fair", _l("Fair")), ("strong", _l("Strong")))
LOWEST = -1_000_000_000
"""A line that corrects another one holds amounts below zero."""


@register
class LedgerLine(ItemKind, PlanItem):
    """The corrections come from ``contribution`` until the line is locked; locking copies them, for good.

    So it does with the outcome's name and sign: a locked line stays where it stands, whatever becomes of the outcome.
    """

    __tablename__ = "ledger_line"
    kind_label = _l("Ledger line")
    kind_plural = _l("Ledger lines")
    title_field = "outcome"
    lock = "locked_on"

    period: Mapped[int | None] = year(_l("Year"), required=True, line="what", help=_l("The year that it is about."))
    outcome: Mapped[str | None] = ref(_l("Outcome"), Outcome, required=True, line="what")
    indicator: Mapped[str | None] = ref(_l("Indicator"), Indicator)
    planned_reach: Mapped[int | None] = integer(
        _l("Planned reach"), unit=_l("people"), low=LOWEST, line="reach", in_sight=True
    )
    realised_reach: Mapped[int | None] = integer(_l("Realised reach"), unit=_l("people"), low=LOWEST, line="reach")
    gross: Mapped[Decimal | None] = number(
        _l("Gross change"),
        unit=_l("people"),
        low=LOWEST,
        line="gross",
        in_sight=True,
        help=_l("How many changed in this period."),
    )
    cost: Mapped[Decimal | None] = number(_l("Cost"), unit=_l("euros"), money=True, low=LOWEST, line="gross")
    grade: Mapped[str | None] = choice(_l("Grade of the evidence"), GRADES)
    explanation: Mapped[str | None] = prose(
        _l("Explanation of the difference"), help=_l("Why did it turn out differently from what was planned?")
    )
    decision: Mapped[str | None] = text(_l("What we decided"), limit=1000)
    booked_by: Mapped[str | None] = text(_l("Booked by"), line="booked")
    booked_on: Mapped[date | None] = day(_l("Booked on"), line="booked")
    corrects: Mapped[str | None] = ref(_l("Corrects"), "ledger_line", fixed=True)
    outcome_name: Mapped[str | None] = text(_l("Outcome, as it was called when locked"), limit=1000, fixed=True)
    unwanted: Mapped[bool | None] = flag(_l("Unwanted when locked"), fixed=True)
    deadweight: Mapped[Decimal | None] = number(_l("Deadweight"), unit=_l("%"), high=100, fixed=True)
    displacement: Mapped[Decimal | None] = number(_l("Displacement"), unit=_l("%"), high=100, fixed=True)
    own_share: Mapped[Decimal | None] = number(_l("Own share"), unit=_l("%"), high=100, fixed=True)
    drop_off: Mapped[Decimal | None] = number(_l("Drop-off a year"), unit=_l("%"), high=100, fixed=True)
    duration: Mapped[int | None] = integer(_l("Duration"), unit=_l("years"), fixed=True)
    unit_price: Mapped[Decimal | None] = euros(_l("Euros per unit"), fixed=True)
    locked_on: Mapped[date | None] = day(_l("Locked on"), fixed=True)
    locked_by: Mapped[str | None] = text(_l("Locked by"), fixed=True)
