"""What a page shows anew after a save: only what the write can have changed, sent along with the response to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from flask import render_template, request
from flask_security import current_user

from impactplan.access import OpenPlan, Permission
from impactplan.access.people import signed_in
from impactplan.graph import PlanState
from impactplan.lib.texts import one_language
from impactplan.models import KINDS, Kind, db
from impactplan.steps import BY_KEY, MODULES, Step, steps_of
from impactplan.workbook.checks import notes_at
from impactplan.workbook.derived import steps_touched
from impactplan.workbook.pages import draw_pictures, kinds_drawn, kinds_shown, show_figures, write_drafts
from impactplan.workbook.panel import StepPage, TabView, fill_tabs
from impactplan.workbook.path import Path, PathStep
from impactplan.workbook.queries import load_state_and_steps
from impactplan.workbook.registry import describe, find_marks, kind_part, panel_tabs
from impactplan.workbook.sections import Calculation, RowView
from impactplan.workbook.views import StepSource, mark_dangling, names_asked, view_sections
from impactplan.workbook.writing import Write

log = structlog.get_logger()


@dataclass(frozen=True)
class Changes:
    """What a write has changed, as far as a page can show it."""

    kinds: Collection[str] = ()
    """The kinds of the items that were written."""
    steps: Collection[str] = ()
    """The steps whose state may have changed."""
    tabs: Collection[str] = ()
    """Tabs of the panel that hang on something else than the items."""


def changes_of(write: Write, kind: str) -> Changes:
    """Return what a write of an item of a kind has changed, also where it was carried out before."""
    kinds = {kind, *(entry["kind"] for entry in write.logged)}
    return Changes(kinds, frozenset[str]().union(*map(steps_touched, kinds)))


@dataclass(frozen=True)
class ItemAround:
    """What stands around the fields of a sheet, or of an open row."""

    ref: str
    kind: Kind
    row: RowView | None
    """The open row, for its title and what it refers to that is gone; a sheet has none."""
    notes: Sequence[tuple[str, str]]
    """Per field the id of its control, and what there is to think about."""
    calculations: Sequence[Calculation]


@dataclass(frozen=True)
class OpenPage:
    """The page of a step from which a script sent a request."""

    step: Step
    row: str
    """The row that stands open on it."""
    is_table: bool
    """Whether it shows a list as a table, and nothing around it but the path and the panel."""


def read_open_page() -> OpenPage | None:
    payload = request.get_json(silent=True)
    page = payload.get("page") if isinstance(payload, dict) else None
    step = page.get("step") if isinstance(page, dict) else None
    if not isinstance(page, dict) or not isinstance(step, str) or step not in BY_KEY:
        return None
    return OpenPage(BY_KEY[step], str(page.get("row") or ""), bool(page.get("table")))


def render_changes(plan: OpenPlan, changes: Changes) -> dict[str, str]:
    """Return the parts of the open page that a write may have changed, as an entry of the response to it.

    The write is done by now, so whoever made it hears that, whatever happens here: without this entry a script asks for
    the page anew.
    """
    page = read_open_page()
    if page is None:
        return {}
    try:
        with one_language():
            return {"around": _render(plan, page, changes)}
    except Exception:
        db.session.rollback()
        log.exception("around", step=page.step.key)
        return {}


def render_entry(key: str, state: str) -> dict[str, str]:
    """Return what changes around a page beside the steps, whose entry in the path has this key: its state."""
    return {"around": render_template("workbook/_around.html", states={key: state})}


def _render(plan: OpenPlan, page: OpenPage, changes: Changes) -> str:
    step, opened = page.step, page.row
    state, states = load_state_and_steps(plan.id, kinds_shown(step))
    touches = not page.is_table and not kinds_shown(step).isdisjoint(changes.kinds)
    whole = touches and any(_has_layout(step, key) for key in step.shown)
    return render_template(
        "workbook/_around.html",
        plan=plan,
        step=step,
        editable=plan.may(Permission.EDIT),
        states={key: states[key] for key in changes.steps},
        path=_view_path(states, changes),
        tabs=_fill_tabs(plan, step, state, changes),
        sections=_view_sections(plan, step, state, opened) if whole else (),
        draft_texts=write_drafts(state, step) if whole else {},
        items=list(_view_items(step, state, opened)) if touches and not whole else (),
        figures=show_figures(state, step) if touches else (),
        pictures=draw_pictures(
            state, step, lambda picture: touches and not kinds_drawn(picture).isdisjoint(changes.kinds)
        ),
    )


def _has_layout(step: Step, kind: str) -> bool:
    layout = kind_part(step.key, kind).layout
    return bool(layout.template or layout.fields)


def _view_path(states: Mapping[str, str], changes: Changes) -> Path:
    """Return the modules in which a step may have changed its state."""
    return [
        (module, [PathStep(step, states[step.key], current=False) for step in steps_of(module)])
        for module in MODULES
        if any(step.key in changes.steps for step in steps_of(module))
    ]


def _fill_tabs(plan: OpenPlan, step: Step, state: PlanState, changes: Changes) -> list[TabView]:
    aside = next((item for item in state.rows("set_aside") if item["step"] == step.key), None)
    page = StepPage(plan, step, state, signed_in(current_user), plan.may(Permission.EDIT), aside)
    tabs = [tab for tab in panel_tabs() if tab.key in changes.tabs or (tab.changes and changes.kinds)]
    return fill_tabs(tabs, page)


def _view_sections(plan: OpenPlan, step: Step, state: PlanState, opened: str) -> Sequence[Any]:
    """Return the sections whole: a layout of its own says itself which of its parts are made anew."""
    marks = find_marks(plan, step, signed_in(current_user))
    return view_sections(StepSource(state, step, opened, editable=plan.may(Permission.EDIT), marks=marks))


def _view_items(step: Step, state: PlanState, opened: str) -> Iterator[ItemAround]:
    """Yield what stands around the fields on a page of plain lists and forms."""
    for key in (*step.shown, *step.draws):
        kind, part = KINDS[key], kind_part(step.key, key)
        names = names_asked(step, kind)
        sheet = state.sheet(key) if kind.sheet else None
        for item in (sheet,) if sheet else (row for row in state.rows(key) if row.id == opened):
            ref, notes = key if kind.sheet else item.id, notes_at(part.checks, state, item)
            sentence = (part.sentence or describe)(state, item)
            gone = () if kind.sheet else mark_dangling(state, step, item)
            row = None if kind.sheet else RowView(item, sentence, (), 0, first=False, last=False, dangling=gone)
            shown = [(f"{ref}-{name}", notes.get(name, "")) for name in names]
            yield ItemAround(ref, kind, row, shown, part.calculations(state, item))
