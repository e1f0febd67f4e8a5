"""Pages of a plan: its overview, its steps, the history of a field."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.access.people import signed_in
from impactplan.lib.text import find_forbidden, join_lines
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import one_language
from impactplan.site.kept_pages import kept_while_same
from impactplan.site.keys import form_key
from impactplan.site.templating import show_ago
from impactplan.workbook.beside import draw_beside, kinds_beside
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.new_rows import asked_row, empty_rows
from impactplan.workbook.opening import open_plan_at
from impactplan.workbook.pages import find_step, kinds_shown, last_edit_of, render_step
from impactplan.workbook.path import load_path
from impactplan.workbook.plans import rename_plan, resume_step, set_step_aside
from impactplan.workbook.queries import (
    find_next_step,
    load_head,
    load_members,
    load_state,
)
from impactplan.workbook.registry import find_marks
from impactplan.workbook.start import START_QUESTIONS, start_theory
from impactplan.workbook.views import view_empty_form
from impactplan.workbook.writing import RowLimitError, writing


@blueprint.get("/")
@kept_while_same
def show_plan(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    head, states = load_head(plan.id)
    editable = plan.may(Permission.EDIT)
    untouched = editable and all(state == "empty" for state in states.values())
    next_step = find_next_step(states) if editable and not untouched else None
    marks = find_marks(plan, None, signed_in(current_user))
    return render_template(
        "workbook/plan.html",
        plan=plan,
        path=load_path(plan, states, marks=marks),
        notices=marks.plan,
        next_step=next_step,
        lead=guidance_of(next_step).lead if next_step else "",
        opening=open_plan_at(plan, head, next_step),
        first_question=START_QUESTIONS["whom"],
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
@kept_while_same
def show_step(plan_id: str, step: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    shown = find_step(step)
    return render_step(plan, shown, request.args.get("row"), new=asked_row(shown, request.args))


@blueprint.get("/steps/<step>/picture")
def show_picture(plan_id: str, step: str) -> ResponseReturnValue:
    """Send the picture beside the work for the row that is open; nothing where there is none."""
    plan = load_plan(plan_id, Permission.READ)
    chosen = find_step(step)
    kinds = kinds_beside(chosen)
    with one_language():
        shown = draw_beside(load_state(plan.id, kinds=kinds), chosen, request.args.get("row", "")) if kinds else None
        editable = plan.may(Permission.EDIT)
        page = render_template("workbook/_beside.html", shown=shown, editable=editable) if shown else ""
    response = Response(page, mimetype="text/html", headers={"Cache-Control": "private, no-cache"})
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/steps/<step>/empty-forms")
def show_empty_forms(plan_id: str, step: str) -> ResponseReturnValue:
    """Send the empty form of each kind that is asked for, with which a page opens new rows while there is no line."""
    plan = load_plan(plan_id, Permission.EDIT)
    chosen = find_step(step)
    new_rows = empty_rows(chosen, request.args.getlist("kind"))
    with one_language():
        state = load_state(plan.id, kinds=kinds_shown(chosen))
        sections = [view_empty_form(state, chosen, new) for new in new_rows]
        return render_template("workbook/_empty_forms.html", plan=plan, step=chosen, sections=sections)


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
        return _ask_four(plan, answers, {})
    if request.form.get("begin"):  # the first was answered on another page
        return _ask_four(plan, answers, {})
    errors = {name: question.check(answers[name]) for name, question in START_QUESTIONS.items()}
    errors = {name: error for name, error in errors.items() if error}
    if errors:
        return _ask_four(plan, answers, errors), 422
    key = form_key()
    try:
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload=answers, renew=True) as write:
            if write.replayed is None:
                write.answer = start_theory(write, answers)
            activity = write.replayed or write.answer
    except RowLimitError as error:
        flash(_("There are 500 %(kinds)s, which is as many as fit. Delete one first.", kinds=str(error)), "warning")
        return redirect(url_for("workbook.show_plan", plan_id=plan_id))
    message = _("Your first boxes are in the drawing. Now one question at a time: how does the one lead to the other?")
    flash(message, "ok")
    return redirect(url_for("strategy.show_guide", plan_id=plan_id, direction="forwards", at=activity))


def _ask_four(plan: OpenPlan, answers: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """Show the questions, to write at what is wrong, or else at the first one without an answer."""
    first = next((name for name in answers if (name in errors if errors else not answers[name])), "")
    return render_template(
        "workbook/start.html", plan=plan, questions=START_QUESTIONS, answers=answers, errors=errors, first=first
    )


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
