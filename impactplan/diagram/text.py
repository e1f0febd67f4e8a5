"""Measure and wrap text for pictures: SVG has no wrapping of its own that works everywhere.

Widths come from the font files that the browser and the PDF load, so a line that fits here fits there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import pyphen

ELLIPSIS = "…"

_DICTIONARIES = {"nl": "nl_NL", "en": "en_GB"}
_LONGEST_HYPHENATED = 60  # letters; what is longer is no word
_BREAK_AFTER = re.compile(r"(?<=\w[-–—/])(?=\w)")
_WORD = re.compile(r"(?:\S|[\u00a0\u2007\u202f])+")  # a no-break space is part of its word
_JOINER, _REGIONAL = "\u200d", range(0x1F1E6, 0x1F200)


class Measure(Protocol):
    """The width in CSS pixels of ``text`` on one line, at ``size`` pixels; of two texts together, the sum."""

    def __call__(self, text: str, size: float, bold: bool = False) -> float: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Wrapped:
    """Lines that fit, and whether text had to be cut off to make them fit."""

    lines: tuple[str, ...]
    cut: bool = False


class FontMeasure:
    """A Measure over advance widths (character → em) of a regular and a bold face."""

    def __init__(self, regular: Mapping[int, float], bold: Mapping[int, float]) -> None:
        self._faces = (regular, bold)

    def __call__(self, text: str, size: float, bold: bool = False) -> float:
        face = self._faces[bold]
        return size * sum(face[code] if (code := ord(char)) in face else missing_width(char) for char in text)


@lru_cache(maxsize=8)
def load_measure(regular: tuple[Path, ...], bold: tuple[Path, ...]) -> FontMeasure:
    """Read the widths from font files (woff2, woff, ttf); of several files the first that has a glyph counts.

    Raises OSError when a file cannot be read and fontTools.ttLib.TTLibError when it is no font.
    """
    return FontMeasure(_advances(regular), _advances(bold))


def _advances(paths: Sequence[Path]) -> dict[int, float]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # 2 MB, for the first picture alone

    widths: dict[int, float] = {}
    for path in reversed(paths):
        with TTFont(path, lazy=True) as font:
            em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
            widths |= {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
    return widths


@lru_cache(maxsize=4096)
def missing_width(char: str) -> float:
    """Return a safe width in em for a character that the font lacks: another font will draw it."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if ord(char) >= 0x1F000:
        return 1.4  # emoji
    return 1.05 if unicodedata.east_asian_width(char) in ("W", "F") else 0.8


def wrap(
    text: str,
    width: float,
    size: float,
    measure: Measure,
    *,
    bold: bool = False,
    max_lines: int | None = None,
    language: str = "nl",
) -> Wrapped:
    """Break ``text`` into lines of at most ``width`` pixels; with ``max_lines`` the last one may end in "…".

    A word wider than a line is hyphenated by the rules of ``language`` ("nl", "en"), and where these find no
    place it is broken between letters. Every line fits, unless a single character is wider than the line.
    """
    room = _Room(width, size, measure, bold)
    lines: list[str] = []
    for line in _lines(text, room, language):
        if max_lines is not None and len(lines) == max_lines:
            return Wrapped((*lines[:-1], room.shorten(lines[-1])), cut=True)
        lines.append(line)
    return Wrapped(tuple(lines))


def fit(text: str, width: float, size: float, measure: Measure, *, bold: bool = False) -> str:
    """Return ``text`` on one line of at most ``width`` pixels, shortened with "…" where needed."""
    room = _Room(width, size, measure, bold)
    words = " ".join(text[:2000].split())
    return words if room.holds(words) and len(text) <= 2000 else room.shorten(words)


@dataclass(frozen=True)
class _Room:
    """The room that one line has."""

    width: float
    size: float
    measure: Measure
    bold: bool

    def holds(self, text: str) -> bool:
        """Tell whether ``text`` fits; of a very long one only as much is measured as settles it."""
        parts = (text[:500], text[500:])
        left = self.width
        for part in parts:
            left -= self.measure(part, self.size, self.bold)
            if left < 0:
                return False
        return True

    def shorten(self, text: str) -> str:
        """Return as much of ``text`` as fits together with an ellipsis."""
        kept = text if self.holds(text + ELLIPSIS) else self.head(text, ELLIPSIS, at_least=0)
        return kept.rstrip(" -–—/,;:.") + ELLIPSIS

    def head(self, text: str, ending: str = "", at_least: int = 1) -> str:
        """Return the longest run of whole characters from the start that fits before ``ending``."""
        left = self.width - self.measure(ending, self.size, self.bold)
        end = 0
        for count, cluster in enumerate(clusters(text)):
            left -= self.measure(cluster, self.size, self.bold)
            if left < 0 and count >= at_least:
                break
            end += len(cluster)
        return text[:end]


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as single characters: an accent or a joined emoji stays with its base."""
    start, flags = 0, 0
    for index, char in enumerate(text):
        flag = ord(char) in _REGIONAL
        joined = index == start or text[index - 1] == _JOINER or char == _JOINER or _extends(char)
        if not joined and not (flag and flags % 2):
            yield text[start:index]
            start = index
            flags = 0
        flags = flags + 1 if flag else 0
    if start < len(text):
        yield text[start:]


def _extends(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" or 0x1F3FB <= ord(char) <= 0x1F3FF


def _lines(text: str, room: _Room, language: str) -> Iterator[str]:
    """Yield lines lazily, so that a text of any length costs no more than the lines that are asked for."""
    line = ""
    for piece, spaced in _pieces(text):
        longer = f"{line} {piece}" if line and spaced else line + piece
        if room.holds(longer):
            line = longer
            continue
        if room.holds(piece):
            yield line
            line = piece
            continue
        parts = _broken(line, piece, spaced, room, language)
        line = next(parts)
        for part in parts:
            yield line
            line = part
    if line:
        yield line


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts between which a line may break, and whether a space comes before each."""
    for word in _WORD.finditer(text):
        for index, part in enumerate(_BREAK_AFTER.split(word[0])):
            yield part, index == 0


def _broken(line: str, word: str, spaced: bool, room: _Room, language: str) -> Iterator[str]:
    """Yield ``line`` followed by a ``word`` that is wider than a line of its own, in as many lines as needed."""
    start = f"{line} " if line and spaced else line
    if start and len(word) <= _LONGEST_HYPHENATED:
        onward = list(_split(start, word, room, language))
        afresh = [line, *_split("", word, room, language)]
        yield from min(afresh, onward, key=len)
    else:
        yield from _split(start, word, room, language)


def _split(start: str, word: str, room: _Room, language: str) -> Iterator[str]:
    while not room.holds(start + word):
        head, rest = _hyphenated(word, start, room, language)
        if not head and not start:
            head = room.head(word)
            rest = word[len(head) :]
        yield (start + head).rstrip()
        start, word = "", rest
    yield start + word


def _hyphenated(word: str, before: str, room: _Room, language: str) -> tuple[str, str]:
    """Return the longest hyphenated start of ``word`` that fits after ``before`` (or a blank), and the rest."""
    if len(word) > _LONGEST_HYPHENATED or not word.isprintable():
        return "", word
    for head, rest in _dictionary(language).iterate(word):
        if len(head) > 2 and room.holds(f"{before}{head}-"):
            return f"{head}-", rest
    return "", word


@lru_cache(maxsize=4)
def _dictionary(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=_DICTIONARIES.get(language[:2], "en_GB"))
