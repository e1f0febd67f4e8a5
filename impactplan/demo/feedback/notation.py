"""The notation for what happened in the feedback on a plan of the demo: acts, each by an account, so many days ago.

A thread, a request and a review go by a name within the demo, so that later acts can speak of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from impactplan.graph import PlanState
from impactplan.models.feedback import Answer, Circle, Verdict
from impactplan.workbook.writing import Write


@dataclass(frozen=True)
class Place:
    """A step, or in it a sheet, a row whose title says something, or one of their fields."""

    step: str
    kind: str = ""
    says: str = ""
    """What the title of the row contains; nothing for a sheet."""
    field: str = ""


@dataclass(frozen=True)
class Act:
    by: str
    days: float
    """How many days ago."""


@dataclass(frozen=True)
class Ask(Act):
    name: str
    steps: tuple[str, ...]
    question: str


@dataclass(frozen=True)
class Take(Act):
    request: str


@dataclass(frozen=True)
class HandOver(Act):
    request: str
    to: str


@dataclass(frozen=True)
class AskReader(Act):
    """A colleague is asked to read what is not sent yet."""

    reader: str


@dataclass(frozen=True)
class Opening:
    """A remark that begins a thread, within a review."""

    name: str
    place: Place
    body: str
    asks: bool = True


@dataclass(frozen=True)
class Reaction:
    """A remark in a thread, within a review."""

    thread: str
    body: str
    asks: bool = True


@dataclass(frozen=True)
class SendReview(Act):
    name: str
    summary: str
    verdicts: Mapping[str, Verdict | None]
    remarks: tuple[Opening | Reaction, ...] = ()
    follows: str = ""
    sent: bool = True
    """Whether it was finished; else it is as far as its writer has come."""


@dataclass(frozen=True)
class Begin(Act):
    """A thread that was begun at once, as authors and peers do."""

    name: str
    place: Place
    body: str
    circle: Circle = Circle.TRAINERS
    asks: bool = True
    reflection_of: str = ""


@dataclass(frozen=True)
class Say(Act):
    """A remark in a thread, sent at once."""

    thread: str
    body: str


@dataclass(frozen=True)
class SendAnswers(Act):
    answers: Mapping[str, tuple[Answer, str]]
    sent: bool = True


@dataclass(frozen=True)
class Type(Act):
    """A remark that somebody is still typing."""

    place: Place
    body: str


@dataclass(frozen=True)
class Note(Act):
    """A trainer's own note about the plan."""

    body: str


@dataclass(frozen=True)
class Resolve(Act):
    threads: tuple[str, ...]


@dataclass(frozen=True)
class Edit(Act):
    """A change of the plan itself, in answer to a remark."""

    place: Place
    value: str


@dataclass(frozen=True)
class Rework(Act):
    """Some changes of the plan itself, done in one go."""

    does: Callable[[Write, PlanState], object]
    undone: bool = False
    """Whether the same person undid them again at once."""


@dataclass(frozen=True)
class Keep(Act):
    """A moment of the plan that is given a name."""

    name: str


@dataclass(frozen=True)
class Story:
    """What happened on a plan, in order."""

    plan: str
    acts: tuple[Act, ...]
    unread: Mapping[str, float] = field(default_factory=dict)
    """Until how many days ago somebody has read; for others until they last signed in."""
