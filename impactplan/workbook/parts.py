"""What a course module hands up: the part of each of its steps, and within it the part of each kind shown there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from impactplan.graph import Item, PlanState
from impactplan.workbook.checks import Check, FieldCheck

DRAWN_UP_TO = 250
"""A picture of more items than this says nothing, and takes long to lay out."""


@dataclass(frozen=True)
class Sentence:
    """How a closed row reads: a title, and under it what else one wants to know at a glance."""

    title: str
    detail: str = ""


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
    tells: Callable[[PlanState], bool] = lambda _state: True
    """Whether there is something to see in it; a document leaves it out when there is not."""

    def too_full(self, state: PlanState) -> str:
        """Return in words why it is not drawn, when it would hold more than anybody can read."""
        count = sum(len(state.rows(kind)) for kind in self.kinds)
        if count <= DRAWN_UP_TO:
            return ""
        return _("A picture of %(count)s boxes and lines cannot be read. The tables hold the same.", count=count)


@dataclass(frozen=True)
class Calculation:
    """A figure that follows from what was filled in: how it was computed, or in words why it cannot be."""

    label: str
    result: str = ""
    lines: tuple[str, ...] = ()
    """The computation, line by line, with the numbers in it."""
    missing_input: str = ""
    caution: str = ""
    """What one must know to read the figure well."""
    picture: Markup | None = None
    unfolded: bool = False
    """Whether the computation is in sight at once, where it stands beside the form."""


@dataclass(frozen=True)
class Layout:
    """A way of showing a section that fits its content better than a list of rows or a form.

    ``template`` gets ``section``, ``view`` (what ``view`` makes), ``plan``, ``step`` and ``editable``. Elements in it
    with an id and ``data-live`` are made anew after every save. ``fields`` is a template for the fields of one open
    row or sheet, which gets ``row`` (or ``section``) and ``lines``.
    """

    template: str = ""
    view: Callable[[PlanState, Any], Any] = lambda _state, _section: None
    fields: str = ""
    closed: str = ""
    """A template for what stands in a closed row instead of its title and detail. It gets ``row``, and in
    ``row.shown`` what ``show`` makes of the item."""
    show: Callable[[PlanState, Item], Any] = lambda _state, _item: None
    group: Callable[[Item], str] | None = None
    """Where the rows stand in groups, such as per method: the group of an item. Rows move within their group."""
    takes_in: tuple[str, ...] = ()
    """Other kinds of the step that are shown within this section; ``section.inside`` holds theirs, by kind."""


PLAIN_LAYOUT = Layout()
"""A list of rows, or a form."""


@dataclass(frozen=True)
class Figures:
    """Figures of the step as a whole, below its sections or above them; made anew after every save."""

    key: str
    title: Callable[[PlanState], str]
    template: str
    view: Callable[[PlanState], Any]
    above: bool = False
    tells: Callable[[PlanState], bool] = lambda _state: True
    document: Callable[[PlanState, Any], Sequence[Any]] | None = None
    """The same figures as blocks of a document, from the state and its builder."""


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


@dataclass(frozen=True)
class StepPart:
    """What a step shows, beside what follows from the declared fields alone."""

    guidance: Path
    """The folder with ``nl/<step>.md`` and ``en/<step>.md``."""
    kinds: Mapping[str, KindPart] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    figures: tuple[Figures, ...] = ()
    document: Callable[[PlanState, Any], Sequence[Any]] | None = None
    """The step's part in a document, where the general one will not do."""
    checks: tuple[Check, ...] = ()
    """What is looked at in the step as a whole; what is looked at in each item stands with its kind."""
    reads: tuple[str, ...] = ()
    """Kinds that the above look at, besides those of the step and what they refer to."""
