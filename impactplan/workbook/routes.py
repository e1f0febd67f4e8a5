"""Pages of a plan: its overview, its steps, the history of a field."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.access.people import signed_in
from impactplan.config import TEXT_LIMIT
from impactplan.lib import markdown
from impactplan.lib.text import find_forbidden, join_lines
from impactplan.lib.texts import gettext as _
from impactplan.site.keys import form_key
from impactplan.site.templating import show_ago
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.pages import find_step, last_edit_of, render_step
from impactplan.workbook.path import load_path
from impactplan.workbook.plans import rename_plan, resume_step, set_step_aside
from impactplan.workbook.queries import (
    find_next_step,
    load_members,
    load_state,
    load_steps,
)
from impactplan.workbook.registry import find_marks
from impactplan.workbook.start import START_QUESTIONS, start_theory
from impactplan.workbook.writing import RowLimitError, writing


@blueprint.get("/")
def show_plan(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    states = load_steps([plan.id])[plan.id]
    untouched = plan.may(Permission.EDIT) and all(state == "empty" for state in states.values())
    marks = find_marks(plan, None, signed_in(current_user))
    return render_template(
        "workbook/plan.html",
        plan=plan,
        path=load_path(plan, states, marks=marks),
        notices=marks.plan,
        next_step=find_next_step(states),
        people=load_members(plan.id),
        untouched=untouched,
        **last_edit_of(plan),
    )


@blueprint.post("/name")
def name_plan(plan_id: str) -> ResponseReturnValue:
    title, organisation = (join_lines(request.form.get(name, "")) for name in ("title", "organisation"))
    if max(len(title), len(organisation)) > 200 or find_forbidden(title + organisation):
        load_plan(plan_id, Permission.EDIT)
        flash(_("Keep the names shorter: at most 200 characters. Nothing was changed."), "warning")
        return redirect(url_for("workbook.show_plan", plan_id=plan_id))
    with writing(plan_id, Permission.EDIT, current_user) as write:
        rename_plan(write, title or write.plan.title, organisation)
    return redirect(url_for("workbook.show_plan", plan_id=plan_id))


@blueprint.get("/steps/<step>")
def show_step(plan_id: str, step: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    return render_step(plan, find_step(step), request.args.get("row"))


@blueprint.post("/steps/<step>/aside")
def set_aside(plan_id: str, step: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.EDIT)
    chosen = find_step(step)
    reason = join_lines(request.form.get("reason", ""))
    if not reason or len(reason) > 1000 or find_forbidden(reason):
        message = _("Say in a few words why; then everyone understands it later.")
        page = render_step(plan, chosen, None, aside_error=message, aside_reason=reason)
        return page, 422
    with writing(plan_id, Permission.EDIT, current_user) as write:
        set_step_aside(write, chosen.key, reason)
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
    answers = {name: join_lines(request.form.get(name, "")) for name in START_QUESTIONS}
    if request.method == "GET" and load_state(plan_id, kinds=["outcome"]).rows("outcome"):
        return redirect(url_for("workbook.show_plan", plan_id=plan_id))  # begun already: asking again would double it
    if request.method == "GET":
        return render_template("workbook/start.html", plan=plan, questions=START_QUESTIONS, answers=answers, errors={})
    errors = {name: question.check(answers[name]) for name, question in START_QUESTIONS.items()}
    errors = {name: error for name, error in errors.items() if error}
    if errors:
        return render_template(
            "workbook/start.html", plan=plan, questions=START_QUESTIONS, answers=answers, errors=errors
        ), 422
    key = form_key()
    try:
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload=answers, renew=True) as write:
            if write.replayed is None:
                start_theory(write, answers)
                write.answer = True
    except RowLimitError as error:
        flash(_("There are 500 %(kinds)s, which is as many as fit. Delete one first.", kinds=str(error)), "warning")
        return redirect(url_for("workbook.show_plan", plan_id=plan_id))
    flash(_("This is your first theory of change. Add to it later; now go through the steps from the first on."), "ok")
    return redirect(url_for("workbook.show_step", plan_id=plan_id, step="theory"))


@blueprint.get("/activity")
def show_activity(plan_id: str) -> ResponseReturnValue:
    """Say who wrote last, to a page that is open."""
    plan = load_plan(plan_id, Permission.READ)
    last = last_edit_of(plan)
    edit = last["last_edit"]
    return jsonify(
        seq=plan.seq,
        who=edit.name if edit else "",
        ago=show_ago(edit.at) if edit else "",
        mine=last["mine"],
        undo=last["undo_batch"],
    )


@blueprint.post("/preview")
def preview_markdown(plan_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.READ)
    payload = request.get_json(silent=True)
    text = payload.get("text") if isinstance(payload, dict) else request.form.get("text")
    return str(markdown.render(str(text or "")[:TEXT_LIMIT]))
