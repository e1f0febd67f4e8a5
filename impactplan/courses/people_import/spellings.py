"""Names of libraries as people type them: which are the same one, and which may be meant to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from impactplan.courses.enrolment.libraries import library_key
from impactplan.lib.names import fold

SHORT, LONG = 5, 200
"""Shorter names differ by a letter without being one name; longer ones are no names, and have too many variants."""


def one_spacing(name: str) -> str:
    return " ".join(name.split())


def variants(word: str) -> Iterator[str]:
    """Yield the word, and the word without each of its letters: what two words share that differ by one letter, or
    by two that changed places. A digit is no typing error: it tells one from the next."""
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)) if not word[at].isdigit())


@dataclass(frozen=True)
class Spellings:
    """Several ways in which one library, or what looks like one, is written."""

    id: str
    names: tuple[str, ...]
    """The one that is written most often comes first."""
    same: bool
    """Whether they differ in capitals and spaces only."""


def find_spellings(names: Iterable[str], known: Iterable[str] = ()) -> list[Spellings]:
    """Return the libraries that are written in more ways than one. ``known`` are those of before: their way leads."""
    old = Counter(name for name in map(one_spacing, known) if name)
    new = Counter(name for name in map(one_spacing, names) if name)
    spellings = []
    for together in _gather({**new, **old}):
        if len(together) > 1 and any(name in new for name in together):
            order = sorted(together, key=lambda name: (-old[name], -new[name], name))
            identity = sha256("\n".join(sorted(together)).encode()).hexdigest()[:10]
            spellings.append(Spellings(identity, tuple(order), len({library_key(name) for name in order}) == 1))
    return sorted(spellings, key=lambda written: written.names)


def _gather(names: Mapping[str, int]) -> list[list[str]]:
    """Put names together that differ by a letter, an accent or a sign. Linear in the number of names."""
    group: dict[str, list[str]] = {}
    seen: dict[str, str] = {}
    for name in names:
        group[name] = [name]
        bare = _bare(name)
        for variant in variants(bare) if SHORT <= len(bare) <= LONG else [library_key(name)]:
            other = seen.setdefault(variant, name)
            if group[other] is not group[name]:
                group[other].extend(group[name])
                for member in group[name]:
                    group[member] = group[other]
    return list({id(together): together for together in group.values()}.values())


def _bare(name: str) -> str:
    return "".join(char for char in fold(name) if char.isalnum())
