"""Where a measurement lies against the minimum and the target that were set for it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from impactplan.calculators.sampling import NotComputable


class Band(StrEnum):
    BELOW = "below"
    """Worse than the minimum."""
    BETWEEN = "between"
    """From the minimum on, short of the target."""
    REACHED = "reached"


DOWNWARD = frozenset({"down", "not_above"})


def points_down(direction: str | None, baseline: Decimal | None, target: Decimal | None) -> bool:
    """Tell whether lower is better: by the stated direction, or else by where the target lies."""
    if direction is not None:
        return direction in DOWNWARD
    return baseline is not None and target is not None and target < baseline


def band(value: Decimal | None, minimum: Decimal | None, target: Decimal | None, *, down: bool = False) -> Band:
    """Return the band of a value. Both bounds belong to the better side: the target itself is reached.

    Raises NotComputable for what is lacking; without a minimum it can still be said that the target is reached.
    """
    if value is None:
        raise NotComputable("measurement")
    if target is None:
        raise NotComputable("target")
    sign = -1 if down else 1
    if sign * value >= sign * target:
        return Band.REACHED
    if minimum is None:
        raise NotComputable("minimum")
    return Band.BETWEEN if sign * value >= sign * minimum else Band.BELOW
