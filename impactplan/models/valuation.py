"""What an effect is worth, in words, in ranks or in euros (step ``valuation``)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Fold, Values, choice, choices, euros, number, prose, ref, text, year
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.theory import Outcome

VALUATION_METHODS = (
    ("none", _l("Not valued")),
    ("ranking", _l("Ranking")),
    ("qualitative", _l("Qualitative")),
    ("quantified", _l("Quantified")),
    ("monetary", _l("In euros")),
)
TECHNIQUES = (
    ("stated", _l("What people say it is worth to them")),
    ("revealed", _l("What people actually pay for it")),
    ("saving", _l("Costs that are saved")),
    ("wellbeing", _l("Worth of well-being")),
    ("unit_cost", _l("Price of something similar")),
)
RISKS = (
    ("double_counting", _l("Double counting: the same euro with two stakeholders")),
    ("false_precision", _l("False precision: more decimals than we know")),
    ("ethics", _l("Ethics: should this be said in money?")),
    ("comparing", _l("Comparing ratios between organisations")),
)
NOT_VALUED = Fold("not-valued", _l("Not valued"), ("method", "none"))
MONETARY = Fold("monetary", _l("The value in euros"), ("method", "monetary"))


def _is_none(values: Values) -> bool:
    return values.get("method") == "none"


def _is_monetary(values: Values) -> bool:
    return values.get("method") == "monetary"


@register
class Valuation(ItemKind, PlanItem):
    __tablename__ = "valuation"
    kind_label = _l("Valuation")
    kind_plural = _l("Valuations")
    title_field = "outcome"
    one_per = "outcome"

    outcome: Mapped[str | None] = ref(_l("Outcome"), Outcome, required=True)
    method: Mapped[str | None] = choice(_l("How do you value it"), VALUATION_METHODS, required=True)
    reason: Mapped[str | None] = text(
        _l("Why not"),
        limit=1000,
        required=_is_none,
        fold=NOT_VALUED,
        help=_l("Not valuing is a good choice too, with a reason."),
    )
    words: Mapped[str | None] = prose(
        _l("The value in words or figures"),
        in_sight=True,
        help=_l("The rank that people give it, their own words, or a quantity."),
    )
    proxy: Mapped[str | None] = text(
        _l("Proxy"),
        limit=1000,
        required=_is_monetary,
        fold=MONETARY,
        help=_l("Which price do you use as a measure (proxy)? For example: the price of a comparable course."),
    )
    unit_price: Mapped[Decimal | None] = euros(_l("Euros per unit"), required=_is_monetary, fold=MONETARY, line="price")
    unit_price_low: Mapped[Decimal | None] = euros(_l("At least"), fold=MONETARY, line="price")
    unit_price_high: Mapped[Decimal | None] = euros(_l("At most"), fold=MONETARY, line="price")
    price_year: Mapped[int | None] = year(_l("Price year"), required=_is_monetary, fold=MONETARY, line="basis")
    technique: Mapped[str | None] = choice(_l("Technique"), TECHNIQUES, fold=MONETARY, line="basis")
    price_source: Mapped[str | None] = text(
        _l("Source of the price"), supports="unit_price", limit=1000, required=_is_monetary, fold=MONETARY
    )


@register
class SocialReturn(ItemKind, PlanItem):
    __tablename__ = "social_return"
    kind_label = _l("Social return")
    kind_plural = _l("Social return")
    sheet = True
    title_field = "risk_notes"

    input: Mapped[Decimal | None] = euros(
        _l("Investment"),
        line="rate",
        help=_l("Leave empty to use the sum of your inputs. Over the same period as the gross change."),
    )
    discount_rate: Mapped[Decimal | None] = number(
        _l("Discount rate"), unit=_l("% a year"), high=100, line="rate", help=_l("Later years weigh a little less.")
    )
    risks: Mapped[list[str] | None] = choices(_l("Risks that we considered"), RISKS)
    risk_notes: Mapped[str | None] = prose(_l("What we did about them"))
