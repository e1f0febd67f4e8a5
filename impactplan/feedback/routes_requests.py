"""Asking for feedback: the authors ask, a trainer takes the question, releases it or hands it over."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.feedback import requests
from impactplan.feedback.availability import find_availability, load_trainers
from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.drafts import drop_drafts, find_draft
from impactplan.feedback.fields import view_draft
from impactplan.feedback.notifications import announce_handed_over
from impactplan.feedback.plain_forms import keep_typed
from impactplan.feedback.problems import back
from impactplan.feedback.queries import load_step_feedback
from impactplan.feedback.sending import is_refused
from impactplan.feedback.turn import NOTHING, Availability, Reason, find_review_state
from impactplan.feedback.wording import NOBODY, REVIEW_STATES, name_steps
from impactplan.feedback.writing import FeedbackError, writing_feedback
from impactplan.lib.numbers import read_id
from impactplan.lib.texts import gettext as _
from impactplan.site.keys import form_key
from impactplan.steps import MODULES, STEPS, steps_of
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import load_steps


@blueprint.get("/feedback/ask")
def show_ask(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.EDIT)
    return render_ask(plan, request.args.getlist("step"))


def render_ask(plan: OpenPlan, chosen: list[str], error: str = "") -> str:
    """Show the form in which one asks: the steps that hold something first, those asked already named as such."""
    filled, feedback = load_steps([plan.id])[plan.id], load_step_feedback([plan.id])[plan.id]
    states = {step.key: find_review_state(feedback.get(step.key, NOTHING)) for step in STEPS}
    available = find_availability([plan.id])[plan.id]
    draft = find_draft(plan.id, current_user.id, "request")
    return render_template(
        "feedback/ask.html",
        plan=plan,
        module=MODULES[0],
        path=load_path(plan, filled),
        editable=True,
        modules=[(module, steps_of(module)) for module in MODULES],
        filled=filled,
        states=states,
        state_words=REVIEW_STATES,
        asked={key for key, step in feedback.items() if step.asked_at},
        chosen=chosen,
        fields=view_draft(plan, "request", draft),
        error=error,
        trainers=load_trainers([plan.id]).get(plan.id, []),
        why_not=NOBODY[Reason(available)] if available is not Availability.AVAILABLE else "",
    )


@blueprint.post("/feedback/ask")
def ask_feedback(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.EDIT)
    steps = request.form.getlist("step")
    typed, key = request.form.get("question"), form_key()
    if typed is not None and not requests.find_asked(plan.id, int(current_user.id), key):
        keep_typed(plan, current_user, "request", {"question": typed})  # else a script saved it as a draft
    draft = find_draft(plan.id, current_user.id, "request")
    question = draft.values.get("question", "") if draft else ""
    if is_refused("question", question):
        return render_ask(plan, steps), 422
    try:
        with writing_feedback(plan.id, Permission.EDIT, current_user) as write:
            asked = requests.ask_feedback(write, steps, question, key)
            drop_drafts(write, "request")
            names = name_steps(steps)
    except FeedbackError as error:
        if error.reason not in {"no_steps", "asked_already"}:
            raise
        return render_ask(plan, steps, error.reason), 422
    flash(_("Your trainer sees that you want feedback on %(steps)s. Go on writing meanwhile.", steps=names), "success")
    return redirect(url_for("feedback.show_feedback", plan_id=plan.id) + f"#request-{asked.id}", 303)


@blueprint.post("/feedback/requests/<request_id>/withdraw")
def withdraw_request(plan_id: str, request_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.EDIT)
    with writing_feedback(plan_id, Permission.EDIT, current_user) as write:
        requests.withdraw_request(write, request_id)
    return back(plan_id, "feedback")


@blueprint.post("/feedback/requests/<request_id>/take")
def take_request(plan_id: str, request_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.REVIEW)
    with writing_feedback(plan_id, Permission.REVIEW, current_user) as write:
        requests.take_request(write, request_id)
    return back(plan_id, "feedback")


@blueprint.post("/feedback/take")
def take_all_requests(plan_id: str) -> ResponseReturnValue:
    """Take all that was asked of a plan, as a trainer does who begins with it."""
    load_plan(plan_id, Permission.REVIEW)
    with writing_feedback(plan_id, Permission.REVIEW, current_user) as write:
        requests.take_all(write)
    return back(plan_id)


@blueprint.post("/feedback/requests/<request_id>/release")
def release_request(plan_id: str, request_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.REVIEW)
    with writing_feedback(plan_id, Permission.REVIEW, current_user) as write:
        requests.release_request(write, request_id)
    return back(plan_id, "feedback")


@blueprint.post("/feedback/requests/<request_id>/hand-over")
def hand_over_request(plan_id: str, request_id: str) -> ResponseReturnValue:
    """Give a request to another trainer, who gets a mail."""
    load_plan(plan_id, Permission.REVIEW)
    trainer = read_id(request.form.get("trainer", ""))
    with writing_feedback(plan_id, Permission.REVIEW, current_user) as write:
        requests.hand_over_request(write, request_id, trainer)
        announce_handed_over(write, request_id, trainer)
    return back(plan_id, "feedback")
