"""Rounding parts so that they add up to a rounded whole, as they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal


def apportion(parts: Sequence[Decimal], whole: Decimal, places: int = 0) -> list[Decimal]:
    """Return the parts rounded to so many places, so that together they are ``whole``.

    Each is rounded down; what is left goes, a unit at a time, to those that lost the most by it. No part moves further
    than that, unless ``whole`` is further from the sum of the parts than rounding explains.
    """
    unit = Decimal(1).scaleb(-places)
    down = [part.quantize(unit, ROUND_FLOOR) for part in parts]
    if not down:
        return []
    left = int((whole - sum(down)) / unit)
    order = sorted(range(len(parts)), key=lambda at: (down[at] - parts[at], at))
    if left < 0:
        order.reverse()
    for count in range(abs(left)):
        down[order[count % len(order)]] += unit if left > 0 else -unit
    return down
