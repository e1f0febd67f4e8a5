"""How far an indicator has come from its baseline to its target."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from impactplan.calculators.sampling import NotComputable


@dataclass(frozen=True)
class IndicatorProgress:
    """``share`` is a fraction that is not clipped (below 0: worse than the baseline; above 1: beyond the target),
    or None where the target equals the baseline and only ``reached`` can be said."""

    share: Decimal | None
    reached: bool


def progress(baseline: Decimal | None, target: Decimal | None, now: Decimal | None) -> IndicatorProgress:
    """Return (now − baseline) / (target − baseline), in whichever direction the target lies."""
    if baseline is None:
        raise NotComputable("baseline")
    if target is None:
        raise NotComputable("target")
    if now is None:
        raise NotComputable("measurement")
    if target == baseline:
        return IndicatorProgress(None, now == target)
    share = (now - baseline) / (target - baseline)
    return IndicatorProgress(share, share >= 1)
