"""Which part of a change is due to this library (step ``contribution``)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Values, choice, integer, number, prose, ref, text
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.theory import Outcome

CERTAINTIES = (("low", _l("Low")), ("mid", _l("Middle")), ("high", _l("High")))


def _with(name: str) -> Callable[[Values], bool]:
    """Ask for the source of a figure once the figure is there."""
    return lambda values: values.get(name) is not None


@register
class Contribution(ItemKind, PlanItem):
    __tablename__ = "contribution"
    kind_label = _l("Own contribution")
    kind_plural = _l("Own contributions")
    title_field = "outcome"
    one_per = "outcome"

    outcome: Mapped[str | None] = ref(_l("Outcome"), Outcome, required=True)
    gross: Mapped[Decimal | None] = number(
        _l("Gross change"),
        certainty="gross_certainty",
        unit=_l("people"),
        line="gross",
        help=_l("How many people changed: after minus before, never the end level."),
    )
    gross_source: Mapped[str | None] = text(
        _l("Source of the gross change"), supports="gross", required=_with("gross"), line="gross"
    )
    gross_certainty: Mapped[str | None] = choice(_l("Certainty of the gross change"), CERTAINTIES, line="gross")
    deadweight: Mapped[Decimal | None] = number(
        _l("Would have happened anyway"),
        certainty="deadweight_certainty",
        unit=_l("%"),
        high=100,
        required=True,
        line="deadweight",
        help=_l(
            "Which part would have changed without you too (deadweight)? Zero when a comparison group was already "
            "taken off."
        ),
    )
    deadweight_source: Mapped[str | None] = text(
        _l("Source of the deadweight"), supports="deadweight", required=True, line="deadweight"
    )
    deadweight_certainty: Mapped[str | None] = choice(_l("Certainty of the deadweight"), CERTAINTIES, line="deadweight")
    displacement: Mapped[Decimal | None] = number(
        _l("Displacement"),
        certainty="displacement_certainty",
        unit=_l("%"),
        high=100,
        line="displacement",
        help=_l("Which part merely moved, such as people who else had gone to another course?"),
    )
    displacement_source: Mapped[str | None] = text(
        _l("Source of the displacement"), supports="displacement", required=_with("displacement"), line="displacement"
    )
    displacement_certainty: Mapped[str | None] = choice(
        _l("Certainty of the displacement"), CERTAINTIES, line="displacement"
    )
    own_share: Mapped[Decimal | None] = number(
        _l("Own share"),
        certainty="own_share_certainty",
        unit=_l("%"),
        high=100,
        required=True,
        line="own_share",
        help=_l("Which part of what is left is due to this library, and not to partners, family or the learner?"),
    )
    own_share_source: Mapped[str | None] = text(
        _l("Source of the own share"), supports="own_share", required=True, line="own_share"
    )
    own_share_certainty: Mapped[str | None] = choice(_l("Certainty of the own share"), CERTAINTIES, line="own_share")
    own_share_low: Mapped[Decimal | None] = number(_l("Own share at least"), unit=_l("%"), high=100, line="range")
    own_share_high: Mapped[Decimal | None] = number(_l("Own share at most"), unit=_l("%"), high=100, line="range")
    drop_off: Mapped[Decimal | None] = number(
        _l("Drop-off a year"),
        certainty="drop_off_certainty",
        unit=_l("%"),
        high=100,
        line="drop_off",
        help=_l("Which part of the change wears off every year?"),
    )
    drop_off_source: Mapped[str | None] = text(
        _l("Source of the drop-off"), supports="drop_off", required=_with("drop_off"), line="drop_off"
    )
    drop_off_certainty: Mapped[str | None] = choice(_l("Certainty of the drop-off"), CERTAINTIES, line="drop_off")
    duration: Mapped[int | None] = integer(
        _l("Duration"),
        certainty="duration_certainty",
        unit=_l("years"),
        low=1,
        high=50,
        required=True,
        line="duration",
        help=_l("How many years does the change last?"),
    )
    duration_source: Mapped[str | None] = text(
        _l("Source of the duration"), supports="duration", required=True, line="duration"
    )
    duration_certainty: Mapped[str | None] = choice(_l("Certainty of the duration"), CERTAINTIES, line="duration")
    story: Mapped[str | None] = prose(
        _l("Contribution story"), help=_l("Why is it plausible that you had a part in it? What else played a part?")
    )
