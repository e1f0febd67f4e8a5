"""What the modules hand up: the parts of their steps, looked up here by workbook, exports, home and desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from impactplan.graph import Item, PlanState

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
class StepParts:
    guidance: Path
    """The folder with ``nl/<step>.md`` and ``en/<step>.md``."""
    sentences: Mapping[str, Callable[[PlanState, Item], Sentence]]
    """How the rows of each kind read when they are closed."""
    empty: Mapping[str, LazyString]
    """Per kind of row: one line of why, shown while there is none."""
    pictures: tuple[Picture, ...] = ()
    document: Callable[[PlanState, Any], Sequence[Any]] | None = None
    """The step's part in a document, where the general one will not do."""
    drafts: Mapping[str, Callable[[PlanState], str]] = field(default_factory=dict)
    """A text that can be drafted from the plan, per ``kind.field``."""


_parts: dict[str, StepParts] = {}


def register_parts(parts: Mapping[str, StepParts]) -> None:
    _parts.update(parts)


def parts_of(step: str) -> StepParts:
    return _parts[step]


def registered() -> Mapping[str, StepParts]:
    return _parts


def describe(state: PlanState, item: Item) -> Sentence:
    """Return an item as a closed row reads."""
    for parts in _parts.values():
        if item.kind in parts.sentences:
            return parts.sentences[item.kind](state, item)
    return Sentence("")
