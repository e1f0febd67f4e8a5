"""Small helpers on text: what may not come in, and differences by word."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import groupby
from operator import itemgetter

Delta = tuple[int, int, str]
Chain = tuple[int, int, "Chain | None"]
LONG = 1000
"""From how many words and signs on a text is compared by its rarer words."""
ROW = 5
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
UNSEEN = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, and code points that are no characters. Nobody types them: they come along from Word or a PDF,
are not seen on a page, and break a document or a table elsewhere."""


def find_forbidden(text: str) -> bool:
    """Tell whether the text holds a NUL or half a surrogate pair, which no database can keep."""
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


def drop_broken(text: str) -> str:
    """Return a text without characters that no page can show again."""
    return "".join(char for char in text if not find_forbidden(char))


def normalise(text: str) -> str:
    """Return the text as it is kept: with line ends of one kind, and without what cannot be seen.

    A form and a script send line ends differently, and Word has one of its own within a paragraph. What is dropped
    is dropped silently, as there is nothing in it to miss. What ``find_forbidden`` finds is left for it to refuse:
    there, text was broken on its way.
    """
    return UNSEEN.sub("", LINE_ENDS.sub("\n", text))


def join_lines(text: str) -> str:
    """Return a name or a title as it is kept: in one line, whatever it was pasted from."""
    return " ".join(normalise(text).split())


def find_frame(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return how much two sequences share at their beginning, and in what remains at their end."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < shorter - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return start, tail


def make_delta(before: str, after: str) -> Delta:
    """Return (start, end, text) such that ``before[:start] + text + before[end:]`` is ``after``."""
    start, tail = find_frame(before, after)
    return start, len(before) - tail, after[start : len(after) - tail]


def apply_delta(before: str, delta: Delta) -> str:
    start, end, middle = delta
    return before[:start] + middle + before[end:]


class Effort:
    """How much comparing may still be done. Two long texts of the same words could take minutes."""

    def __init__(self, steps: int = 1_000_000) -> None:
        self.left = steps


class BoundedMatcher(SequenceMatcher[str]):
    """Looks for what two texts share until the effort is spent; what is left then counts as different."""

    a: Sequence[str]
    b: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, old: Sequence[str], new: Sequence[str], effort: Effort) -> None:
        # In a long text, a word that stands everywhere says nothing of what belongs together, and takes the time.
        super().__init__(None, old, new, autojunk=len(new) >= LONG)
        self.effort = effort

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        words = self.a[alo:ahi]
        self.effort.left -= len(words) + sum(len(self.b2j.get(word, ())) for word in words)
        if self.effort.left < 0:
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def diff_words(before: str, after: str, effort: Effort | None = None) -> list[tuple[str, str]]:
    """Return runs of ("same" | "removed" | "added", text) that lead from one text to the other.

    They hold both texts whole, also where the effort does not suffice to find all that is the same.
    """
    effort = effort or Effort()
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    effort.left -= len(old) + len(new)
    if effort.left < 0:
        return [run for run in (("removed", before), ("added", after)) if run[1]]
    runs: list[tuple[str, str]] = []
    i = j = 0
    for to_i, to_j in [*(find_anchors(old, new) if len(new) >= LONG else ()), (len(old), len(new))]:
        runs += _compare(old[i:to_i], new[j:to_j], effort)
        runs += [("same", word) for word in old[to_i : to_i + 1]]
        i, j = to_i + 1, to_j + 1
    return _join(run for run in runs if run[1])


def find_anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return places that belong together, in order: where a few words stand that each text has only once."""
    there, here = _find_unique(old), _find_unique(new)
    pairs = [(i, here[words]) for words, i in there.items() if words in here]
    ends: list[int] = []  # the smallest place in the new text at which an order of each length can end
    chains: list[Chain] = []
    for i, j in pairs:
        at = bisect(ends, j)
        chain = (i, j, chains[at - 1] if at else None)
        ends[at : at + 1], chains[at : at + 1] = [j], [chain]
    anchors: list[tuple[int, int]] = []
    last = chains[-1] if chains else None
    while last is not None:
        anchors.append(last[:2])
        last = last[2]
    return anchors[::-1]


def _find_unique(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return where some words in a row stand, if they stand there only."""
    rows = [tuple(words[i : i + ROW]) for i in range(len(words) - ROW + 1)]
    counted = Counter(rows)
    return {row: i for i, row in enumerate(rows) if counted[row] == 1}


def _compare(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[tuple[str, str]]:
    """Compare what stands between two anchors."""
    start, tail = find_frame(old, new)
    middle = BoundedMatcher(old[start : len(old) - tail], new[start : len(new) - tail], effort)
    yield "same", "".join(old[:start])
    for tag, i1, i2, j1, j2 in middle.get_opcodes():
        removed, added = "".join(middle.a[i1:i2]), "".join(middle.b[j1:j2])
        yield from [("same", added)] if tag == "equal" else [("removed", removed), ("added", added)]
    yield "same", "".join(old[len(old) - tail :])


def _join(runs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Make one run of neighbours of the same kind."""
    return [(tag, "".join(text for _, text in some)) for tag, some in groupby(runs, key=itemgetter(0))]
