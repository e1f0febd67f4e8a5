"""Why a figure cannot be had, in words."""

from __future__ import annotations

from impactplan.calculators.sampling import NotComputable
from impactplan.lib.texts import gettext as _


def explain_missing(error: NotComputable) -> str:
    """Return what a figure needs before it can be computed."""
    return {
        "gross": _("Needs the gross change."),
        "gross below zero": _(
            "A gross change below zero has no part that is due to us: look at it as a negative effect."
        ),
        "deadweight": _("Needs the deadweight: zero is an answer too, if there is a reason for it."),
        "own_share": _("Needs the own share."),
        "share": _("Needs percentages from 0 to 100."),
        "years": _("Needs how many years it lasts."),
        "input": _("Needs the investment in euros: at “What we offer”, or here."),
        "price": _("Needs an outcome that is valued in euros, with its price per unit."),
        "unit price": _("Needs the euros per unit."),
        "value": _(
            "Nothing of this change is due to us, so there is no own share at which the value equals the investment."
        ),
        "net": _("Nothing is due to us in the first year, so there is nothing to divide by."),
        "range": _("Needs a lowest own share or a lowest price: a ratio is not shown without what it hangs on."),
        "answered": _("Needs how many people answered."),
        "changed": _("Needs how many of those who answered changed."),
        "applied_to": _("Needs to how many people you apply it."),
        "more answers than people": _("More people changed than answered, or more answered than it is applied to."),
        "measurement": _("Needs a measurement."),
        "baseline": _("Needs a baseline."),
        "target": _("Needs a target."),
        "minimum": _("Needs a minimum."),
    }.get(error.reason, _("Cannot be computed yet."))
