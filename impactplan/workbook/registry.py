"""What the modules hand up: the parts of their steps, looked up here by workbook, exports, home and desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from impactplan.access import OpenPlan
from impactplan.graph import Item, PlanState
from impactplan.steps import STEP_OF_KIND

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
class StepParts:
    guidance: Path
    """The folder with ``nl/<step>.md`` and ``en/<step>.md``."""
    sentences: Mapping[str, Callable[[PlanState, Item], Sentence]]
    """How the rows of each kind read when they are closed; of a kind of an earlier step, how they read here."""
    empty: Mapping[str, LazyString]
    """Per kind of row: one line of why, shown while there is none."""
    pictures: tuple[Picture, ...] = ()
    document: Callable[[PlanState, Any], Sequence[Any]] | None = None
    """The step's part in a document, where the general one will not do."""
    drafts: Mapping[str, Callable[[PlanState], str]] = field(default_factory=dict)
    """A text that can be drafted from the plan, per ``kind.field``."""
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    """Per kind whose section is no plain list or form."""
    calculations: Mapping[str, Callable[[PlanState, Item], Sequence[Calculation]]] = field(default_factory=dict)
    """Per kind: what is computed from an item, shown below its fields and in the document."""
    notes: Mapping[str, Callable[[PlanState, Item], Mapping[str, str]]] = field(default_factory=dict)
    """Per kind: what to think about at a field that was filled in; it never keeps anybody from saving."""
    meanings: Mapping[str, Callable[[Item], Mapping[str, Mapping[str, str]]]] = field(default_factory=dict)
    """Per kind: what the choices of a field mean, by field and choice, shown with them."""
    figures: tuple[Figures, ...] = ()
    reads: tuple[str, ...] = ()
    """Kinds that the above look at, besides those of the step and what they refer to."""


@dataclass(frozen=True)
class SidebarEntry:
    """What stands in the path after the steps of a module, such as a reflection; counted apart from them."""

    key: str
    title: str
    href: str
    state: str
    current: bool = False


_sidebar_entries: list[Callable[[OpenPlan], Mapping[int, SidebarEntry]]] = []


def register_sidebar_entries(find: Callable[[OpenPlan], Mapping[int, SidebarEntry]]) -> None:
    """Make known what stands beside the steps of a plan for the signed-in user, by number of module."""
    if find not in _sidebar_entries:
        _sidebar_entries.append(find)


def find_sidebar_entries(plan: OpenPlan) -> dict[int, list[SidebarEntry]]:
    found: dict[int, list[SidebarEntry]] = {}
    for find in _sidebar_entries:
        for module, entry in find(plan).items():
            found.setdefault(module, []).append(entry)
    return found


_answers: dict[int, Callable[[PlanState], str]] = {}


def register_answer(module: int, answer: Callable[[PlanState], str]) -> None:
    """Make known how a module's question is answered in one sentence, from the plan; empty while it cannot be."""
    _answers[module] = answer


def answer_of(module: int, state: PlanState) -> str:
    return _answers[module](state) if module in _answers else ""


_parts: dict[str, StepParts] = {}


def register_parts(parts: Mapping[str, StepParts]) -> None:
    _parts.update(parts)


def parts_of(step: str) -> StepParts:
    return _parts[step]


def registered() -> Mapping[str, StepParts]:
    return _parts


def describe(state: PlanState, item: Item) -> Sentence:
    """Return an item as a closed row reads."""
    step = STEP_OF_KIND.get(item.kind)
    parts = _parts.get(step.key) if step else None
    return parts.sentences[item.kind](state, item) if parts and item.kind in parts.sentences else Sentence("")
