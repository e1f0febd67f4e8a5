"""Letters as shapes, so that a picture looks the same in a program that has none of our fonts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from impactplan.diagram import svg
from impactplan.diagram.text import missing_width

_UNSEEN = frozenset("\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")
"""What steers a line and draws nothing."""


class Outlines:
    """The letters of one face, read from font files; of several files the first that has a letter counts."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._fonts = [_Font(path) for path in paths]
        self._drawn: dict[tuple[str, float], str] = {}

    def __contains__(self, char: str) -> bool:
        return any(ord(char) in font.letters for font in self._fonts)

    def width(self, text: str, size: float) -> float:
        return sum(self._advance(char) for char in text) * size

    def runs(self, text: str) -> Iterator[tuple[str, bool]]:
        """Yield the parts of a line, and whether this face has their letters."""
        visible = (char for char in text if char not in _UNSEEN)
        for known, chars in groupby(visible, key=lambda char: char in self):
            yield "".join(chars), known

    def draw(self, text: str, x: float, y: float, size: float) -> str:
        """Return the outlines of a line as the data of one path; a letter that the face lacks leaves its room open."""
        parts = []
        for char in text:
            if outline := self._outline(char, size):
                parts.append(f"M{svg.number(x)} {svg.number(y)}{outline}")
            x += self._advance(char) * size
        return "".join(parts)

    def _font_of(self, char: str) -> _Font | None:
        return next((font for font in self._fonts if ord(char) in font.letters), None)

    def _advance(self, char: str) -> float:
        font = self._font_of(char)
        return font.advance(char) if font else missing_width(char)

    def _outline(self, char: str, size: float) -> str:
        """Return the outline of a letter as commands relative to where it stands on the baseline."""
        key = (char, size)
        if key not in self._drawn:
            font = self._font_of(char)
            self._drawn[key] = font.outline(char, size) if font else ""
        return self._drawn[key]


@lru_cache(maxsize=8)
def load_outlines(paths: tuple[Path, ...]) -> Outlines:
    """Read a face from font files (woff2, woff, ttf). Raises as ``load_measure`` does."""
    return Outlines(paths)


class _Font:
    def __init__(self, path: Path) -> None:
        font = TTFont(path)
        self.letters: dict[int, str] = font.getBestCmap()
        self._glyphs: Any = font.getGlyphSet()
        self._em: int = font["head"].unitsPerEm

    def advance(self, char: str) -> float:
        return float(self._glyphs[self.letters[ord(char)]].width / self._em)

    def outline(self, char: str, size: float) -> str:
        pen = _RelativePen(self._glyphs, size / self._em)
        self._glyphs[self.letters[ord(char)]].draw(pen)
        return "".join(pen.commands)


class _RelativePen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Writes an outline as relative commands, rounded in such a way that no rounding adds up."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.commands: list[str] = []
        self._scale = scale
        self._at = self._begin = (0.0, 0.0)

    def _away(self, *points: tuple[float, float]) -> str:
        """Return points as distances from where the pen is, and move the pen to the last of them."""
        scaled = [(round(x * self._scale, 2), round(-y * self._scale, 2)) for x, y in points]
        (from_x, from_y), self._at = self._at, scaled[-1]
        return " ".join(f"{_short(x - from_x)} {_short(y - from_y)}" for x, y in scaled).replace(" -", "-")

    def _moveTo(self, point: tuple[float, float]) -> None:
        self.commands.append(f"m{self._away(point)}")
        self._begin = self._at

    def _lineTo(self, point: tuple[float, float]) -> None:
        self.commands.append(f"l{self._away(point)}")

    def _curveToOne(self, one: tuple[float, float], two: tuple[float, float], end: tuple[float, float]) -> None:
        self.commands.append(f"c{self._away(one, two, end)}")

    def _qCurveToOne(self, one: tuple[float, float], end: tuple[float, float]) -> None:
        self.commands.append(f"q{self._away(one, end)}")

    def _closePath(self) -> None:
        self.commands.append("z")
        self._at = self._begin


def _short(value: float) -> str:
    """Return a number without the zero before its point, as an outline has thousands of them."""
    return svg.number(value).replace("0.", ".", 1) if -1 < value < 1 else svg.number(value)
