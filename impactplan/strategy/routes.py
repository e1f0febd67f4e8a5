"""What the page of the theory of change asks for while it is open: the drawing as data, and the fields of a box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.access.people import signed_in
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import one_language
from impactplan.models import BOX_KINDS
from impactplan.site.keys import form_key, header_key
from impactplan.steps import BY_KEY, STEP_OF_KIND
from impactplan.strategy.blueprint import blueprint
from impactplan.strategy.builds import READS, find_builds
from impactplan.strategy.drawing_data import view_drawing
from impactplan.strategy.drawing_words import READ_KINDS
from impactplan.strategy.tidying import find_order, tidy_up
from impactplan.workbook.addresses import step_address
from impactplan.workbook.batch_responses import answer_of, describe_write, refuse_batch, sent_object, view_batch
from impactplan.workbook.pages import find_step, kinds_shown
from impactplan.workbook.queries import load_state
from impactplan.workbook.registry import find_marks
from impactplan.workbook.returning import find_kind
from impactplan.workbook.views import StepSource, view_rows
from impactplan.workbook.writing import KeyReusedError, Write, writing

ATTEMPTS = 3
"""How often an order is sought anew when somebody writes in the meantime."""


@blueprint.get("/drawing")
def show_drawing(plan_id: str) -> ResponseReturnValue:
    """Answer with what is different in the drawing since a page asked last; with nothing while nothing is."""
    plan = load_plan(plan_id, Permission.READ)
    if request.args.get("seq", type=int) == plan.seq:
        return "", 204
    with one_language():
        return jsonify(view_for_reader(plan, request.args.get("have", "")))


def view_for_reader(plan: OpenPlan, have: str) -> dict[str, Any]:
    """Return the drawing with what its reader may see over it, which is kept nowhere."""
    return view_drawing(load_state(plan.id, kinds=READ_KINDS), have) | {"marks": view_marks(plan)}


def view_after_batch(plan: OpenPlan, sent: Mapping[str, Any]) -> dict[str, Any]:
    return view_for_reader(plan, str(sent.get("have", "")))


def view_marks(plan: OpenPlan) -> list[dict[str, str]]:
    """Return the marks of other rooms on boxes and links, as this reader may see them."""
    reader = signed_in(current_user)
    return [
        {"id": item_id, "kind": mark.style, "shape": mark.shape, "label": mark.text, "href": mark.href}
        for step in (STEP_OF_KIND["activity"], BY_KEY["theory"])
        for item_id, own in find_marks(plan, step, reader).items.items()
        for mark in own
    ]


@blueprint.get("/items/<kind>/<item_id>/form")
def show_form(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    """Answer with an open row alone, to be shown beside the drawing."""
    plan = load_plan(plan_id, Permission.READ)
    item_kind = find_kind(kind)
    usual = "theory" if kind in BY_KEY["theory"].written else STEP_OF_KIND[kind].key
    step = find_step(request.args.get("step", usual))
    if item_kind.sheet or kind not in step.written + step.borrows:
        abort(404)
    with one_language():
        state = load_state(plan_id, kinds=kinds_shown(step) | {kind, *READS})
        item = state.find(item_id)
        if item is None or item.kind != kind:
            abort(404)
        source = StepSource(state, step, item_id, marks=find_marks(plan, step, signed_in(current_user)))
        return render_template(
            "strategy/_form.html",
            plan=plan,
            step=step,
            kind=item_kind,
            row=next(row for row in view_rows(source, item_kind) if row.item.id == item_id),
            builds=find_builds(state).get(item_id, ()),
            editable=plan.may(Permission.EDIT),
        )


@blueprint.post("/tidy")
def tidy_drawing(plan_id: str) -> ResponseReturnValue:
    """Lay the drawing out anew, as one batch; where it is tidy already, nothing is written."""
    load_plan(plan_id, Permission.EDIT)
    sent = sent_object() if request.is_json else None
    try:
        write = write_order(plan_id, form_key() if sent is None else header_key())
    except KeyReusedError as error:
        return refuse_batch(plan_id, error)
    if sent is not None:
        return jsonify(answer_of(write) | view_batch(write, sent)), 201
    if batch := answer_of(write)["batch"]:
        flash(batch, "undo")
    else:
        flash(_("The drawing is tidy already."), "ok")
    view = request.form.get("view", "")
    return redirect(step_address(plan_id, "theory", view=view if view in {"drawing", "list"} else ""), 303)


def write_order(plan_id: str, key: str) -> Write:
    """Look for the best order before the write begins, so that nobody waits for it; anew if somebody wrote then."""
    for left in range(ATTEMPTS - 1, -1, -1):
        state = load_state(plan_id, kinds=(*BOX_KINDS, "link"))
        order = find_order(state)
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload="tidy") as write:
            if write.replayed is not None:
                break
            if write.seq - 1 != state.seq and left:
                continue
            if order:
                tidy_up(write, order)
            write.answer = describe_write(write) | {"versions": {}}
            break
    return write
