"""Finds two questions in the name of one indicator. Pure: words in, a finding out."""

from __future__ import annotations

import re

_JOINED = re.compile(r"\s(?:en/of|and/or|en|and|evenals|alsook|as well as)\s|\s[&+]\s", re.IGNORECASE)
_SLASH = re.compile(r"([^\W\d_]+)\s*/\s*([^\W\d_]+)")
_PER = frozenset("uur dag week maand kwartaal jaar hour day week month quarter year".split())
"""After these a slash means “per”."""
_VERBS = frozenset(
    re.findall(
        r"\w+",
        "weet kent durft doet gebruikt voelt ervaart regelt vindt leest belt mailt helpt zoekt solliciteert herkent "
        "begrijpt bezoekt leent koopt logt "
        "knows dares does uses feels arranges finds reads calls mails helps searches applies recognises understands "
        "visits borrows buys logs",
    )
)


def joining_word(name: str) -> str:
    """Return what joins two questions in an indicator's name ("en", "/", "durft … gebruikt"), or nothing."""
    bare = re.sub(r"\([^)]*\)", " ", name)  # what stands between brackets explains
    if match := _JOINED.search(bare):
        return match[0].strip()
    if any(match[2].lower() not in _PER for match in _SLASH.finditer(bare)):
        return "/"
    verbs = [word for word in re.findall(r"[^\W\d_]+", bare.lower()) if word in _VERBS]
    return " … ".join(dict.fromkeys(verbs)) if len(set(verbs)) > 1 else ""
