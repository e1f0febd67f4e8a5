"""Texts as people paste them from Word, mail and tables; and what a page made of them, typed back."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser

WORDS = (
    "de bibliotheek leest één vrijwilliger café naïef Bücher 65 1.250 12,5 3 2021. a A. o 100% €5 € p<0,05 *p **p "
    "snake_case __init__ 2*3*4 C:\\map\\*x* & &amp; <b> </b> <!-- --> ~~weg~~ `code` ``` # ## --- *** ___ ==== | "
    ":--: \\* \\ [x] [x]: (a) [a](b) [bron](https://x.nl/a_b) ![foto](http://x.nl/p.png) [](http://x.nl) [a][b] "
    "[een *b*](http://x.nl/y_(z)) [a](http://999.999.9.9/) [x](javascript:alert(1)) https://kb.nl/a_b?c=1&d=2. "
    "(www.kb.nl) jan@x.nl <https://x.nl> **vet** *schuin* ***beide*** __dik__ _krom_ **half *heel ** * _ ____ "
    "“citaat” ‘q’ - – — + > >= ± … ½ № ☺ 😀 👩‍👩‍👧 🇳🇱 é 李 אב **a, *b*** 'k *) (* (*) !"
).split(" ")
BEGINNINGS = (
    *("", "", "", "> ", "+ ", "- ", "* ", "– ", "— ", "•\t", "• ", "·         ", "o\t", "\uf0b7\t", "▪ ", "§  "),
    *("1. ", "2. ", "3) ", "1)\t", "12. ", "2021. ", "01. ", "a) ", "# ", "    ", "\t", "  - ", "    - ", "\t• "),
    *("- 5 ", "- € 3 ", "– 2,5 ", "   1. ", "[1]: ", "| ", ": ", "~~~", "```", "=== ", "--- ", "\u00a0\u00a0- "),
)
BULLET = "\ufffc"
"""Stands for the sign or dash before a point, whichever it was."""


def make_paste(seed: int) -> str:
    """Return a few lines of anything."""
    chance = random.Random(seed)
    lines = []
    for _ in range(chance.randint(1, 8)):
        words = " ".join(chance.choices(WORDS, k=chance.randint(0, 6)))
        lines.append(chance.choice(BEGINNINGS) + words)
    return "\n".join(lines)


class _Typist(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.typed: list[str] = []
        self.numbers: list[int | None] = []
        self.link: tuple[str, int] = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in {"ul", "ol"}:
            self.numbers.append(int(values.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            number = self.numbers[-1]
            self.typed.append(BULLET if number is None else f"{number}{BULLET}")
            self.numbers[-1] = None if number is None else number + 1
        elif tag == "a":
            self.link = values.get("href") or "", len(self.typed)
        self.typed += {"strong": ["**"], "em": ["*"]}.get(tag, [])

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.numbers.pop()
        self.typed += {"strong": ["**"], "em": ["*"]}.get(tag, [])
        if tag == "a":
            address, at = self.link
            words = "".join(self.typed[at:])
            if words.replace("_", "*") not in {
                address.replace("_", "*").removeprefix(before) for before in ("", "mailto:", "https://")
            }:
                self.typed[at:] = [f"[{words}]({address})"]

    def handle_data(self, data: str) -> None:
        self.typed.append(data)


def type_back(html: str) -> str:
    """Return what somebody typed to get this HTML, without its spaces; pictures count as links."""
    typist = _Typist()
    typist.feed(html)
    typist.close()
    return squeeze("".join(typist.typed))


def squeeze(text: str) -> str:
    """Return a text without what may differ: its spaces, and which of two signs marks an emphasis."""
    return re.sub(r"\s", "", text).replace("_", "*").replace("\uf0b7", "•")


def is_kept(typed: str, shown: str) -> bool:
    """Tell whether what is shown holds each sign of what was typed, in order."""
    typed = re.sub(r"!+(?=\[[^\]]+\]\()", "", squeeze(typed))
    shown = re.sub(r"!+(?=\[[^\]]+\]\()", "", shown)
    return len(typed) == len(shown) and all(
        one == other or (other == BULLET and not one.isalnum()) or (other == BULLET and one == "o")
        for one, other in zip(typed, shown, strict=True)
    )
