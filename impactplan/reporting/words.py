"""Words that several steps of module 3 share: bands, progress, people."""

from __future__ import annotations

from decimal import Decimal

from impactplan.calculators.bands import Band
from impactplan.calculators.progress import IndicatorProgress
from impactplan.calculators.sampling import NotComputable
from impactplan.graph import Item, PlanState
from impactplan.lib import numbers
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.site.language import language
from impactplan.workbook import result_summary
from impactplan.workbook.wording import rounded, with_unit, written

SMALL = 10
"""Below so many people parts are said with a decimal."""
SIGN = 2
"""As many letters still stand beside a number in a narrow place."""
BAND_SHAPES = {Band.BELOW: "■", Band.BETWEEN: "△", Band.REACHED: "✓"}


def band_words(band: Band) -> str:
    return {
        Band.BELOW: _("minimum not met"),
        Band.BETWEEN: _("between minimum and target"),
        Band.REACHED: _("target reached"),
    }[band]


def exact(amount: Decimal) -> str:
    """Return a number with all its decimals, as it stands in a computation."""
    return numbers.format_number(amount, language())


def exact_percent(percentage: Decimal) -> str:
    """Return a percentage with all its decimals."""
    return written(exact(percentage), "%")


def with_short_unit(amount: Decimal | None, unit: str | None) -> str:
    """Return a value with its unit where that is a sign, such as %; a longer one stands elsewhere."""
    return with_unit(amount, unit if len(unit or "") <= SIGN else "")


def change_words(indicator: Item) -> str:
    """Return where an indicator comes from and goes to, such as “45 → 70 %”."""
    target = with_unit(indicator["target"], indicator["unit"])
    if not target:
        return ""
    aim = _("at most %(target)s", target=target) if indicator["direction"] == "not_above" else target
    if indicator["baseline"] is None:
        return _("target %(target)s", target=aim)
    return f"{exact(indicator['baseline'])} → {aim}"


def progress_words(state: PlanState, indicator: Item) -> str:
    """Return how far an indicator is, on a scale from 0 (baseline) to 1 (target); empty while it cannot be said."""
    try:
        progress = result_summary.progress_of(state, indicator)
    except NotComputable:
        return ""
    return say_progress(progress)


def progress_phrase(state: PlanState, indicator: Item) -> str:
    """Return how far an indicator is in words that stand by themselves, such as “progress 0.60”."""
    words = progress_words(state, indicator)
    return _("progress %(progress)s", progress=words) if words[:1].isdigit() else words


def say_progress(progress: IndicatorProgress) -> str:
    if progress.share is None:
        return _("reached") if progress.reached else _("not reached")
    if progress.share < 0:
        return _("further away than at the start")
    return two_decimals(progress.share)


def two_decimals(amount: Decimal) -> str:
    """Return a number with two decimals, also where they are zeros: 0.60 of the way."""
    shown = format(amount.quantize(Decimal("0.01")), "f")
    return shown.replace(".", numbers.SEPARATORS[language()][1]).replace("-", "−")


def people(amount: Decimal) -> str:
    """Return a number of people, which nobody counts in decimals."""
    return str(ngettext("%(count)s person", "%(count)s people", round(amount), count=rounded(amount)))
