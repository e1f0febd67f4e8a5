"""The theory of change as a chain of boxes: their columns, what each leads to, and the order in which it is walked.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from impactplan.graph import Item, PlanState
from impactplan.models import BOX_KINDS
from impactplan.models import theory as models

TERMS = tuple(key for key, _label in models.TERMS)
COLUMNS = ("activity", "output", *TERMS, "impact")
PRECONDITION = "precondition"
"""Stands in no column of its own: the picture puts it before what it is needed for."""
KINDS_READ = (*BOX_KINDS, "link", "stakeholder")


class Direction(StrEnum):
    FORWARDS = "forwards"
    BACKWARDS = "backwards"


def column_of(box: Item) -> str:
    return (box["term"] or "short") if box.kind == "outcome" else box.kind


def place_of(column: str) -> int:
    """Return how far along the chain a column is. What must be arranged comes as early as what is delivered."""
    return COLUMNS.index("output" if column == PRECONDITION else column)


def kind_of(column: str) -> str:
    return "outcome" if column in TERMS else column


def may_link(source: str, target: str) -> bool:
    """Tell whether a link can lead from one column to another."""
    if source == "activity":
        return target == "output"
    return source != "impact" and kind_of(target) in {"outcome", "impact"} and place_of(source) < place_of(target)


@dataclass(frozen=True)
class Arrow:
    """A link between two boxes; ``item`` is where it is stored, None where an output names its activity."""

    source: str
    target: str
    item: Item | None = None


class Chain:
    """The boxes of a plan and the arrows between them."""

    def __init__(self, state: PlanState) -> None:
        self.state = state
        boxes = [box for kind in BOX_KINDS for box in state.rows(kind)]
        boxes.sort(key=lambda box: (place_of(column_of(box)), box.position, box.id))
        self.boxes: Mapping[str, Item] = {box.id: box for box in boxes}

    @cached_property
    def arrows(self) -> Sequence[Arrow]:
        """Every arrow that has both its ends, in the order of its boxes."""
        arrows = [Arrow(box["activity"] or "", box.id) for box in self.state.rows("output")]
        arrows += [Arrow(link["source"] or "", link["target"] or "", link) for link in self.state.rows("link")]
        place = {box: at for at, box in enumerate(self.boxes)}
        whole = [arrow for arrow in arrows if arrow.source in place and arrow.target in place]
        return sorted(whole, key=lambda arrow: (place[arrow.source], place[arrow.target]))

    @cached_property
    def _neighbours(self) -> Mapping[Direction, Mapping[str, list[str]]]:
        onward: dict[str, list[str]] = {box: [] for box in self.boxes}
        back: dict[str, list[str]] = {box: [] for box in self.boxes}
        for arrow in self.arrows:
            onward[arrow.source].append(arrow.target)
            back[arrow.target].append(arrow.source)
        return {Direction.FORWARDS: onward, Direction.BACKWARDS: back}

    def answers(self, direction: Direction, box_id: str) -> Sequence[Item]:
        """Return what a box leads to or, backwards, what it comes from."""
        neighbours = dict.fromkeys(self._neighbours[direction].get(box_id, ()))
        return [self.boxes[box] for box in self.boxes if box in neighbours]

    def beyond(self, direction: Direction, start: str) -> set[str]:
        """Return a box and all that arrows lead to from it, however far."""
        seen, waiting = {start}, [start]
        while waiting:
            fresh = [to for to in self._neighbours[direction].get(waiting.pop(), ()) if to not in seen]
            seen.update(fresh)
            waiting += fresh
        return seen

    def walk(self, direction: Direction) -> Iterator[Item]:
        """Yield every box once: each followed by its answers, beginning at the end that the direction comes from."""
        begins = list(self.boxes.values())
        if direction is Direction.BACKWARDS:
            begins.sort(key=lambda box: -place_of(column_of(box)))
        seen: set[str] = set()
        for begin in begins:
            waiting = [begin]
            while waiting:
                box = waiting.pop()
                if box.id in seen:
                    continue
                seen.add(box.id)
                yield box
                waiting += reversed(self.answers(direction, box.id))

    def roots(self, direction: Direction) -> Sequence[Item]:
        kind = "activity" if direction is Direction.FORWARDS else "impact"
        return self.state.rows(kind)

    def unexplained(self) -> Sequence[Item]:
        """Return the links of which nobody wrote why the one would lead to the other, in the order of their boxes."""
        return [arrow.item for arrow in self.arrows if arrow.item and not arrow.item["assumption"]]
