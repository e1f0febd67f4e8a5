"""How a field differs between two moments, in words: in what it says, in its formatting, in what it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from impactplan.lib import markdown
from impactplan.lib.formatted import Stretch, diff_formatted
from impactplan.lib.names import drop_unseen
from impactplan.lib.text import Effort, diff_words
from impactplan.lib.texts import gettext as _
from impactplan.models import Field, Kind
from impactplan.workbook.comparison import Comparison, FieldChange
from impactplan.workbook.inverse import referenced_ids
from impactplan.workbook.wording import BETWEEN_NAMES, name_item, show_value

CONTEXT = 90
"""So many characters of what stayed the same are shown at either side of a change in a text."""
WHOLE = 1500
"""A new or a removed text up to this length is shown whole."""
LINKS = re.compile(r'href="([^"]*)"')


class Nature(StrEnum):
    """In what a field differs."""

    WORDS = "words"
    FORMATTING = "formatting"
    """It says the same, in other formatting."""
    REFERENCES = "references"
    """It refers to other rows."""
    VALUE = "value"
    """A number, a day or a choice."""


SHOWN_BY_WORD = {Nature.WORDS, Nature.FORMATTING}


@dataclass(frozen=True)
class FieldDifference:
    name: str
    label: str
    nature: Nature
    before: str
    after: str
    runs: Sequence[tuple[str, str]] = ()
    """Of words: what is the same, removed, added and, of formatted text, set in another way, which then is HTML;
    ``gap`` stands for text in between that stayed."""
    gained: str = ""
    """Of references: what it refers to now and did not before."""
    lost: str = ""
    version: int = 0
    """Of the field at the second moment."""
    restorable: bool = True
    prose: bool = False
    """Whether it is written in Markdown."""


def view_field(
    comparison: Comparison, kind: Kind, change: FieldChange, version: int, effort: Effort
) -> FieldDifference:
    declared = kind.fields[change.name]
    before, after = (
        show_value(declared, value, state)
        for value, state in ((change.before, comparison.before), (change.after, comparison.after))
    )
    nature = find_nature(declared, change)
    gained, lost = _compare_references(comparison, change) if nature is Nature.REFERENCES else ("", "")
    return FieldDifference(
        change.name,
        str(declared.label),
        nature,
        before,
        after,
        runs=fold_runs(compare_words(declared, before, after, effort)) if nature in SHOWN_BY_WORD else (),
        gained=gained,
        lost=lost,
        version=version,
        restorable=not declared.fixed,
        prose=declared.type == "prose",
    )


def find_nature(declared: Field, change: FieldChange) -> Nature:
    if declared.is_reference:
        return Nature.REFERENCES
    if not declared.is_text:
        return Nature.VALUE
    same = says_same(declared, change.before or "", change.after or "")
    return Nature.FORMATTING if same else Nature.WORDS


def says_same(declared: Field, before: str, after: str) -> bool:
    """Tell whether two texts say the same to whoever reads them as they are shown, apart from how they are set."""
    if _letters(before) != _letters(after):  # which is found soon, and settles nearly all
        return False
    if declared.type != "prose":
        return drop_unseen(before).split() == drop_unseen(after).split()
    shown = [markdown.render(drop_unseen(text)) for text in (before, after)]
    return shown[0].striptags() == shown[1].striptags() and LINKS.findall(shown[0]) == LINKS.findall(shown[1])


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, drop_unseen(text)))


def _compare_references(comparison: Comparison, change: FieldChange) -> tuple[str, str]:
    before, after = referenced_ids(change.before), referenced_ids(change.after)
    gained = _names(comparison, [one for one in after if one not in before])
    return gained, _names(comparison, [one for one in before if one not in after])


def _names(comparison: Comparison, ids: Iterable[str]) -> str:
    """Return the names of rows as they are, or were; a row that is there at neither moment has none."""
    names = []
    for item_id in ids:
        state = comparison.after if comparison.after.find(item_id) else comparison.before
        item = state.find(item_id)
        names.append(name_item(state, item) if item else _("a deleted row"))
    return BETWEEN_NAMES.join(names)


def compare_words(declared: Field, before: str, after: str, effort: Effort) -> list[tuple[str, str | Stretch]]:
    """Return how two texts differ by word; of formatted text by the words that one reads, and how they are set."""
    if declared.type == "prose":
        return [*diff_formatted(before, after, effort)]
    return [*diff_words(drop_unseen(before), drop_unseen(after), effort)]


def show_runs(runs: Iterable[tuple[str, str | Stretch]]) -> list[tuple[str, str]]:
    """Return runs as a page shows them."""
    return [(tag, run if isinstance(run, str) else run.html()) for tag, run in runs]


def fold_runs(runs: Sequence[tuple[str, str | Stretch]]) -> list[tuple[str, str]]:
    """Return runs as a page shows them, what stayed the same in a long text folded but for words around each change."""
    folded: list[tuple[str, str | Stretch]] = []
    for number, (tag, run) in enumerate(runs):
        text = run if isinstance(run, str) else run.text
        if tag != "same":
            whole = len(text) <= WHOLE
            folded += [(tag, run)] if whole else [(tag, _take(run, 0, _find_cut(text, WHOLE))), ("gap", "")]
            continue
        head = _find_cut(text, CONTEXT) if number else 0
        tail = _find_cut(text[::-1], CONTEXT) if number < len(runs) - 1 else 0
        if head + tail + CONTEXT >= len(text):
            folded.append((tag, run))
            continue
        folded += [("same", _take(run, 0, head))] * bool(head)
        folded += [("gap", ""), *[("same", _take(run, len(text) - tail, len(text)))] * bool(tail)]
    return show_runs(folded)


def _take(run: str | Stretch, start: int, end: int) -> str | Stretch:
    return run[start:end] if isinstance(run, str) else run.cut(start, end)


def _find_cut(text: str, length: int) -> int:
    """Return where to cut a text: at the end of a word where there is one."""
    if len(text) <= length:
        return len(text)
    return len(text[:length].rsplit(None, 1)[0]) if " " in text[:length].strip() else length
