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
    for name, number in (("baseline", baseline), ("target", target), ("measurement", now)):
        if number is None:
            raise NotComputable(name)
    assert baseline is not None and target is not None and now is not None  # noqa: S101, PT018  # said just above
    if target == baseline:
        return IndicatorProgress(None, now == target)
    share = (now - baseline) / (target - baseline)
    return IndicatorProgress(share, share >= 1)
