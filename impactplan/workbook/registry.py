"""What the rooms above hand up to the workbook, kept by the application: the parts of the steps, and what else its
pages show. Looked up here by workbook, exports, home and desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


# --- what the first pages of a plan say of it ---


@dataclass(frozen=True)
class ModuleAnswer:
    """How a module's question is answered in one sentence, from the plan."""

    answer: Callable[[PlanState], str]
    """Empty while it cannot be."""
    kinds: tuple[str, ...]
    """What kinds of items it reads, so that a page loads them."""
    begun: Callable[[PlanState], str] = lambda _state: ""
    """What of it there is already, while it is no answer."""


@dataclass(frozen=True)
class PlanMap:
    """The theory of change in small, each of whose boxes leads to its step."""

    view: Callable[[PlanState], object]
    """What the template of the overview gets."""
    kinds: tuple[str, ...]


_answers: PerApp[dict[int, ModuleAnswer]] = PerApp("module-answers", dict)
_maps: PerApp[list[PlanMap]] = PerApp("plan-map", list)


def register_answer(app: Flask, module: int, answer: ModuleAnswer) -> None:
    """Make known how a module's question is answered."""
    _answers.of(app)[module] = answer


def module_answers() -> Mapping[int, ModuleAnswer]:
    return _answers.current


def answer_of(module: int, state: PlanState) -> str:
    answers = _answers.current
    return answers[module].answer(state) if module in answers else ""


def register_map(app: Flask, plan_map: PlanMap) -> None:
    """Make known what draws the theory of change in small."""
    _maps.of(app).append(plan_map)


def plan_map() -> PlanMap:
    return _maps.current[-1]


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


# --- what a page that writes in batches shows ---

BatchView = Callable[[OpenPlan, Mapping[str, Any]], object]
"""From the plan after the write and what the page sent: what it gets along with the answer."""
_batch_views: PerApp[dict[str, BatchView]] = PerApp("batch-views", dict)
ColumnValues = Callable[[str, str], Mapping[str, Any] | str | None]
"""From a kind and a column: the values that a row has for standing there, or in words why it cannot; None where there
is no such column."""
_column_values: PerApp[list[ColumnValues]] = PerApp("column-values", list)


def register_batch_view(app: Flask, key: str, view: BatchView) -> None:
    """Make known what the answer to a batch brings under a key, besides what became of it."""
    _batch_views.of(app)[key] = view


def batch_views() -> Mapping[str, BatchView]:
    return _batch_views.current


def register_columns(app: Flask, find: ColumnValues) -> None:
    """Make known the columns among which rows are moved."""
    _column_values.of(app).append(find)


def find_column_values(kind: str, column: str) -> Mapping[str, Any] | str | None:
    answers = (find(kind, column) for find in _column_values.current)
    return next((values for values in answers if values is not None), None)
