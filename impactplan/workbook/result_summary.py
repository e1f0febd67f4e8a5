"""What the results of a plan come to: read by every module that builds on them. Pure, from a PlanState.

A page that uses it lists in ``StepPart.reads`` the kinds it looks at: ``measurement`` for the first part,
``contribution`` for the second, ``valuation``, ``social_return`` and ``input`` for the third. What cannot be computed
is None here where a caller merely leaves it out, and NotComputable(reason) where he has to say why.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from impactplan.calculators import bands, contribution
from impactplan.calculators.bands import Band
from impactplan.calculators.contribution import Corrections
from impactplan.calculators.progress import IndicatorProgress, progress
from impactplan.calculators.sampling import NotComputable
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _

HUNDRED = Decimal(100)

# --- measurements of an indicator ---


def measurements_of(state: PlanState, indicator: Item) -> list[Item]:
    """Return the measurements of an indicator that have a value, the oldest first; undated ones before all."""
    own = [item for item in state.rows("measurement") if item["indicator"] == indicator.id]
    measured = [item for item in own if item["value"] is not None]
    return sorted(measured, key=lambda item: (item.get("measured_on", date.min), item.position))


def latest(state: PlanState, indicator: Item) -> Item | None:
    """Return the newest measurement of an indicator."""
    return next(iter(measurements_of(state, indicator)[::-1]), None)


def is_percentage(indicator: Item) -> bool:
    """Tell whether an indicator is a share of something, by its kind, or by its unit where no kind is chosen."""
    kind = indicator["indicator_kind"]
    return bool(kind == "percentage" or (not kind and indicator["unit"] == "%"))


def is_downward(indicator: Item) -> bool:
    """Tell whether lower is better."""
    return bands.points_down(indicator["direction"], indicator["baseline"], indicator["target"])


def band_of(indicator: Item, value: Decimal | None) -> Band | None:
    """Return the band of a value against the minimum and target of its indicator, or None while one is lacking."""
    try:
        return bands.band(value, indicator["minimum"], indicator["target"], down=is_downward(indicator))
    except NotComputable:
        return None


def minimum_words(indicator: Item, minimum: str) -> str:
    """Return in words what is just enough: a minimum, or a limit where less is better."""
    if not minimum:
        return ""
    if is_downward(indicator):
        return _("limit: at most %(minimum)s", minimum=minimum)
    return _("minimum %(minimum)s", minimum=minimum)


def band(state: PlanState, indicator: Item) -> Band | None:
    """Return the band of the newest measurement."""
    newest = latest(state, indicator)
    return band_of(indicator, newest["value"]) if newest else None


def progress_of(state: PlanState, indicator: Item) -> IndicatorProgress:
    """Return how far the newest measurement is on the way from baseline to target.

    Raises NotComputable("measurement"), ("baseline") or ("target").
    """
    newest = latest(state, indicator)
    return progress(indicator["baseline"], indicator["target"], newest["value"] if newest else None)


def reached(state: PlanState) -> tuple[int, int]:
    """Return how many indicators reached their target, and how many there are with a target."""
    indicators = [item for item in state.rows("indicator") if item["target"] is not None]
    return sum(band(state, item) is Band.REACHED for item in indicators), len(indicators)


# --- what is due to us ---


def share(percentage: Decimal | None) -> Decimal:
    """Return a percentage as a fraction; nothing filled in counts as zero."""
    return (percentage or Decimal(0)) / HUNDRED


def contribution_of(state: PlanState, outcome_id: str | None) -> Item | None:
    """Return the row that says which part of an outcome is due to us."""
    return state.first_with("contribution", "outcome", outcome_id)


def corrections(item: Item, own_share: Decimal | None = None) -> Corrections:
    """Return the four corrections of a contribution as fractions; ``own_share`` (a percentage) takes the place of
    the one that is filled in.

    Displacement and drop-off that are not filled in count as zero; NotComputable("deadweight") or ("own_share")
    where one of those is lacking.
    """
    for name in ("deadweight", "own_share"):
        if item[name] is None:
            raise NotComputable(name)
    return Corrections(
        share(item["deadweight"]),
        share(item["displacement"]),
        share(item["own_share"] if own_share is None else own_share),
        share(item["drop_off"]),
    )


def net_of(item: Item, own_share: Decimal | None = None) -> Decimal:
    """Return the net change of the first year; NotComputable("gross"), ("deadweight"), ("own_share") …"""
    return contribution.waterfall(item["gross"], corrections(item, own_share))[-1].left


def net_years(item: Item, own_share: Decimal | None = None) -> list[Decimal]:
    """Return the net change of each year that it lasts; NotComputable("years") without a duration."""
    return contribution.net_per_year(item["gross"], corrections(item, own_share), item["duration"])


def net_range(item: Item) -> tuple[Decimal, Decimal] | None:
    """Return the net change of the first year at the lowest and at the highest own share, where both are given."""
    low, high = item["own_share_low"], item["own_share_high"]
    if low is None or high is None:
        return None
    try:
        return net_of(item, min(low, high)), net_of(item, max(low, high))
    except NotComputable:
        return None


# --- what it is worth, and what went in ---


def valuation_of(state: PlanState, outcome_id: str | None) -> Item | None:
    """Return the row that says what an outcome is worth."""
    return state.first_with("valuation", "outcome", outcome_id)


def euros_per_unit(state: PlanState, outcome_id: str | None) -> Decimal | None:
    """Return what a unit of net change of an outcome is worth a year, where it is valued in euros."""
    valuation = valuation_of(state, outcome_id)
    euros: Decimal | None = valuation["unit_price"] if valuation and valuation["method"] == "monetary" else None
    return euros


def input_total(state: PlanState) -> Decimal | None:
    """Return what went in, in euros: as said with the social return, or else the sum of the inputs."""
    stated: Decimal | None = state.sheet("social_return")["input"]
    if stated is not None:
        return stated
    amounts = [item["euros"] for item in state.rows("input") if item["euros"] is not None]
    return sum(amounts, Decimal(0)) if amounts else None
