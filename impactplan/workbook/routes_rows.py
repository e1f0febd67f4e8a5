"""What is done to rows: add, move, duplicate, delete, undo."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.datastructures import MultiDict

from impactplan.access import Permission
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Kind
from impactplan.site.addresses import own_address
from impactplan.site.errors import wants_json
from impactplan.site.keys import form_key
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.forms import read_submission
from impactplan.workbook.operations import create_item, find_same
from impactplan.workbook.positions import move_item
from impactplan.workbook.returning import back_to, find_kind, refuse_row
from impactplan.workbook.row_actions import delete_shown_row, duplicate_shown_row, find_group
from impactplan.workbook.undo import undo_batch
from impactplan.workbook.writing import LockedError, NotFoundError, RowLimitError, TargetError, WriteError, writing


def read_preset(kind: Kind) -> dict[str, Any]:
    """Return the values that a button gives to the row that it adds (``set-<field>``), as far as they can be had."""
    names = [name for name, declared in kind.stored.items() if f"set-{name}" in request.form and not declared.fixed]
    typed = MultiDict((name, value) for name in names for value in request.form.getlist(f"set-{name}"))
    return dict(read_submission(kind.key, typed, names).values)


@blueprint.post("/items/<kind>")
def add_item(plan_id: str, kind: str) -> ResponseReturnValue:
    """Add a row, empty or with what its button gives to it; of a kind with one row per something, open that row."""
    item_kind = find_kind(kind)
    if item_kind.sheet:
        abort(404)
    try:
        key, values = form_key(), read_preset(item_kind)
        payload = [kind, sorted((name, str(value)) for name, value in values.items())]
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload=payload, renew=True) as write:
            there = write.replayed or find_same(write, item_kind, values)
            item_id = there or create_item(write, kind, values)
            write.answer = item_id
    except RowLimitError:
        return refuse_row(plan_id, item_kind)
    except TargetError:
        flash(_("What this was for is not there any more."), "warning")
        return back_to(plan_id, item_kind)
    if wants_json():
        return jsonify(id=item_id), 201
    return back_to(plan_id, item_kind, item_id)


@blueprint.post("/items/<kind>/<item_id>/move")
def move_row(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    item_kind = find_kind(kind)
    index, by = request.form.get("index", type=int), request.form.get("by", 0, type=int)
    with writing(plan_id, Permission.EDIT, current_user) as write:
        try:
            move_item(write, kind, item_id, index=index, by=by, among=find_group(plan_id, item_kind, item_id))
        except NotFoundError:
            abort(404)
    return ("", 204) if wants_json() else back_to(plan_id, item_kind, item_id if request.form.get("open") else None)


@blueprint.post("/items/<kind>/<item_id>/duplicate")
def duplicate_row(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    return duplicate_shown_row(plan_id, kind, item_id)


@blueprint.post("/items/<kind>/<item_id>/delete")
def delete_row(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    return delete_shown_row(plan_id, kind, item_id)


@blueprint.post("/undo")
def undo(plan_id: str) -> ResponseReturnValue:
    """Reverse a batch of edits, unless something of it was changed since."""
    where = own_address(request.form.get("next"), url_for("workbook.show_plan", plan_id=plan_id))
    try:
        with writing(plan_id, Permission.EDIT, current_user) as write:
            touched = undo_batch(write, request.form.get("batch", ""))
    except WriteError as error:
        flash(why_not_undone(error), "warning")
        return redirect(where, 303)
    flash(_("Undone."), "success")
    kind, item_id = touched[0]
    return redirect(where, 303) if kind not in STEP_OF_KIND else back_to(plan_id, KINDS[kind], item_id)


def why_not_undone(error: WriteError) -> str:
    if isinstance(error, LockedError):
        return _("This row is locked: it stays as it is. Correct it with a new row.")
    if isinstance(error, RowLimitError):
        return _("There are too many rows to bring this one back. Delete one first.")
    return _("This was changed again since, so it cannot be undone. Look in the history of the field.")
