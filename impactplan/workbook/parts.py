"""What a course module hands up: the part of each of its steps, and within it the part of each kind shown there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from flask_babel.speaklater import LazyString
from markupsafe import Markup

from impactplan.blocks import Block, Fact, Facts, Prose, Text
from impactplan.diagram.theory_spec import TheorySpec
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import Field, Kind
from impactplan.workbook.checks import Check, FieldCheck
from impactplan.workbook.marks import Marks
from impactplan.workbook.sections import PLAIN_LAYOUT, Calculation, Layout, Section, Sentence

DRAWN_UP_TO = 250
"""A picture of more items than this says nothing, and takes long to lay out."""


@dataclass(frozen=True)
class Picture:
    """A diagram of a step: the same SVG on the page and in the documents."""

    key: str
    title: Callable[[PlanState], str]
    draw: Callable[..., Markup]
    """From the state and a prefix for the ids of the picture; with ``page=True`` its boxes lead to their rows."""
    kinds: tuple[str, ...]
    """What kinds of items it shows, so that a page loads them."""
    wide: bool = False
    narrow: bool = False
    """Whether it has a form of its own for a telephone: it is drawn at any ``width`` then."""
    narrow_while_empty: bool = False
    """Whether it has one as long as there is nothing in it whose name needs room."""
    has_content: Callable[[PlanState], bool] = lambda _state: True
    """Whether there is something to see in it; a document leaves it out when there is not."""
    theory: Callable[[PlanState], TheorySpec] | None = None
    """What it is drawn from, when that is boxes and links: they can go on to a slide."""
    document: Callable[[PlanState, str, bool], Sequence[Block]] | None = None
    """The picture in a document, where it is more than one block: from the state, a prefix, and whether it stands under
    the title of its step."""

    def is_drawn(self, state: PlanState) -> bool:
        """Tell whether there is something in it of this plan, and not more than anybody can read."""
        return any(map(state.rows, self.kinds)) and self.has_content(state) and not self.too_full(state)

    def too_full(self, state: PlanState, most: int = DRAWN_UP_TO) -> str:
        """Return in words why it is not drawn, when it would hold more than anybody can read."""
        count = sum(len(state.rows(kind)) for kind in self.kinds)
        if count <= most:
            return ""
        return _("A picture of %(count)s boxes and lines cannot be read. The tables hold the same.", count=count)


@dataclass(frozen=True)
class FieldText:
    """A declared field of one item, with what a document says there."""

    declared: Field
    value: Any
    text: Text


class DocumentOptions(Protocol):
    @property
    def empty(self) -> bool:
        """Whether questions without an answer are shown."""


class CitedSources(Protocol):
    def cite(self, text: str, where: str) -> int:
        """Return the number of a source in the list at the end."""


class DocumentBuilder(Protocol):
    """What turns the items of one step into blocks; a document part of the step's own uses it for the rest."""

    @property
    def title(self) -> str: ...
    @property
    def options(self) -> DocumentOptions: ...
    @property
    def sources(self) -> CitedSources: ...
    def general(self, parts: StepPart | None) -> list[Block]: ...
    def figures(self, parts: StepPart | None) -> list[Block]: ...
    def kind(self, kind: Kind) -> list[Block]: ...
    def sheet(self, kind: Kind) -> list[Block]: ...
    def picture(self, picture: Picture) -> list[Block]: ...
    def texts(self, item: Item, kind: Kind) -> dict[str, FieldText]: ...
    def entry(self, texts: Mapping[str, FieldText]) -> tuple[Facts | Prose, ...]: ...
    def calculations(self, item: Item) -> list[Fact]: ...
    def annex(self, key: str, title: str, make: Callable[[], Sequence[Block]]) -> list[Block]: ...


