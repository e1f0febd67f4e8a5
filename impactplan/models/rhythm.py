"""When one learns together (step ``rhythm``)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import choice, prose, text
from impactplan.models.item import ItemKind, PlanItem, register

FREQUENCIES = (
    ("weekly", _l("Every week")),
    ("monthly", _l("Every month")),
    ("quarterly", _l("Every quarter")),
    ("half_yearly", _l("Every half year")),
    ("yearly", _l("Every year")),
)
MONTHS = (
    ("1", _l("January")),
    ("2", _l("February")),
    ("3", _l("March")),
    ("4", _l("April")),
    ("5", _l("May")),
    ("6", _l("June")),
    ("7", _l("July")),
    ("8", _l("August")),
    ("9", _l("September")),
    ("10", _l("October")),
    ("11", _l("November")),
    ("12", _l("December")),
)


@register
class Rhythm(ItemKind, PlanItem):
    __tablename__ = "rhythm"
    kind_label = _l("Learning moment")
    kind_plural = _l("Learning moments")
    title_field = "moment"

    moment: Mapped[str | None] = text(
        _l("Moment"), required=True, help=_l("A meeting that exists already is best: the team meeting, the MT.")
    )
    rhythm: Mapped[str | None] = choice(_l("How often"), FREQUENCIES, required=True, line="when")
    month: Mapped[str | None] = choice(
        _l("First in"), MONTHS, line="when", help=_l("Gives it its place in the calendar of the year.")
    )
    who: Mapped[str | None] = text(_l("Who"), limit=1000, required=True)
    input: Mapped[str | None] = text(_l("What lies on the table"), limit=1000, help=_l("Which figures and stories?"))
    agenda: Mapped[str | None] = prose(_l("Agenda"))
