"""The page of a reflection, and saving it: field by field for a script, as a whole without one."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.feedback.reflection_threads import view_reflection_threads
from impactplan.lib.texts import gettext as _
from impactplan.models import db
from impactplan.models.reflection import FIELDS
from impactplan.reflections.blueprint import blueprint
from impactplan.reflections.operations import save_reflection
from impactplan.reflections.queries import load_visible
from impactplan.reflections.views import address, entry_key, state_of, view_fields, view_shared
from impactplan.site.keys import header_key
from impactplan.steps import MODULES, steps_of
from impactplan.workbook.around import render_entry
from impactplan.workbook.field_requests import read_version, seen_version, sent_text
from impactplan.workbook.forms import parse, show_raw
from impactplan.workbook.operations import Conflict
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import load_steps
from impactplan.workbook.save_responses import own_conflict_response, own_saved_response
from impactplan.workbook.wording import show_value

MODULE = "<int(min=1, max=5):module>"


@blueprint.get(f"/reflections/{MODULE}")
def show_reflection(plan_id: str, module: int) -> ResponseReturnValue:
    return render(load_plan(plan_id, Permission.SEE_REFLECTIONS), module)


def render(plan: OpenPlan, module: int, typed: Any = None, errors: Any = None) -> str:
    rows = load_visible(plan, current_user.id, module)
    own = next((reflection for reflection, author in rows if author.id == current_user.id), None)
    visibilities = {int(author.id): reflection.visibility for reflection, author in rows}
    return render_template(
        "reflections/show_reflection.html",
        plan=plan,
        module=MODULES[module - 1],
        following=steps_of(MODULES[module])[0] if module < len(MODULES) else None,
        path=load_path(plan, load_steps([plan.id])[plan.id], current_entry=entry_key(module)),
        editable=plan.may(Permission.EDIT),
        fields=view_fields(module, own, typed, errors),
        own=own,
        shared=view_shared(row for row in rows if row[1].id != current_user.id),
        threads=view_reflection_threads(plan, current_user, module, visibilities),
    )


@blueprint.patch(f"/items/reflection/{MODULE}/<field>")
def save_field(plan_id: str, module: int, field: str) -> ResponseReturnValue:
    """Save one field for a script, just as a field of a plan: If-Match has the version that was seen."""
    plan = load_plan(plan_id, Permission.EDIT)
    if field not in FIELDS:
        abort(404)
    value = sent_text()
    try:
        parsed = parse(FIELDS[field], [value])
    except ValueError as error:
        return jsonify(errors=[str(error)]), 422
    if field == "visibility" and parsed is None:
        return jsonify(errors=[_("Choose from the list.")]), 422
    seen = seen_version()
    key = header_key()
    saved = save_reflection(plan_id, current_user, module, {field: parsed}, {field: seen}, key)
    if saved.conflicts:
        body, status = own_conflict_response(FIELDS[field], saved.conflicts[0], saved.reflection.changed_at), 412
        db.session.rollback()
    else:
        reflection = saved.reflection
        raw = show_raw(FIELDS[field], getattr(reflection, field))
        version, at = saved.versions[field], reflection.changed_at
        body = own_saved_response(str(module), entry_key(module), plan.seq, version, raw, at)
        status = 200
        body |= render_entry(entry_key(module), state_of(reflection))
        db.session.commit()
    return jsonify(body), status


@blueprint.post(f"/items/reflection/{MODULE}")
def save_form(plan_id: str, module: int) -> ResponseReturnValue:
    """Save the whole form; what cannot be saved comes back with the reason, and nothing typed is lost."""
    plan = load_plan(plan_id, Permission.EDIT)
    changes, seen, errors, typed = {}, {}, {}, {}
    for name, declared in FIELDS.items():
        if name not in request.form:
            continue
        typed[name] = request.form[name]
        try:
            changes[name] = parse(declared, [typed[name]])
        except ValueError as error:
            errors[name] = [str(error)]
        seen[name] = read_version(request.form.get(f"version-{name}", ""))
    if changes.get("visibility", "") is None:
        del changes["visibility"]
    saved = save_reflection(plan_id, current_user, module, changes, seen)
    for conflict in saved.conflicts:
        errors[conflict.field] = [explain_conflict(conflict)]
    db.session.commit()
    if errors:
        not_saved = {name: text for name, text in typed.items() if name in errors}
        return render(plan, module, not_saved, errors), 409 if saved.conflicts else 422
    return redirect(address(plan_id, module), 303)


def explain_conflict(conflict: Conflict) -> str:
    """Show what was written elsewhere; the page has its version now, so that the next save replaces it."""
    theirs = show_value(FIELDS[conflict.field], conflict.theirs) or _("empty")
    return _(
        "In another window you saved something else here: “%(text)s”. Make one text of both, and save once more.",
        text=theirs,
    )
