"""Where the organisation stands as one that learns from impact (step ``culture``)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Field, choice, inverse, scale, text
from impactplan.models.item import ItemKind, PlanItem, register

DIMENSIONS = (
    ("leadership", _l("Leadership and strategy")),
    ("ownership", _l("Ownership and roles")),
    ("skills", _l("Knowledge and skills")),
    ("data", _l("Data and systems")),
    ("learning", _l("Learning rhythm and safety to fail")),
    ("voice", _l("Voice of the target group")),
    ("use", _l("Use in choices and budget")),
)
LEVELS = (
    ("1", _l("1 – ad hoc")),
    ("2", _l("2 – aware")),
    ("3", _l("3 – structured")),
    ("4", _l("4 – integrated")),
    ("5", _l("5 – learning")),
)


@register
class Culture(ItemKind, PlanItem):
    __tablename__ = "culture"
    kind_label = _l("Dimension")
    kind_plural = _l("Culture scan")
    kind_new = _l("New dimension")
    title_field = "dimension"
    one_per = "dimension"

    dimension: Mapped[str | None] = choice(_l("Dimension"), DIMENSIONS, required=True)
    level_now: Mapped[int | None] = scale(_l("Level now"), required=True, choices=LEVELS, line="level")
    level_goal: Mapped[int | None] = scale(_l("Level to reach"), required=True, choices=LEVELS, line="level")
    evidence: Mapped[str | None] = text(
        _l("Evidence"), limit=1000, required=True, help=_l("What do you see or hear that shows it?")
    )
    next_step: Mapped[str | None] = text(
        _l("Next step"), limit=1000, help=_l("What will you do first to come one level further?")
    )
    actions: ClassVar[Field] = inverse(_l("Actions"), "action", "answers")
