"""The neutral tree of a document: what it says and in which shape, but not how that looks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby, pairwise

from markupsafe import Markup

BLOCK = re.compile(r"\s{4}|\s*(?:[-+*]\s|[#>|~`]|[-*_]{3}|\d+[.)])")
"""How a line of Markdown begins that is, or may be, more than a paragraph."""
SMALL = 4
"""As many rows stay together on a page."""
BRIEF = 60
"""The length of an answer of which several fit on a line below a row."""
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

    @property
    def under_lines(self) -> Iterator[tuple[Fact, ...]]:
        """Yield what stands below by line: short answers that follow each other share one."""
        for short, facts in groupby(self.under, key=lambda fact: fact.value.is_line and len(fact.value.text) <= BRIEF):
            if short:
                yield tuple(facts)
            else:
                yield from ((fact,) for fact in facts)


@dataclass(frozen=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    """What the rows add up to."""

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
    numbered: bool = False


@dataclass(frozen=True)
class Entry:
    title: str
    blocks: tuple[Facts | Prose, ...]


@dataclass(frozen=True)
class Entries:
    """Items with more to say than fits a table."""

    title: str
    entries: tuple[Entry, ...]
    aside: bool = False
    """Whether it is said about the plan, and is not part of it."""


@dataclass(frozen=True)
class Figure:
    svg: Markup
    title: str
    wide: bool = False
    paper: str = ""
    """What paper a wide one wants other than A4 on its side: a key of ``diagram/paper.py``."""


@dataclass(frozen=True)
class PagePart:
    """A part of a page that stands by itself, with what of it had no room there."""

    label: str
    text: Text
    rest: str = ""


@dataclass(frozen=True)
class OnePage:
    """A page that stands by itself, to be torn out and handed over: a message, blocks under it, a picture, a name."""

    message: str
    parts: tuple[PagePart, ...]
    figure: Figure | None = None
    foot: str = ""
    size: float = 0.0
    """Of its letters, in points, once it is fitted on paper."""
    height: int = 0
    """Of the figure, in millimetres, where it is made smaller for it."""


class Place(StrEnum):
    """Where blocks stand that are taken out of their step, in a document of more than that step."""

    FRONT = "front"
    """Before the modules: what everybody reads."""
    ANNEX = "annex"
    """Behind them: what is long, and looked up. A short document leaves it out."""
    REST = "rest"
    """Behind them, on paper: what a page that stands by itself had no room for."""


@dataclass(frozen=True)
class Moved:
    """Blocks of a step that stand elsewhere in the document; the step says on which page."""

    place: Place
    key: str
    title: str
    blocks: tuple[Block, ...]
    order: int = 0

    @property
    def anchor(self) -> str:
        return f"{self.place}-{self.key}"


@dataclass(frozen=True)
class Reference:
    """Where in the document to read on."""

    text: str
    anchor: str


Block = Heading | Prose | Facts | Table | Listing | Entries | Figure | OnePage | Moved | Reference


_SHORT = (Table, Listing, Figure, Heading, Reference)


@dataclass(frozen=True)
class Section:
    """What the plan says in one step."""

    step: str
    title: str
    question: str
    blocks: tuple[Block, ...]
    is_step: bool = True
    anchor: str = ""
    """Its id in the document, where it is not that of its step."""

    @property
    def id(self) -> str:
        return self.anchor or f"step-{self.step}"

    @property
    def stands_alone(self) -> bool:
        """Tell whether the section is one page that nothing else stands on."""
        return any(isinstance(block, OnePage) for block in self.blocks)

    def runs(self) -> Iterator[tuple[str, tuple[Block, ...]]]:
        """Yield the blocks that stand together on upright pages ("upright"), on their side ("wide") or on larger paper.

        Short blocks between two wide ones stay with them, so that the page does not turn for a few lines.
        """
        pages = [_page_of(block) for block in self.blocks]
        wide = [index for index, page in enumerate(pages) if page == "wide"]
        for left, right in pairwise(wide):
            between = range(left + 1, right)
            if all(pages[at] == "upright" and isinstance(self.blocks[at], _SHORT) for at in between):
                pages[left + 1 : right] = ["wide"] * len(between)
        for page, run in groupby(zip(pages, self.blocks, strict=True), key=lambda pair: pair[0]):
            yield page, tuple(block for _page, block in run)


def _page_of(block: Block) -> str:
    if isinstance(block, Figure) and block.paper:
        return block.paper
    return "wide" if isinstance(block, Figure) and block.wide else "upright"


@dataclass(frozen=True)
class Pending:
    """A step in which nothing is written yet, with the question that it will answer."""

    step: str
    title: str
    question: str


@dataclass(frozen=True)
class SetAside:
    """A step that is set aside for now, and why."""

    title: str
    reason: str


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

    @property
    def opens_alone(self) -> bool:
        """Tell whether it begins with a page that nothing else stands on, not even the name of the module."""
        return bool(self.sections) and self.sections[0].stands_alone


@dataclass(frozen=True)
class Source:
    number: int
    text: str
    where: tuple[str, ...]
    """The titles of the sections that rest on it."""


@dataclass(frozen=True)
class Part:
    """A part of a document, of which the reading view shows one at a time."""

    anchor: str
    title: str
    sections: tuple[Section, ...] = ()
    chapter: Chapter | None = None
    before: Part | None = None
    after: Part | None = None


@dataclass(frozen=True)
class PartTitles:
    """What the parts are called that are no module."""

    front: str = ""
    set_aside: str = ""
    annexes: str = ""
    sources: str = ""


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
    moment: str = ""
    """What the moment is called that it shows, if it has a name."""
    front: tuple[Section, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    annexes: tuple[Section, ...] = ()
    has_cover: bool = True
    """Whether it opens with a cover and its contents; a few pages do without."""
    flows: bool = False
    """Whether its modules follow each other on a page, as in a short one."""
    titles: PartTitles = PartTitles()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the parts in their order, each with its neighbours."""
        titles = self.titles
        bare = [
            *([Part("front", titles.front, self.front)] if self.front else []),
            *(Part(f"module-{each.key}", each.title, each.sections, each) for each in self.chapters),
            *([Part("set-aside", titles.set_aside)] if self.set_aside else []),
            *([Part("annexes", titles.annexes, self.annexes)] if self.annexes else []),
            *([Part("sources", titles.sources)] if self.sources else []),
        ]
        sides = zip(bare, [None, *bare], [*bare[1:], None], strict=False)
        return tuple(replace(part, before=before, after=after) for part, before, after in sides)

    @property
    def is_one_page(self) -> bool:
        """Tell whether it is the one page and nothing else."""
        sections = [section for chapter in self.chapters for section in chapter.sections]
        return not self.front and len(sections) == 1 and sections[0].stands_alone

    @property
    def is_empty(self) -> bool:
        return not (self.front or any(chapter.sections for chapter in self.chapters))
