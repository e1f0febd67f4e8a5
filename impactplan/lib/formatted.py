"""Formatted text as words: what one reads, without the signs, and how each letter is set. For telling what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby

from markupsafe import Markup, escape

from impactplan.lib import markdown
from impactplan.lib.names import drop_unseen
from impactplan.lib.text import Effort, diff_words

WAYS = {"strong": 1, "em": 2}
"""Ways to set letters, which can go together."""


@dataclass(frozen=True)
class Formatted:
    text: str
    ways: Sequence[int] = ()
    """Of each letter, how it is set."""


@dataclass(frozen=True)
class Stretch:
    """A part of a formatted text."""

    whole: Formatted
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.whole.text[self.start : self.end]

    def cut(self, start: int, end: int) -> Stretch:
        return Stretch(self.whole, self.start + start, self.start + end)

    def html(self) -> Markup:
        html = Markup()
        for way, some in groupby(range(self.start, self.end), key=self.whole.ways.__getitem__):
            places = list(some)
            piece = escape(self.whole.text[places[0] : places[-1] + 1])
            for tag, bit in WAYS.items():
                if way & bit:
                    piece = Markup("<{0}>{1}</{0}>").format(tag, piece)
            html += piece
        return html


def read_formatted(typed: str | None) -> Formatted:
    """Return what somebody wrote as one reads it: points with a bullet or number, addresses behind their words."""
    reader = _Reader()
    reader.feed(markdown.render(drop_unseen(typed or "")))
    reader.close()
    text = "".join(reader.text)
    return Formatted(text.rstrip(), reader.ways)


class _Reader(HTMLParser):
    """Reads our own HTML, whose line ends mean nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.ways: list[int] = []
        self.way = 0
        self.numbers: list[int | None] = []
        self.link: tuple[str, int] = "", 0

    def _add(self, text: str, way: int = 0) -> None:
        self.text += text
        self.ways += [way] * len(text)

    def _begin_line(self, *, apart: bool = False) -> None:
        if self.text and self.text[-1] != "\n":
            self._add("\n")
        if apart and self.text and self.text[-2:] != ["\n", "\n"]:
            self._add("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.way |= WAYS.get(tag, 0)
        if tag == "br":
            self._add("\n")
        elif tag == "p":
            self._begin_line(apart=not self.numbers)
        elif tag in {"ul", "ol"}:
            self.numbers.append(int(values.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            number = self.numbers[-1]
            self._begin_line()
            self._add("  " * (len(self.numbers) - 1) + ("• " if number is None else f"{number}. "))
            self.numbers[-1] = None if number is None else number + 1
        elif tag == "a":
            self.link = values.get("href") or "", len(self.text)

    def handle_endtag(self, tag: str) -> None:
        self.way &= ~WAYS.get(tag, 0)
        if tag in {"ul", "ol"}:
            self.numbers.pop()
        elif tag == "a":
            address, begin = self.link
            words = "".join(self.text[begin:])
            if words not in {address, address.removeprefix("mailto:"), address.removeprefix("https://")}:
                self._add(f" ({address})")

    def handle_data(self, data: str) -> None:
        self._add(data.replace("\n", ""), self.way)


def diff_formatted(before: str | None, after: str | None, effort: Effort) -> list[tuple[str, Stretch]]:
    """Return runs of ("same" | "removed" | "added" | "reset", stretch) that lead from one text to the other.

    What was reset has the same words, set in another way; the stretch is of the later text.
    """
    old, new = read_formatted(before), read_formatted(after)
    runs: list[tuple[str, Stretch]] = []
    i = j = 0
    for tag, text in diff_words(old.text, new.text, effort):
        length = len(text)
        if tag == "removed":
            runs.append((tag, Stretch(old, i, i + length)))
        elif tag == "added":
            runs.append((tag, Stretch(new, j, j + length)))
        else:
            ways = zip(old.ways[i : i + length], new.ways[j : j + length], strict=True)
            for alike, some in groupby(enumerate(ways, j), key=lambda place: place[1][0] == place[1][1]):
                places = [at for at, _ways in some]
                runs.append(("same" if alike else "reset", Stretch(new, places[0], places[-1] + 1)))
        i += length * (tag != "added")
        j += length * (tag != "removed")
    return runs
