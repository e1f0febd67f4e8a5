"""What a pasted list comes to in a plan: its boxes by column, what is there already, and the links between them. Pure.

What is read from the paste can be changed line by line before it is stored: ``chosen`` holds the columns that somebody
gave to lines, by the line's key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from impactplan.graph import Item, PlanState
from impactplan.lib.names import fold
from impactplan.models import KINDS
from impactplan.strategy.chain import COLUMNS, PRECONDITION, Chain, column_of, kind_of, may_link, place_of
from impactplan.strategy.guide_operations import text_field
from impactplan.strategy.pasted_list import PastedBox, PastedList
from impactplan.workbook.wording import name_of

LEAVE = "leave"
"""Chosen for a line that is not to be taken."""
CHOICES = (*COLUMNS, PRECONDITION, LEAVE)


@dataclass
class PlannedBox:
    """A line of the paste as it would be stored."""

    pasted: PastedBox
    key: str
    """Names the line by its text, wherever it stands."""
    column: str
    is_chosen: bool = False
    """Whether somebody chose the column; else it follows from where the line stands."""
    over: int = 0
    """By how many characters it is too long for what it would be."""
    there: Item | None = None
    """The box of the plan that reads the same."""
    same_as: int | None = None
    """The place of the line before it that reads the same."""
    notes: list[str] = field(default_factory=list)
    """Why there is no link to what it stands under: ``same_column``, ``needs_output``, ``no_link`` or
    ``other_activity``."""
    is_linked: bool = False

    @property
    def is_left_out(self) -> bool:
        return self.column == LEAVE or self.over > 0 or self.pasted.flaw in {"long", "blank", "apart"}

    @property
    def is_new(self) -> bool:
        return not self.is_left_out and self.there is None and self.same_as is None


@dataclass(frozen=True)
class PastePlan:
    boxes: Sequence[PlannedBox]
    links: Sequence[tuple[int, int]]
    """Between places in ``boxes``; those that the plan has already are left out."""
    headings: Sequence[int]
    start: str

    @property
    def new(self) -> Mapping[int, PlannedBox]:
        return {place: box for place, box in enumerate(self.boxes) if box.is_new}

    @property
    def drawn(self) -> Mapping[int, PlannedBox]:
        """The boxes of the picture: each text once."""
        return {at: box for at, box in enumerate(self.boxes) if not box.is_left_out and box.same_as is None}

    @cached_property
    def seen(self) -> str:
        """What tells one plan of a paste from another: only what was looked at is stored."""
        boxes = [(box.pasted.text, box.column, box.there.id if box.there else "") for box in self.drawn.values()]
        return sha256(repr((boxes, list(self.links))).encode()).hexdigest()[:32]


def plan_paste(pasted: PastedList, state: PlanState, start: str, chosen: Mapping[str, str]) -> PastePlan:
    """Return what becomes of a paste. ``start`` is the column of the first level; from the impact it goes back."""
    planner = _Planner(pasted, state, start if start in COLUMNS else COLUMNS[0], chosen)
    return PastePlan(planner.boxes, planner.link(), pasted.headings, planner.start)


class _Planner:
    def __init__(self, pasted: PastedList, state: PlanState, start: str, chosen: Mapping[str, str]) -> None:
        self.pasted, self.start = pasted, start
        self.chain = Chain(state)
        self.by_kind: dict[tuple[str, str], Item] = {}
        self.by_name: dict[str, Item] = {}
        for box in self.chain.boxes.values():
            if name := fold(name_of(state, box.id)):
                self.by_kind.setdefault((box.kind, name), box)
                self.by_name.setdefault(name, box)
        self.boxes: list[PlannedBox] = []
        firsts: dict[tuple[str, str], int] = {}
        counted: Counter[str] = Counter()
        for line in pasted.boxes:
            counted[line.text] += 1
            key = sha256(f"{line.text}\n{counted[line.text]}".encode()).hexdigest()[:16]
            self.boxes.append(self._plan_box(line, key, chosen.get(key, ""), firsts))

    def _plan_box(self, line: PastedBox, key: str, chosen: str, firsts: dict[tuple[str, str], int]) -> PlannedBox:
        column = chosen if chosen in CHOICES else line.column or self._follow(line)
        if column == LEAVE or line.flaw in {"long", "blank", "apart"}:
            return PlannedBox(line, key, column, chosen in CHOICES)
        kind, name = kind_of(column), fold(line.text)
        over = max(0, len(line.text) - KINDS[kind].fields[text_field(column)].limit)
        there = self.by_kind.get((kind, name))
        same = firsts.get((kind, name))
        if there is not None:
            column = column_of(there)
        elif same is not None:
            column = self.boxes[same].column
        if not over:
            firsts.setdefault((kind, name), len(self.boxes))
        return PlannedBox(line, key, column, chosen in CHOICES, over, there, same if not over else None)

    def _follow(self, line: PastedBox) -> str:
        """Return the column of a line without one of its own: where such a box is already, else by its place."""
        there = self.by_name.get(fold(line.text))
        if there is not None:
            return column_of(there)
        step = -1 if self.start == COLUMNS[-1] else 1
        above = self.boxes[line.under] if line.under is not None else None
        if above is None or self.pasted.is_table:
            return self._along(self.start, step * line.level)
        return self._along(above.column if above.column != LEAVE else self.start, step)

    @staticmethod
    def _along(column: str, steps: int) -> str:
        if column == PRECONDITION:
            return "short"
        return COLUMNS[min(max(place_of(column) + steps, 0), len(COLUMNS) - 1)]

    # --- links ---

    def link(self) -> list[tuple[int, int]]:
        links: dict[tuple[int, int], None] = {}
        there = {(arrow.source, arrow.target) for arrow in self.chain.arrows}
        made_by: dict[int, int] = {}
        for at, box in enumerate(self.boxes):
            above = self._above(box)
            if box.is_left_out or above is None:
                continue
            ends = self._order(self._first(at), self._first(above))
            if ends is None or ends in links:
                box.is_linked = ends is not None
                continue
            note = self._why_not(*ends, made_by)
            if note:
                box.notes.append(note)
                continue
            box.is_linked = True
            ids = tuple(item.id if (item := self.boxes[end].there) else "" for end in ends)
            if ids not in there:
                links[ends] = None
            if self.boxes[ends[1]].column == "output":
                made_by[ends[1]] = ends[0]
        return list(links)

    def _above(self, box: PlannedBox) -> int | None:
        """Return the nearest line that a box stands under and that is taken."""
        above = box.pasted.under
        while above is not None and self.boxes[above].is_left_out:
            above = self.boxes[above].pasted.under
        return above

    def _first(self, at: int) -> int:
        same = self.boxes[at].same_as
        return at if same is None else same

    def _order(self, one: int, other: int) -> tuple[int, int] | None:
        """Return two boxes in the order of a link between them; None where both are the same box."""
        if one == other:
            return None
        return (one, other) if place_of(self.boxes[one].column) < place_of(self.boxes[other].column) else (other, one)

    def _why_not(self, source: int, target: int, made_by: Mapping[int, int]) -> str:
        columns = self.boxes[source].column, self.boxes[target].column
        if place_of(columns[0]) == place_of(columns[1]):
            return "same_column"
        if not may_link(*columns):
            return "needs_output" if columns[0] == "activity" else "no_link"
        if columns[1] == "output":
            output, activity = self.boxes[target].there, self.boxes[source].there
            stored = output["activity"] if output else None
            if made_by.get(target, source) != source:
                return "other_activity"
            if stored in self.chain.boxes and (activity is None or stored != activity.id):
                return "other_activity"
        return ""
