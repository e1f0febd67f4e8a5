"""Taking back what was done in one go, and doing it again: to a form a page, to a script JSON."""

from __future__ import annotations

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.site.addresses import own_address
from impactplan.site.keys import header_key
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.batch_responses import answer_of, describe_write, sent_object, view_batch
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.queries import name_users
from impactplan.workbook.returning import back_to, say_taken
from impactplan.workbook.undo import ChangedSinceError, undo_batch
from impactplan.workbook.writing import KeyReusedError, LockedError, RowLimitError, TakenError, WriteError, writing


@blueprint.post("/undo")
def undo(plan_id: str) -> ResponseReturnValue:
    """Reverse a batch of edits, unless something of it was changed since."""
    if request.is_json:
        return undo_for_script(plan_id)
    where = own_address(request.form.get("next"), url_for("workbook.show_plan", plan_id=plan_id))
    try:
        with writing(plan_id, Permission.EDIT, current_user) as write:
            touched = undo_batch(write, request.form.get("batch", ""))
    except WriteError as error:
        flash(why_not_undone(error), "warning")
        return redirect(where, 303)
    flash(_("Undone."), "success")
    kind, item_id = touched[0]
    if request.form.get("stay"):  # a page of its own, such as the guide, that shows what is left by itself
        return redirect(where, 303)
    return redirect(where, 303) if kind not in STEP_OF_KIND else back_to(plan_id, KINDS[kind], item_id)


def undo_for_script(plan_id: str) -> ResponseReturnValue:
    """Reverse a batch, and answer with the one that did it: undoing that does it again."""
    load_plan(plan_id, Permission.EDIT)
    sent = sent_object()
    batch = str(sent.get("batch", ""))
    try:
        with writing(plan_id, Permission.EDIT, current_user, key=header_key(), payload=["undo", batch]) as write:
            if write.replayed is None:
                touched = undo_batch(write, batch)
                write.answer = describe_write(write) | {"touched": [item_id for _kind, item_id in touched]}
    except WriteError as error:
        return jsonify(message=why_not_undone(error)), 409
    return jsonify(answer_of(write) | view_batch(write, sent))


def why_not_undone(error: WriteError) -> str:
    if isinstance(error, LockedError):
        return _("This row is locked: it stays as it is. Correct it with a new row.")
    if isinstance(error, RowLimitError):
        return _("There are too many rows to bring this one back. Delete one first.")
    if isinstance(error, KeyReusedError):
        return _("This was sent before in another form. Do it once more.")
    if isinstance(error, TakenError):
        return say_taken()
    if isinstance(error, ChangedSinceError) and error.actor_id not in {None, current_user.id}:
        name = name_users([error.actor_id]).get(error.actor_id, "")
        if name:
            return _("%(name)s changed this since, so it is not undone. Look in the history.", name=name)
    return _("This was changed again since, so it cannot be undone. Look in the history of the field.")
