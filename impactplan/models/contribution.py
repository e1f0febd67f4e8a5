"""Which part of a change is due to this library (step ``contribution``)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import lazy_pgettext as _p
from impactplan.models.fields import Fold, Values, choice, integer, number, prose, ref, text
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.theory import Outcome

CERTAINTIES = (("low", _l("Low")), ("mid", _p("certainty", "Medium")), ("high", _l("High")))
EXTRAPOLATION = Fold("extrapolation", _l("From those who answered to all"))


def _with(name: str) -> Callable[[Values], bool]:
    """Ask for the source of a figure once the figure is there."""
    return lambda values: values.get(name) is not None


@register
class Contribution(ItemKind, PlanItem):
    __tablename__ = "contribution"
    kind_label = _l("Estimate of our share")
    kind_plural = _l("Estimates of our share")
    title_field = "outcome"
    one_per = "outcome"

    outcome: Mapped[str | None] = ref(_l("Outcome"), Outcome, required=True)
    gross: Mapped[Decimal | None] = number(
        _l("Gross change"),
        question=_l("For how many people did something change?"),
        certainty="gross_certainty",
        unit=_l("people"),
        in_sight=True,
        help=_l("The gross change: after minus before, never the end level."),
    )
    deadweight: Mapped[Decimal | None] = number(
        _l("Would have happened anyway"),
        question=_l("Which part of it would have happened without us too?"),
        certainty="deadweight_certainty",
        unit=_l("%"),
        high=100,
        required=True,
        help=_l("Also called deadweight. Zero when a comparison group was already taken off."),
    )
    own_share: Mapped[Decimal | None] = number(
        _l("Own share"),
        question=_l("Which part of what is left is due to us?"),
        certainty="own_share_certainty",
        unit=_l("%"),
        high=100,
        required=True,
        help=_l("Our own share: not that of partners, family or the learner."),
    )
    duration: Mapped[int | None] = integer(
        _l("Duration"),
        certainty="duration_certainty",
        unit=_l("years"),
        low=1,
        high=50,
        required=True,
        help=_l("How many years does the change last?"),
    )
    gross_source: Mapped[str | None] = text(
        _l("Source of the gross change"),
        supports="gross",
        required=_with("gross"),
        line="gross",
        in_sight=True,
        heading=_l("What is that based on, and how certain is it?"),
    )
    gross_certainty: Mapped[str | None] = choice(_l("Certainty of the gross change"), CERTAINTIES, line="gross")
    deadweight_source: Mapped[str | None] = text(
        _l("Source of the deadweight"), supports="deadweight", required=True, line="deadweight"
    )
    deadweight_certainty: Mapped[str | None] = choice(_l("Certainty of the deadweight"), CERTAINTIES, line="deadweight")
    own_share_source: Mapped[str | None] = text(
        _l("Source of the own share"), supports="own_share", required=True, line="own_share"
    )
    own_share_certainty: Mapped[str | None] = choice(_l("Certainty of the own share"), CERTAINTIES, line="own_share")
    duration_source: Mapped[str | None] = text(
        _l("Source of the duration"), supports="duration", required=True, line="duration"
    )
    duration_certainty: Mapped[str | None] = choice(_l("Certainty of the duration"), CERTAINTIES, line="duration")
    own_share_low: Mapped[Decimal | None] = number(_l("Own share at least"), unit=_l("%"), high=100, line="range")
    own_share_high: Mapped[Decimal | None] = number(_l("Own share at most"), unit=_l("%"), high=100, line="range")
    displacement: Mapped[Decimal | None] = number(
        _l("Displacement"),
        certainty="displacement_certainty",
        unit=_l("%"),
        high=100,
        line="displacement",
        help=_l("Which part merely moved, such as people who would otherwise have gone to another course?"),
    )
    displacement_source: Mapped[str | None] = text(
        _l("Source of the displacement"), supports="displacement", required=_with("displacement"), line="displacement"
    )
    displacement_certainty: Mapped[str | None] = choice(
        _l("Certainty of the displacement"), CERTAINTIES, line="displacement"
    )
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
    answered: Mapped[int | None] = integer(
        _l("Answered"),
        unit=_l("people"),
        fold=EXTRAPOLATION,
        line="answered",
        help=_l("Of how many people do you know it?"),
    )
    changed: Mapped[int | None] = integer(
        _l("Changed, of those"), unit=_l("people"), fold=EXTRAPOLATION, line="answered"
    )
    applied_to: Mapped[int | None] = integer(
        _l("Applied to"),
        unit=_l("people"),
        fold=EXTRAPOLATION,
        line="applied",
        help=_l("To how many do you apply that share, such as all who finished?"),
    )
    dropped_out: Mapped[int | None] = integer(
        _l("Dropped out"),
        unit=_l("people"),
        fold=EXTRAPOLATION,
        line="applied",
        help=_l("How many began and stopped on the way? They are not in the gross change."),
    )
    story: Mapped[str | None] = prose(
        _l("Contribution story"), help=_l("Why is it plausible that you had a part in it? What else played a part?")
    )
