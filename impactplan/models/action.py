"""What will be done, by whom and when (step ``roadmap``)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.condition import Condition
from impactplan.models.culture import Culture
from impactplan.models.decision import Decision
from impactplan.models.fields import Field, choice, day, euros, flag, number, refs, text
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.report import NegativeEffect
from impactplan.models.support import Supporter

ACTION_STATES = (
    ("planned", _l("Planned")),
    ("running", _l("Under way")),
    ("done", _l("Finished")),
    ("dropped", _l("Dropped")),
)


@register
class Action(ItemKind, PlanItem):
    __tablename__ = "action"
    kind_label = _l("Action")
    kind_plural = _l("Actions")
    kind_new = _l("New action")

    name: Mapped[str | None] = text(_l("Action"), required=True, help=_l("Begin with a verb: settle, ask, measure."))
    accountable: Mapped[str | None] = text(
        _l("Accountable"), required=True, help=_l("One person who answers for it (A).")
    )
    start: Mapped[date | None] = day(_l("From"), required=True, line="period", month="first")
    end: Mapped[date | None] = day(_l("Until"), required=True, line="period", month="last")
    answers: ClassVar[Field] = refs(
        _l("What it answers"),
        Decision,
        Condition,
        Supporter,
        NegativeEffect,
        Culture,
        in_sight=True,
        help=_l("Why do you do it? An action that answers nothing may be left out."),
    )
    responsible: Mapped[str | None] = text(_l("Responsible"), line="others", help=_l("Who does the work (R)."))
    consulted: Mapped[str | None] = text(
        _l("Consulted"), line="others", help=_l("Who is asked beforehand (C); put commas between names.")
    )
    informed: Mapped[str | None] = text(
        _l("Informed"), line="others", help=_l("Who is kept informed (I); put commas between names.")
    )
    action_state: Mapped[str | None] = choice(_l("State"), ACTION_STATES)
    milestone: Mapped[bool | None] = flag(_l("Milestone"), help=_l("A moment to celebrate, rather than a period."))
    depends_on: ClassVar[Field] = refs(
        _l("Depends on"),
        "action",
        no_circle=_l("An action cannot wait for itself, nor for an action that waits for it in its turn."),
        help=_l("What must be finished first?"),
    )
    euros: Mapped[Decimal | None] = euros(_l("Money"), line="costs")
    hours: Mapped[Decimal | None] = number(_l("Hours"), unit=_l("hours"), line="costs")
    risk: Mapped[str | None] = text(_l("Risk"), limit=1000)
