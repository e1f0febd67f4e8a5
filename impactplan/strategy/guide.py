"""The guide: one question at a time, each about a box of the theory of change. Pure.

Forwards it asks what a box leads to, backwards what must be there for it. Which question comes next follows from the
plan and from where one is: nothing is kept elsewhere, so that anybody can go on at any moment, also in a plan that is
half drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from impactplan.graph import Item, PlanState
from impactplan.lib.names import are_alike
from impactplan.strategy.chain import COLUMNS, PRECONDITION, Chain, Direction, column_of, may_link, place_of
from impactplan.workbook.wording import name_of

START = "start"
"""In an address: the first question, about no box yet."""
END = "end"
WHYS = "why"
"""In an address: the first link without a reason."""
FEW = 5
"""So many boxes that are there already are offered as buttons; the others are chosen from a list."""


@dataclass(frozen=True)
class Question:
    """What a box leads to or comes from; without ``about``, what the guide begins at."""

    direction: Direction
    about: Item | None
    columns: Sequence[str]
    """Where an answer may stand; the first is where it usually does."""
    answers: Sequence[Item] = ()
    """What was answered already."""
    choices: Sequence[Item] = ()
    """Boxes that are there and could be an answer, the likeliest first."""

    @property
    def at(self) -> str:
        return self.about.id if self.about else START

    @property
    def may_more(self) -> bool:
        """Tell whether the question can have more answers than one: an output comes from one activity."""
        return not (self.direction is Direction.BACKWARDS and self.about is not None and self.about.kind == "output")

    @property
    def asks_whom(self) -> bool:
        """Tell whether an answer is about people: an activity reaches some, an outcome changes something for them."""
        return any(column in {"activity", "short", "mid", "long"} for column in self.columns)


@dataclass(frozen=True)
class Why:
    """The question why one box would lead to another."""

    link: Item
    source: str
    target: str


@dataclass(frozen=True)
class Guide:
    """Where one is in a plan: the question asked, what is still open behind and before it."""

    chain: Chain
    direction: Direction
    open: Sequence[Item] = field(default_factory=list)
    """The boxes of which the question has no answer yet, in the order in which they are asked about."""

    @classmethod
    def of(cls, state: PlanState, direction: Direction) -> Guide:
        chain = Chain(state)
        return cls(chain, direction, [box for box in chain.walk(direction) if _is_open(chain, direction, box)])

    def find(self, at: str) -> Question | None:
        """Return the question about a box, or the first one; None where there is no such box, or nothing to ask."""
        if at == START:
            return Question(self.direction, None, [_root(self.direction)], self.chain.roots(self.direction))
        box = self.chain.boxes.get(at)
        if box is None or not may_be_asked(self.direction, box):
            return None
        answers = self.chain.answers(self.direction, box.id)
        question = Question(self.direction, box, _answer_columns(self.direction, column_of(box)), answers)
        choices = _choices(self.chain, question) if question.may_more or not answers else ()
        return Question(self.direction, box, question.columns, answers, choices)

    def first(self) -> Question | None:
        """Return the question to begin or to go on with: the first that has no answer."""
        if not self.chain.roots(self.direction):
            return self.find(START)
        return self.find(self.open[0].id) if self.open else None

    def behind(self, at: str) -> Question | None:
        """Return the first question without an answer that comes behind another one."""
        order = [box.id for box in self.chain.walk(self.direction)]
        start = order.index(at) + 1 if at in order else 0
        opened = {box.id for box in self.open}
        following = next((box for box in order[start:] if box in opened), None)
        return self.find(following) if following else None

    def before(self, at: str) -> str:
        """Return where the question before one is; nothing before the first."""
        if at == START:
            return ""
        asked = [box.id for box in self.chain.walk(self.direction) if may_be_asked(self.direction, box)]
        if at in asked:
            return ([START, *asked])[asked.index(at)]
        return asked[-1] if asked else START

    def find_why(self, at: str) -> Why | None:
        link = next((arrow.item for arrow in self.chain.arrows if arrow.item and arrow.item.id == at), None)
        if link is None:
            return None
        state = self.chain.state
        return Why(link, name_of(state, link["source"]), name_of(state, link["target"]))

    def next_why(self, behind: str = "") -> Why | None:
        """Return the first link without a reason, or the first that comes behind another link."""
        order = [arrow.item.id for arrow in self.chain.arrows if arrow.item]
        start = order.index(behind) + 1 if behind in order else 0
        unexplained = {link.id for link in self.chain.unexplained()}
        following = next((link for link in order[start:] if link in unexplained), None)
        return self.find_why(following) if following else None

    def find_answer(self, question: Question, text: str) -> Item | None:
        """Return the box that is there already and reads the same as an answer."""
        named = [*question.answers, *question.choices]
        return next((box for box in named if are_alike(name_of(self.chain.state, box.id), text)), None)


def may_be_asked(direction: Direction, box: Item) -> bool:
    """Tell whether the guide asks about a box. An effect that nobody wants need not lead to the impact."""
    if box["direction"] == "negative":
        return False
    ends = {"impact"} if direction is Direction.FORWARDS else {"activity", PRECONDITION}
    return box.kind not in ends


def _is_open(chain: Chain, direction: Direction, box: Item) -> bool:
    return may_be_asked(direction, box) and not chain.answers(direction, box.id)


def _root(direction: Direction) -> str:
    return COLUMNS[0] if direction is Direction.FORWARDS else COLUMNS[-1]


def _answer_columns(direction: Direction, column: str) -> Sequence[str]:
    """Return the columns of possible answers about a box in a column, the nearest first."""
    if direction is Direction.FORWARDS:
        return [to for to in COLUMNS if may_link(column, to)]
    nearest = [from_ for from_ in reversed(COLUMNS) if may_link(from_, column)]
    return [*nearest, *([PRECONDITION] if may_link(PRECONDITION, column) else [])]


def _choices(chain: Chain, question: Question) -> Sequence[Item]:
    """Return the boxes that could be an answer: those that nothing leads to yet first, the nearest first."""
    about, forwards = question.about, question.direction is Direction.FORWARDS
    if about is None:
        return ()
    opposite = Direction.BACKWARDS if forwards else Direction.FORWARDS
    excluded = chain.beyond(opposite, about.id) | {box.id for box in question.answers}  # no link may close a circle
    fitting = [
        box
        for box in chain.boxes.values()
        if box.id not in excluded
        and column_of(box) in question.columns
        and name_of(chain.state, box.id)
        and not (forwards and box.kind == "output" and chain.state.find(box["activity"]))
    ]
    here = place_of(column_of(about))

    def likeliness(box: Item) -> tuple[bool, int, bool]:
        distance = abs(place_of(column_of(box)) - here)
        return bool(chain.answers(opposite, box.id)), distance, box.kind == PRECONDITION

    return sorted(fitting, key=likeliness)
