"""The pages of questions to the peer group: all of a plan, asking one, one with its answers; and one's own answers."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan, requires
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import db
from impactplan.models.peers import PeerMark
from impactplan.peers import operations
from impactplan.peers.blueprint import blueprint, own_blueprint
from impactplan.peers.operations import PeerError
from impactplan.peers.queries import find_question, load_questions
from impactplan.peers.views import view_ask, view_own_answers, view_question
from impactplan.site.addresses import own_address
from impactplan.steps import BY_KEY, MODULES
from impactplan.workbook.path import Path, load_path
from impactplan.workbook.queries import load_steps

PROBLEMS = {
    "gone": _l("This is not there any more. What you typed is kept."),
    "closed": _l("The question was closed meanwhile. What you typed is kept, and only you see it."),
    "withdrawn": _l("The question was taken back meanwhile. What you typed is kept, and only you see it."),
    "answered": _l("Somebody has answered meanwhile, so the question stays. Close it with what you take along."),
    "no_step": _l("Choose a step that your question is about."),
    "not_shared": _l("Your plan is not shared with your group, so nobody can answer. What you typed is kept."),
    "no_group": _l("Choose a group that your plan is in. What you typed is kept."),
    "alone": _l("There is nobody else in this group yet. What you typed is kept."),
    "one_at_a_time": _l("A question to your group is open already. Close that one first. What you typed is kept."),
    "too_many": _l("There are so many questions on this plan that no more can be added."),
    "full": _l("There is no room for another row in that step. What you typed is kept."),
}


@own_blueprint.app_errorhandler(PeerError)
def show_problem(error: PeerError) -> ResponseReturnValue:
    """Say on the page that one came from what could not be done."""
    db.session.rollback()
    flash(str(PROBLEMS[error.reason]), "error")
    default = url_for("peers.show_questions", plan_id=(request.view_args or {})["plan_id"])
    return redirect(own_address(request.form.get("back"), default), 303)


def frame(plan: OpenPlan, step: str = "") -> dict[str, object]:
    """Return what the frame of a page within a plan needs."""
    module = MODULES[BY_KEY[step].module - 1] if step in BY_KEY else MODULES[0]
    path: Path = load_path(plan, load_steps([plan.id])[plan.id])
    return {"plan": plan, "module": module, "path": path, "editable": plan.may(Permission.EDIT)}


@blueprint.get("/")
def show_questions(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.COMMENT)
    known = load_questions(plan, int(current_user.id))
    return render_template("peers/questions.html", **frame(plan), known=known, steps=BY_KEY)


@blueprint.get("/ask")
def show_ask(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.EDIT)
    view = view_ask(plan, current_user, request.args.get("step", ""), request.args.get("error", ""))
    return render_template("peers/ask.html", **frame(plan, view.step.key), view=view)


@blueprint.get("/<question_id>")
def show_question(plan_id: str, question_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.COMMENT)
    seen = find_question(plan, int(current_user.id), question_id)
    if seen is None:
        abort(404)
    view = view_question(plan, current_user, seen, request.args.get("error", ""), edits="edit" in request.args)
    return render_template("peers/question.html", **frame(plan, seen.question.step), view=view)


def back_to(plan_id: str, question_id: str, anchor: str = "") -> ResponseReturnValue:
    return redirect(url_for("peers.show_question", plan_id=plan_id, question_id=question_id, _anchor=anchor), 303)


@blueprint.post("/<question_id>/withdraw")
def withdraw_question(plan_id: str, question_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.EDIT)
    with writing_feedback(plan_id, Permission.EDIT, current_user) as write:
        operations.withdraw_question(write, question_id)
    flash(_("The question is taken back. Your group does not see it any more."), "success")
    return redirect(url_for("peers.show_questions", plan_id=plan_id), 303)


@blueprint.post("/<question_id>/withdraw-answer")
def withdraw_answer(plan_id: str, question_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.COMMENT)
    with writing_feedback(plan_id, Permission.COMMENT, current_user) as write:
        operations.withdraw_answer(write, question_id)
    flash(_("Your answer is withdrawn."), "success")
    return back_to(plan_id, question_id)


@blueprint.post("/<question_id>/answers/<answer_id>/mark")
def mark_answer(plan_id: str, question_id: str, answer_id: str) -> ResponseReturnValue:
    """Mark an answer; the mark that it has, chosen again, is taken away."""
    load_plan(plan_id, Permission.EDIT)
    chosen = request.form.get("mark", "")
    mark = PeerMark(chosen) if chosen in set(PeerMark) else None
    with writing_feedback(plan_id, Permission.EDIT, current_user) as write:
        operations.mark_answer(write, question_id, answer_id, mark)
    return back_to(plan_id, question_id, f"answer-{answer_id}")


@own_blueprint.get("/peer-answers")
@requires()
def show_own_answers() -> ResponseReturnValue:
    """Show somebody all that they answered their groups, also where they are in another group now."""
    return render_template("peers/own_answers.html", answers=view_own_answers(current_user))
