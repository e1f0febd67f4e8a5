"""Pages of a plan: its overview, its steps, the history of a field."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.lib import markdown
from impactplan.lib.text import diff_words
from impactplan.models import KINDS
from impactplan.site.templating import show_ago
from impactplan.steps import BY_KEY, STEP_OF_KIND
from impactplan.workbook import blueprint
from impactplan.workbook.addresses import step_address
from impactplan.workbook.history import Version
from impactplan.workbook.operations import set_fields
from impactplan.workbook.pages import find_step, last_edit_of, render_step
from impactplan.workbook.plans import rename_plan, resume_step, set_step_aside
from impactplan.workbook.queries import (
    find_item_id,
    find_next_step,
    load_field_history,
    load_members,
    load_state,
    load_steps,
    name_users,
)
from impactplan.workbook.start import QUESTIONS, start_theory
from impactplan.workbook.views import show_value, view_path
from impactplan.workbook.writing import writing

FRAGMENTS = {"row": "_row", "missing": "_missing", "section": "_section"}


@blueprint.get("/")
def show_plan(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    states = load_steps([plan.id])[plan.id]
    untouched = plan.may(Permission.EDIT) and all(state == "empty" for state in states.values())
    return render_template(
        "workbook/plan.html",
        plan=plan,
        path=view_path(states),
        next_step=find_next_step(states),
        people=load_members(plan.id),
        untouched=untouched,
        **last_edit_of(plan),
    )


@blueprint.post("/name")
def name_plan(plan_id: str) -> ResponseReturnValue:
    title = request.form.get("title", "").strip()[:200]
    organisation = request.form.get("organisation", "").strip()[:200]
    with writing(plan_id, Permission.EDIT, current_user) as write:
        rename_plan(write, title or write.plan.title, organisation)
    return redirect(url_for("workbook.show_plan", plan_id=plan_id))


@blueprint.get("/steps/<step>")
def show_step(plan_id: str, step: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    template = FRAGMENTS.get(request.headers.get("X-Fragment", ""), "step")
    return render_step(plan, find_step(step), request.args.get("row"), template=template)


@blueprint.post("/steps/<step>/aside")
def set_aside(plan_id: str, step: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.EDIT)
    found = find_step(step)
    reason = " ".join(request.form.get("reason", "").split())
    if not reason or len(reason) > 1000 or "\x00" in reason:
        message = _("Say in a few words why; then everyone understands it later.")
        page = render_step(plan, found, None, aside_error=message, aside_reason=reason)
        return page, 422
    with writing(plan_id, Permission.EDIT, current_user) as write:
        set_step_aside(write, found.key, reason)
    return redirect(url_for("workbook.show_step", plan_id=plan_id, step=step))


@blueprint.post("/steps/<step>/resume")
def resume(plan_id: str, step: str) -> ResponseReturnValue:
    with writing(plan_id, Permission.EDIT, current_user) as write:
        resume_step(write, find_step(step).key)
    return redirect(url_for("workbook.show_step", plan_id=plan_id, step=step))


@blueprint.route("/start", methods=["GET", "POST"])
def start_plan(plan_id: str) -> ResponseReturnValue:
    """Ask the four questions that make a first theory of change."""
    plan = load_plan(plan_id, Permission.EDIT)
    answers = {name: " ".join(request.form.get(name, "").split()) for name in QUESTIONS}
    if request.method == "GET":
        return render_template("workbook/start.html", plan=plan, questions=QUESTIONS, answers=answers, errors={})
    errors = {name: question.check(answers[name]) for name, question in QUESTIONS.items()}
    errors = {name: error for name, error in errors.items() if error}
    if errors:
        return render_template(
            "workbook/start.html", plan=plan, questions=QUESTIONS, answers=answers, errors=errors
        ), 422
    with writing(plan_id, Permission.EDIT, current_user, key=request.form.get("key", ""), payload=answers) as write:
        if write.replayed is None:
            start_theory(write, answers)
            write.answer = True
    return redirect(url_for("workbook.show_step", plan_id=plan_id, step="theory"))


@blueprint.get("/activity")
def show_activity(plan_id: str) -> ResponseReturnValue:
    """Say who wrote last, to a page that is open."""
    plan = load_plan(plan_id, Permission.READ)
    found = last_edit_of(plan)
    edit = found["last_edit"]
    return jsonify(
        seq=plan.seq,
        who=edit.name if edit else "",
        ago=show_ago(edit.at) if edit else "",
        mine=found["mine"],
        undo=found["undo_batch"],
    )


@blueprint.post("/preview")
def preview_markdown(plan_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.READ)
    payload = request.get_json(silent=True)
    text = payload.get("text") if isinstance(payload, dict) else request.form.get("text")
    return str(markdown.render(str(text or "")))


@blueprint.get("/items/<kind>/<ref>/<field>/history")
def show_history(plan_id: str, kind: str, ref: str, field: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    declared = KINDS[kind].fields.get(field) if kind in KINDS else None
    item_id = find_item_id(plan_id, kind, ref)
    if declared is None or (item_id is None and kind != ref):
        abort(404)
    versions = load_field_history(plan_id, item_id, field) if item_id else []
    state = load_state(plan_id)
    names = name_users(version.actor_id for version in versions)

    def view(version: Version) -> dict[str, Any]:
        shown, before = (
            show_value(declared, declared.from_json(value), state) for value in (version.value, version.before)
        )
        return {
            "seq": version.seq,
            "at": version.at,
            "who": names.get(version.actor_id, _("somebody who left")),
            "shown": shown,
            "diff": diff_words(before, shown),
            "current": version is versions[0],
        }

    return render_template(
        "workbook/history.html",
        plan=plan,
        step=STEP_OF_KIND.get(kind, BY_KEY["purpose"]),
        kind=KINDS[kind],
        ref=ref,
        declared=declared,
        versions=[view(version) for version in versions],
        editable=plan.may(Permission.EDIT),
    )


@blueprint.post("/items/<kind>/<ref>/<field>/history")
def restore_version(plan_id: str, kind: str, ref: str, field: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.EDIT)
    declared = KINDS[kind].fields.get(field) if kind in KINDS else None
    item_id = find_item_id(plan_id, kind, ref)
    seq = request.form.get("seq", type=int)
    found = next((v for v in load_field_history(plan_id, item_id or "", field) if v.seq == seq), None)
    if declared is None or item_id is None or found is None:
        abort(404)
    with writing(plan_id, Permission.EDIT, current_user) as write:
        set_fields(write, kind, item_id, {field: declared.from_json(found.value)}, {})
    step = STEP_OF_KIND.get(kind, BY_KEY["purpose"])
    sheet = KINDS[kind].sheet
    anchor = f"{kind if sheet else item_id}-{field}"
    return redirect(step_address(plan_id, step.key, None if sheet else item_id, anchor), 303)
