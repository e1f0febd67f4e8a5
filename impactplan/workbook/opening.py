"""The first pages of a plan: what it says in a sentence for each module, its theory of change in small, and the first
question that is open. It follows from the plan alone, so a process keeps it until the plan is written in again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from impactplan.access import OpenPlan
from impactplan.extensions import PerApp
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.lib.recent import Recent
from impactplan.lib.texts import language_in_use
from impactplan.models import KINDS, Kind
from impactplan.steps import MODULES, Module, Step
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.issues import find_missing
from impactplan.workbook.queries import read_plan
from impactplan.workbook.registry import module_answers, plan_map
from impactplan.workbook.wording import name_item

MOST_KEPT = 300
"""Openings of plans that a process keeps, those that were asked for last."""


@dataclass(frozen=True)
class ModuleLine:
    """What a plan says of the question of a module."""

    module: Module
    sentence: str = ""
    """Its answer, as far as the plan holds one."""
    begun: str = ""
    """What there is already, while that is no answer."""


@dataclass(frozen=True)
class OpenQuestion:
    """The first thing that a step still asks, as a field that can be filled in anywhere."""

    step: Step
    kind: Kind
    view: FieldView
    about: str = ""
    """The row that it is asked of."""
    new: bool = False
    """Whether the answer makes the row."""


@dataclass(frozen=True)
class Opening:
    lines: Sequence[ModuleLine]
    map: Markup
    """The theory of change in small."""
    question: OpenQuestion | None = None


OPENINGS: PerApp[Recent[tuple[object, ...], Opening]] = PerApp("openings", lambda: Recent(MOST_KEPT))


def open_plan_at(plan: OpenPlan, head: Any, step: Step | None) -> Opening:
    """Return the first pages of a plan, with the question of a step. ``head`` is a row of ``queries.HEAD``."""
    key = (plan.id, plan.seq, step.key if step else "", language_in_use(), today(), repr(head.rules))
    store = OPENINGS.current
    opening = store.find(key)
    if opening is None:
        state = read_plan(head, _kinds(step))
        opening = _make(state, step)
        store.keep(key, opening)
    return opening


def _kinds(step: Step | None) -> set[str]:
    kinds = set(plan_map().kinds).union(*(answer.kinds for answer in module_answers().values()))
    if step:
        asked = [KINDS[key] for key in step.shown]
        kinds |= {*step.shown, *(target for kind in asked for one in kind.fields.values() for target in one.targets)}
    return kinds


def _make(state: PlanState, step: Step | None) -> Opening:
    lines = []
    answers = module_answers()
    for module in MODULES:
        answer = answers.get(module.number)
        sentence = answer.answer(state) if answer else ""
        lines.append(ModuleLine(module, sentence, "" if sentence or answer is None else answer.begun(state)))
    return Opening(tuple(lines), _draw_map(state), find_question(state, step) if step else None)


def _draw_map(state: PlanState) -> Markup:
    draw = get_template_attribute("components/opening.html", "plan_map")
    return Markup(draw(plan_map().view(state)))  # noqa: S704  # a macro of our own, which escapes


def find_question(state: PlanState, step: Step) -> OpenQuestion | None:
    """Return the first question that is open in a step, or None where its answer takes more than one field."""
    missing = next(iter(find_missing(state, step)), None)
    if missing is None:
        return None
    kind = KINDS[missing.kind]
    if missing.field:
        item = state.sheet(kind.key) if kind.sheet else state.find(missing.item_id)
        name, about = missing.field, "" if kind.sheet or item is None else name_item(state, item)
        return _ask(state, step, kind, item, name, about) if item else None
    first = next((declared for declared in kind.at_home.values() if declared.required), None)
    if first is None or first.is_reference or kind.one_per:
        return None
    return _ask(state, step, kind, Item(f"new-{kind.key}", kind.key, 0), first.name, new=True)


def _ask(
    state: PlanState, step: Step, kind: Kind, item: Item, name: str, about: str = "", *, new: bool = False
) -> OpenQuestion | None:
    view = next(iter(view_fields(state, kind, item, names=[name])), None)
    if view is None or (view.declared.is_reference and not view.options):
        return None
    return OpenQuestion(step, kind, view, about, new)
