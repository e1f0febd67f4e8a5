"""Reading what a step page shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from flask import abort, render_template, request
from flask_security import current_user
from markupsafe import Markup

from impactplan.access import OpenPlan, Permission
from impactplan.access.people import signed_in
from impactplan.diagram.typography import NARROW
from impactplan.extensions import PerApp
from impactplan.graph import PlanState
from impactplan.lib.holding import is_within
from impactplan.lib.texts import one_language
from impactplan.models import KINDS, Kind, User
from impactplan.steps import BY_KEY, STEPS, Step, module_of, next_step, steps_of
from impactplan.workbook.beside import kinds_beside
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import Submission
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.issues import checks_of
from impactplan.workbook.new_rows import NewRow, find_there
from impactplan.workbook.panel import StepPage, fill_tabs
from impactplan.workbook.parts import PageLayout, Picture
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import find_last_edit, find_next_step, load_state_and_steps
from impactplan.workbook.registry import find_marks, panel_tabs, part_of
from impactplan.workbook.tables import CARDS, choose_table, find_long_lists, view_table
from impactplan.workbook.views import StepSource, view_sections

UNDO_SHOWN = timedelta(hours=1)
"""For how long one's own last edit can be undone from the page."""

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


def kinds_in_table(kind: Kind) -> set[str]:
    """Return the kinds that a table of the rows of a kind needs: their names too hang on others."""
    kinds = {kind.key}
    for _level in range(2):
        kinds |= _referred(kinds)
    return kinds


def kinds_drawn(picture: Picture) -> set[str]:
    """Return the kinds of items that a picture shows, and those that these refer to."""
    return set(picture.kinds) | _referred(picture.kinds)


def draw_pictures(
    state: PlanState, step: Step, wanted: Callable[[Picture], bool] = lambda _picture: True
) -> list[dict[str, Any]]:
    """Return the pictures of a step that are wanted; one that has nothing to draw from is left out. A page with a
    layout of its own has its own place for them."""
    if part_of(step.key).page:
        return []
    state = state.written
    return [
        {
            "key": picture.key,
            "title": picture.title(state),
            "svg": svg,
            "wide": picture.wide,
            "narrow": draw_narrow(picture, state),
            "taken": picture if picture.is_drawn(state) else None,
        }
        for picture in part_of(step.key).pictures
        if wanted(picture) and (svg := picture.too_full(state) or picture.draw(state, f"p-{picture.key}", page=True))
    ]


def draw_narrow(picture: Picture, state: PlanState) -> Markup | None:
    """Return a picture as it stands on a telephone, if it is another there."""
    another = picture.narrow or (picture.narrow_while_empty and not picture.has_content(state))
    if not another or picture.too_full(state):
        return None
    return picture.draw(state, f"p-{picture.key}-narrow", page=True, width=NARROW)


def show_figures(state: PlanState, step: Step) -> list[dict[str, Any]]:
    state = state.written
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


def choose_way(page: PageLayout, opened: str | None) -> str:
    """Return the way of showing the page that was asked for, or else the one that fits: rows open in the list, and the
    list is what a small screen has room for."""
    first, *_between, last = page.ways
    if (asked := request.values.get("view", "")) in page.ways:
        return asked
    return last if opened or "Mobi" in request.headers.get("User-Agent", "") else first


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
    new: NewRow | None = None,
    **more: Any,
) -> str:
    page = part_of(step.key).page
    new = new if new and plan.may(Permission.EDIT) else None
    opened = new.id if new else opened
    table = choose_table(step, opened, has_page=page is not None)
    page = None if table else page
    way = choose_way(page, opened) if page else ""
    with one_language():
        needed = kinds_shown(step).union(page.ways[way].reads if page else (), kinds_in_table(table) if table else ())
        state, states = load_state_and_steps(plan.id, needed)
        editable = plan.may(Permission.EDIT)
        reader = signed_in(current_user)
        marks = find_marks(plan, step, reader)
        if new and (there := find_there(state, new)):
            new, opened = None, there.id
        source = StepSource(state, step, opened, new, editable, drafts or {}, marks)
        return render_template(
            "workbook/step.html",
            plan=plan,
            step=step,
            path=load_path(plan, states, step, marks=marks),
            page=page,
            way=way,
            draft_texts=write_drafts(state, step),
            editable=editable,
            opened=opened,
            state=state,
            **_show_place(step),
            **_show_around(plan, step, state, reader, editable=editable),
            left_open=find_left_open(step, states) if editable else None,
            **(_show_table(state, step, table) if table else _show_sections(source, page, way)),
            **last_edit_of(plan),
            **more,
        )


def _show_place(step: Step) -> dict[str, Any]:
    """Return which step of which module it is, and which comes after it."""
    steps = steps_of(module_of(step))
    return {
        "module": module_of(step),
        "number": steps.index(step) + 1,
        "count": len(steps),
        "beyond": next_step(step),
    }


def _show_around(plan: OpenPlan, step: Step, state: PlanState, reader: User, *, editable: bool) -> dict[str, Any]:
    """Return what stands around the rows of a step: the panel beside them, and that the step was set aside."""
    aside = next((item for item in state.rows("set_aside") if item["step"] == step.key), None)
    return {
        "tabs": fill_tabs(panel_tabs(), StepPage(plan, step, state, reader, editable, aside)),
        "guidance": guidance_of(step, state.rules),
        "beside": bool(kinds_beside(step)),
        "aside": aside,
        "aside_view": view_fields(state, KINDS["set_aside"], aside, names=["reason"]) if aside else [],
    }


def _show_table(state: PlanState, step: Step, kind: Kind) -> dict[str, Any]:
    """Return one list as a table, with nothing else of the step beside it."""
    page = part_of(step.key).page
    cards = list(page.ways)[-1] if page else CARDS
    table = view_table(state, step, kind, cards=cards)
    return {"table": table, "view": None, "sections": [], "long_lists": (), "pictures": [], "figures": []}


def _show_sections(source: StepSource, page: PageLayout | None, way: str) -> dict[str, Any]:
    """Return the sections of a step with what stands between them, in the layout of its page if it has one."""
    state, step = source.state, source.step
    sections = view_sections(source, page.ways[way].kinds if page else None)
    return {
        "table": None,
        "view": page.view(state, sections, source.marks, way) if page else None,
        "sections": sections,
        "long_lists": find_long_lists(state, step) if page else (),
        "own_lists": [KINDS[key] for key in step.kinds if not KINDS[key].sheet] if page else (),
        "pictures": draw_pictures(state, step),
        "figures": show_figures(state, step),
    }


def find_left_open(step: Step, states: Mapping[str, str]) -> Step | None:
    """Return, at the end of a module, the first other step that is not finished in it; at the very end, of the whole
    plan."""
    following = next_step(step)
    if following is not None and following.module == step.module:
        return None
    among = STEPS if following is None else steps_of(module_of(step))
    return find_next_step({one.key: states.get(one.key, "") for one in among if one != step})


def last_edit_of(plan: OpenPlan) -> dict[str, Any]:
    """Return who wrote last, and the batch that the reader may undo because it was their own."""
    edit = find_last_edit(plan.id)
    mine = edit is not None and edit.actor_id == current_user.id
    undoable = edit is not None and mine and is_within(edit.at, UNDO_SHOWN) and edit.undoable
    return {"last_edit": edit, "mine": mine, "undo_batch": edit.batch if edit and undoable else ""}
