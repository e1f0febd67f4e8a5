"""What is asked of the data, and what is decided upon the answer (step ``decisions``)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Field, choice, day, inverse, refs, text
from impactplan.models.indicator import Indicator
from impactplan.models.insight import Insight
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.theory import CausalLink

DECISIONS = (
    ("continue", _l("Continue")),
    ("adapt", _l("Adjust")),
    ("scale", _l("Scale up")),
    ("stop", _l("Stop")),
    ("investigate", _l("Investigate")),
)


@register
class Decision(ItemKind, PlanItem):
    __tablename__ = "decision"
    kind_label = _l("Learning question")
    kind_plural = _l("Learning questions and decisions")
    kind_new = _l("New learning question")
    title_field = "question"

    question: Mapped[str | None] = text(
        _l("Learning question"),
        limit=1000,
        required=True,
        help=_l("What do you want to know in order to choose better?"),
    )
    rule: Mapped[str | None] = text(
        _l("Decision rule"), limit=1000, required=True, help=_l("Agree beforehand: if X is below Y, then we do Z.")
    )
    decision: Mapped[str | None] = choice(
        _l("Decision"), DECISIONS, in_sight=True, help=_l("Leave it open until it is taken.")
    )
    decided_by: Mapped[str | None] = text(_l("Decided by"), required=True, line="who")
    decided_on: Mapped[date | None] = day(
        _l("Date"), required=True, line="who", help=_l("When it was decided, or will be.")
    )
    basis: ClassVar[Field] = refs(
        _l("What it is based on"),
        Indicator,
        Insight,
        CausalLink,
        help=_l("The indicators, insights or assumptions that raise the question."),
    )
    evidence: Mapped[str | None] = text(_l("Evidence"), limit=1000, help=_l("What was the decision based on?"))
    actions: ClassVar[Field] = inverse(
        _l("Actions"), "action", "answers", help=_l("Who will do what about it? The actions appear in the roadmap.")
    )
