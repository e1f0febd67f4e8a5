"""What the data tell (step ``insights``)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.contribution import CERTAINTIES
from impactplan.models.fields import Field, choice, prose, refs, text
from impactplan.models.indicator import Indicator
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.results import Measurement


@register
class Insight(ItemKind, PlanItem):
    __tablename__ = "insight"
    kind_label = _l("Insight")
    kind_plural = _l("Insights")
    kind_new = _l("New insight")
    title_field = "finding"

    results: ClassVar[Field] = refs(
        _l("Which results"),
        Indicator,
        Measurement,
        in_sight=True,
        help=_l("An indicator as a whole, or one measurement."),
    )
    finding: Mapped[str | None] = text(
        _l("Finding"), limit=1000, required=True, help=_l("What do you see? One thing, in one sentence.")
    )
    alternative: Mapped[str | None] = text(
        _l("Alternative explanation"), limit=1000, required=True, help=_l("What else could explain it?")
    )
    confidence: Mapped[str | None] = choice(_l("How sure are you"), CERTAINTIES)
    meaning: Mapped[str | None] = prose(_l("Meaning"), help=_l("What does it mean for those concerned, and for us?"))
