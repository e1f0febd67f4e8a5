"""The societal challenge that the library helps with (step ``challenge``)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import choice, choices, number, prose, text, year
from impactplan.models.item import ItemKind, PlanItem, register

NATIONAL_CHALLENGES = (
    ("literate_society", _l("A literate society")),
    ("information_society", _l("Taking part in the information society")),
    ("lifelong_learning", _l("Lifelong learning")),
)
GOALS = (
    ("1", _l("1 No poverty")),
    ("2", _l("2 Zero hunger")),
    ("3", _l("3 Good health and well-being")),
    ("4", _l("4 Quality education")),
    ("5", _l("5 Gender equality")),
    ("6", _l("6 Clean water and sanitation")),
    ("7", _l("7 Affordable and clean energy")),
    ("8", _l("8 Decent work and economic growth")),
    ("9", _l("9 Industry, innovation and infrastructure")),
    ("10", _l("10 Reduced inequalities")),
    ("11", _l("11 Sustainable cities and communities")),
    ("12", _l("12 Responsible consumption and production")),
    ("13", _l("13 Climate action")),
    ("14", _l("14 Life below water")),
    ("15", _l("15 Life on land")),
    ("16", _l("16 Peace, justice and strong institutions")),
    ("17", _l("17 Partnerships for the goals")),
)


@register
class Challenge(ItemKind, PlanItem):
    __tablename__ = "challenge"
    kind_label = _l("Societal challenge")
    kind_plural = _l("Societal challenge")
    sheet = True
    title_field = "statement"

    statement: Mapped[str | None] = prose(
        _l("Statement of the challenge"),
        required=True,
        help=_l("What is wrong, for whom, and how bad is it? Don’t name the solution yet."),
    )
    group_concerned: Mapped[str | None] = text(_l("Group concerned"), required=True, help=_l("Who has this problem?"))
    size: Mapped[Decimal | None] = number(_l("Size"), required=True, line="size", help=_l("A number, such as 6,000."))
    size_unit: Mapped[str | None] = text(
        _l("Unit"), limit=100, required=True, line="size", help=_l("Of what? For example: adults.")
    )
    size_year: Mapped[int | None] = year(_l("Year"), required=True, line="size")
    size_source: Mapped[str | None] = text(
        _l("Source"),
        supports="size",
        limit=1000,
        required=True,
        help=_l("Where does the number come from? An estimate is fine, as long as you say so."),
    )
    causes: Mapped[str | None] = prose(_l("Causes"), help=_l("Where does it come from? What keeps it going?"))
    consequences: Mapped[str | None] = prose(
        _l("Consequences"), help=_l("What happens if nobody does anything about it?")
    )
    national_challenge: Mapped[str | None] = choice(
        _l("National challenge"),
        NATIONAL_CHALLENGES,
        required=True,
        help=_l("The challenge of the national library agreement that this fits best."),
    )
    municipal_policy: Mapped[str | None] = prose(
        _l("Municipal policy it touches"), help=_l("Name the policy document and the passage, if you can.")
    )
    goals: Mapped[list[str] | None] = choices(_l("Sustainable development goals"), GOALS)
