"""People and organisations with a stake in the plan (step ``stakeholders``)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import choice, integer, prose, scale, text
from impactplan.models.item import ItemKind, PlanItem, register

STAKEHOLDER_KINDS = (
    ("target_group", _l("Target group")),
    ("indirect", _l("Indirectly concerned")),
    ("intermediary", _l("Intermediary")),
    ("deliverer", _l("Deliverer")),
    ("funder", _l("Funder")),
    ("partner", _l("Partner")),
)


@register
class Stakeholder(ItemKind, PlanItem):
    __tablename__ = "stakeholder"
    kind_label = _l("Stakeholder")
    kind_plural = _l("Stakeholders")
    kind_new = _l("New stakeholder")

    name: Mapped[str | None] = text(
        _l("Name"),
        required=True,
        help=_l("As precise as you can: “starters aged 55 and over”, not “adults”."),
    )
    stakeholder_kind: Mapped[str | None] = choice(_l("Kind"), STAKEHOLDER_KINDS, required=True, line="kind")
    size: Mapped[int | None] = integer(
        _l("Size"),
        unit=_l("people or organisations"),
        line="kind",
        help=_l("How many are there? Roughly is fine."),
    )
    influence: Mapped[int | None] = scale(
        _l("Influence"), line="weight", in_sight=True, help=_l("On your programme: 1 is little, 5 is much.")
    )
    interest: Mapped[int | None] = scale(
        _l("Interest"), line="weight", help=_l("In the result: 1 is little, 5 is much.")
    )
    traits: Mapped[str | None] = prose(
        _l("Traits"), help=_l("What should you know of them: situation, language, where to find them?")
    )
    involvement: Mapped[str | None] = prose(
        _l("How involved"), help=_l("How do they take part in making, doing or judging the programme?")
    )
