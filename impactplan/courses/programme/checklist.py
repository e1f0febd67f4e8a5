"""The assignment of a module as a checklist: the points of its text, ticked from the steps of the plan they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from impactplan.lib import markdown
from impactplan.lib.texts import force_locale
from impactplan.steps import MODULES, Module, Step, steps_of
from impactplan.workbook.step_states import HANDLED

TAG = re.compile(r"<(/?)(ol|ul|li)\b[^>]*>")


@dataclass(frozen=True)
class Task:
    """A point of an assignment."""

    text: Markup
    steps: Sequence[tuple[Step, str]]
    """The steps that it names by their titles, with how far each is; a plan cannot tell of a point that names none."""

    @property
    def state(self) -> str:
        """Return how far the point is: as its steps are together."""
        states = {state for _step, state in self.steps}
        if not states:
            return ""
        if states <= HANDLED:
            return "complete" if "complete" in states else "aside"
        return "empty" if states == {"empty"} else "partly"


@dataclass(frozen=True)
class Checklist:
    module: Module
    tasks: Sequence[Task]
    language: str
    """The language it is written in, which is not always that of the reader."""

    @property
    def told(self) -> Sequence[Task]:
        """The points of which the plan can tell how far they are."""
        return [task for task in self.tasks if task.steps]

    @property
    def done(self) -> int:
        return sum(task.state in HANDLED for task in self.told)


def make_checklist(
    texts: Mapping[str, str], module: Module, states: Mapping[str, str], language: str
) -> Checklist | None:
    """Return the assignment of a module as a checklist, from its text by language: that of the reader if there is one.
    An assignment without points is none."""
    code = next((code for code in sorted(texts, key=lambda code: code != language) if texts[code].strip()), "")
    points = read_points(texts[code]) if code else ()
    if not points:
        return None
    named = zip(points, _find_steps(texts[code], module.number, code), strict=True)
    tasks = [Task(point, [(step, states.get(step.key, "empty")) for step in steps]) for point, steps in named]
    return Checklist(module, tasks, code)


@lru_cache(maxsize=64)
def _find_steps(text: str, module: int, language: str) -> tuple[tuple[Step, ...], ...]:
    """Return for each point of an assignment the steps of the module that it names in its language."""
    with force_locale(language):
        named = [(step, _said_title(step)) for step in steps_of(MODULES[module - 1])]
    return tuple(
        tuple(step for step, title in named if re.search(rf"\b{re.escape(title)}\b", said))
        for said in (point.striptags().lower() for point in read_points(text))
    )


def _said_title(step: Step) -> str:
    """Return the title as one says it: without what explains it in brackets."""
    return str(step.title).partition(" (")[0].lower()


@lru_cache(maxsize=64)
def read_points(text: str) -> tuple[Markup, ...]:
    """Return the points of what somebody wrote. It changes seldom, and is asked for at every visit."""
    return tuple(_points(markdown.render(text)))


def _points(html: Markup) -> Iterator[Markup]:
    """Yield what stands in the outermost points of the lists, with the lists within them."""
    depth, begin = 0, 0
    for tag in TAG.finditer(html):
        if tag[2] != "li":
            depth += -1 if tag[1] else 1
        elif depth == 1 and not tag[1]:
            begin = tag.end()
        elif depth == 1:
            yield Markup(html[begin : tag.start()])  # noqa: S704  # a part of what was made safe
