"""Marks of other rooms on a step, a row or a field, such as that there is feedback on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from impactplan.access import OpenPlan
from impactplan.models import User
from impactplan.steps import Step


@dataclass(frozen=True)
class Mark:
    text: str
    """In a few words: “2 open”."""
    shape: str
    """A character that says the same without words or colour; it is not read out."""
    href: str
    style: str = "plain"
    """Names its look in the style sheet: ``mark--<style>``."""


@dataclass(frozen=True)
class StepReview:
    """What others think of a step: a second state, with a shape of its own beside how far the step is."""

    state: str
    """Names the shape, in ``components/marks.html``."""
    words: str


@dataclass(frozen=True)
class Marks:
    """The marks of one room, as the reader of a page may see them."""

    steps: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    """By the key of the step; of every step of the plan, since the path shows them all."""
    items: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    """By the id of an item that stands on the page as a row."""
    fields: Mapping[tuple[str, str], Sequence[Mark]] = field(default_factory=dict)
    """By the id of an item and the name of a field; a sheet that nobody wrote in yet has its kind as id."""
    reviews: Mapping[str, StepReview] = field(default_factory=dict)
    """By the key of the step."""
    plan: Sequence[Mark] = ()
    """Of the plan as a whole, in a sentence; shown on its overview and on the pages of its modules."""


FindMarks = Callable[[OpenPlan, Step | None, User], Marks]
"""From the plan, the step whose page is shown and the reader. On a page of no step ``items`` and ``fields`` are not
looked at. It is called once a page, and is to ask the database once."""
NO_MARKS = Marks()

K = TypeVar("K")


def merge_marks(all_marks: Sequence[Marks]) -> Marks:
    """Put the marks of several rooms together."""
    if len(all_marks) < 2:
        return all_marks[0] if all_marks else NO_MARKS
    return Marks(
        _merge(marks.steps for marks in all_marks),
        _merge(marks.items for marks in all_marks),
        _merge(marks.fields for marks in all_marks),
        {key: review for marks in all_marks for key, review in marks.reviews.items()},
        [mark for marks in all_marks for mark in marks.plan],
    )


def _merge(mappings: Iterable[Mapping[K, Sequence[Mark]]]) -> dict[K, Sequence[Mark]]:
    merged: dict[K, Sequence[Mark]] = {}
    for key, marks in chain.from_iterable(mapping.items() for mapping in mappings):
        merged[key] = (*merged.get(key, ()), *marks)
    return merged
