"""A trainer's own notes about a plan: saved as one types, or by a plain form, and passed on by a button."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.feedback import notes
from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.problems import back
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.texts import gettext as _
from impactplan.site.keys import header_key
from impactplan.steps import BY_KEY
from impactplan.workbook.addresses import step_address
from impactplan.workbook.field_requests import read_version, seen_version, sent_text
from impactplan.workbook.forms import parse
from impactplan.workbook.save_responses import own_conflict_response, own_saved_response


@blueprint.patch("/items/note/own/body")
def save_note_field(plan_id: str) -> ResponseReturnValue:
    """Save the note for a script, as the fields of a plan are saved."""
    plan = load_plan(plan_id, Permission.REVIEW)
    value = sent_text()
    try:
        body = parse(notes.FIELD, [value]) or ""
    except ValueError as error:
        return jsonify(errors=[str(error)]), 422
    seen = seen_version()
    saved = notes.save_note(plan.id, current_user, body, seen, header_key())
    note = saved.note
    if saved.conflict is not None:
        return jsonify(own_conflict_response(notes.FIELD, saved.conflict, note.changed_at)), 412
    return jsonify(own_saved_response("own", "", plan.seq, note.version, note.body, note.changed_at))


@blueprint.post("/items/note/own")
def save_note(plan_id: str) -> ResponseReturnValue:
    """Save the note without a script."""
    plan = load_plan(plan_id, Permission.REVIEW)
    try:
        body = parse(notes.FIELD, [request.form.get("body", "")]) or ""
    except ValueError as error:
        flash(str(error), "error")
        return back(plan.id, "own-note")
    saved = notes.save_note(plan.id, current_user, body, read_version(request.form.get("version-body", "")))
    if saved.conflict is not None:
        # Both texts stay: without a script there is no page on which to choose.
        both = f"{saved.note.body}\n\n{body}"[: notes.FIELD.limit]
        notes.save_note(plan.id, current_user, both, saved.note.version)
        flash(
            _("In another window you wrote something else in your notes. Both texts are kept, one below the other."),
            "info",
        )
    return back(plan.id, "own-note")


@blueprint.post("/feedback/note/pass-on")
def pass_note_on(plan_id: str) -> ResponseReturnValue:
    """Put the text of the note into the draft of a remark, and lead there."""
    load_plan(plan_id, Permission.REVIEW)
    step = request.form.get("step", "")
    if step not in BY_KEY:
        abort(404)
    with writing_feedback(plan_id, Permission.REVIEW, current_user) as write:
        ref = notes.pass_on(write, step)
    return redirect(step_address(plan_id, step, anchor=f"draft-{ref}"), 303)
