"""Small helpers on text: what may not come in, and differences by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

Delta = tuple[int, int, str]


def find_forbidden(text: str) -> bool:
    """Tell whether the text holds a NUL or half a surrogate pair, which no database can keep."""
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


def normalise(text: str) -> str:
    """Return the text with line ends of one kind, as a form and a script send them differently."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def make_delta(before: str, after: str) -> Delta:
    """Return (start, end, text) such that ``before[:start] + text + before[end:]`` is ``after``."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < shorter - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return start, len(before) - tail, after[start : len(after) - tail]


def apply_delta(before: str, delta: Delta) -> str:
    start, end, middle = delta
    return before[:start] + middle + before[end:]


def diff_words(before: str, after: str) -> list[tuple[str, str]]:
    """Return runs of ("same" | "removed" | "added", text) that lead from one text to the other."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    runs: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            runs.append(("removed", "".join(old[i1:i2])))
        if j2 > j1:
            runs.append(("added", "".join(new[j1:j2])))
    return runs
