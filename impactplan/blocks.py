"""The neutral tree of a document: what it says and in which shape, but not how that looks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from markupsafe import Markup

BLOCK = re.compile(r"\s{4}|\s*(?:[-+*]\s|[#>|~`]|[-*_]{3}|\d+[.)])")
"""How a line of Markdown begins that is, or may be, more than a paragraph."""
SMALL = 8
"""As many rows stay together on a page."""
SHORT = 24
"""The length of a label, and of an answer, of which two fit on a line."""


@dataclass(frozen=True)
class Text:
    """Something that somebody wrote or chose, in full."""

    text: str
    markdown: bool = False
    marks: tuple[int, ...] = ()
    """Numbers in the list of sources."""

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def is_line(self) -> bool:
        """Tell whether it is one paragraph, which can follow other words; Markdown's lists and headings cannot."""
        return "\n" not in self.text.strip() and not (self.markdown and BLOCK.match(self.text))

    @property
    def direction(self) -> str:
        """Return "rtl" where the first letter says so, else nothing: the document reads from left to right."""
        for char in self.text:
            kind = unicodedata.bidirectional(char)
            if kind in {"L", "R", "AL"}:
                return "" if kind == "L" else "rtl"
        return ""


@dataclass(frozen=True)
class Fact:
    label: str
    value: Text

    @property
    def is_short(self) -> bool:
        """Tell whether two of these fit beside each other."""
        return len(self.label) <= SHORT and len(self.value.text) <= SHORT and not self.value.markdown


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Prose:
    """A longer text under its own heading (or none)."""

    label: str
    text: Text


@dataclass(frozen=True)
class Facts:
    """Short answers beside their labels."""

    facts: tuple[Fact, ...]

    @property
    def paired(self) -> tuple[tuple[Fact, bool], ...]:
        """Return each fact with whether it stands on a line together with its neighbour: two short ones do."""
        shown: list[tuple[Fact, bool]] = []
        rest = list(self.facts)
        while rest:
            taken = 2 if len(rest) > 1 and rest[0].is_short and rest[1].is_short else 1
            shown += [(fact, taken == 2) for fact in rest[:taken]]
            rest = rest[taken:]
        return tuple(shown)


@dataclass(frozen=True)
class Column:
    label: str
    unit: str = ""
    numeric: bool = False
    width: float = 0.0
    """Percentage of the table."""


@dataclass(frozen=True)
class Row:
    cells: tuple[Text, ...]
    under: tuple[Fact, ...] = ()
    """Longer texts, which run over the whole width below the cells."""


@dataclass(frozen=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    wide: bool = False
    """Asks for a page on its side."""

    @property
    def together(self) -> bool:
        """Tell whether the table is so small that it had better not be split between pages."""
        return len(self.rows) <= SMALL and not self.has_under

    @property
    def has_under(self) -> bool:
        return any(row.under for row in self.rows)


@dataclass(frozen=True)
class Listing:
    """Items that consist of one short text each."""

    title: str
    items: tuple[Text, ...]


@dataclass(frozen=True)
class Entry:
    title: str
    blocks: tuple[Facts | Prose, ...]


@dataclass(frozen=True)
class Entries:
    """Items with more to say than fits a table."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Figure:
    svg: Markup
    title: str
    wide: bool = False


HEIGHTS = (130, 105, 85, 70, 55, 40)


@dataclass(frozen=True)
class OnePage:
    """A page that stands by itself, to be torn out and handed over: a message, blocks under it, a picture, a name."""

    message: str
    parts: tuple[Prose, ...]
    figure: Figure | None = None
    height: int = 0
    """What there is room for, for the figure, in millimetres: one of ``HEIGHTS``."""
    foot: str = ""


@dataclass(frozen=True)
class Note:
    """Why the step is set aside for now."""

    reason: str


Block = Heading | Prose | Facts | Table | Listing | Entries | Figure | OnePage | Note


@dataclass(frozen=True)
class Section:
    """What the plan says in one step."""

    step: str
    title: str
    question: str
    blocks: tuple[Block, ...]
    is_step: bool = True

    @property
    def stands_alone(self) -> bool:
        """Tell whether the section is one page that nothing else stands on."""
        return any(isinstance(block, OnePage) for block in self.blocks)

    def runs(self) -> Iterator[tuple[bool, tuple[Block, ...]]]:
        """Yield the blocks that stand together on upright (False) or sideways (True) pages.

        Short blocks between two wide ones stay with them, so that the page does not turn for a few lines; so do tables
        after the last, which else begin a page while that one is half empty.
        """
        wide = [index for index, block in enumerate(self.blocks) if _is_wide(block)]
        turned = set(wide)
        for left, right in pairwise([*wide, len(self.blocks)] if wide else []):
            between = range(left + 1, right)
            if all(isinstance(self.blocks[index], Table | Listing | Figure | Note | Heading) for index in between):
                turned.update(between)
        run: list[Block] = []
        for index, block in enumerate(self.blocks):
            if run and (index in turned) != (index - 1 in turned):
                yield index - 1 in turned, tuple(run)
                run = []
            run.append(block)
        if run:
            yield len(self.blocks) - 1 in turned, tuple(run)


def _is_wide(block: Block) -> bool:
    return isinstance(block, Table | Figure) and block.wide


@dataclass(frozen=True)
class Pending:
    """A step in which nothing is written yet, with the question that it will answer."""

    step: str
    title: str
    question: str


@dataclass(frozen=True)
class Chapter:
    """What the plan says in one module."""

    number: int
    key: str
    title: str
    sections: tuple[Section, ...]
    pending: tuple[Pending, ...] = ()
    question: str = ""
    answer: str = ""
    """The answer to the module's question in one sentence; empty while the plan does not hold it."""


@dataclass(frozen=True)
class Source:
    number: int
    text: str
    where: tuple[str, ...]
    """The titles of the sections that rest on it."""


@dataclass(frozen=True)
class Document:
    title: str
    organisation: str
    authors: tuple[str, ...]
    language: str
    at: datetime
    seq: int
    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(chapter.sections for chapter in self.chapters)
