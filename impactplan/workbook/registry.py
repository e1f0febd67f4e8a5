"""What the rooms above hand up to the workbook, kept by the application: the parts of the steps, and what else its
pages show. Looked up here by workbook, exports, home and desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask

from impactplan.access import OpenPlan
from impactplan.extensions import PerApp
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import language_in_use
from impactplan.models import User
from impactplan.steps import STEP_OF_KIND, Step
from impactplan.workbook.marks import FindMarks, Marks, merge_marks
from impactplan.workbook.panel import PanelTab
from impactplan.workbook.parts import KindPart, StepPart
from impactplan.workbook.sections import Sentence

# --- the parts of the steps ---

_step_parts: PerApp[dict[str, StepPart]] = PerApp("step-parts", dict)
PLAIN = KindPart()


def register_parts(app: Flask, parts: Mapping[str, StepPart]) -> None:
    """Make known the parts of a module's steps, by the key of the step."""
    _step_parts.of(app).update(parts)


def step_parts() -> Mapping[str, StepPart]:
    return _step_parts.current


def part_of(step: str) -> StepPart:
    return _step_parts.current[step]


def kind_part(step: str, kind: str) -> KindPart:
    """Return how a step shows a kind; what no module says anything of is shown plainly."""
    return _step_parts.current[step].kinds.get(kind, PLAIN)


def describe(state: PlanState, item: Item) -> Sentence:
    """Return an item as a closed row reads on the page of its own step: other rows name it again and again."""
    if state.by_id.get(item.id) is not item:  # not as it stands in the plan
        return _describe(state, item)
    key = (describe, item.id, language_in_use())
    if key not in state.computed:
        state.computed[key] = _describe(state, item)
    sentence: Sentence = state.computed[key]
    return sentence


def _describe(state: PlanState, item: Item) -> Sentence:
    step = STEP_OF_KIND.get(item.kind)
    sentence = kind_part(step.key, item.kind).sentence if step else None
    return sentence(state, item) if sentence else Sentence("")


# --- how a module's question is answered ---

_answers: PerApp[dict[int, Callable[[PlanState], str]]] = PerApp("module-answers", dict)


def register_answer(app: Flask, module: int, answer: Callable[[PlanState], str]) -> None:
    """Make known how a module's question is answered in one sentence, from the plan; empty while it cannot be."""
    _answers.of(app)[module] = answer


def answer_of(module: int, state: PlanState) -> str:
    answers = _answers.current
    return answers[module](state) if module in answers else ""


# --- what stands in the path beside the steps ---


@dataclass(frozen=True)
class SidebarEntry:
    """What stands in the path after the steps of a module, such as a reflection; counted apart from them."""

    key: str
    title: str
    href: str
    state: str
    current: bool = False


FindEntries = Callable[[OpenPlan], Mapping[int, Sequence[SidebarEntry]]]
_sidebar_entries: PerApp[list[FindEntries]] = PerApp("sidebar-entries", list)


def register_sidebar_entries(app: Flask, find: FindEntries) -> None:
    """Make known what stands beside the steps of a plan for the signed-in user: any number of entries, by number of
    module."""
    _sidebar_entries.of(app).append(find)


def find_sidebar_entries(plan: OpenPlan) -> dict[int, list[SidebarEntry]]:
    entries: dict[int, list[SidebarEntry]] = {}
    for find in _sidebar_entries.current:
        for module, own in find(plan).items():
            entries.setdefault(module, []).extend(own)
    return entries


# --- marks of other rooms on steps, rows and fields ---

_mark_finders: PerApp[list[FindMarks]] = PerApp("mark-finders", list)


def register_marks(app: Flask, find: FindMarks) -> None:
    """Make known what finds the marks of a room."""
    _mark_finders.of(app).append(find)


def find_marks(plan: OpenPlan, step: Step | None, reader: User) -> Marks:
    return merge_marks([find(plan, step, reader) for find in _mark_finders.current])


# --- tabs of the panel beside the work ---

_panel_tabs: PerApp[list[PanelTab]] = PerApp("panel-tabs", list)


def register_panel_tab(app: Flask, tab: PanelTab) -> None:
    """Add a tab to the panel of every step, after those that are there."""
    _panel_tabs.of(app).append(tab)


def panel_tabs() -> Sequence[PanelTab]:
    return _panel_tabs.current
