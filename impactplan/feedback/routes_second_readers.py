"""A colleague who reads a review before it is sent: asking them, and the page on which they read it."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.feedback import second_readers
from impactplan.feedback.blueprint import blueprint
from impactplan.feedback.drafts import find_draft
from impactplan.feedback.fields import view_draft
from impactplan.feedback.notifications import announce_second_reader
from impactplan.feedback.problems import back, find_errors
from impactplan.feedback.review_views import view_unsent
from impactplan.feedback.routes_reviews import render_page
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.numbers import read_id


@blueprint.post("/feedback/review/readers")
def ask_reader(plan_id: str) -> ResponseReturnValue:
    """Ask a colleague to read what is not sent yet."""
    load_plan(plan_id, Permission.REVIEW)
    trainer = read_id(request.form.get("trainer", ""))
    with writing_feedback(plan_id, Permission.REVIEW, current_user) as write:
        if second_readers.ask_reader(write, trainer):
            announce_second_reader(write, trainer)
    return back(plan_id, "second-readers")


@blueprint.post("/feedback/review/readers/<int:user_id>/stop")
def stop_reader(plan_id: str, user_id: int) -> ResponseReturnValue:
    """Close it to a colleague again."""
    load_plan(plan_id, Permission.REVIEW)
    with writing_feedback(plan_id, Permission.REVIEW, current_user) as write:
        second_readers.stop_reader(write, user_id)
    return back(plan_id, "second-readers")


@blueprint.get("/feedback/review/of/<int:user_id>")
def read_unsent(plan_id: str, user_id: int) -> ResponseReturnValue:
    """Show a colleague's unsent review to whom they asked, with a note back to them."""
    plan = load_plan(plan_id, Permission.REVIEW)
    asked = second_readers.load_asked(plan, current_user, user_id)
    if asked is None:
        abort(404)
    row, writer = asked
    ref = f"colleague.{user_id}"
    draft = find_draft(plan.id, current_user.id, ref)
    return render_page(
        "second_reading",
        plan,
        view=view_unsent(plan, writer),
        writer=writer.shown_name,
        asked=row,
        ref=ref,
        fields=view_draft(plan, ref, draft, errors=find_errors().get(ref)),
    )
