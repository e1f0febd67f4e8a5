"""How an outcome becomes measurable (step ``indicators``; its thresholds are judged in ``results``)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Field, Fold, Values, choice, day, inverse, number, ref, scale, text
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.stakeholder import Stakeholder
from impactplan.models.theory import Outcome

INDICATOR_KINDS = (
    ("count", _l("Count")),
    ("percentage", _l("Percentage")),
    ("mean", _l("Mean")),
    ("index", _l("Index")),
    ("qualitative", _l("Qualitative")),
)
DIRECTIONS = (("up", _l("Up")), ("down", _l("Down")), ("not_above", _l("Not above")))
BASELINE_KINDS = (
    ("pre_measurement", _l("Measured before")),
    ("retrospective", _l("Asked about in retrospect")),
    ("comparison_group", _l("Comparison group")),
    ("records", _l("Records")),
    ("observation", _l("Observation")),
    ("none_change", _l("None: the indicator itself measures change")),
    ("none_first", _l("None: there is a first measurement only")),
)
NO_BASELINE = Fold("no-baseline", _l("Why there is no baseline"), ("baseline_kind", "none_first"))
DIMENSIONS = Fold("dimensions", _l("Dimensions of impact"))


def _is_numeric(values: Values) -> bool:
    return values.get("indicator_kind") != "qualitative"


def _only_first(values: Values) -> bool:
    return values.get("baseline_kind") == "none_first"


@register
class Indicator(ItemKind, PlanItem):
    __tablename__ = "indicator"
    kind_label = _l("Indicator")
    kind_plural = _l("Indicators")
    kind_new = _l("New indicator")
    needs_one_of = ("sources", "collections")

    outcome: Mapped[str | None] = ref(
        _l("Outcome"),
        Outcome,
        required=True,
        heading=_l("What do you measure?"),
        help=_l("Which outcome does this make measurable?"),
    )
    name: Mapped[str | None] = text(
        _l("Indicator"),
        required=True,
        help=_l(
            "What do you count or ask? One thing at a time: “the share of those who finish who log in by themselves”."
        ),
    )
    indicator_kind: Mapped[str | None] = choice(_l("Kind of indicator"), INDICATOR_KINDS, line="what")
    unit: Mapped[str | None] = text(
        _l("Unit"), limit=100, required=True, line="what", help=_l("For example: %, points, hours a week.")
    )
    definition: Mapped[str | None] = text(
        _l("Definition"), limit=1000, help=_l("So precise that a colleague would measure the same.")
    )
    numerator: Mapped[str | None] = text(_l("Numerator"), line="share", help=_l("Of a percentage: who counts?"))
    denominator: Mapped[str | None] = text(_l("Denominator"), line="share", help=_l("Of a percentage: out of whom?"))
    direction: Mapped[str | None] = choice(_l("Direction"), DIRECTIONS, help=_l("Where should it go?"))
    baseline: Mapped[Decimal | None] = number(
        _l("Baseline"), low=-1_000_000_000, line="change", heading=_l("From where to where?")
    )
    target: Mapped[Decimal | None] = number(
        _l("Target"),
        low=-1_000_000_000,
        required=_is_numeric,
        line="change",
        later="results",
        later_required=True,
    )
    target_date: Mapped[date | None] = day(_l("Target date"), required=True, line="change", month="last")
    baseline_kind: Mapped[str | None] = choice(
        _l("Kind of baseline"), BASELINE_KINDS, required=True, help=_l("How do you know where it began?")
    )
    baseline_reason: Mapped[str | None] = text(
        _l("Why there is no baseline"),
        limit=1000,
        required=_only_first,
        fold=NO_BASELINE,
        help=_l("Only where there is none."),
    )
    baseline_date: Mapped[date | None] = day(_l("Baseline date"), line="bounds")
    minimum: Mapped[Decimal | None] = number(
        _l("Minimum"),
        low=-1_000_000_000,
        line="bounds",
        later="results",
        later_required=True,
        help=_l("Below this you would call it a failure: the threshold."),
    )
    judged_by: Mapped[str | None] = ref(
        _l("Who judged that good enough"),
        Stakeholder,
        later="results",
        only_later=True,
        in_sight=True,
        help=_l("Ask somebody for whom it matters, not only yourselves."),
    )
    sources: ClassVar[Field] = inverse(
        _l("Existing data"), "source", "indicators", heading=_l("Where do the figures come from?")
    )
    collections: ClassVar[Field] = inverse(_l("Data to collect"), "collection", "indicators")
    owner: Mapped[str | None] = text(_l("Owner"), required=True, help=_l("Who sees to it that it is measured?"))
    frequency: Mapped[str | None] = text(_l("How often"), help=_l("For example: after every course."))
    breakdown: Mapped[str | None] = text(
        _l("Breakdown"), help=_l("Into which groups, such as age or branch? Groups under ten people are not shown.")
    )
    valid: Mapped[int | None] = scale(_l("Valid"), high=3, line="quality", help=_l("Does it measure what you mean?"))
    reliable: Mapped[int | None] = scale(
        _l("Reliable"), high=3, line="quality", help=_l("Would it come out the same again?")
    )
    feasible: Mapped[int | None] = scale(_l("Feasible"), high=3, line="quality", help=_l("Can you get it in time?"))
    impact_what: Mapped[str | None] = text(_l("What"), limit=1000, fold=DIMENSIONS)
    impact_who: Mapped[str | None] = text(_l("Who"), limit=1000, fold=DIMENSIONS)
    impact_scale: Mapped[str | None] = text(_l("How much: scale"), limit=1000, fold=DIMENSIONS)
    impact_depth: Mapped[str | None] = text(_l("How much: depth"), limit=1000, fold=DIMENSIONS)
    impact_duration: Mapped[str | None] = text(_l("How much: duration"), limit=1000, fold=DIMENSIONS)
    impact_contribution: Mapped[str | None] = text(_l("Contribution"), limit=1000, fold=DIMENSIONS)
    impact_risk: Mapped[str | None] = text(_l("Risk"), limit=1000, fold=DIMENSIONS)
