"""The widths of the letters that page and PDF are set in: pictures wrap their words by them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from impactplan.config import ROOT
from impactplan.diagram.standalone import Faces
from impactplan.diagram.text import Measure, load_measure

FONTS = ROOT / "static" / "dist" / "fonts"


def _files(family: str, weight: int) -> tuple[Path, ...]:
    return tuple(FONTS / f"{family}-{letters}-{weight}-normal.woff2" for letters in ("latin", "latin-ext"))


@cache
def measure() -> Measure:
    return load_measure(_files("source-sans-3", 400), _files("source-sans-3", 600))


@cache
def faces() -> Faces:
    """Return the shapes of the letters, for pictures that go along without our fonts."""
    from impactplan.diagram.outlines import load_outlines  # noqa: PLC0415  # 2 MB of fontTools, which no page needs

    sans, serif = "source-sans-3", "source-serif-4"
    regular, bold, title = (load_outlines(_files(*face)) for face in ((sans, 400), (sans, 600), (serif, 600)))
    return Faces(regular, bold, title)
