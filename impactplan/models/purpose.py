"""Why the plan is made, and for whom (step ``purpose``)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Values, choice, choices, day, ref, text
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.stakeholder import Stakeholder

MOTIVES = (
    ("learn", _l("Learn and improve")),
    ("choose", _l("Make choices")),
    ("account", _l("Account for what we do")),
    ("support", _l("Win wider support")),
    ("funding", _l("Obtain funding")),
    ("certification", _l("Certification")),
)
SCOPES = (
    ("activity", _l("One activity")),
    ("programme", _l("A programme")),
    ("organisation", _l("The whole organisation")),
    ("network", _l("A network of organisations")),
)
REACHES = (("internal", _l("Internal")), ("external", _l("External")))


@register
class Purpose(ItemKind, PlanItem):
    __tablename__ = "purpose"
    kind_label = _l("Why and for whom")
    kind_plural = _l("Why and for whom")
    sheet = True
    title_field = "ambition"

    ambition: Mapped[str | None] = text(
        _l("Ambition"),
        limit=400,
        required=True,
        help=_l("In one or two sentences: what do you want this programme to have brought about in the end?"),
    )
    motives: Mapped[list[str] | None] = choices(
        _l("Motives"),
        MOTIVES,
        required=True,
        help=_l("Why do you want to know your impact? Choose what really matters; two is often enough."),
    )
    scope: Mapped[str | None] = choice(
        _l("Scope"), SCOPES, required=True, help=_l("What is this plan about? Start small: one case is fine.")
    )
    period_start: Mapped[date | None] = day(_l("Period from"), required=True, line="period", month="first")
    period_end: Mapped[date | None] = day(_l("Period until"), required=True, line="period", month="last")
    area: Mapped[str | None] = text(
        _l("Area"), required=True, help=_l("The municipality, district or region that you work for.")
    )


def _without_stakeholder(values: Values) -> bool:
    return not values.get("stakeholder")


def _without_name(values: Values) -> bool:
    return not values.get("name")


@register
class Audience(ItemKind, PlanItem):
    __tablename__ = "audience"
    kind_label = _l("Audience")
    kind_plural = _l("Audiences")
    kind_new = _l("New audience")
    title_field = "name"

    stakeholder: Mapped[str | None] = ref(
        _l("Stakeholder"),
        Stakeholder,
        required=_without_name,
        line="who",
        help=_l("Choose one that you already named, or fill in a name beside it."),
    )
    name: Mapped[str | None] = text(
        _l("Or a name"), required=_without_stakeholder, line="who", help=_l("For example: the alderman.")
    )
    question: Mapped[str | None] = text(
        _l("Their question"), limit=1000, required=True, help=_l("What do they want to know of you?")
    )
    decision: Mapped[str | None] = text(
        _l("The decision it feeds"), limit=1000, required=True, help=_l("What will they do with the answer?")
    )
    moment: Mapped[str | None] = text(
        _l("When"),
        required=True,
        line="when",
        help=_l("A date or a moment, such as: before the spring budget."),
    )
    reach: Mapped[str | None] = choice(_l("Internal or external"), REACHES, required=True, line="when")