@dataclass(frozen=True)
class Figures:
    """Figures of the step as a whole, below its sections or above them; made anew after every save."""

    key: str
    title: Callable[[PlanState], str]
    template: str
    view: Callable[[PlanState], object]
    above: bool = False
    has_content: Callable[[PlanState], bool] = lambda _state: True
    document: Callable[[PlanState, DocumentBuilder], Sequence[Block]] | None = None
    """The same figures as blocks of a document, from the state and its builder."""


@dataclass(frozen=True)
class Moves:
    """What moving the point of a picture writes: the fields of the two axes, and the value at each of their places."""

    up: str
    across: str
    up_values: Sequence[str]
    across_values: Sequence[str]


@dataclass(frozen=True)
class RowPicture:
    """A drawing of one row, or of what it is part of. It stands beside the form of the row where there is room."""

    title: Callable[[PlanState, Item], str]
    draw: Callable[[PlanState, Item, str, float], Markup]
    """From the state, the row, a prefix for ids and the width in CSS pixels; empty where there is nothing to see."""
    reads: tuple[str, ...] = ()
    """Kinds that it looks at, besides that of the row."""
    moves: Moves | None = None


@dataclass(frozen=True)
class KindPart:
    """How one step shows one kind of item. A later step that shows the same kind has a part of its own for it."""

    sentence: Callable[[PlanState, Item], Sentence] | None = None
    """How a closed row reads; without it, as in the step that the kind belongs to."""
    empty: str | LazyString = ""
    """One line of why, shown while there is no row."""
    layout: Layout = PLAIN_LAYOUT
    """Where the section is no plain list or form."""
    calculations: Callable[[PlanState, Item], Sequence[Calculation]] = lambda _state, _item: ()
    """What is computed from an item, shown below its fields and in the document."""
    checks: Iterable[FieldCheck] = ()
    """What to think about at a field that was filled in; it never keeps anybody from saving."""
    meanings: Callable[[Item], Mapping[str, Mapping[str, str]]] = lambda _item: {}
    """What the choices of a field mean, by field and choice, shown with them."""
    drafts: Mapping[str, Callable[[PlanState], str]] = field(default_factory=dict)
    """By field: a text that can be drafted from the plan."""
    picture: RowPicture | None = None
    """What stands beside the form of a row, drawn anew after each save."""


@dataclass(frozen=True)
class PageWay:
    """One way of showing a page: the kinds that it shows a section of, and those it looks at besides."""

    kinds: tuple[str, ...]
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageLayout:
    """How the page of a step shows its sections and pictures, where these do not simply stand under each other.

    ``template`` gets ``view`` (what ``view`` makes of the state, the sections, the marks of the reader and the chosen
    way), ``chosen``, ``plan``, ``step``, ``sections``, ``draft_texts`` and ``editable``.
    """

    template: str
    view: Callable[[PlanState, Sequence[Section], Marks, str], object]
    ways: Mapping[str, PageWay]
    """The ways of showing the page. The first is for a wide screen; the last is a list, in which rows stand open, and
    which a small screen gets first."""
    script: str = ""
    """A bundle of this page alone, on top of that of all pages."""
    words: str = ""
    """The file of texts and parts that this bundle fills in (``site.words``)."""
    side: str = ""
    """A template for what stands beside the work instead of the panel, while there is something to show there."""


@dataclass(frozen=True)
class StepPart:
    """What a step shows, beside what follows from the declared fields alone."""

    guidance: Path
    """The folder with ``nl/<step>.md`` and ``en/<step>.md``."""
    kinds: Mapping[str, KindPart] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    figures: tuple[Figures, ...] = ()
    document: Callable[[PlanState, DocumentBuilder], Sequence[Block]] | None = None
    """The step's part in a document, where the general one will not do."""
    checks: tuple[Check, ...] = ()
    """What is looked at in the step as a whole; what is looked at in each item stands with its kind."""
    page: PageLayout | None = None
    reads: tuple[str, ...] = ()
    """Kinds that the above look at, besides those of the step and what they refer to."""
