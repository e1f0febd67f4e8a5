"""Where a value or a day stands in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Scale:
    """``low`` stands at ``start``, ``high`` at ``end``; where the two are the same, everything in the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        whole = self.high - self.low
        return self.start + (self.end - self.start) * ((value - self.low) / whole if whole else 0.5)


@dataclass(frozen=True)
class DayScale:
    """``first`` begins at ``start``, ``last`` at ``end``."""

    first: date
    last: date
    start: float
    end: float

    def __call__(self, day: date, after: int = 0) -> float:
        """Return where a day begins, or ``after`` so many days later."""
        scale = Scale(self.first.toordinal(), self.last.toordinal(), self.start, self.end)
        return scale(day.toordinal() + after)
