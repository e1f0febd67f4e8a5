"""What a picture of a theory of change is made from: plain data, with every word given by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What sets a box apart; each tone has a shape of its own beside its colour and its word."""

    NEGATIVE = "negative"
    UNINTENDED = "unintended"
    ABOVE_CEILING = "above_ceiling"
    PRECONDITION = "precondition"


class Effect(StrEnum):
    STRENGTHENS = "strengthens"
    INHIBITS = "inhibits"


class Evidence(StrEnum):
    """What a link rests on, from weak to strong: a dotted, dashed, thin or thick line."""

    NONE = "none"
    EXPERIENCE = "experience"
    OWN_DATA = "own_data"
    RESEARCH = "research"


@dataclass(frozen=True)
class TheoryColumn:
    """A column with its title; ``colour`` names a token. ``hint`` is what an empty picture teaches here."""

    key: str
    title: str
    colour: str = "muted"
    hint: str = ""


@dataclass(frozen=True)
class Node:
    """A box. ``note`` is a smaller line ("75 personen/jaar"), ``badges`` are short marks ("2 indicatoren").

    ``whom`` names who it is about, behind the figure of a person.

    Without a ``column`` it stands in the one before the first of what it leads to, as preconditions do.
    """

    key: str
    text: str
    column: str | None = None
    note: str = ""
    tones: frozenset[Tone] = frozenset()
    badges: tuple[str, ...] = ()
    href: str | None = None
    whom: str = ""


@dataclass(frozen=True)
class Link:
    """A link between two boxes, by their keys; of its own ``key`` the drawing makes one when it has none.

    The ``assumption`` stands under its number beside the picture, and shows on pointing at the link.
    """

    source: str
    target: str
    effect: Effect = Effect.STRENGTHENS
    evidence: Evidence | None = None
    assumption: str = ""
    key: str = ""


@dataclass(frozen=True)
class TheoryWords:
    """The words in the picture, in the language of the plan.

    ``evidence`` and ``effects`` name the lines in the legend, ``tones`` stand on the boxes that have them,
    ``ceiling`` at the accountability ceiling, ``legend`` before the kinds of evidence.
    """

    evidence: Mapping[Evidence, str]
    effects: Mapping[Effect, str]
    tones: Mapping[Tone, str]
    ceiling: str
    legend: str = ""


@dataclass(frozen=True)
class TheorySpec:
    """Everything in the picture. ``title`` is its message; ``description`` tells it to who cannot see it.

    Within a column boxes stand in the order of ``nodes``; what is above the ceiling stands above the rest. Links
    whose ends are not among the nodes are left out. ``focus`` is the key of a node to bring forward with its
    links. ``language`` ("nl", "en") decides how long words are hyphenated.
    """

    columns: tuple[TheoryColumn, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    title: str
    description: str
    words: TheoryWords
    language: str = "nl"
    focus: str | None = None
