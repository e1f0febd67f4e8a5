"""What is done to rows: add, move, duplicate, delete, change one value where the closed row names it."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from impactplan.access import Permission, load_plan
from impactplan.lib.texts import one_language
from impactplan.site.errors import wants_json
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.pages import kinds_shown
from impactplan.workbook.queries import load_state
from impactplan.workbook.returning import back_to, find_kind, step_in_use
from impactplan.workbook.row_actions import delete_shown_row, duplicate_shown_row, move_shown_row
from impactplan.workbook.views import StepSource, names_asked, view_item
from impactplan.workbook.writing import NotFoundError


@blueprint.get("/items/<kind>/<ref>/<field>")
def show_field(plan_id: str, kind: str, ref: str, field: str) -> ResponseReturnValue:
    """Answer with the form of one field of a row, as the step asks it."""
    plan = load_plan(plan_id, Permission.EDIT)
    item_kind = find_kind(kind)
    step = step_in_use(item_kind)
    if field not in names_asked(step, item_kind):
        abort(404)
    with one_language():
        state = load_state(plan_id, kinds=kinds_shown(step) | {kind})
        item = state.find(ref)
        if item is None or item.kind != kind or (item_kind.lock and item[item_kind.lock] is not None):
            abort(404)
        lines = view_item(StepSource(state, step, ref, editable=True), item_kind, item)
        view = next(view for line in lines for view in line if view.name == field)
        return render_template("workbook/_in_place.html", plan=plan, step=step, kind=item_kind, ref=ref, view=view)


@blueprint.post("/items/<kind>/<item_id>/move")
def move_row(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    item_kind = find_kind(kind)
    index, by = request.form.get("index", type=int), request.form.get("by", 0, type=int)
    try:
        move_shown_row(plan_id, item_kind, item_id, after=request.form.get("after"), index=index, by=by)
    except NotFoundError:
        abort(404)
    return ("", 204) if wants_json() else back_to(plan_id, item_kind, item_id if request.form.get("open") else None)


@blueprint.post("/items/<kind>/<item_id>/duplicate")
def duplicate_row(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    return duplicate_shown_row(plan_id, kind, item_id)


@blueprint.post("/items/<kind>/<item_id>/delete")
def delete_row(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    return delete_shown_row(plan_id, kind, item_id)
