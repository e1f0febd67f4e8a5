"""When two texts are the same to a reader, and in which order names stand. What was typed is kept as it was."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff]")
"""Soft hyphens, spaces without width and marks of direction."""
_JOINERS = re.compile("(?:^|(?<=[\0-\u024f]))[\u200c\u200d]+|[\u200c\u200d]+(?=[\0-\u024f]|$)")
"""Beside Latin letters they do nothing; in other scripts and between emoji they change what one sees."""
_SPACES = re.compile(r"[^\S\n]")
_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ĳ": "ij"},
    }
)
PARTICLES = set(
    "aan bij da de den der des di dos du het in la le los onder op over 's 't te ten ter tot uit "
    "v. vd v.d v.d. v/d van vanden vander vom von voor zu zum zur".split()
)
"""What stands before a Dutch last name and does not count in its order."""


def drop_unseen(text: str) -> str:
    """Return a text without what nobody can see: what is equal of two texts looks the same."""
    bare = _JOINERS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    return "\n".join(_SPACES.sub(" ", line).rstrip() for line in bare.split("\n")).rstrip("\n")


@lru_cache(maxsize=4096)  # a list of people is sorted on every page that shows it
def fold(text: str) -> str:
    """Return what is equal of two texts that a reader takes for the same.

    They may differ in capitals, accents, spaces, in how quotes and dashes are drawn and in what cannot be seen.
    """
    small = unicodedata.normalize("NFKD", drop_unseen(text)).casefold().translate(_SAME)
    apart = unicodedata.normalize("NFKD", small)
    return " ".join(drop_unseen("".join(char for char in apart if not unicodedata.combining(char))).split())


def are_alike(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def holds_words(text: str, search: str) -> bool:
    """Tell whether a text holds each word that is looked for."""
    there = fold(text)
    return all(word in there for word in fold(search).split())


@lru_cache(maxsize=4096)
def name_order(name: str) -> tuple[str, str]:
    """Return where the name of a person stands in a list: by the last name, without what comes before it.

    ``Jan de Vries`` and ``Vries, Jan de`` both stand under vries.
    """
    words = fold(name)
    last, comma, first = words.partition(",")
    if comma:
        return " ".join(_without_particles(last.split())), first.strip()
    parts = words.split()
    start = next((at for at, word in enumerate(parts) if at and word in PARTICLES), len(parts) - 1)
    rest = _without_particles(parts[max(start, 0) :])
    return " ".join(rest), words


def _without_particles(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in PARTICLES:
        words = words[1:]
    return words
