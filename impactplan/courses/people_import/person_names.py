"""Names of people as address books and lists write them, with a library behind them. Pure."""

from __future__ import annotations

import re

from impactplan.lib.names import PARTICLES, fold

LIBRARY = re.compile(r"biblio|bieb|librar|leeszaal|stichting|\bob\b", re.IGNORECASE)
NUMBERED = re.compile(r"\d{1,3}[.)]\s+(?=\D)")
JOINED = re.compile(r"\w\s+(?:&|\+|en|and)\s+\w|\w\s?/\s?\w")
PRONOUNS = set("hij hem zij ze haar hen die diens hun he him his she her they them their extern external".split())


def is_library(text: str) -> bool:
    """Tell whether a text has the words of a library in it, not only behind somebody's name."""
    before = text.rpartition("(")[0].strip() if text.rstrip().endswith(")") else ""
    return LIBRARY.search(before or text) is not None


def are_particles(text: str) -> bool:
    """Tell whether a text is what stands before a Dutch last name: ``de``, ``van der``."""
    words = fold(text).split()
    return bool(words) and len(words) <= 3 and all(word in PARTICLES for word in words)


def turn_name(name: str) -> str:
    """Return ``Jansen, Noor`` as ``Noor Jansen``, and ``Vries, Jan de`` and ``Vries de, Jan`` as ``Jan de Vries``."""
    name = name.strip(" ,")
    parts = [part.strip(" \"'") for part in name.split(",")]
    if len(parts) == 3 and are_particles(parts[1]):
        parts = [f"{parts[1]} {parts[0]}", parts[2]]
    if len(parts) != 2 or not all(parts):
        return name if are_joined(name) else name.strip('"')
    last, first = parts
    if are_particles(first):
        return f"{first} {last}"
    words = last.split()
    behind = next((at for at in range(1, len(words)) if are_particles(" ".join(words[at:]))), len(words))
    return " ".join([first, *words[behind:], *words[:behind]])


def are_joined(name: str) -> bool:
    """Tell whether quotes stand within a name, as around what somebody is called."""
    return name.count('"') == 2 and not (name.startswith('"') and name.endswith('"'))


def read_name(text: str) -> tuple[str, str]:
    """Return the name and the library of ``Vries, Jan de (Bibliotheek A)`` or ``Jan de Vries | Bibliotheek A``."""
    text = NUMBERED.sub("", text.strip(), count=1) if NUMBERED.match(text.strip()) else text.strip()
    before, bracket, behind = text.rpartition("(")
    if bracket and before.strip() and behind.endswith(")"):
        within = behind[:-1].strip()
        if set(re.findall(r"\w+", within.casefold())) <= PRONOUNS:
            return read_name(before)
        return turn_name(before), within
    for mark in (" | ", "|", " - ", " – ", " — ", " @ ", " / "):
        name, separator, library = text.partition(mark)
        if separator and name.strip() and library.strip() and ("|" in mark or LIBRARY.search(library)):
            return turn_name(name), library.strip()
    name, comma, library = text.rpartition(",")
    if comma and name.strip() and LIBRARY.search(library):
        return turn_name(name), library.strip()
    return turn_name(text), ""


def seem_two_names(name: str) -> bool:
    """Tell whether a text may name two people: ``Klaas Bos, Piet Smit``, ``Klaas en Piet Bos``."""
    alone = read_name(name)[0]
    if JOINED.search(alone) or alone.count(",") > 1:
        return True
    parts = name.split(",")
    return len(parts) == 2 and all(
        sum(word[:1].isupper() and len(word.strip(".")) > 1 for word in part.split()) > 1 for part in parts
    )
