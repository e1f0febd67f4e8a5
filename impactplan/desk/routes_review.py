"""The page of a plan under review. What it sends goes to the room of feedback."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.desk.blueprint import blueprint
from impactplan.desk.review import view_review_desk
from impactplan.feedback.page import feedback_of
from impactplan.feedback.second_readers import view_readers
from impactplan.steps import MODULES
from impactplan.workbook.path import load_path


@blueprint.get("/plans/<plan_id>/feedback/review")
def show_review(plan_id: str) -> ResponseReturnValue:
    """Show a plan under review: what was asked, what changed, and all that the trainer has ready and not sent."""
    plan = load_plan(plan_id, Permission.REVIEW)
    states = feedback_of(plan, current_user, filled=True).known.states  # before the path asks, without them
    page = render_template(
        "desk/review.html",
        plan=plan,
        module=MODULES[0],
        path=load_path(plan, states),
        editable=True,
        desk=view_review_desk(plan, current_user, request.args.getlist("more")),
        readers=view_readers(plan, current_user),
    )
    response = make_response(page)
    response.cache_control.no_store = True  # like all pages of feedback
    return response
