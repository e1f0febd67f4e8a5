"""The widths of the letters that page and PDF are set in: pictures wrap their words by them."""

from __future__ import annotations

from functools import cache

from impactplan.config import ROOT
from impactplan.diagram.text import Measure, load_measure

FONTS = ROOT / "static" / "dist" / "fonts"


@cache
def measure() -> Measure:
    def files(weight: int) -> tuple[str, str]:
        return (f"source-sans-3-latin-{weight}-normal.woff2", f"source-sans-3-latin-ext-{weight}-normal.woff2")

    return load_measure(tuple(FONTS / name for name in files(400)), tuple(FONTS / name for name in files(600)))
