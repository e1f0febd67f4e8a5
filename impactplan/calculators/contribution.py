"""From what changed to what is due to us: the four corrections of social impact measurement.

Source: A guide to Social Return on Investment (SROI Network, 2012), stage 4: deadweight, displacement, attribution
(stored here as one number, own share) and drop-off.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from impactplan.calculators.sampling import NotComputable

ONE = Decimal(1)


@dataclass(frozen=True)
class Corrections:
    """Shares as fractions from 0 to 1."""

    deadweight: Decimal
    displacement: Decimal
    own_share: Decimal
    drop_off: Decimal = Decimal(0)
    """Per year."""


@dataclass(frozen=True)
class Extrapolation:
    """From those who answered to everybody that it is said of, in people."""

    share: Decimal
    """Of those who answered: how many changed, as a fraction."""
    people: Decimal
    """If it is the same with those who did not answer."""
    least: int
    """If none of them changed."""
    most: int
    """If all of them did."""


def extrapolate(changed: int | None, answered: int | None, everybody: int | None) -> Extrapolation:
    """Return what the answers come to for everybody: changed/answered × everybody, and its bounds without assumption.

    Source: Cochran, *Sampling Techniques* (1977), § 13.2: without an assumption about who did not answer, they may all
    be of one kind or all of the other. Raises NotComputable for what is lacking or cannot be.
    """
    if not answered or answered < 1:
        raise NotComputable("answered")
    if changed is None:
        raise NotComputable("changed")
    if not everybody:
        raise NotComputable("applied_to")
    if not 0 <= changed <= answered <= everybody:
        raise NotComputable("more answers than people")
    share = Decimal(changed) / answered
    return Extrapolation(share, share * everybody, changed, changed + everybody - answered)


@dataclass(frozen=True)
class CorrectionStep:
    """One step of the waterfall: what was taken off, and what is left."""

    key: str
    taken: Decimal
    left: Decimal


def _check(gross: Decimal | None, corrections: Corrections, years: int | None) -> Decimal:
    if gross is None:
        raise NotComputable("gross")
    if gross < 0:
        raise NotComputable("gross below zero")
    shares = (corrections.deadweight, corrections.displacement, corrections.own_share, corrections.drop_off)
    if not all(0 <= share <= 1 for share in shares):
        raise NotComputable("share")
    if not years or years < 1:
        raise NotComputable("years")
    return gross


def waterfall(gross: Decimal | None, corrections: Corrections) -> list[CorrectionStep]:
    """Return the steps from the gross change to the net change of the first year, in the unit of the gross change."""
    start = _check(gross, corrections, 1)
    after_deadweight = start * (ONE - corrections.deadweight)
    after_displacement = after_deadweight * (ONE - corrections.displacement)
    net = after_displacement * corrections.own_share
    return [
        CorrectionStep("gross", Decimal(0), start),
        CorrectionStep("deadweight", start - after_deadweight, after_deadweight),
        CorrectionStep("displacement", after_deadweight - after_displacement, after_displacement),
        CorrectionStep("own_share", after_displacement - net, net),
    ]


def net_per_year(gross: Decimal | None, corrections: Corrections, years: int | None) -> list[Decimal]:
    """Return the net change of each year: G(1−dw)(1−disp)·own·(1−drop)^t for t = 0, 1, …"""
    start = _check(gross, corrections, years)
    first = waterfall(start, corrections)[-1].left
    remaining = ONE - corrections.drop_off
    return list(accumulate([first] + [remaining] * (int(years or 1) - 1), lambda net, share: net * share))
