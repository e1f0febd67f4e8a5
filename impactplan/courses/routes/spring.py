"""The spring question about a plan, and its answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import select

from impactplan.access import Permission, load_plan
from impactplan.courses.after_course.spring_question import ANSWERS, CHANGES, PAST, answer_question, find_question
from impactplan.courses.blueprint import blueprint
from impactplan.lib.texts import gettext as _
from impactplan.models import Plan, db
from impactplan.workbook.queries import name_users


@blueprint.route("/plans/<plan_id>/spring", methods=["GET", "POST"])
def show_spring(plan_id: str) -> ResponseReturnValue:
    """Show the last question about a plan; without one, redirect to the plan."""
    plan = load_plan(plan_id, Permission.EDIT)
    question = find_question(plan_id)
    address = url_for("workbook.show_plan", plan_id=plan_id)
    if question is None:
        return redirect(address)
    answer = request.form.get("answer", "")
    if request.method == "POST" and answer in ANSWERS:
        answer_question(plan_id, current_user, answer)
        db.session.commit()
        if answer != CHANGES:
            flash(
                _("We will not ask about this plan any more. It stays yours, and you can always go on with it.")
                if answer == PAST
                else _("Good to hear. Next spring we ask again."),
                "success",
            )
        return redirect(address)
    by = name_users([question.answered_by]).get(question.answered_by)
    changed_at = db.session.scalar(select(Plan.changed_at).where(Plan.id == plan_id))
    page = render_template("courses/spring.html", plan=plan, question=question, by=by, changed_at=changed_at)
    return page, 422 if request.method == "POST" else 200
