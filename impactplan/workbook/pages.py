"""Reading what a step page shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import abort, render_template
from flask_security import current_user

from impactplan.access import OpenPlan, Permission
from impactplan.access.people import signed_in
from impactplan.extensions import PerApp
from impactplan.graph import PlanState
from impactplan.models import KINDS
from impactplan.steps import BY_KEY, Step, module_of, next_step, steps_of
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import Submission
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.issues import checks_of
from impactplan.workbook.panel import StepPage, fill_tabs
from impactplan.workbook.parts import Picture
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import find_last_edit, find_next_step, load_state, load_steps
from impactplan.workbook.registry import find_marks, panel_tabs, part_of
from impactplan.workbook.views import StepSource, view_sections

UNDO_SHOWN = 3600
"""For how many seconds one's own last edit can be undone from the page."""

_kinds_shown: PerApp[dict[str, frozenset[str]]] = PerApp("kinds-shown", dict)


def find_step(key: str) -> Step:
    if key not in BY_KEY:
        abort(404)
    return BY_KEY[key]


def kinds_shown(step: Step) -> frozenset[str]:
    """Return the kinds of items that a page of the step needs: its own, what they refer to, what is drawn, and what its
    checks read."""
    if step.key not in _kinds_shown.current:
        parts = part_of(step.key)
        kinds = {*step.shown, *parts.reads, "set_aside"}.union(*(picture.kinds for picture in parts.pictures))
        for _level in range(2):
            kinds |= _referred(kinds)
        _kinds_shown.current[step.key] = frozenset(kinds.union(*(check.reads for check in checks_of(step))))
    return _kinds_shown.current[step.key]


def _referred(kinds: Collection[str]) -> set[str]:
    return {target for key in kinds for declared in KINDS[key].fields.values() for target in declared.targets}


def kinds_drawn(picture: Picture) -> set[str]:
    """Return the kinds of items that a picture shows, and those that these refer to."""
    return set(picture.kinds) | _referred(picture.kinds)


def draw_pictures(
    state: PlanState, step: Step, wanted: Callable[[Picture], bool] = lambda _picture: True
) -> list[dict[str, Any]]:
    """Return the pictures of a step that are wanted; one that has nothing to draw from is left out."""
    return [
        {"key": picture.key, "title": picture.title(state), "svg": svg, "wide": picture.wide}
        for picture in part_of(step.key).pictures
        if wanted(picture) and (svg := picture.too_full(state) or picture.draw(state, f"p-{picture.key}", page=True))
    ]


def show_figures(state: PlanState, step: Step) -> list[dict[str, Any]]:
    return [
        {
            "key": figures.key,
            "title": figures.title(state),
            "template": figures.template,
            "view": figures.view(state),
            "above": figures.above,
        }
        for figures in part_of(step.key).figures
        if figures.has_content(state)
    ]


def write_drafts(state: PlanState, step: Step) -> dict[str, str]:
    """Return the texts that can be drafted from the plan, by ``kind.field``."""
    return {
        f"{key}.{name}": draft(state)
        for key, part in part_of(step.key).kinds.items()
        for name, draft in part.drafts.items()
    }


def render_step(
    plan: OpenPlan,
    step: Step,
    opened: str | None,
    drafts: Mapping[str, Submission] | None = None,
    **more: Any,
) -> str:
    state = load_state(plan.id, kinds=kinds_shown(step))
    states = load_steps([plan.id])[plan.id]
    editable = plan.may(Permission.EDIT)
    aside = next((item for item in state.rows("set_aside") if item["step"] == step.key), None)
    reader = signed_in(current_user)
    marks = find_marks(plan, step, reader)
    module = module_of(step)
    others = {key: done for key, done in states.items() if key != step.key}
    return render_template(
        "workbook/step.html",
        plan=plan,
        step=step,
        module=module,
        number=steps_of(module).index(step) + 1,
        count=len(steps_of(module)),
        path=load_path(plan, states, step, marks=marks),
        sections=view_sections(StepSource(state, step, opened, drafts or {}, marks)),
        tabs=fill_tabs(panel_tabs(), StepPage(plan, step, state, reader, editable, aside)),
        guidance=guidance_of(step, state.rules),
        aside=aside,
        aside_view=view_fields(state, KINDS["set_aside"], aside, names=["reason"]) if aside else [],
        following=find_following(step, others) if editable else next_step(step),
        beyond=next_step(step),
        unfinished=find_next_step(others),
        pictures=draw_pictures(state, step),
        figures=show_figures(state, step),
        draft_texts=write_drafts(state, step),
        editable=editable,
        opened=opened,
        state=state,
        **last_edit_of(plan),
        **more,
    )


def find_following(step: Step, others: Mapping[str, str]) -> Step | None:
    """Return where the page leads on to: the next step, or at the end of a module what is not finished in it yet."""
    following = next_step(step)
    if following is None or following.module != step.module:
        behind = {other.key: others[other.key] for other in steps_of(module_of(step)) if other is not step}
        return find_next_step(behind) or following
    return following


def last_edit_of(plan: OpenPlan) -> dict[str, Any]:
    """Return who wrote last, and the batch that the reader may undo because it was their own."""
    edit = find_last_edit(plan.id)
    mine = edit is not None and edit.actor_id == current_user.id
    undoable = edit is not None and mine and edit.seconds_ago < UNDO_SHOWN and edit.undoable
    return {"last_edit": edit, "mine": mine, "undo_batch": edit.batch if edit and undoable else ""}
